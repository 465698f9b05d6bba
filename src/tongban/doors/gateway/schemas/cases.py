"""Drafts, cases and the deeds on them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from tongban.doors.gateway.schemas.common import Given, Name, Note, Reasons, Taken, Word
from tongban.doors.gateway.schemas.parts import Part, PartDeed
from tongban.doors.gateway.schemas.results import DeliveryAttempt, Revocation
from tongban.doors.gateway.schemas.scenarios import Code, SentAnswer, SituationState
from tongban.handling.applications.api import Channel, DraftState, MaterialStatus, PageStatus, Way
from tongban.handling.cases.api import Ground, Outcome, State, Step
from tongban.offer.deadlines.rules import Light

Answer = str | list[str]
Sent = str | int | float | bool | None | list[str]


class OpenDraft(Taken):
    item_code: Name
    situation: dict[Code, SentAnswer] = Field(
        default_factory=dict, max_length=40, description="Answers to the item's questions, where they lead to a row"
    )


class Answers(Taken):
    """The answers of one page, by data element."""

    answers: dict[Annotated[str, StringConstraints(max_length=80)], Sent] = Field(max_length=200)


class FieldProblem(Given):
    element: str
    code: str
    sentence: str


class Saved(Given):
    """The page is saved, also when something is wrong with it; `problems` says what."""

    problems: list[FieldProblem]


class GiveMaterial(Taken):
    """Meet a material otherwise than by a file: by a licence held, by a promise, or by showing the original at a window."""

    way: Literal["licence", "commitment", "window"]
    licence_id: UUID | None = Field(None, description="Which licence; null takes the one that meets it")


class GivenThing(Given):
    id: int
    way: Way
    file_id: UUID | None
    file_name: str
    file_kind: str
    file_size: int
    licence_id: UUID | None
    promised_on: date | None
    fulfilled_at: datetime | None
    trust_level: str = Field(description="A issued electronically, B seen at a window, C uploaded, D declared")
    given_at: datetime


class HeldLicence(Given):
    id: UUID
    number: str
    type_key: str
    type_name: str


class MaterialState(Given):
    code: str
    name: str
    name_en: str
    necessity: str
    ways: list[Way]
    accept: list[str]
    max_mb: int
    commitment_days: int
    filling_notes: str
    status: MaterialStatus
    given: list[GivenThing]
    held_licence: HeldLicence | None


class PageState(Given):
    code: str
    title: str
    title_en: str
    status: PageStatus


class OfferReference(Given):
    code: str
    name: str
    name_en: str
    version_id: int


class Draft(Given):
    """A draft: its task list, its answers, and where each prefilled one came from."""

    id: UUID
    offer: OfferReference
    party_id: UUID
    channel: Channel
    state: DraftState
    is_ready: bool
    pages: list[PageState]
    materials: list[MaterialState]
    answers: dict[str, Answer]
    prefilled: dict[str, str] = Field(description="Element → registry field it was filled from")
    supplement_codes: list[str]
    situation: SituationState | None = Field(description="Null for an item without a decision table")
    updated_at: datetime


class DraftCard(Given):
    id: UUID
    item_code: str
    item_name: str
    item_name_en: str
    channel: Channel
    updated_at: datetime


class Submission(Taken):
    """The applicant's signature under the draft."""

    statement: Annotated[str, StringConstraints(min_length=4, max_length=2000)] = Field(
        description="What the applicant declares, word for word as it was shown to her"
    )
    agrees_to_electronic: bool = Field(False, description="She wants the result delivered electronically; revocable")


class Receipt(Given):
    """Given once the case is committed; asking again gives the same."""

    case_number: str
    grouped_number: str
    item_name: str
    authority_name: str
    received_at: datetime
    acceptance_due: date
    document_id: UUID | None


class Document(Given):
    id: UUID
    kind: str
    title: str
    number: str
    issuer_name: str
    issued_at: datetime
    is_ready: bool = Field(description="Whether the PDF is made; it takes seconds")


class CourseEntry(Given):
    at: datetime
    deed: Step
    actor_name: str
    post: str
    note: str
    document: Document | None


class Clock(Given):
    """The case against its limits, with the due date explained line by line."""

    due: date
    acceptance_due: date
    committed_due: date | None
    statutory_due: date | None
    is_provisional: bool
    is_stopped: bool
    days_left: int
    unit: str
    light: Light
    lines: list[str]
    statutory_lines: list[str]
    days: list[str] = Field(description="The same with every counted day on its own")
    statutory_days: list[str]
    basis: list[str] = Field(description="The law, and the editions of limits and calendar it is judged by")
    calendar_edition: int
    limits_edition: int


class SupplementItem(Given):
    code: str
    name: str
    reason: str


class Stop(Given):
    ground: str
    started_on: date
    expected_end: date
    ended_on: date | None
    result: str


class AnswerLine(Given):
    element: str
    name: str
    name_en: str
    value: str
    is_masked: bool


class AnswerPage(Given):
    code: str
    title: str
    title_en: str
    lines: list[AnswerLine]


class Case(Given):
    """A case as its reader may see it: the applicant sees her own data clear, staff see them masked."""

    number: str
    grouped_number: str
    state: State
    outcome: Outcome
    offer: OfferReference
    authority_name: str
    applicant: str
    channel: str
    received_at: datetime
    accepted_on: date | None
    is_deemed_accepted: bool
    decided_on: date | None
    closed_at: datetime | None
    clock: Clock | None
    course: list[CourseEntry]
    documents: list[Document]
    answers: list[AnswerPage]
    materials: list[MaterialState]
    supplement_items: list[SupplementItem]
    stops: list[Stop]
    proposed_outcome: Outcome | None
    proposed_reasons: str
    reasons: str
    extension_days: int
    draft_id: UUID
    licence_id: UUID | None
    open_steps: list[Step]
    deliveries: list[DeliveryAttempt]
    agrees_to_electronic: bool
    delivery_address: str
    revocations: list[Revocation]
    archived_at: datetime | None
    parts: list[Part] = Field(description="The shares of authorities that handle the case together")
    part_deeds: list[PartDeed]
    awaits_parts: bool = Field(description="Authorities have not given their results yet, so nothing can be proposed")


class CaseCard(Given):
    number: str
    grouped_number: str
    state: State
    outcome: Outcome
    item_name: str
    item_name_en: str
    authority_name: str
    received_at: datetime
    due: date | None
    awaits_applicant: bool
    licence_id: UUID | None


class WorkRow(Given):
    """A case in a worklist, nearest legal date first; the applicant is masked."""

    number: str
    grouped_number: str
    step: str
    step_name: str = Field(description="Of an authority's share, as its plan calls it; else empty")
    item_code: str
    item_name: str
    applicant: str
    authority_id: int
    region_code: str
    due: date
    days_left: int
    light: Light
    waiting_since: datetime
    claimed_name: str


class Done(Given):
    """What a deed left behind."""

    number: str
    state: State
    outcome: Outcome
    document: Document | None


class AskedItem(Taken):
    code: Name = Field(description="Of a material, or of a page of the form")
    reason: Reasons


class AskToSupplement(Taken):
    """Everything that is missing, told once."""

    items: list[AskedItem] = Field(min_length=1, max_length=100)
    working_days: int = Field(10, ge=1, le=60, description="Within which the answer is hoped for")


class RefuseAcceptance(Taken):
    reason: Reasons
    competent_authority: Word = ""


class Proposal(Taken):
    outcome: Literal["granted", "refused"]
    reasons: Reasons


class Decision(Taken):
    """Agreeing makes the proposal the decision; otherwise the case goes back to the review, which needs reasons."""

    agree: bool
    reasons: Note = ""


class StartSpecialProcedure(Taken):
    ground: Ground
    working_days: int = Field(ge=1, le=365)
    note: Note = ""


class SpecialResult(Taken):
    result: Reasons


class ReasonGiven(Taken):
    reason: Reasons


class ReasonWelcome(Taken):
    reason: Note = ""


class ClearDetails(Given):
    """Personal data in clear, for the purpose given; the reading is in the ledger."""

    name: str
    identifying_number: str
    phone: str
    address: str
    answers: list[AnswerPage]
