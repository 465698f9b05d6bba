"""Who may see a case, who may take which step, and why not. It denies first: nothing of a foreign case is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tongban.handling.cases.rules.life import STEPS, Outcome, Side, State, Step
from tongban.registers.identity.rules import Role


class Refusal(StrEnum):
    """Why a step may not be taken, the weightiest first."""

    NOT_FOUND = "not_found"  # a case one may not see does not exist for one
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NOT_YOUR_ROLE = "not_your_role"
    WRONG_STATE = "wrong_state"
    FOUR_EYES = "four_eyes"
    SUPPLEMENT_ASKED_BEFORE = "supplement_asked_before"
    STOPPED = "stopped"
    NOT_STOPPED = "not_stopped"
    EXTENDED_BEFORE = "extended_before"
    NOTHING_OWED = "nothing_owed"
    NOTHING_SENT = "nothing_sent"
    SENT_BEFORE = "sent_before"
    NOTHING_GRANTED = "nothing_granted"
    REVOCATION_PROPOSED = "revocation_proposed"
    NO_REVOCATION = "no_revocation"
    AWAITS_PARTS = "awaits_parts"


@dataclass(frozen=True)
class PartFacts:
    """What the rules need to know of one authority's share of a case."""

    step: str
    kind: str  # of Kind
    role: str
    authority_id: int
    is_open: bool
    is_stopped: bool = False
    barred: frozenset[UUID] = frozenset()
    materials: tuple[str, ...] = ()  # of a question that the plan does not know: what goes with it


@dataclass(frozen=True)
class CaseFacts:
    """What the rules need to know of a case."""

    state: State
    authority_id: int
    region_code: str
    item_code: str
    party_id: UUID
    person_id: UUID
    roles: Mapping[str, str]  # step of the review plan → role
    barred: Mapping[
        str, frozenset[UUID]
    ]  # step of the review plan → accounts that did a step whose doer may not do this one
    supplement_asked: bool = False
    authorities: Mapping[str, int] = field(
        default_factory=dict
    )  # step of the review plan → who takes it, if not the lead
    parts: tuple[PartFacts, ...] = ()
    awaits_parts: bool = False
    recused: frozenset[UUID] = frozenset()  # accounts of officers who withdrew, or were made to (回避)
    is_stopped: bool = False
    is_extended: bool = False
    owes_paper: bool = False
    outcome: Outcome = Outcome.NONE
    is_sent: bool = False  # on its way to the applicant
    awaits_opening: bool = False  # in her inbox, and not opened yet
    is_revoked: bool = False
    revocation_by: UUID | None = None  # who proposed to revoke the decision, while that is open
    extender: int | None = None  # whose head extends the time limit, where it is not who decides

    @property
    def taking_part(self) -> frozenset[int]:
        """The authorities that handle the case or a part of it, or did, and the one that approves its extension."""
        approving = () if self.extender is None else (self.extender,)
        parts = (part.authority_id for part in self.parts)
        return frozenset({self.authority_id, *self.authorities.values(), *parts, *approving})

    def authority_of(self, task: str) -> int:
        """Return the authority whose step of the plan it is: the lead's, unless the plan says otherwise."""
        return self.authorities.get(task, self.authority_id)


BASIC_CODE_AT = 19  # where the basic code begins in an implementation code: behind credit code and level


@dataclass(frozen=True)
class Entrusted:
    """What an authority does in the name of another (委托, 行政许可法第二十四条), today: these steps of these items."""

    by: int  # the authority in whose name
    item_codes: frozenset[str]  # implementation or basic codes
    steps: frozenset[str]  # of review plans

    def reaches(self, authority_id: int, item_code: str, task: str) -> bool:
        is_named = item_code in self.item_codes or item_code[BASIC_CODE_AT:] in self.item_codes
        return authority_id == self.by and is_named and task in self.steps


@dataclass(frozen=True)
class OfficerFacts:
    """What the rules need to know of an officer."""

    account_id: UUID
    party_id: UUID
    authority_id: int
    region_code: str
    roles: frozenset[Role]
    item_codes: frozenset[str] | None  # None: all items
    is_region_wide: bool = False
    represents: frozenset[UUID] = frozenset()  # companies she is legal representative or agent of
    interests: frozenset[UUID] = frozenset()  # parties she is tied to by what she declared or registers know
    entrusted: tuple[Entrusted, ...] = ()  # to her authority

    def acts_as(self, authority_id: int, item_code: str, task: str) -> bool:
        """Say whether a step of an authority is her own authority's to take, or entrusted to it."""
        return authority_id == self.authority_id or any(
            held.reaches(authority_id, item_code, task) for held in self.entrusted
        )


PROMISES_HOLD = frozenset({Outcome.NONE, Outcome.GRANTED})  # otherwise nothing came of them
CASE_ROLES = frozenset({Role.CLERK, Role.REVIEWER, Role.DECIDER})


def may_see(case: CaseFacts, officer: OfficerFacts) -> bool:
    """
    Say whether a case exists for an officer: of the own authority, of one that takes part or took part, of one that entrusted
    hers with a step of it, or of the region for a region-wide clerk; and of an item in her post.
    """
    if not officer.roles & CASE_ROLES:
        return False
    if officer.item_codes is not None and case.item_code not in officer.item_codes:
        return False
    return officer.authority_id in case.taking_part or _is_entrusted(case, officer) or _covers_region(case, officer)


def has_conflict_of_interest(case: CaseFacts, officer: OfficerFacts) -> bool:
    """
    Say whether the officer must keep away (公务员法第七十六条 回避): she withdrew, or the applicant or its agent is herself,
    somebody she represents, or somebody she is tied to.
    """
    if officer.account_id in case.recused:
        return True
    tied = {officer.party_id, *officer.interests}
    return not tied.isdisjoint((case.party_id, case.person_id)) or case.party_id in officer.represents


def refusal_to_officer(step: Step, case: CaseFacts, officer: OfficerFacts) -> Refusal | None:
    """Return why an officer may not take a step, None when she may. Denies first: nothing of a foreign case is told."""
    move = STEPS[step]
    if move.side is not Side.OFFICER or not may_see(case, officer):
        return Refusal.NOT_FOUND
    if has_conflict_of_interest(case, officer):
        return Refusal.CONFLICT_OF_INTEREST
    is_own = officer.acts_as(case.authority_of(move.task), case.item_code, move.task)
    if step is Step.EXTEND_TIME_LIMIT and case.extender is not None:
        is_own = officer.authority_id == case.extender
    if case.roles.get(move.task) not in officer.roles or not (is_own or move.at_any_window):
        return Refusal.NOT_YOUR_ROLE
    return _refusal_by_state(step, case) or (Refusal.FOUR_EYES if _needs_another(step, case, officer) else None)


def refusal_to_applicant(step: Step, case: CaseFacts, parties: Collection[UUID]) -> Refusal | None:
    """Return why an applicant may not take a step, None when she may; `parties` are those she may act for."""
    if STEPS[step].side is not Side.APPLICANT or case.party_id not in parties:
        return Refusal.NOT_FOUND
    return _refusal_by_state(step, case)


def steps_open_to_officer(case: CaseFacts, officer: OfficerFacts) -> tuple[Step, ...]:
    """Return the steps an officer may take now, in the order of the table."""
    return tuple(step for step in STEPS if refusal_to_officer(step, case, officer) is None)


def steps_open_to_applicant(case: CaseFacts, parties: Collection[UUID]) -> tuple[Step, ...]:
    """Return the steps an applicant may take now, in the order of the table."""
    return tuple(step for step in STEPS if refusal_to_applicant(step, case, parties) is None)


def _is_entrusted(case: CaseFacts, officer: OfficerFacts) -> bool:
    return any(
        held.reaches(case.authority_of(task), case.item_code, task) for held in officer.entrusted for task in case.roles
    )


def _covers_region(case: CaseFacts, officer: OfficerFacts) -> bool:
    return officer.is_region_wide and Role.CLERK in officer.roles and case.region_code.startswith(officer.region_code)


def _needs_another(step: Step, case: CaseFacts, officer: OfficerFacts) -> bool:
    """Say whether the officer did what another person must decide on."""
    if step is Step.CONFIRM_REVOCATION:
        return officer.account_id == case.revocation_by
    is_decision = step in (Step.DECIDE, Step.RETURN_TO_REVIEW)
    return is_decision and officer.account_id in case.barred.get(STEPS[step].task, frozenset())


def _refusal_by_state(step: Step, case: CaseFacts) -> Refusal | None:
    if case.state not in STEPS[step].sources:
        return Refusal.WRONG_STATE
    match step:
        case Step.ASK_TO_SUPPLEMENT if case.supplement_asked:
            return Refusal.SUPPLEMENT_ASKED_BEFORE
        case Step.PASS_ON if case.authority_of("decide") != case.authority_id:
            return Refusal.WRONG_STATE  # the level above has it to decide already
        case Step.PROPOSE | Step.PASS_ON if case.awaits_parts:
            return Refusal.AWAITS_PARTS
        case Step.PROPOSE | Step.PASS_ON | Step.START_SPECIAL_PROCEDURE if case.is_stopped:
            return Refusal.STOPPED
        case Step.END_SPECIAL_PROCEDURE if not case.is_stopped:
            return Refusal.NOT_STOPPED
        case Step.EXTEND_TIME_LIMIT if case.is_extended:
            return Refusal.EXTENDED_BEFORE
        case Step.FULFIL_COMMITMENT if not case.owes_paper:
            return Refusal.NOTHING_OWED
        case _:
            return _refusal_after_decision(step, case)


def _refusal_after_decision(step: Step, case: CaseFacts) -> Refusal | None:
    match step:
        case Step.SEND_RESULT if case.is_sent:
            return Refusal.SENT_BEFORE
        case Step.FAIL_DELIVERY | Step.CONFIRM_RECEIPT if not case.is_sent:
            return Refusal.NOTHING_SENT
        case Step.OPEN_RESULT if not case.awaits_opening:
            return Refusal.WRONG_STATE
        case Step.NOTE_REMEDY if case.outcome not in (Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED):
            return Refusal.WRONG_STATE
        case Step.PROPOSE_REVOCATION if case.outcome is not Outcome.GRANTED or case.is_revoked:
            return Refusal.NOTHING_GRANTED
        case Step.PROPOSE_REVOCATION if case.revocation_by is not None:
            return Refusal.REVOCATION_PROPOSED
        case Step.ANSWER_REVOCATION | Step.CONFIRM_REVOCATION | Step.DROP_REVOCATION if case.revocation_by is None:
            return Refusal.NO_REVOCATION
        case _:
            return None
