"""Change a review plan: written by some, published by another, in force from a day; what is published is never changed."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.workflow import queries
from tongban.handling.workflow.models import Plan, PlanChange
from tongban.handling.workflow.plan_changes import (
    UnableToFindPlan,
    UnableToWorkOnPlans,
    faults_of,
    may_work_on_plans,
)
from tongban.handling.workflow.rules import Fault
from tongban.registers.identity.api import Officer

MOST_BYTES = 200_000
LONGEST_TEXT = 500
State = PlanChange.State


class UnableToDraftPlan(DomainError):
    """Somebody is already changing the plan."""

    code = "plan.in_hand"
    sentence = _("这个流程正由{who}修改，请等这次修改发布或者放弃以后再开始。")
    status = 409


class UnableToKeepUpWithPlan(DomainError):
    """Somebody else changed the draft since it was read, or it is no longer a draft."""

    code = "plan.stale"
    sentence = _("这份流程草稿刚刚被{who}改过或者送审。您的内容还在下面，请核对后再保存一次。")
    status = 409


class UnableToSavePlan(DomainError):
    """The plan is longer than any plan needs to be."""

    code = "plan.too_long"
    sentence = _("流程的内容太多，超过 200 KB，没有保存。")
    status = 413


class UnableToPublishPlan(DomainError):
    """The change cannot go on: `why` says what to do first."""

    code = "plan.unpublishable"
    sentence = _("不能继续：{why}")
    status = 422


def draft_plan(*, code: str, officer: Officer, body: Mapping[str, Any] | None = None) -> UUID:
    """
    Begin to change a plan and return the id of the change; without a body, with what the latest version says.

    A code that is not there yet begins a new plan, which needs a body. Raise UnableToDraftPlan when somebody is at it already.
    """
    _require(officer)
    last = Plan.objects.filter(code=code).order_by("-version").first()
    if body is None and last is None:
        raise UnableToFindPlan
    change = PlanChange(
        code=code,
        body=_sized({**(body if body is not None else last.graph if last else {}), "code": code}),
        from_version=last.version if last else 0,
        effective_from=clock.today(),
        authors=[officer.account_id],
        edited_by=_signature(officer),
        edited_at=clock.now(),
    )
    try:
        with transaction.atomic():
            change.save(force_insert=True)
            _write_down("drafted", change, officer)
    except IntegrityError as fault:
        other = PlanChange.objects.filter(code=code, state__in=[State.DRAFT, State.SUBMITTED]).first()
        raise UnableToDraftPlan(who=other.edited_by if other else "—") from fault
    return change.id


def save_plan(
    *,
    change_id: UUID,
    officer: Officer,
    revision: int,
    body: Mapping[str, Any],
    why: str = "",
    effective_from: date | None = None,
) -> tuple[Fault, ...]:
    """
    Write down a draft, right or wrong, so that nothing typed is lost, and return what is wrong in it.

    `revision` is that of the draft the officer looked at: where somebody else was quicker, UnableToKeepUpWithPlan.
    """
    _require(officer)
    with transaction.atomic():
        change = _in_hand(change_id, revision, State.DRAFT)
        change.body = _sized({**body, "code": change.code})
        change.why = why.strip()[:LONGEST_TEXT]
        change.effective_from = effective_from or change.effective_from
        change.authors = [*dict.fromkeys((*change.authors, officer.account_id))]
        change.edited_by, change.edited_at = _signature(officer), clock.now()
        change.reviewer = None  # who sent it back may go on writing; then another publishes it
        change.revision += 1
        change.save()
        _write_down("saved", change, officer)
    return faults_of(change.body)


@transaction.atomic
def submit_plan(*, change_id: UUID, officer: Officer, revision: int) -> None:
    """Hand a draft to another person: without a fault, with its reason, for today or later."""
    _require(officer)
    change = _in_hand(change_id, revision, State.DRAFT)
    _require_sound(change)
    if not change.why:
        raise UnableToPublishPlan(why=_("请写明修改的理由，它会留在历史记录里。"))
    if change.effective_from < clock.today():
        raise UnableToPublishPlan(why=_("生效日期不能早于今天。"))
    change.state = State.SUBMITTED
    change.revision += 1
    change.save()
    _write_down("submitted", change, officer)


@transaction.atomic
def return_plan(*, change_id: UUID, officer: Officer, revision: int, note: str) -> None:
    """Send what was submitted back to its authors, saying what to mend."""
    _require(officer)
    change = _in_hand(change_id, revision, State.SUBMITTED)
    if not note.strip():
        raise UnableToPublishPlan(why=_("请写明要改什么，再退回给起草人。"))
    _require_another(change, officer)
    change.state, change.note = State.DRAFT, note.strip()[:LONGEST_TEXT]
    change.reviewer, change.reviewed_by = officer.account_id, _signature(officer)
    change.revision += 1
    change.save()
    _write_down("returned", change, officer, reason=change.note)


@transaction.atomic
def publish_plan(*, change_id: UUID, officer: Officer, revision: int) -> int:
    """
    Publish what another person submitted, and return the number of the version. It is in force from its day, at the earliest today.

    What runs keeps the version it began with (see move_subjects). Refused when something is wrong in it, or when another version
    was published since it was begun.
    """
    _require(officer)
    change = _in_hand(change_id, revision, State.SUBMITTED)
    _require_another(change, officer)
    _require_sound(change)
    last = Plan.objects.filter(code=change.code).order_by("-version").first()
    if (last.version if last else 0) != change.from_version:
        raise UnableToPublishPlan(why=_("修改期间已有新版本发布，请放弃这份修改，从新版本重新开始。"))
    change.effective_from = max(change.effective_from, clock.today(), last.effective_from if last else date.min)
    change.version = change.from_version + 1
    change.state, change.reviewer, change.reviewed_by = State.PUBLISHED, officer.account_id, _signature(officer)
    change.revision += 1
    Plan.objects.create(
        code=change.code,
        version=change.version,
        graph=change.body,
        effective_from=change.effective_from,
        installed_at=clock.now(),
        published_by=_signature(officer),
        why=change.why,
    )
    change.save()
    _write_down(
        "published",
        change,
        officer,
        reason=change.why,
        version=change.version,
        effective_from=change.effective_from.isoformat(),
    )
    transaction.on_commit(queries.forget_kept)
    return change.version


@transaction.atomic
def drop_plan(*, change_id: UUID, officer: Officer, revision: int) -> None:
    """Give a change up before it is published; the versions stay."""
    _require(officer)
    change = _in_hand(change_id, revision, State.DRAFT, State.SUBMITTED)
    change.state = State.DROPPED
    change.revision += 1
    change.save()
    _write_down("dropped", change, officer)


def _require(officer: Officer) -> None:
    if not may_work_on_plans(officer):
        raise UnableToWorkOnPlans


def _require_another(change: PlanChange, officer: Officer) -> None:
    if officer.account_id in change.authors:
        raise UnableToPublishPlan(why=_("您参与了这份流程的修改，请由另一位有权人员审核。"))


def _require_sound(change: PlanChange) -> None:
    if faults := faults_of(change.body):
        raise UnableToPublishPlan(why=_("流程里还有 {count} 处问题，请改正。").format(count=len(faults)))


def _in_hand(change_id: UUID, revision: int, *states: str) -> PlanChange:
    change = PlanChange.objects.select_for_update().filter(id=change_id).first()
    if change is None:
        raise UnableToFindPlan
    if change.revision != revision or change.state not in states:
        raise UnableToKeepUpWithPlan(who=change.edited_by)
    return change


def _sized(body: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(body)) > MOST_BYTES:
        raise UnableToSavePlan
    return body


def _signature(officer: Officer) -> str:
    return f"{officer.name}（{officer.post_name}）"[:160]


def _write_down(deed: str, change: PlanChange, officer: Officer, *, reason: str = "", **facts: Any) -> None:
    ledger.record(
        deed=f"plan.{deed}",
        subject=f"plan:{change.code}",
        actor=officer.actor,
        reason=reason,
        region_code=officer.region_code,
        facts={"change": str(change.id), "revision": change.revision, **facts},
    )
