"""What the front door of the ratings hands out. None of it says who gave an anonymous rating: the room does not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongban.engagement.ratings.rules import Finding, Grade, Stage, satisfaction

HOW_COUNTED = _("已办结办件的评价按评价月份累计；经申诉排除的评价不计入。满意率=基本满意及以上的评价数÷评价总数。")


@dataclass(frozen=True)
class RatingView:
    """A rating that was given under the rater's name, as the rater sees it."""

    id: UUID
    case_number: str
    item_name: str
    grade: Grade
    reasons: tuple[str, ...]
    text: str
    rated_on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class RatingReceipt:
    """That a rating was taken. `answer_due` is set for a bad one: by then it is answered."""

    grade: Grade
    is_anonymous: bool
    answer_due: date | None


@dataclass(frozen=True)
class BadRating:
    """A bad rating as the responsible unit and supervision see it: never with a person's name."""

    id: UUID
    case_number: str  # empty for an anonymous rating
    item_code: str
    item_name: str
    authority_id: int
    region_code: str
    grade: Grade
    reasons: tuple[str, ...]
    text: str
    is_anonymous: bool
    rated_on: date
    due_on: date
    days_left: int  # working days, negative when late
    stage: Stage
    call_note: str
    finding: Finding | None
    rectification: str
    answer: str
    answered_on: date | None
    appeal: str
    appeal_is_open: bool
    appeal_decision: str


@dataclass(frozen=True)
class BadRatingPage:
    """A page of bad ratings, nearest due date first; `after` asks for the next one and is None on the last."""

    rows: tuple[BadRating, ...]
    after: str | None


@dataclass(frozen=True)
class PublishedAnswer:
    """A bad rating with its answer as the public sees it; the rater's own words may name persons and are left out."""

    item_name: str
    grade: Grade
    reasons: tuple[str, ...]
    rated_on: date
    rectification: str
    answer: str
    answered_on: date


@dataclass(frozen=True)
class Figures:
    """The ratings of one authority, one item or a whole region over some months."""

    key: str  # authority id, item code, or region
    name: str
    counts: Mapping[Grade, int]
    excluded: int
    bad_answered: int
    bad_answered_in_time: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def bad(self) -> int:
        return sum(count for grade, count in self.counts.items() if grade.is_bad)

    @property
    def satisfaction(self) -> float | None:
        """The share from 0 to 1 that is at least fair, None without ratings."""
        return satisfaction(self.counts)


@dataclass(frozen=True)
class FiguresTable:
    """Figures with what makes them trustworthy: since when, as of when, and how they are counted."""

    rows: tuple[Figures, ...]
    total: Figures
    since: date
    as_of: datetime

    @property
    def how(self) -> str:
        """How the figures are counted, in the reader's language."""
        return str(HOW_COUNTED)
