"""What is counted: limits in their units, stops, and the last day that comes of them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
HOURS_A_DAY = 24
DAYS_A_MONTH = 30  # only where a share of a limit is taken, never for a due date


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"  # from the moment itself (民法典第二百零一条第二款), round the clock
    MONTH = "month"  # to the corresponding day (民法典第二百零二条)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit; zero means the same day, in hours the same moment."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"a limit cannot be {self.amount} days")

    def extended(self, amount: int) -> "Limit":
        """Return the limit with so many more of its own unit."""
        return Limit(self.amount + amount, self.unit)

    @property
    def days(self) -> int:
        """About how many days it is, in the kind of days that it is counted in: for shares of it."""
        if self.unit is Unit.MONTH:
            return self.amount * DAYS_A_MONTH
        return -(-self.amount // HOURS_A_DAY) if self.unit is Unit.HOUR else self.amount


@dataclass(frozen=True, slots=True)
class Stop:
    """
    The clock stands still from `start` up to but not including `end`, the day it runs on; without `end` it still stands.

    `document` is the number of the notice that stopped it.
    """

    start: date
    end: date | None
    ground: str
    document: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a stop cannot end on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


class DueDate(NamedTuple):
    """
    The last day that is still in time.

    `is_provisional` (预计): the day may move, because the notice for its year is not published or the clock is stopped.
    `is_stopped`: a stop is still open, so `day` is the earliest that the due date can be.
    `at` is the moment of a limit in hours.
    """

    day: date
    is_provisional: bool
    is_stopped: bool = False
    at: datetime | None = None


def corresponding_day(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or that month's last day (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
