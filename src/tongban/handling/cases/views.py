"""What the front door hands out: plain, frozen facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tongban.groundwork.documents.api import DocumentSummary
from tongban.handling.applications.api import AnswerPage, MaterialView, SituationView
from tongban.handling.cases.part_rules import PartDeed
from tongban.handling.cases.rules import AlarmKind, Basis, Outcome, State, Step, grouped
from tongban.handling.cases.ways import Delivery, DeliveryState
from tongban.handling.workflow.rules import Kind, Plan
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import LimitFact
from tongban.offer.deadlines.rules import Light


class HasNumber:
    """A thing with a case number that people read aloud."""

    number: str

    @property
    def grouped_number(self) -> str:
        return grouped(self.number)


@dataclass(frozen=True)
class Receipt:
    """What the applicant gets once the case is committed; asking again gives the same."""

    case_number: str
    item_name: str
    authority_name: str
    received_at: datetime
    acceptance_due: date  # by then the authority says whether it accepts; silence is acceptance
    document_id: UUID | None  # 申请材料收件凭证

    @property
    def grouped_number(self) -> str:
        return grouped(self.case_number)


@dataclass(frozen=True)
class Done(HasNumber):
    """What a deed left behind: where the case stands now, and the document that was issued."""

    number: str
    state: State
    outcome: Outcome
    document: DocumentSummary | None
    digest: str = ""  # of the ledger's entry


@dataclass(frozen=True)
class ClosedCase(HasNumber):
    """A closed case as a rating needs it: whose it was, and who handled it."""

    number: str
    outcome: Outcome
    item_code: str
    item_name: str
    authority_id: int
    region_code: str
    party_id: UUID
    person_id: UUID
    handled_by: frozenset[UUID]  # accounts of the officers
    closed_at: datetime


@dataclass(frozen=True)
class SupplementItem:
    """One thing to be supplemented: `code` names a material, or a page of the form."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class ClockView:
    """One case against its limits. Before acceptance the due date is that of acceptance, and the others are None."""

    due: date  # what is due next: acceptance, then the committed date
    acceptance_due: date
    committed_due: date | None
    statutory_due: date | None
    is_provisional: bool
    is_stopped: bool
    days_left: int  # in the unit of the limit; negative when late
    unit: str  # working_day | calendar_day
    light: Light
    lines: tuple[str, ...]  # the due date explained, in the reader's language
    statutory_lines: tuple[str, ...] = ()
    days: tuple[str, ...] = ()  # the same with every counted day on its own
    statutory_days: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()  # the law, and the editions of limits and calendar it is judged by
    calendar_edition: int = 0
    limits_edition: int = 0


@dataclass(frozen=True)
class CourseEntry:
    """One deed in the time line of a case."""

    at: datetime
    deed: Step
    actor_name: str
    post: str
    note: str
    document: DocumentSummary | None


@dataclass(frozen=True)
class AuthorityTime:
    """How long one authority had a case. `until` is None while it has it."""

    authority_id: int
    authority_name: str
    authority_name_en: str
    how: str  # received | up | down | over | handed_over | sent_back
    since: date  # not counted itself
    until: date | None
    working_days: int  # without those that were stopped
    stopped_days: int  # working days on which nobody's clock ran


@dataclass(frozen=True)
class StopView:
    """A special procedure."""

    ground: str
    started_on: date
    expected_end: date
    ended_on: date | None
    result: str


@dataclass(frozen=True)
class DeliveryView:
    """One attempt to bring the result to the applicant, and its proof."""

    attempt: int
    way: Delivery
    state: DeliveryState
    document_number: str
    sent_at: datetime
    delivered_on: date | None
    deemed_on: date | None  # of a public notice
    address: str
    facts: Mapping[str, str]  # carrier, tracking_number, received_by, relation, witnesses, place, reason, note …
    has_file: bool  # a scan of the return slip is kept
    opened_at: datetime | None  # when the applicant opened what reached her inbox
    proof: str  # digest of the ledger's entry about the receipt
    opening_proof: str


@dataclass(frozen=True)
class RevocationView:
    """A revocation of the decision, proposed or decided."""

    kind: str
    ground: str  # in the words of the statute
    reasons: str
    proposed_name: str
    proposed_on: date
    heard_until: date | None
    answer: str
    answered_at: datetime | None
    decided_on: date | None
    is_confirmed: bool | None  # None while it is open


@dataclass(frozen=True)
class PartClock:
    """One authority's share of a case against its own limit, never due after the whole."""

    due: date
    is_provisional: bool
    days_left: int  # in the unit of the limit; negative when late; of what is done, as they were then
    unit: str
    light: Light
    lines: tuple[str, ...]  # the due date explained, in the reader's language
    days: tuple[str, ...]  # the same with every counted day on its own
    source: str  # the rule that says so; empty where the limit is that of the case


@dataclass(frozen=True)
class PartView:
    """
    One authority's share of a case, as one reader may see it.

    What it found (result, opinion, document …) is empty to the applicant, and to other authorities unless they build on it.
    """

    id: UUID
    step: str
    name: str
    name_en: str
    kind: Kind
    authority_id: int
    authority_name: str
    authority_name_en: str
    round: int
    opened_on: date
    ended_on: date | None
    is_dropped: bool  # nobody waited for it any more
    is_stopped: bool
    is_for_a_person: bool  # False while the platform is about to check
    clock: PartClock
    is_late: bool  # or was, when it was done
    is_asked_besides: bool  # a question that the plan does not know
    stops: tuple[StopView, ...] = ()
    result: str = ""
    result_name: str = ""
    opinion: str = ""
    question: str = ""
    given_name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    participants: tuple[str, ...] = ()
    document: DocumentSummary | None = None
    licence_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


@dataclass(frozen=True)
class CaseView(HasNumber):
    """A case as one reader may see it; personal data are masked except to the applicant."""

    number: str
    state: State
    outcome: Outcome
    offer: Offer
    authority_name: str
    applicant: str
    channel: str
    received_at: datetime
    accepted_on: date | None
    is_deemed_accepted: bool
    decided_on: date | None
    closed_at: datetime | None
    clock: ClockView | None  # None once the case is decided or closed
    course: tuple[CourseEntry, ...]
    documents: tuple[DocumentSummary, ...]
    answers: tuple[AnswerPage, ...]
    materials: tuple[MaterialView, ...]
    supplement_items: tuple[SupplementItem, ...]
    stops: tuple[StopView, ...]
    proposed_outcome: Outcome | None
    proposed_reasons: str  # empty to the applicant: a proposal is not a decision
    reasons: str
    extension_days: int
    draft_id: UUID
    licence_id: UUID | None
    party_id: UUID
    open_steps: tuple[Step, ...]
    committed_limit: LimitFact  # of the guide, or of the applicant's situation where it is shorter
    situation: SituationView | None = None
    deliveries: tuple[DeliveryView, ...] = ()
    agrees_to_electronic: bool = False
    delivery_address: str = ""  # masked except to the applicant
    revocations: tuple[RevocationView, ...] = ()
    archived_at: datetime | None = None
    times: tuple[AuthorityTime, ...] = ()  # of each authority that had it, where they were several
    parts: tuple[PartView, ...] = ()
    part_deeds: tuple[PartDeed, ...] = ()
    awaits_parts: bool = False
    is_lead: bool = True  # False to an authority that only takes part
    plan: Plan | None = None

    @property
    def late_parts(self) -> tuple[PartView, ...]:
        """Return who makes the others wait: the shares that are open and past their day."""
        return tuple(part for part in self.parts if part.is_late and part.is_open)

    @property
    def delivery(self) -> DeliveryView | None:
        """Return the delivery that is under way or done."""
        return next((each for each in self.deliveries if each.state is not DeliveryState.FAILED), None)

    def awaits_opening(self, document_id: UUID) -> bool:
        """Say whether this is the paper that lies unopened in the applicant's inbox."""
        delivery = self.delivery
        if delivery is None or delivery.way is not Delivery.ELECTRONIC or delivery.opened_at is not None:
            return False
        return any(paper.id == document_id and paper.number == delivery.document_number for paper in self.documents)

    @property
    def open_obligations(self) -> tuple[MaterialView, ...]:
        """Return the materials that were promised and are still owed."""
        return tuple(material for material in self.materials if material.is_open_obligation)


@dataclass(frozen=True)
class CaseCard(HasNumber):
    """A case in its applicant's list."""

    number: str
    state: State
    outcome: Outcome
    item_name: str
    item_name_en: str
    authority_name: str
    received_at: datetime
    due: date | None
    awaits_applicant: bool
    licence_id: UUID | None


@dataclass(frozen=True)
class CasePage:
    """A page of cases; `after` asks for the next one and is None on the last."""

    rows: tuple[CaseCard, ...]
    after: str | None


@dataclass(frozen=True)
class WorkRow(HasNumber):
    """A case in a worklist."""

    number: str
    step: str  # of the review plan: accept, propose, decide, deliver, or the share of an authority
    step_name: str  # as its plan calls it, where it is such a share; else empty
    step_name_en: str
    item_code: str
    item_name: str
    applicant: str  # masked
    authority_id: int
    region_code: str
    due: date
    days_left: int  # working days
    light: Light
    waiting_since: datetime
    claimed_by: UUID | None
    claimed_name: str
    is_assigned: bool  # then nobody else may do it, but her substitute


@dataclass(frozen=True)
class Worklist:
    """A page of a worklist, nearest legal date first."""

    rows: tuple[WorkRow, ...]
    after: str | None


@dataclass(frozen=True)
class ClearDetails:
    """The personal data of a case in clear, for the purpose the officer gave; the reading is in the ledger."""

    name: str
    identifying_number: str
    phone: str
    address: str
    answers: tuple[AnswerPage, ...]


@dataclass(frozen=True)
class RunningCase(HasNumber):
    """A case on its way to a decision, without persons: what supervision may see."""

    number: str
    item_code: str
    item_name: str
    authority_id: int
    region_code: str
    state: State
    received_on: date
    committed_due: date
    statutory_due: date
    is_stopped: bool
    light: Light


@dataclass(frozen=True)
class Ringing(HasNumber):
    """An alarm that rings: what of which case, since which day, and what was due when."""

    number: str
    kind: AlarmKind
    authority_id: int
    region_code: str
    item_code: str
    item_name: str
    rang_on: date  # when it should have been noticed, however late it is
    due_on: date
    is_over: bool  # decided or closed by now, or the part is done
    part: str = ""  # the step of the authority that it is about; empty for the whole case
    part_round: int = 0
    part_name: str = ""


@dataclass(frozen=True)
class DueMove(HasNumber):
    """An open case whose due date another calendar or other limits move: what is due next, or else the statutory date alone."""

    number: str
    item_name: str
    authority_id: int
    region_code: str
    was: date
    becomes: date
    is_of_law: bool
    light_was: Light
    light_becomes: Light


@dataclass(frozen=True)
class DueMoves:
    """What another calendar or other limits would move: how many cases stay as they are, and those that do not."""

    basis: Basis
    edition: int  # of the calendar, of the limits or of the catalogue
    unmoved: int  # open cases judged by an older one whose dates are the same by the new one
    count: int
    earlier: int  # of those that move: all the better for the applicant
    later: int  # the worse: 行政许可法第八条 protects who relied on what was promised
    worse: int  # whose light changes for the worse
    moves: tuple[DueMove, ...]  # the first of them, nearest new date first


@dataclass(frozen=True)
class RunningPage:
    """A page of running cases, nearest committed date first."""

    rows: tuple[RunningCase, ...]
    after: str | None


@dataclass(frozen=True)
class AuthorityFigures:
    """What one authority received and did with it, of the cases received in a span of days."""

    authority_id: int
    received: int
    waiting: int  # neither accepted nor refused acceptance
    running: int
    granted: int
    refused: int
    not_accepted: int
    withdrawn: int
    running_late: int  # past the committed date
    running_breached: int  # past the statutory date
    decided_late: int  # decided past the committed date
    deemed_accepted: int
    average_days: float | None  # calendar days from receipt to decision


@dataclass(frozen=True)
class CaseFactsForSupervision(HasNumber):
    """A case without persons: its course, its clock."""

    number: str
    state: State
    outcome: Outcome
    item_name: str
    authority_id: int
    authority_name: str
    region_code: str
    received_at: datetime
    decided_on: date | None
    closed_at: datetime | None
    clock: ClockView | None
    course: tuple[CourseEntry, ...]
    times: tuple[AuthorityTime, ...] = ()
    parts: tuple[PartView, ...] = ()
