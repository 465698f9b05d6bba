"""The front door of the case room: the deeds that move a case, and what may be read of it."""

from tongban.handling.cases.operations.accept_application import accept_application
from tongban.handling.cases.operations.alarms import regions_with_alarms, ring_alarms
from tongban.handling.cases.operations.ask_to_supplement import UnableToAskForNothing, ask_to_supplement
from tongban.handling.cases.operations.claim_case import claim_case, release_case
from tongban.handling.cases.operations.close_case import Delivery, UnableToDeliver, close_case
from tongban.handling.cases.operations.decide_case import decide_case
from tongban.handling.cases.operations.deem_accepted import deem_accepted
from tongban.handling.cases.operations.extend_time_limit import extend_time_limit
from tongban.handling.cases.operations.fulfil_commitment import fulfil_commitment
from tongban.handling.cases.operations.move_due_dates import (
    UnableToMoveByAnotherEdition,
    UnableToMoveDueDates,
    move_due_dates,
)
from tongban.handling.cases.operations.propose_decision import UnableToProposeOutcome, propose_decision
from tongban.handling.cases.operations.refuse_acceptance import refuse_acceptance
from tongban.handling.cases.operations.rehearse import draft_of_document
from tongban.handling.cases.operations.special_procedure import (
    UnableToStartProcedure,
    end_special_procedure,
    start_special_procedure,
)
from tongban.handling.cases.operations.submit_application import UnableToSubmitApplication, submit_application
from tongban.handling.cases.operations.supply_supplement import supply_supplement
from tongban.handling.cases.operations.terminate_case import terminate_case
from tongban.handling.cases.operations.withdraw_case import withdraw_case
from tongban.handling.cases.queries.facts import extension_by_law
from tongban.handling.cases.queries.figures import authority_figures, running_cases
from tongban.handling.cases.queries.lists import cases_of, number_of_draft, work_counts, worklist
from tongban.handling.cases.queries.moves import due_moves
from tongban.handling.cases.queries.rollups import DayGroup, OpenGroup, day_groups, open_groups
from tongban.handling.cases.queries.times import CaseTimes, case_times
from tongban.handling.cases.queries.views import (
    case_for_applicant,
    case_for_officer,
    case_for_supervision,
    clear_details,
    closed_case,
    document_for_officer,
    given_for_officer,
)
from tongban.handling.cases.refusals import (
    UnableAfterAnother,
    UnableInThisRole,
    UnableInThisState,
    UnableToAskTwice,
    UnableToDecideAlone,
    UnableToExtendAgain,
    UnableToFindCase,
    UnableToSupplyNothingOwed,
    UnableWhileStopped,
    UnableWithoutReasons,
    UnableWithoutStop,
    UnableWithOwnInterest,
)
from tongban.handling.cases.rules import GROUND_NAMES, AlarmKind, Ground, Outcome, State, Step, grouped, ungrouped
from tongban.handling.cases.sentences import ground_name
from tongban.handling.cases.views import (
    AuthorityFigures,
    CaseCard,
    CaseFactsForSupervision,
    CasePage,
    CaseView,
    ClearDetails,
    ClockView,
    ClosedCase,
    CourseEntry,
    Done,
    DueMove,
    DueMoves,
    Receipt,
    Ringing,
    RunningCase,
    RunningPage,
    StopView,
    SupplementItem,
    Worklist,
    WorkRow,
)

__all__ = [
    "GROUND_NAMES",
    "AlarmKind",
    "AuthorityFigures",
    "CaseCard",
    "CaseFactsForSupervision",
    "CasePage",
    "CaseTimes",
    "CaseView",
    "ClearDetails",
    "ClockView",
    "ClosedCase",
    "CourseEntry",
    "DayGroup",
    "Delivery",
    "Done",
    "DueMove",
    "DueMoves",
    "Ground",
    "OpenGroup",
    "Outcome",
    "Receipt",
    "Ringing",
    "RunningCase",
    "RunningPage",
    "State",
    "Step",
    "StopView",
    "SupplementItem",
    "UnableAfterAnother",
    "UnableInThisRole",
    "UnableInThisState",
    "UnableToAskForNothing",
    "UnableToAskTwice",
    "UnableToDecideAlone",
    "UnableToDeliver",
    "UnableToExtendAgain",
    "UnableToFindCase",
    "UnableToMoveByAnotherEdition",
    "UnableToMoveDueDates",
    "UnableToProposeOutcome",
    "UnableToStartProcedure",
    "UnableToSubmitApplication",
    "UnableToSupplyNothingOwed",
    "UnableWhileStopped",
    "UnableWithOwnInterest",
    "UnableWithoutReasons",
    "UnableWithoutStop",
    "WorkRow",
    "Worklist",
    "accept_application",
    "ask_to_supplement",
    "authority_figures",
    "case_for_applicant",
    "case_for_officer",
    "case_for_supervision",
    "case_times",
    "cases_of",
    "claim_case",
    "clear_details",
    "close_case",
    "closed_case",
    "day_groups",
    "decide_case",
    "deem_accepted",
    "document_for_officer",
    "draft_of_document",
    "end_special_procedure",
    "extend_time_limit",
    "extension_by_law",
    "fulfil_commitment",
    "due_moves",
    "ground_name",
    "given_for_officer",
    "grouped",
    "move_due_dates",
    "number_of_draft",
    "open_groups",
    "work_counts",
    "propose_decision",
    "refuse_acceptance",
    "regions_with_alarms",
    "release_case",
    "ring_alarms",
    "running_cases",
    "start_special_procedure",
    "submit_application",
    "supply_supplement",
    "terminate_case",
    "ungrouped",
    "withdraw_case",
    "worklist",
]
