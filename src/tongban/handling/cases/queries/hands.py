"""Reads: who may be given a step of a case, what lies open of it, whether a lot was drawn rightly."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.hand_rules import Hand, Unfit, digest_of, drawn, unfit_for
from tongban.handling.cases.models import Case, CourseEntry
from tongban.handling.cases.queries.facts import facts_of, officer_facts
from tongban.handling.cases.queries.views import case_seen_by
from tongban.handling.cases.refusals import UnableToFindCase
from tongban.handling.cases.rules import State, grouped, has_conflict_of_interest, may_see, ungrouped
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import OpenTask
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Officer, Role

OFFICER = "officer:"  # of an actor's reference


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom a step could be given, or why not (in the reader's language)."""

    account_id: UUID
    name: str
    post: str
    why_not: str


@dataclass(frozen=True)
class GivenStep:
    """An open step of a case as the one sees it who leads the posts of its authority."""

    task: OpenTask
    is_drawn: bool  # the plan wants a lot: nobody chooses
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True)
class DrawCheck:
    """A lot that was drawn, drawn again: with the values that anybody needs to do the same."""

    step: str
    round: int
    root: str
    candidates: tuple[UUID, ...]
    digest: str
    told: UUID  # on whom the lot fell, as written down
    told_name: str
    is_right: bool  # the lot falls on the same, and the ledger knows these candidates


@dataclass(frozen=True)
class CaseBrief:
    """A case in a few words, without persons: for rooms that go by cases and show nothing of them."""

    number: str
    item_code: str
    item_name: str
    authority_id: int
    region_code: str
    is_over: bool
    authorities: frozenset[int]  # that handle it or a part of it, or did

    @property
    def grouped_number(self) -> str:
        return grouped(self.number)


def brief_for_officer(number: str, *, officer: Officer) -> CaseBrief:
    """Return a case that the officer may see, or raise UnableToFindCase; UnableWithOwnInterest is written down."""
    case, facts, _who = case_seen_by(officer, number, for_a_part=True)
    return _brief(case, facts.taking_part)


def brief_for_applicant(number: str, *, applicant: Applicant) -> CaseBrief:
    """Return a case of the applicant's party, or raise UnableToFindCase."""
    return _brief(_case_of(number, applicant), frozenset())


def may_see_case(number: str, *, officer: Officer) -> bool:
    """Say whether an officer could see a case, without looking: nothing is written down."""
    case = rows.find(Case, number=number)
    if case is None:
        return False
    facts, who = facts_of(case), officer_facts(officer)
    return may_see(facts, who) and not has_conflict_of_interest(facts, who)


def officers_of(number: str, *, applicant: Applicant) -> dict[UUID, str]:
    """Return the officers of a case whose names its applicant is shown: who took a step of it, or has one in hand."""
    case = _case_of(number, applicant)
    entries = CourseEntry.objects.filter(case=case, actor__startswith=OFFICER).order_by("id")
    found = {UUID(actor.removeprefix(OFFICER)): name for actor, name in entries.values_list("actor", "actor_name")}
    return found | {
        task.claimed_by: task.claimed_name for task in workflow.open_tasks_of(f"case:{case.number}") if task.claimed_by
    }


def open_steps_led_by(number: str, *, officer: Officer) -> tuple[OpenTask, ...]:
    """Return the open steps of a case that the officer gives out, none when she leads none."""
    case, _facts, _who = case_seen_by(officer, number, for_a_part=True)
    return tuple(each for each in workflow.open_tasks_of(f"case:{case.number}") if leads(officer, each.authority_id))


def _case_of(number: str, applicant: Applicant) -> Case:
    whole = ungrouped(number)
    case = rows.find(Case, number=whole) if whole else None
    if case is None or case.party_id != applicant.party_id or not applicant.may_apply_for(case.item_code):
        raise UnableToFindCase
    return case


def _brief(case: Case, authorities: frozenset[int]) -> CaseBrief:
    return CaseBrief(
        number=case.number,
        item_code=case.item_code,
        item_name=catalogue.offer_version(case.item_version_id).name,
        authority_id=case.authority_id,
        region_code=case.region_code,
        is_over=case.state == State.CLOSED,
        authorities=authorities,
    )


def why_unfit(unfit: Unfit) -> str:
    """Say why somebody may not be given a step, in the reader's language."""
    return {
        Unfit.OTHER_AUTHORITY: _("不是这一步承办单位的人员"),
        Unfit.OTHER_ROLE: _("岗位没有这一步的职责"),
        Unfit.OTHER_ITEMS: _("岗位不办理这个事项"),
        Unfit.CONFLICT_OF_INTEREST: _("与当事人有利害关系或者已经回避"),
        Unfit.FOUR_EYES: _("办理过前面的环节，依规定不能再办这一步"),
        Unfit.AWAY: _("现在离岗"),
    }[unfit]


def leads(officer: Officer, authority_id: int) -> bool:
    """Say whether an officer leads the posts of an authority, and so gives out its tasks: its decider does."""
    return officer.authority_id == authority_id and Role.DECIDER in officer.roles


def unfitness(case: Case, task: OpenTask, officers: Iterable[Officer]) -> dict[UUID, Unfit | None]:
    """Return for each of some officers why she may not be given an open task of a case; one statement."""
    many = list(officers)
    hand, facts = Hand(task.step, task.role, task.authority_id, task.barred), facts_of(case)
    away = workflow.away_on([each.account_id for each in many], clock.today())
    return {
        each.account_id: unfit_for(hand, facts, officer_facts(each), is_away=each.account_id in away) for each in many
    }


def steps_to_give(number: str, *, officer: Officer) -> tuple[GivenStep, ...]:
    """Return the open steps of a case that the officer may give out, each with all colleagues who hold its role."""
    case, _facts, _who = case_seen_by(officer, number, for_a_part=True)
    plan = workflow.plan(case.plan_code, case.plan_version)
    given = []
    for task in workflow.open_tasks_of(f"case:{case.number}"):
        if not leads(officer, task.authority_id):
            continue
        many = identity.colleagues(task.authority_id, role=Role(task.role))
        unfit = unfitness(case, task, many)
        colleagues = tuple(
            Colleague(
                each.account_id, each.name, each.post_name, why_unfit(why) if (why := unfit[each.account_id]) else ""
            )
            for each in many
        )
        step = plan.steps.get(task.step)
        given.append(GivenStep(task, step is not None and step.assignment == "random", colleagues))
    return tuple(given)


def draws_of(number: str, *, officer: Officer | None = None) -> tuple[DrawCheck, ...]:
    """
    Draw again every lot of a case and say whether each fell as it should; `officer` None for who reads the books themselves.

    Raise UnableToFindCase for an officer who may not see the case.
    """
    if officer is not None:
        case_seen_by(officer, number, for_a_part=True)
    subject = f"case:{number}"
    known = {
        (entry.facts.get("step"), entry.facts.get("round")): entry.facts
        for entry in ledger.entries_about(subject, limit=1000)
        if entry.deed == "task.drawn"
    }
    return tuple(_check(subject, lot, known.get((lot.step, lot.round), {})) for lot in workflow.lots_of(subject))


def _check(subject: str, lot: workflow.LotView, told: dict[str, object]) -> DrawCheck:
    digest = digest_of(lot.candidates)
    again = drawn(root=lot.root, subject=subject, step=lot.step, round=lot.round, candidates=lot.candidates)
    is_written = (told.get("candidates"), told.get("root"), told.get("to")) == (digest, lot.root, str(lot.to))
    return DrawCheck(
        lot.step, lot.round, lot.root, lot.candidates, digest, lot.to, lot.to_name, again == lot.to and is_written
    )
