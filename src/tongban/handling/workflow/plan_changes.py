"""Reads of those who keep the plans: versions, changes under way, what is wrong in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow import models
from tongban.handling.workflow.rules import Fault, Plan, UnableToReadPlan, WhoKind, parse_plan
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import Sensitivity
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

CITY_DIGITS = 4
MOST_LISTED = 200


class UnableToWorkOnPlans(DomainError):
    """Plans hold for every authority, so a post of the whole region, of a city at least, keeps them."""

    code = "plan.out_of_reach"
    sentence = _("审批流程对所有承办单位生效，只有市级以上、覆盖全区域的事项管理岗或者系统管理岗可以维护。")
    status = 403


class UnableToFindPlan(DomainError):
    """There is no such plan, version or change."""

    code = "plan.unknown"
    sentence = _("没有找到这个审批流程。")
    status = 404


@dataclass(frozen=True)
class PlanVersion:
    """One published version of a plan."""

    code: str
    version: int
    name: str
    name_en: str
    effective_from: date
    published_at: datetime
    published_by: str
    why: str
    is_in_force: bool  # today, and not replaced by a newer one


@dataclass(frozen=True)
class PlanChangeView:
    """A change of a plan, as its authors and its reviewer see it."""

    id: UUID
    code: str
    state: str  # draft | submitted | published | dropped
    body: Mapping[str, Any]
    from_version: int
    version: int | None
    effective_from: date
    why: str
    revision: int
    authors: frozenset[UUID]
    edited_by: str
    edited_at: datetime
    reviewed_by: str
    note: str


def may_work_on_plans(officer: Officer) -> bool:
    """Say whether an officer may change plans, and publish what others changed."""
    return (
        bool(officer.roles & {Role.ITEM_MANAGER, Role.ADMINISTRATOR})
        and officer.region_wide
        and len(officer.region_code) <= CITY_DIGITS
    )


def faults_of(body: object) -> tuple[Fault, ...]:
    """Return everything that is wrong with a plan, as it was typed: also departments that do not exist here, and personal data."""
    try:
        plan = parse_plan(body, roles=frozenset(Role))
    except UnableToReadPlan as refusal:
        return refusal.faults
    return (*_unknown_departments(plan), *_personal_facts(plan))


def _unknown_departments(plan: Plan) -> tuple[Fault, ...]:
    known = {authority.key for authority in organisations.authorities()}
    return tuple(
        Fault("unknown_department", step.code, {"value": step.who.key})
        for step in plan.steps.values()
        if step.who.kind is not WhoKind.LEAD and step.who.key and step.who.key not in known
    )


def _personal_facts(plan: Plan) -> Iterator[Fault]:
    """What branches depend on is kept in the clear beside the marking, so personal data have no place in conditions."""
    elements = forms.elements()
    for code, fork in plan.forks():
        for name in sorted({condition.fact for branch in fork.branches for condition in branch.when}):
            element = elements.get(name)
            if element is not None and element.sensitivity is Sensitivity.PERSONAL:
                yield Fault("personal_fact", code, {"value": name})


def plan_versions(code: str = "") -> tuple[PlanVersion, ...]:
    """Return the versions of a plan, of all plans without a code: by code, the newest first; at most 200."""
    found = models.Plan.objects.filter(**({"code": code} if code else {})).order_by("code", "-version")[:MOST_LISTED]
    versions, today, in_force = [], clock.today(), set[str]()
    for row in found:
        holds = row.effective_from <= today and row.code not in in_force
        if holds:
            in_force.add(row.code)
        versions.append(
            PlanVersion(
                code=row.code,
                version=row.version,
                name=row.graph.get("name", ""),
                name_en=row.graph.get("name_en", ""),
                effective_from=row.effective_from,
                published_at=row.installed_at,
                published_by=row.published_by,
                why=row.why,
                is_in_force=holds,
            )
        )
    return tuple(versions)


def plan_body(code: str, version: int) -> Mapping[str, Any]:
    """Return a published version as its file writes it; raise UnableToFindPlan."""
    body: Mapping[str, Any] | None = (
        models.Plan.objects.filter(code=code, version=version).values_list("graph", flat=True).first()
    )
    if body is None:
        raise UnableToFindPlan
    return body


def plan_change(change_id: UUID) -> PlanChangeView:
    """Return a change; raise UnableToFindPlan."""
    row = models.PlanChange.objects.filter(id=change_id).first()
    if row is None:
        raise UnableToFindPlan
    return _view(row)


def plan_changes(*, code: str = "", only_open: bool = False) -> tuple[PlanChangeView, ...]:
    """Return the changes, the latest first; at most 200."""
    found = models.PlanChange.objects.order_by("-id")
    if code:
        found = found.filter(code=code)
    if only_open:
        found = found.filter(state__in=[models.PlanChange.State.DRAFT, models.PlanChange.State.SUBMITTED])
    return tuple(_view(row) for row in found[:MOST_LISTED])


def _view(row: models.PlanChange) -> PlanChangeView:
    return PlanChangeView(
        id=row.id,
        code=row.code,
        state=row.state,
        body=row.body,
        from_version=row.from_version,
        version=row.version,
        effective_from=row.effective_from,
        why=row.why,
        revision=row.revision,
        authors=frozenset(row.authors),
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        reviewed_by=row.reviewed_by,
        note=row.note,
    )
