"""The front door of the case room: the deeds that move a case, and what may be read of it."""

from tongban.handling.cases.operations.accept_application import accept_application
from tongban.handling.cases.operations.alarms import regions_with_alarms, ring_alarms
from tongban.handling.cases.operations.archive_case import archive_case, hold_for_archive
from tongban.handling.cases.operations.ask_to_supplement import UnableToAskForNothing, ask_to_supplement
from tongban.handling.cases.operations.claim_case import claim_case, release_case
from tongban.handling.cases.operations.close_case import close_case
from tongban.handling.cases.operations.consult_office import UnableToConsult, consult_office
from tongban.handling.cases.operations.decide_case import decide_case
from tongban.handling.cases.operations.deem_accepted import deem_accepted
from tongban.handling.cases.operations.delivering import (
    FACTS as DELIVERY_FACTS,
)
from tongban.handling.cases.operations.delivering import (
    UnableToDeliver,
    UnableToDeliverAtOnce,
    UnableToDeliverOnThatDay,
    UnableToDeliverWithoutConsent,
    UnableToDeliverWithoutProof,
)
from tongban.handling.cases.operations.extend_time_limit import extend_time_limit
from tongban.handling.cases.operations.fulfil_commitment import fulfil_commitment
from tongban.handling.cases.operations.give_opinion import (
    UnableToMeetAlone,
    answer_consultation,
    give_opinion,
    hold_meeting,
)
from tongban.handling.cases.operations.hand_out import (
    UnableToChooseWhereDrawn,
    UnableToDraw,
    UnableToHandOut,
    UnableToHandTo,
    draw_again,
    give_back,
    hand_out,
)
from tongban.handling.cases.operations.keep_away import keep_away
from tongban.handling.cases.operations.move_due_dates import (
    UnableToMoveByAnotherEdition,
    UnableToMoveDueDates,
    move_due_dates,
)
from tongban.handling.cases.operations.part_deeds import UnableToGiveResult, UnableToTakeFindings
from tongban.handling.cases.operations.propose_decision import UnableToProposeOutcome, propose_decision
from tongban.handling.cases.operations.receive_result import (
    agree_on_delivery,
    confirm_receipt,
    deliver_by_consent,
    end_public_notices,
    open_result,
)
from tongban.handling.cases.operations.refuse_acceptance import refuse_acceptance
from tongban.handling.cases.operations.rehearse import draft_of_document
from tongban.handling.cases.operations.return_to_step import return_to_step
from tongban.handling.cases.operations.revoke_decision import (
    REMEDIES,
    UnableToNoteRemedy,
    UnableToProposeRevocation,
    UnableToRevokeUnheard,
    answer_revocation,
    note_remedy,
    propose_revocation,
    revoke_decision,
)
from tongban.handling.cases.operations.run_checks import run_checks
from tongban.handling.cases.operations.send_result import fail_delivery, send_result
from tongban.handling.cases.operations.special_procedure import (
    UnableToStartProcedure,
    end_special_procedure,
    start_special_procedure,
)
from tongban.handling.cases.operations.submit_application import UnableToSubmitApplication, submit_application
from tongban.handling.cases.operations.supply_supplement import supply_supplement
from tongban.handling.cases.operations.terminate_case import terminate_case
from tongban.handling.cases.operations.transfer_case import UnableToTransfer, transfer_case
from tongban.handling.cases.operations.withdraw_case import withdraw_case
from tongban.handling.cases.part_rules import PartDeed, asked_fields, choices, ways_back
from tongban.handling.cases.queries.competent import transfer_targets
from tongban.handling.cases.queries.dossier import (
    ArchivedCase,
    Dossier,
    Reckoning,
    archived_cases,
    case_of_archive,
    cases_to_archive,
    dossier,
    note_archive_read,
    own_case_of_archive,
)
from tongban.handling.cases.queries.facts import extension_by_law
from tongban.handling.cases.queries.figures import authority_figures, running_cases
from tongban.handling.cases.queries.hands import Colleague, DrawCheck, GivenStep, draws_of, leads, steps_to_give
from tongban.handling.cases.queries.lists import cases_of, number_of_draft, work_counts, worklist
from tongban.handling.cases.queries.moves import due_moves
from tongban.handling.cases.queries.rollups import DayGroup, OpenGroup, day_groups, open_groups
from tongban.handling.cases.queries.times import CaseTimes, PartTime, case_times
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
    UnableBeforeOpinions,
    UnableInThisRole,
    UnableInThisState,
    UnableToAskTwice,
    UnableToDecideAlone,
    UnableToExtendAgain,
    UnableToFindCase,
    UnableToProposeRevocationTwice,
    UnableToReadArchive,
    UnableToRevokeNothing,
    UnableToSendTwice,
    UnableToSupplyNothingOwed,
    UnableWhileStopped,
    UnableWithoutReasons,
    UnableWithoutRevocation,
    UnableWithoutSending,
    UnableWithoutStop,
    UnableWithOwnInterest,
)
from tongban.handling.cases.rules import GROUND_NAMES, AlarmKind, Ground, Outcome, State, Step, grouped, ungrouped
from tongban.handling.cases.sentences import ground_name
from tongban.handling.cases.taking_back import RevocationGround, RevocationKind, revocation_kinds
from tongban.handling.cases.views import (
    AuthorityFigures,
    AuthorityTime,
    CaseCard,
    CaseFactsForSupervision,
    CasePage,
    CaseView,
    ClearDetails,
    ClockView,
    ClosedCase,
    CourseEntry,
    DeliveryView,
    Done,
    DueMove,
    DueMoves,
    PartClock,
    PartView,
    Receipt,
    RevocationView,
    Ringing,
    RunningCase,
    RunningPage,
    StopView,
    SupplementItem,
    Worklist,
    WorkRow,
)
from tongban.handling.cases.ways import Delivery, DeliveryState, DeliveryWay, delivery_ways

__all__ = [
    "UnableToConsult",
    "consult_office",
    "UnableToMeetAlone",
    "answer_consultation",
    "give_opinion",
    "hold_meeting",
    "UnableToGiveResult",
    "UnableToTakeFindings",
    "return_to_step",
    "run_checks",
    "PartDeed",
    "asked_fields",
    "choices",
    "ways_back",
    "UnableBeforeOpinions",
    "PartClock",
    "PartView",
    "UnableToReadArchive",
    "hold_for_archive",
    "archive_case",
    "own_case_of_archive",
    "note_archive_read",
    "dossier",
    "cases_to_archive",
    "case_of_archive",
    "archived_cases",
    "Reckoning",
    "Dossier",
    "ArchivedCase",
    "UnableToChooseWhereDrawn",
    "UnableToDraw",
    "UnableToHandOut",
    "UnableToHandTo",
    "draw_again",
    "give_back",
    "hand_out",
    "keep_away",
    "Colleague",
    "DrawCheck",
    "GivenStep",
    "draws_of",
    "leads",
    "steps_to_give",
    "AlarmKind",
    "AuthorityFigures",
    "AuthorityTime",
    "CaseCard",
    "CaseFactsForSupervision",
    "CasePage",
    "CaseTimes",
    "CaseView",
    "ClearDetails",
    "ClockView",
    "ClosedCase",
    "CourseEntry",
    "DELIVERY_FACTS",
    "DayGroup",
    "Delivery",
    "DeliveryState",
    "DeliveryView",
    "DeliveryWay",
    "Done",
    "DueMove",
    "DueMoves",
    "GROUND_NAMES",
    "Ground",
    "OpenGroup",
    "Outcome",
    "PartTime",
    "REMEDIES",
    "Receipt",
    "RevocationGround",
    "RevocationKind",
    "RevocationView",
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
    "UnableToDeliverAtOnce",
    "UnableToDeliverOnThatDay",
    "UnableToDeliverWithoutConsent",
    "UnableToDeliverWithoutProof",
    "UnableToExtendAgain",
    "UnableToFindCase",
    "UnableToMoveByAnotherEdition",
    "UnableToMoveDueDates",
    "UnableToNoteRemedy",
    "UnableToProposeOutcome",
    "UnableToProposeRevocation",
    "UnableToProposeRevocationTwice",
    "UnableToRevokeNothing",
    "UnableToRevokeUnheard",
    "UnableToSendTwice",
    "UnableToStartProcedure",
    "UnableToSubmitApplication",
    "UnableToSupplyNothingOwed",
    "UnableToTransfer",
    "UnableWhileStopped",
    "UnableWithOwnInterest",
    "UnableWithoutReasons",
    "UnableWithoutRevocation",
    "UnableWithoutSending",
    "UnableWithoutStop",
    "WorkRow",
    "Worklist",
    "accept_application",
    "agree_on_delivery",
    "answer_revocation",
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
    "confirm_receipt",
    "day_groups",
    "decide_case",
    "deem_accepted",
    "deliver_by_consent",
    "delivery_ways",
    "document_for_officer",
    "draft_of_document",
    "due_moves",
    "end_public_notices",
    "end_special_procedure",
    "extend_time_limit",
    "extension_by_law",
    "fail_delivery",
    "fulfil_commitment",
    "given_for_officer",
    "ground_name",
    "grouped",
    "move_due_dates",
    "note_remedy",
    "number_of_draft",
    "open_groups",
    "open_result",
    "propose_decision",
    "propose_revocation",
    "refuse_acceptance",
    "regions_with_alarms",
    "release_case",
    "revocation_kinds",
    "revoke_decision",
    "ring_alarms",
    "running_cases",
    "send_result",
    "start_special_procedure",
    "submit_application",
    "supply_supplement",
    "terminate_case",
    "transfer_case",
    "transfer_targets",
    "ungrouped",
    "withdraw_case",
    "work_counts",
    "worklist",
]
