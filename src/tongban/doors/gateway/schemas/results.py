"""What becomes of a decided case: delivery with proof, remedies, revocation, the archive."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given, Name, Note, Reasons, Taken, Word
from tongban.handling.cases.api import Delivery, DeliveryState, Outcome


class DeliveryFacts(Taken):
    """What is known of a delivery; which of it a way needs stands in the error when it lacks."""

    address: Word = ""
    carrier: Word = ""
    tracking_number: Word = ""
    received_by: Word = ""  # empty: the applicant herself
    relation: Word = ""
    identity_document: Word = ""
    place: Word = ""
    reason: Word = ""
    witnesses: Word = ""
    entrusted_to: Word = ""


class Closing(Taken):
    delivery: Delivery
    note: Note = ""
    facts: DeliveryFacts = Field(default_factory=DeliveryFacts)
    delivered_on: date | None = Field(None, description="The day on the return slip; today without one")


class Sending(Taken):
    """What takes its time: post, another authority, a public notice."""

    delivery: Delivery
    note: Note = ""
    facts: DeliveryFacts = Field(default_factory=DeliveryFacts)


class WhyNot(Taken):
    reason: Reasons


class DeliveryWish(Taken):
    electronic: bool = Field(description="Whether she agrees to electronic delivery; she may take it back")
    address: Word = Field("", description="Where post is to go")


class RevocationProposal(Taken):
    kind: Literal["revoke", "withdraw", "cancel"]
    ground: Name
    reasons: Reasons


class RevocationDecision(Taken):
    agree: bool
    reasons: Note = ""


class RevocationAnswer(Taken):
    answer: Reasons


class NotedRemedy(Taken):
    kind: Literal["objection", "reconsideration", "litigation"]
    filed_on: date
    note: Reasons


class DeliveryAttempt(Given):
    """One attempt to bring the result to the applicant; `proof` is the digest of the ledger's entry about the receipt."""

    attempt: int
    way: Delivery
    state: DeliveryState
    document_number: str
    sent_at: datetime
    delivered_on: date | None
    deemed_on: date | None
    address: str
    facts: dict[str, str]
    has_file: bool
    opened_at: datetime | None
    proof: str
    opening_proof: str


class Revocation(Given):
    kind: str
    ground: str
    reasons: str
    proposed_name: str
    proposed_on: date
    heard_until: date | None
    answer: str
    answered_at: datetime | None
    decided_on: date | None
    is_confirmed: bool | None


class ArchivePackage(Given):
    """One edition of the archive package of a case."""

    edition: int
    made_at: datetime
    size: int
    sha256: str
    sm3: str
    files: int
    pages: int
    retention: str
    keep_until: date | None


class ArchivedCase(Given):
    id: UUID
    number: str
    grouped_number: str
    item_name: str
    item_name_en: str
    applicant: str
    outcome: Outcome
    authority_id: int
    closed_at: datetime
    archived_at: datetime


class Archive(Given):
    """An archived case with its packages, the latest edition first."""

    case: ArchivedCase
    packages: list[ArchivePackage]
