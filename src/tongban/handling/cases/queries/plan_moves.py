"""What a new version of a review plan means for the open cases: which can go on in it, and which have to stay and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Case
from tongban.handling.cases.rules import State
from tongban.handling.cases.views import HasNumber
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Plan
from tongban.handling.workflow.rules import Stays
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer, Role


class UnableToMovePlans(DomainError):
    """Only an administrator decides that open cases go on by another version of their plan, for the own region."""

    code = "plan_moves.not_your_role"
    sentence = _("只有系统管理岗位可以决定在办办件改按新版本的审批流程办理。")
    status = 403


CASES_AT_ONCE = 500
MOST_SHOWN = 200


@dataclass(frozen=True)
class PlanMove(HasNumber):
    """An open case that began with another version of its plan; `stays` says why it cannot go on in the new one, if it cannot."""

    number: str
    item_name: str
    authority_id: int
    region_code: str
    state: State
    from_version: int
    stays: tuple[str, ...]


@dataclass(frozen=True)
class PlanMoves:
    """What moving to the version in force would do: how many cases move, how many stay, and the first of both, those that stay before."""

    code: str
    version: int
    movable: int
    staying: int
    cases: tuple[PlanMove, ...]


def require_administrator(officer: Officer) -> None:
    """Raise UnableToMovePlans unless the officer may decide on the plans of open cases."""
    if Role.ADMINISTRATOR not in officer.roles:
        raise UnableToMovePlans


def plan_moves(*, code: str, officer: Officer) -> PlanMoves:
    """
    Return what moving the open cases of the officer's region to the version of a plan in force today would do.

    KeyError when there is none. It reads each of the cases once; the first 200 are told one by one.
    """
    require_administrator(officer)
    new = workflow.latest_plan(code)
    movable = staying = 0
    shown: list[PlanMove] = []
    for batch in batches(code=code, version=new.version, region=officer.region_code):
        told = workflow.could_move(code=code, versions=versions_of(batch), to_version=new.version)
        movable += len(told.moved)
        staying += len(told.stays)
        shown += [_move(case, told.stays.get(subject_name(case), ())) for case in batch]
        shown = sorted(shown, key=lambda move: (not move.stays, move.number))[:MOST_SHOWN]
    return PlanMoves(code, new.version, movable, staying, tuple(shown))


def batches(*, code: str, version: int, region: str) -> Iterator[list[Case]]:
    """Yield the open cases of a region that have another version of a plan, some hundred at a time."""
    after: UUID | None = None
    cases = _open_with_another(code, version).filter(region_code__startswith=region)
    while batch := list(cases.filter(Q(pk__gt=after) if after else Q()).order_by("pk")[:CASES_AT_ONCE]):
        yield batch
        after = batch[-1].pk


def locked_again(batch: list[Case], *, code: str, version: int) -> list[Case]:
    """Return those of a batch that still have another version, locked until the transaction ends."""
    cases = _open_with_another(code, version).select_for_update().filter(pk__in=[case.pk for case in batch])
    return list(cases.order_by("pk"))


def versions_of(batch: list[Case]) -> dict[str, int]:
    """Return the version of its plan that each case has, by the name under which the plans know it."""
    return {subject_name(case): case.plan_version for case in batch}


def subject_name(case: Case) -> str:
    return f"case:{case.number}"


def _open_with_another(code: str, version: int) -> QuerySet[Case]:
    cases = Case.objects.filter(plan_code=code).exclude(plan_version=version).exclude(state=State.CLOSED)
    return cases.only(
        "number", "state", "revision", "item_version_id", "item_code", "authority_id", "region_code", "channel",
        "application_id", "plan_code", "plan_version", "accepted_on",
    )  # fmt: skip


def _move(case: Case, stays: tuple[Stays, ...]) -> PlanMove:
    old = workflow.plan(case.plan_code, case.plan_version)
    return PlanMove(
        number=case.number,
        item_name=catalogue.offer_version(case.item_version_id).name,
        authority_id=case.authority_id,
        region_code=case.region_code,
        state=State(case.state),
        from_version=case.plan_version,
        stays=tuple(workflow.stays_sentence(each, _name(old, each.step)) for each in stays),
    )


def _name(plan: Plan, code: str) -> str:
    step = plan.steps.get(code)
    if step is None:
        return code
    return step.name_en if (get_language() or "").startswith("en") else step.name
