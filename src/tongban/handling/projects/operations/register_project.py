"""Register a project: one code and one shared record, from which every stage is filled."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.projects import kinds
from tongban.handling.projects.connections.chosen import investment_platform
from tongban.handling.projects.errors import (
    FieldProblem,
    UnableToRegisterForOthers,
    UnableToRegisterProject,
    UnableToRegisterTwice,
)
from tongban.handling.projects.models import Contribution, Project
from tongban.handling.projects.queries import project_for_applicant
from tongban.handling.projects.record import Origin, faults_in
from tongban.handling.projects.rules import Kind, ProjectCode, read_code
from tongban.handling.projects.views import ProjectView
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import normalise
from tongban.registers.identity.api import Applicant, PartyKind
from tongban.registers.organisations import api as organisations

MOST_DRAWS = 5
NAME, SITE = "project.name", "project.address"


def register_project(
    *,
    applicant: Applicant,
    kind: str,
    region_code: str,
    facts: Mapping[str, Any],
    code: str = "",
    position: tuple[float, float] | None = None,
) -> ProjectView:
    """
    Register a project of the applicant's party and return it.

    `facts` are the answers to what the kind asks, by element. A project that has a code of the investment platform brings it;
    for another one is asked for. Raises `UnableToRegisterProject` with every fault, `UnableToRegisterTwice` for a code in use.
    """
    edition = kinds.latest_edition()
    known = kinds.kind(kind, edition)
    if not applicant.has_full_mandate or applicant.party_kind is not PartyKind.LEGAL:
        raise UnableToRegisterForOthers
    typed = normalise({name: facts.get(name, "") for name in known.asked}, forms.elements())
    given = read_code(code) if code.strip() else None
    problems = [*faults_in(known.asked, typed), *_faults_of(code, given, region_code, position)]
    if problems:
        raise UnableToRegisterProject(problems)
    takers = kinds.authorities_of(known, region_code)
    with transaction.atomic():
        project = _insert(
            Project(
                name=str(typed[NAME]),
                kind=known.code,
                edition_id=edition,
                region_code=region_code,
                party_id=applicant.party_id,
                party_label=applicant.masked_name,
                latitude=position[0] if position else None,
                longitude=position[1] if position else None,
                authority_ids=sorted(takers),
                registered_at=clock.now(),
            ),
            given,
            known,
        )
        _bring(project, typed, applicant)
        ledger.record(
            deed="project.registered",
            subject=f"project:{project.code}",
            actor=applicant.actor,
            region_code=region_code,
            facts={"kind": known.code, "edition": edition, "has_code": given is not None},
        )
    return project_for_applicant(project.code, applicant=applicant)


def _insert(project: Project, given: ProjectCode | None, kind: Kind) -> Project:
    """Insert the project under its own code, or one that the platform gives; a code that is in use is drawn again."""
    for _attempt in range(1 if given else MOST_DRAWS):
        project.code = str(given or _drawn(project, kind))
        try:
            with transaction.atomic():
                project.save(force_insert=True)
        except IntegrityError as error:
            if "one_project_per_code" not in str(error):
                raise
        else:
            return project
    raise UnableToRegisterTwice(project=project.code)


def _drawn(project: Project, kind: Kind) -> ProjectCode:
    return investment_platform().code_for(
        day=clock.today(), region_code=project.region_code, department=kind.department, type=kind.type
    )


def _bring(project: Project, facts: Mapping[str, Any], applicant: Applicant) -> None:
    now = clock.now()
    Contribution.objects.bulk_create(
        Contribution(
            project=project,
            element=element,
            value=value,
            origin=Origin.REGISTRATION,
            by_name=applicant.actor.name,
            by_post=applicant.actor.post,
            brought_at=now,
        )
        for element, value in {"project.code": project.code, **facts}.items()
        if value not in ("", [])
    )


def _faults_of(
    code: str, given: ProjectCode | None, region_code: str, position: tuple[float, float] | None
) -> Sequence[FieldProblem]:
    problems = []
    if code.strip() and given is None:
        text = _("项目代码是 24 位：四位时间、六位地区、两位部门、两位类型、六位序号，例如 2611-990101-04-01-123454。")
        problems.append(FieldProblem("code", "code_form", text))
    elif given is not None and given.begun > clock.today():
        problems.append(FieldProblem("code", "code_early", _("项目代码里的年月还没有到，请核对。")))
    if not _is_county(region_code):
        problems.append(FieldProblem("region_code", "required", _("请选择项目所在的区县。")))
    if position is not None and not (-90 <= position[0] <= 90 and -180 <= position[1] <= 180):
        problems.append(
            FieldProblem("position", "position", _("经纬度不对：纬度在 -90 到 90 之间，经度在 -180 到 180 之间。"))
        )
    return problems


def _is_county(region_code: str) -> bool:
    try:
        return len(organisations.region(region_code).code) >= 6
    except organisations.UnableToFindRegion:
        return False
