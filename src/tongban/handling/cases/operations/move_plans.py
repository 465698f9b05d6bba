"""Move open cases to the version of their review plan that is in force: never by itself, always by a decision with its reason."""

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.models import Case, CourseEntry
from tongban.handling.cases.operations.common import with_reasons
from tongban.handling.cases.operations.parts import known_of
from tongban.handling.cases.queries.plan_moves import (
    batches,
    locked_again,
    require_administrator,
    subject_name,
    versions_of,
)
from tongban.handling.cases.rules import DEEDS, Step
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Officer


class UnableToMoveToThisVersion(DomainError):
    """The version that was shown is not, or no longer, the one in force."""

    code = "plan_moves.version_changed"
    sentence = gettext_lazy("这个版本不是现行版本，请重新查看哪些办件受影响。")
    status = 409


def move_plans(*, code: str, version: int, officer: Officer, reason: str) -> int:
    """
    Let the open cases of the officer's region go on by the version of their plan in force; return how many moved.

    `version` is the one whose moves were shown. What cannot go on in it (see `plan_moves`) stays with its own. Each batch is a
    transaction with its entry in the ledger; every case that moved has it in its course. Run again after a break it does the rest.
    """
    require_administrator(officer)
    reason = with_reasons(reason)
    if version != _in_force(code):
        raise UnableToMoveToThisVersion
    return sum(
        _move(batch, code, version, officer, reason)
        for batch in batches(code=code, version=version, region=officer.region_code)
    )


def _in_force(code: str) -> int | None:
    try:
        return workflow.latest_plan(code).version
    except KeyError:
        return None


@transaction.atomic
def _move(batch: list[Case], code: str, version: int, officer: Officer, reason: str) -> int:
    # A case is locked before its progress, as every deed does.
    cases = locked_again(batch, code=code, version=version)
    told = workflow.move_subjects(code=code, versions=versions_of(cases), to_version=version)
    moved = [case for case in cases if subject_name(case) not in told.stays]
    if not moved:
        return 0
    Case.objects.filter(pk__in=[case.pk for case in moved]).update(plan_version=version, revision=F("revision") + 1)
    _learn(moved, version)
    CourseEntry.objects.bulk_create(_entry(case, version, officer, reason) for case in moved)
    ledger.record(
        deed=DEEDS[Step.MOVE_PLAN],
        subject=f"plan:{code}",
        actor=officer.actor,
        reason=reason,
        region_code=officer.region_code,
        facts={
            "version": version,
            "moved": {case.number: case.plan_version for case in moved},
            "stayed": len(told.stays),
        },
    )
    return len(moved)


def _learn(moved: list[Case], version: int) -> None:
    """Where the new version asks for facts that the old one did not, tell them of the cases that are under way."""
    for case in moved:
        old, new = workflow.plan(case.plan_code, case.plan_version), workflow.plan(case.plan_code, version)
        if case.accepted_on is not None and not new.is_linear and new.facts - old.facts:
            workflow.learn_facts(subject=subject_name(case), facts=known_of(case, new.facts))


def _entry(case: Case, version: int, officer: Officer, reason: str) -> CourseEntry:
    with translation.override("zh-hans"):
        note = _("审批流程有新版本，本件改按第{version}版办理。{reason}").format(version=version, reason=reason)
    return CourseEntry(
        case=case,
        at=clock.now(),
        step=Step.MOVE_PLAN,
        actor=officer.actor.reference,
        actor_name=officer.actor.name,
        actor_post=officer.actor.post,
        note=note,
    )
