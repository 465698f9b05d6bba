"""The life of a case: its states, what comes of it, and the table of its steps on one screen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongban.handling.workflow.rules import Kind


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

PART_KINDS = (Kind.OPINION, Kind.CONSULT, Kind.AUTO, Kind.MEETING)  # the steps that make a part of a case
