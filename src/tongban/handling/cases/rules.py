"""The life of a case: its states, its table of steps, who may take which step, its number. The law, without a database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from tongban.groundwork.foundation.identifiers import check_digit, is_checked
from tongban.handling.workflow.rules import Kind
from tongban.offer.deadlines.rules import Limit, Stop, Turns
from tongban.registers.identity.rules import Role


class State(StrEnum):
    """Where a case stands (DOMAIN §3)."""

    SUBMITTED = "submitted"
    SUPPLEMENT_ASKED = "supplement_asked"
    ACCEPTED = "accepted"  # in review
    PROPOSED = "proposed"
    DECIDED = "decided"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What came of a case."""

    NONE = "none"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class Step(StrEnum):
    """A deed that moves a case."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    ASK_TO_SUPPLEMENT = "ask_to_supplement"
    SUPPLY_SUPPLEMENT = "supply_supplement"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    DEEM_ACCEPTED = "deem_accepted"
    START_SPECIAL_PROCEDURE = "start_special_procedure"
    END_SPECIAL_PROCEDURE = "end_special_procedure"
    EXTEND_TIME_LIMIT = "extend_time_limit"
    PROPOSE = "propose"
    DECIDE = "decide"
    RETURN_TO_REVIEW = "return_to_review"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    TRANSFER = "transfer"  # before acceptance, to whom is competent
    PASS_ON = "pass_on"  # after it, up or down
    FULFIL_COMMITMENT = "fulfil_commitment"
    GIVE_OPINION = "give_opinion"
    ANSWER_CONSULTATION = "answer_consultation"
    HOLD_MEETING = "hold_meeting"
    RUN_CHECK = "run_check"  # by the platform
    CONSULT_OFFICE = "consult_office"
    RETURN_TO_STEP = "return_to_step"
    MOVE_DUE_DATES = "move_due_dates"  # by a decision on a corrected calendar or changed limits, for many cases at once
    MOVE_PLAN = "move_plan"  # by a decision on a new version of the review plan, for many cases at once
    AGREE_ON_DELIVERY = "agree_on_delivery"
    SEND_RESULT = "send_result"
    FAIL_DELIVERY = "fail_delivery"
    CONFIRM_RECEIPT = "confirm_receipt"
    DEEM_DELIVERED = "deem_delivered"  # by the platform: it reached the inbox of who agreed, or a public notice ran out
    OPEN_RESULT = "open_result"
    ARCHIVE = "archive"
    NOTE_REMEDY = "note_remedy"
    PROPOSE_REVOCATION = "propose_revocation"
    ANSWER_REVOCATION = "answer_revocation"
    CONFIRM_REVOCATION = "confirm_revocation"
    DROP_REVOCATION = "drop_revocation"


class Side(StrEnum):
    """Who takes a step."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Move:
    """From which states a step leads to which; `task` is the step of the review plan whose role and bars apply."""

    side: Side
    sources: frozenset[State]
    target: State | None  # None: the state stays
    task: str = ""
    at_any_window: bool = False  # a region-wide clerk may take it for every authority of the region


def _move(
    side: Side, sources: Collection[State], target: State | None, task: str = "", at_any_window: bool = False
) -> Move:
    return Move(side, frozenset(sources), target, task, at_any_window)


_UNDECIDED = (State.SUBMITTED, State.SUPPLEMENT_ASKED, State.ACCEPTED, State.PROPOSED)
_RESULT = (State.DECIDED, State.CLOSED)

# Every lawful step on one screen. The deeds obey it and the desk draws its buttons from it.
STEPS: Mapping[Step, Move] = {
    Step.ACCEPT: _move(Side.OFFICER, [State.SUBMITTED], State.ACCEPTED, "accept", at_any_window=True),
    Step.ASK_TO_SUPPLEMENT: _move(
        Side.OFFICER, [State.SUBMITTED], State.SUPPLEMENT_ASKED, "accept", at_any_window=True
    ),
    Step.SUPPLY_SUPPLEMENT: _move(Side.APPLICANT, [State.SUPPLEMENT_ASKED], State.SUBMITTED),
    Step.REFUSE_ACCEPTANCE: _move(Side.OFFICER, [State.SUBMITTED], State.CLOSED, "accept", at_any_window=True),
    Step.DEEM_ACCEPTED: _move(Side.PLATFORM, [State.SUBMITTED], State.ACCEPTED, "accept"),
    Step.PROPOSE: _move(Side.OFFICER, [State.ACCEPTED], State.PROPOSED, "propose"),
    Step.DECIDE: _move(Side.OFFICER, [State.PROPOSED], State.DECIDED, "decide"),
    Step.RETURN_TO_REVIEW: _move(Side.OFFICER, [State.PROPOSED], State.ACCEPTED, "decide"),
    Step.START_SPECIAL_PROCEDURE: _move(Side.OFFICER, [State.ACCEPTED], None, "propose"),
    Step.END_SPECIAL_PROCEDURE: _move(Side.OFFICER, [State.ACCEPTED], None, "propose"),
    Step.EXTEND_TIME_LIMIT: _move(Side.OFFICER, [State.ACCEPTED, State.PROPOSED], None, "decide"),
    Step.TERMINATE: _move(Side.OFFICER, _UNDECIDED, State.CLOSED, "decide"),
    Step.TRANSFER: _move(Side.OFFICER, [State.SUBMITTED], None, "accept"),
    Step.PASS_ON: _move(Side.OFFICER, [State.ACCEPTED], None, "decide"),
    Step.CLOSE: _move(Side.OFFICER, [State.DECIDED], State.CLOSED, "deliver", at_any_window=True),
    # The steps of the authorities that take part: `part_rules` says who may take them.
    Step.GIVE_OPINION: _move(Side.OFFICER, [State.ACCEPTED], None),
    Step.ANSWER_CONSULTATION: _move(Side.OFFICER, [State.ACCEPTED, State.PROPOSED], None),
    Step.HOLD_MEETING: _move(Side.OFFICER, [State.ACCEPTED], None),
    Step.RUN_CHECK: _move(Side.PLATFORM, [State.ACCEPTED], None),
    Step.CONSULT_OFFICE: _move(Side.OFFICER, [State.ACCEPTED], None, "propose"),
    Step.RETURN_TO_STEP: _move(Side.OFFICER, [State.ACCEPTED, State.PROPOSED], State.ACCEPTED),
    Step.WITHDRAW: _move(Side.APPLICANT, _UNDECIDED, State.CLOSED),
    # Also after the case is closed: what was granted on a promise still waits for its paper.
    Step.FULFIL_COMMITMENT: _move(Side.APPLICANT, list(State), None),
    Step.AGREE_ON_DELIVERY: _move(Side.APPLICANT, [*_UNDECIDED, State.DECIDED], None),
    Step.SEND_RESULT: _move(Side.OFFICER, [State.DECIDED], None, "deliver", at_any_window=True),
    Step.FAIL_DELIVERY: _move(Side.OFFICER, [State.DECIDED], None, "deliver", at_any_window=True),
    Step.CONFIRM_RECEIPT: _move(Side.APPLICANT, [State.DECIDED], State.CLOSED),
    Step.DEEM_DELIVERED: _move(Side.PLATFORM, [State.DECIDED], State.CLOSED, "deliver"),
    Step.OPEN_RESULT: _move(Side.APPLICANT, [State.CLOSED], None),
    Step.ARCHIVE: _move(Side.PLATFORM, [State.CLOSED], None),
    # After the decision: what the applicant undertakes against it, and taking it back (行政许可法第六十九条、第七十条).
    Step.NOTE_REMEDY: _move(Side.OFFICER, _RESULT, None, "decide"),
    Step.PROPOSE_REVOCATION: _move(Side.OFFICER, _RESULT, None, "decide"),
    Step.ANSWER_REVOCATION: _move(Side.APPLICANT, _RESULT, None),
    Step.CONFIRM_REVOCATION: _move(Side.OFFICER, _RESULT, None, "decide"),
    Step.DROP_REVOCATION: _move(Side.OFFICER, _RESULT, None, "decide"),
}


# How the ledger names each step.
DEEDS: Mapping[Step, str] = {
    Step.SUBMIT: "application.submitted",
    Step.ACCEPT: "case.accepted",
    Step.ASK_TO_SUPPLEMENT: "case.supplement_asked",
    Step.SUPPLY_SUPPLEMENT: "case.supplemented",
    Step.REFUSE_ACCEPTANCE: "case.not_accepted",
    Step.DEEM_ACCEPTED: "case.deemed_accepted",
    Step.START_SPECIAL_PROCEDURE: "case.special_procedure_started",
    Step.END_SPECIAL_PROCEDURE: "case.special_procedure_ended",
    Step.EXTEND_TIME_LIMIT: "case.time_limit_extended",
    Step.PROPOSE: "case.decision_proposed",
    Step.DECIDE: "case.decided",
    Step.RETURN_TO_REVIEW: "case.returned_to_review",
    Step.CLOSE: "case.closed",
    Step.WITHDRAW: "case.withdrawn",
    Step.TERMINATE: "case.terminated",
    Step.TRANSFER: "case.transferred",
    Step.PASS_ON: "case.passed_on",
    Step.FULFIL_COMMITMENT: "case.commitment_fulfilled",
    Step.MOVE_DUE_DATES: "case.due_dates_moved",
    Step.MOVE_PLAN: "case.plan_moved",
    Step.GIVE_OPINION: "case.opinion_given",
    Step.ANSWER_CONSULTATION: "case.consultation_answered",
    Step.HOLD_MEETING: "case.meeting_held",
    Step.RUN_CHECK: "case.checked",
    Step.CONSULT_OFFICE: "case.office_consulted",
    Step.RETURN_TO_STEP: "case.returned_to_step",
    Step.AGREE_ON_DELIVERY: "case.delivery_agreed",
    Step.SEND_RESULT: "case.result_sent",
    Step.FAIL_DELIVERY: "case.delivery_failed",
    Step.CONFIRM_RECEIPT: "case.receipt_confirmed",
    Step.DEEM_DELIVERED: "case.deemed_delivered",
    Step.OPEN_RESULT: "case.result_opened",
    Step.ARCHIVE: "case.archived",
    Step.NOTE_REMEDY: "case.remedy_noted",
    Step.PROPOSE_REVOCATION: "case.revocation_proposed",
    Step.ANSWER_REVOCATION: "case.revocation_answered",
    Step.CONFIRM_REVOCATION: "case.decision_revoked",
    Step.DROP_REVOCATION: "case.revocation_dropped",
}


class AlarmKind(StrEnum):
    """What is noticed on a day: a light that turns, or something that should have been done the day before."""

    YELLOW = "yellow"
    RED = "red"
    BREACH = "breach"
    PROCEDURE = "procedure"  # a special procedure takes longer than was told
    COMMITMENT = "commitment"  # a promised paper did not come
    DELIVERY = "delivery"  # a decision is not delivered (行政许可法第四十四条)
    PART_YELLOW = "part_yellow"  # the time of one authority that takes part
    PART_RED = "part_red"


LIGHT_ALARMS = (AlarmKind.YELLOW, AlarmKind.RED, AlarmKind.BREACH)
PART_ALARMS = (AlarmKind.PART_YELLOW, AlarmKind.PART_RED)
PART_KINDS = (Kind.OPINION, Kind.CONSULT, Kind.AUTO, Kind.MEETING)  # the steps that make a part of a case


class Ground(StrEnum):
    """Special procedures whose time is not counted (行政许可法第四十五条)."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"


# The words of the statute; doors translate them.
GROUND_NAMES: Mapping[Ground, str] = {
    Ground.HEARING: "听证",
    Ground.TENDER: "招标",
    Ground.AUCTION: "拍卖",
    Ground.INSPECTION: "检验",
    Ground.TESTING: "检测",
    Ground.QUARANTINE: "检疫",
    Ground.APPRAISAL: "鉴定",
    Ground.EXPERT_REVIEW: "专家评审",
}


class Basis(StrEnum):
    """What judges a case and may change while it is open."""

    CALENDAR = "calendar"  # an edition of the work calendar
    LIMITS = "limits"  # an edition of the limits that the law sets for every case
    ITEM = "item"  # the version of the item whose limits hold


class TransferKind(StrEnum):
    """Where a case goes."""

    UP = "up"  # 上报: to the department of a region above
    DOWN = "down"  # 下交: to the department of a region below
    OVER = "over"  # 移送: to another that is competent; before acceptance only


# The words of the office; doors translate them.
TRANSFER_NAMES: Mapping[TransferKind, str] = {
    TransferKind.UP: "上报",
    TransferKind.DOWN: "下交",
    TransferKind.OVER: "移送有权机关",
}


def transfer_kind(*, key: str, region: str, to_key: str, to_region: str) -> TransferKind:
    """Return what it is to give a case of one department and region to another."""
    if key == to_key and region != to_region:
        if region.startswith(to_region):
            return TransferKind.UP
        if to_region.startswith(region):
            return TransferKind.DOWN
    return TransferKind.OVER


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


def acceptance_start(*, received_on: date, supplied_on: date | None) -> date:
    """
    Return the day on which silence counts as acceptance (行政许可法第三十二条第四项: 逾期不告知的，自收到申请材料之日起即为受理).

    After a supplement the materials are complete only on the day it came.
    """
    return supplied_on or received_on


def alarms_of(turns: Turns) -> dict[AlarmKind, date]:
    """Return the days on which the light of a case turns."""
    red = {AlarmKind.RED: turns.red} if turns.red else {}
    return {AlarmKind.YELLOW: turns.yellow, **red, AlarmKind.BREACH: turns.breach}


def acceptance_stops(*, asked_on: date | None, supplied_on: date | None) -> tuple[Stop, ...]:
    """Return what stops the clock of acceptance: the time the applicant needs for the supplement."""
    return (Stop(asked_on, supplied_on, "补正"),) if asked_on else ()


def extension_of(statutory: Limit, extension: Limit) -> int:
    """
    Return by how many days of the statutory limit's own unit it may be extended, once (行政许可法第四十二条: 20 days by 10).

    Other limits are extended in the same proportion, by one day at least.
    """
    if statutory.unit is extension.unit and statutory.amount >= 2 * extension.amount:
        return extension.amount
    return max(1, statutory.amount // 2)


SERIAL_DIGITS = 5
NUMBER_DIGITS = 18


def case_number(*, region_code: str, day: date, serial: int) -> str:
    """Return a case number: region (6), day (yymmdd), serial of region and day (5), check digit."""
    if not 0 < serial < 10**SERIAL_DIGITS:
        raise ValueError(f"serial {serial} does not fit into a case number")
    digits = f"{region_code[:6]:0<6}{day:%y%m%d}{serial:0{SERIAL_DIGITS}d}"
    return digits + check_digit(digits)


def grouped(number: str) -> str:
    """Return a case number as people read it aloud: 990101 261121 000017."""
    return " ".join((number[:6], number[6:12], number[12:]))


def ungrouped(text: str) -> str | None:
    """Return the case number that somebody typed, with spaces or hyphens, or None when it cannot be one."""
    number = "".join(character for character in text if character not in " -\u3000")
    return number if len(number) == NUMBER_DIGITS and is_checked(number) else None


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
