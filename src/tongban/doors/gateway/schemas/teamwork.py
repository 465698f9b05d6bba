"""How colleagues work on cases together: counts, hands, notes, mentions, keeping away."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given, Taken


class Count(Given):
    open: int
    late: int
    today: int = Field(description="Due today")
    soon: int = Field(description="Due from today until the light is green again")
    in_hand: int
    authority: int = Field(description="Open at the own authority, whoever is to do it")


class Counts(Given):
    """Exact counts of what the officer may do; `revision` is another whenever something moved."""

    all: Count
    by_step: dict[str, Count]
    revision: str


class OpenStep(Given):
    step: str
    role: str
    authority_id: int
    due_on: date
    claimed_by: UUID | None
    claimed_name: str
    is_assigned: bool = Field(description="Then nobody else may do it, but her substitute")


class Assign(Taken):
    to: UUID = Field(description="The account of a colleague of the authority with the step's role")
    note: str = Field("", max_length=500)


class Redraw(Taken):
    reason: str = Field(min_length=1, max_length=500)


class Assigned(Given):
    name: str


class WriteNote(Taken):
    text: str = Field(min_length=1, max_length=1000, description="“@name” tells a colleague who may see the case")


class Written(Given):
    id: int


class Note(Given):
    id: int
    author_name: str
    author_post: str
    text: str
    at: datetime
    mentions: list[str]


class Mention(Given):
    id: int
    number: str
    author_name: str
    at: datetime
    is_read: bool


class KeepAway(Taken):
    reason: str = Field(min_length=1, max_length=500)


class AskForWithdrawal(Taken):
    account_id: UUID = Field(description="Of the officer, as GET …/officers names her")
    reason: str = Field(min_length=1, max_length=500)


class CaseOfficer(Given):
    account_id: UUID
    name: str


class Withdrawal(Given):
    id: int
    name: str
    reason: str
    state: str = Field(description="open, agreed or refused")
    asked_at: datetime
    decided_name: str
    decided_at: datetime | None
    answer: str


class Draw(Given):
    """A lot that was drawn for a step, with all that is needed to draw it again."""

    step: str
    round: int
    root: str = Field(description="Of the ledger's checkpoint, hexadecimal: the key of the HMAC")
    candidates: list[UUID]
    digest: str = Field(description="SHA-256 over the candidates, as the ledger keeps it")
    told: UUID = Field(description="On whom the lot fell")
    is_right: bool
