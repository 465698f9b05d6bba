"""Ratings, and what supervision sees."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from tongban.doors.gateway.schemas.cases import Clock, CourseEntry
from tongban.doors.gateway.schemas.common import Given, Reasons, Taken, Word
from tongban.handling.cases.api import Outcome, State
from tongban.offer.deadlines.rules import Light
from tongban.oversight.supervision.api import CardKind, CardState


class AuthorityFigures(Given):
    """What one authority did with the cases it received in a span of days."""

    authority_id: int
    authority_name: str = ""
    received: int
    waiting: int
    running: int
    granted: int
    refused: int
    not_accepted: int
    withdrawn: int
    running_late: int
    running_breached: int
    decided_late: int
    deemed_accepted: int
    average_days: float | None


class RunningCase(Given):
    number: str
    grouped_number: str
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


class WatchedCase(Given):
    """A case without persons."""

    number: str
    grouped_number: str
    state: State
    outcome: Outcome
    item_name: str
    authority_id: int
    authority_name: str
    region_code: str
    received_at: datetime
    decided_on: date | None
    closed_at: datetime | None
    clock: Clock | None
    course: list[CourseEntry]


class Rating(Taken):
    """A grade from 5 (非常满意) to 1 (非常不满意), with reasons that go with it."""

    grade: Literal[1, 2, 3, 4, 5]
    reasons: list[Word] = Field(default_factory=list, max_length=20)
    text: Annotated[str, StringConstraints(max_length=1000)] = ""
    anonymous: bool = False
    channel: Literal["portal", "phone", "qr", "window", "kiosk", "sms"] = "portal"


class RatingReceipt(Given):
    """That the rating was taken; a bad one is answered by `answer_due`."""

    grade: int
    is_anonymous: bool
    answer_due: date | None


class Reason(Given):
    code: str
    name: str


class Figures(Given):
    """The ratings of one authority, or of one item."""

    key: str
    name: str
    counts: dict[int, int] = Field(description="Grade → how many")
    total: int
    bad: int
    excluded: int
    bad_answered: int
    bad_answered_in_time: int
    satisfaction: float | None = Field(description="The share from 0 to 1 that is at least fair")


class RatingFigures(Given):
    """Figures, since when and as of when, and how they are counted."""

    rows: list[Figures]
    total: Figures
    since: date
    as_of: datetime
    how: str


class Figure(Given):
    """One number that says how it is computed; null where there is nothing to count."""

    code: str
    name: str
    value: float | None
    unit: str
    as_of: datetime | None
    since: date | None
    how: str


class AuthorityLine(Given):
    authority_id: int
    authority_name: str
    figures: dict[str, Figure]


class DayLine(Given):
    day: date
    received: int
    decided: int


class ItemLine(Given):
    item_code: str
    item_name: str
    authority_name: str
    decided: int
    late: int
    average_days: float


class Overview(Given):
    """The state of a region and what the last days brought, without persons and cases."""

    region: str
    as_of: datetime | None = Field(description="When the figures were last swept together; null: never yet")
    since: date
    figures: dict[str, Figure]
    by_state: dict[State, int]
    by_light: dict[Light, int]
    by_authority: list[AuthorityLine]
    by_day: list[DayLine]
    latest_items: list[ItemLine]


class Card(Given):
    """A supervision card of a case."""

    id: UUID
    case_number: str
    kind: CardKind
    state: CardState
    authority_id: int
    authority_name: str
    item_name: str
    due_on: date
    days_late: int
    opened_at: datetime
    explanation: str
    reasons: str
    settled_at: datetime | None


class Explanation(Taken):
    explanation: Reasons


class Settlement(Taken):
    confirmed: bool
    reasons: Reasons
