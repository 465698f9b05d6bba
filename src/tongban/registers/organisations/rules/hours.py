"""
When a service point is open, and why.

The hours of a day come from the first of these that says something: the point has closed for good; an exception of that
day; the working calendar, for points that go by it (a holiday of the State Council is closed, a make-up workday is open
like the weekday whose work it does); the hours of the weekday. All times are local, in minutes after midnight; 24:00 is
the end of the day, so that hours over midnight are written as two spans. The calendar itself is handed in.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

DAY_MINUTES = 24 * 60
MOST_SPANS = 6  # in one day
DAYS_AHEAD = 60  # how far the next opening is looked for: farther than any holiday with its exceptions
ROUND_THE_CLOCK_DAYS = 14  # open so long without a break counts as always open

RawHours = Sequence[Sequence[str]]  # [["09:00", "12:00"], ["14:00", "17:30"]]
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_TYPED_TIME = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")
_TYPED_DASH = re.compile(r"\s*(?:[-–—―~～至到]+)\s*")
_TYPED_GAP = re.compile(r"[,，、;；\s]+")
ALL_DAY_WORDS, CLOSED_WORDS = ("全天", "24小时"), ("", "休息", "关门", "不开")


class HoursRule(StrEnum):
    """What a point does on holidays and make-up workdays."""

    CALENDAR = "calendar"  # 按国务院办公厅的节假日安排
    OWN = "own"  # its weekdays hold on every day of the year


class Reason(StrEnum):
    """Why the hours of a day are what they are."""

    WEEKLY = "weekly"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    CLOSED = "closed"  # for good


@dataclass(frozen=True)
class DayFact:
    """What the working calendar says of a day; nothing said is an ordinary day."""

    is_holiday: bool = False
    holiday: str = ""  # its name
    works_as: int | None = None  # on a make-up workday the ISO weekday whose work is done
    is_known: bool = True  # whether a published notice covers the day


DayFacts = Callable[[date], DayFact]


@dataclass(frozen=True, order=True)
class Span:
    """Open from `opens` up to but not including `closes`, in minutes after midnight."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError(f"no span of a day: {self.opens} to {self.closes}")

    def __contains__(self, minute: int) -> bool:
        return self.opens <= minute < self.closes

    @property
    def text(self) -> tuple[str, str]:
        """The two ends as ("09:00", "12:00")."""
        return _written(self.opens), _written(self.closes)


@dataclass(frozen=True)
class DayHours:
    """The hours of one day with their reason; no spans is closed."""

    day: date
    spans: tuple[Span, ...]
    reason: Reason
    note: str = ""  # the name of the holiday, or the reason that was given for the exception
    is_known: bool = True  # whether the calendar of that day is published

    @property
    def is_all_day(self) -> bool:
        return self.spans == (Span(0, DAY_MINUTES),)


@dataclass(frozen=True)
class OpeningHours:
    """All that decides when a point is open."""

    weekly: Mapping[str, RawHours]  # by ISO weekday, "1" is Monday; a missing day is closed
    exceptions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by ISO day: {"hours", "reason"}
    rule: HoursRule = HoursRule.CALENDAR
    closed_on: date | None = None  # the first day on which it is no more

    def on(self, day: date, facts: DayFacts) -> DayHours:
        """Return the hours of a day."""
        if self.closed_on is not None and day >= self.closed_on:
            return DayHours(day, (), Reason.CLOSED)
        exception = self.exceptions.get(day.isoformat())
        if exception is not None:
            return DayHours(day, spans(exception["hours"]), Reason.EXCEPTION, exception.get("reason", ""))
        if self.rule is HoursRule.OWN:
            return DayHours(day, self._weekday(day.isoweekday()), Reason.WEEKLY)
        fact = facts(day)
        if fact.works_as is not None:
            return DayHours(day, self._weekday(fact.works_as), Reason.MAKE_UP, is_known=fact.is_known)
        if fact.is_holiday:
            return DayHours(day, (), Reason.HOLIDAY, fact.holiday, fact.is_known)
        return DayHours(day, self._weekday(day.isoweekday()), Reason.WEEKLY, is_known=fact.is_known)

    def days(self, first: date, count: int, facts: DayFacts) -> tuple[DayHours, ...]:
        """Return the hours of so many days."""
        return tuple(self._days(first, count, facts))

    def is_open(self, moment: datetime, facts: DayFacts) -> bool:
        """Say whether it is open at a local moment; the closing minute is closed."""
        minute = _minute(moment)
        return any(minute in span for span in self.on(moment.date(), facts).spans)

    def opens_next_at(self, moment: datetime, facts: DayFacts) -> datetime | None:
        """Return the first local moment after this one at which it opens, or None within the coming 60 days."""
        minute = _minute(moment)
        was_open = False
        for number, hours in enumerate(self._days(moment.date(), DAYS_AHEAD, facts)):
            for span in hours.spans:
                # A span that goes on from the one before, over midnight too, opens nothing.
                if (number or span.opens > minute) and not (was_open and span.opens == 0):
                    return _moment(hours.day, span.opens, moment)
                was_open = False
            was_open = bool(hours.spans) and hours.spans[-1].closes == DAY_MINUTES
        return None

    def closes_at(self, moment: datetime, facts: DayFacts) -> datetime | None:
        """Return when it closes if it is open at a local moment; None when closed, or when open round the clock."""
        minute = _minute(moment)
        for hours in self._days(moment.date(), ROUND_THE_CLOCK_DAYS, facts):
            span = next((each for each in hours.spans if minute in each), None)
            if span is None:
                return None if hours.day == moment.date() else _moment(hours.day, 0, moment)
            if span.closes < DAY_MINUTES:
                return _moment(hours.day, span.closes, moment)
            minute = 0
        return None

    def _days(self, first: date, count: int, facts: DayFacts) -> Iterator[DayHours]:
        return (self.on(first + timedelta(days=number), facts) for number in range(count))

    def _weekday(self, number: int) -> tuple[Span, ...]:
        return spans(self.weekly.get(str(number), ()))


def ordinary_days(_day: date) -> DayFact:
    """Say of every day that it is an ordinary one: for those who have no calendar."""
    return DayFact()


def spans(raw: RawHours) -> tuple[Span, ...]:
    """Read the hours of a day as they are kept, in their order; spans that touch become one. Raise ValueError."""
    joined: list[Span] = []
    for span in sorted(Span(minutes(opens), minutes(closes)) for opens, closes in raw):
        if joined and joined[-1].closes >= span.opens:
            joined[-1] = Span(joined[-1].opens, max(joined[-1].closes, span.closes))
        else:
            joined.append(span)
    return tuple(joined)


def minutes(text: str) -> int:
    """Read a time of day, 00:00 to 24:00, as minutes after midnight, or raise ValueError."""
    if not _TIME.fullmatch(text):
        raise ValueError(f"no time of day: {text[:20]!r}")
    return int(text[:2]) * 60 + int(text[3:])


def typed_hours(text: str) -> list[list[str]]:
    """
    Read the hours of a day as people type them: 9:00-12:00，13:30—17:30, 全天, 休息.

    What is no span is handed back as it was typed, for `hours_faults` to name.
    """
    text = text.strip()
    if text in CLOSED_WORDS:
        return []
    if text in ALL_DAY_WORDS:
        return [["00:00", "24:00"]]
    parts = _TYPED_GAP.split(_TYPED_DASH.sub("-", text))
    return [[_typed_time(end) for end in part.split("-")] for part in parts if part]


def _typed_time(text: str) -> str:
    match = _TYPED_TIME.fullmatch(text)
    return f"{int(match[1]):02}:{match[2]}" if match else text


def written_hours(raw: RawHours) -> str:
    """Return the hours of a day as they are typed: 09:00-12:00, 13:30-17:30."""
    return ", ".join("-".join(pair) for pair in raw)


class Fault(StrEnum):
    """What is wrong with the hours of a day as somebody typed them."""

    NO_TIME = "no_time"  # not HH:MM
    END_BEFORE_START = "end_before_start"
    OVERLAP = "overlap"
    TOO_MANY = "too_many"


def hours_faults(raw: RawHours) -> Iterator[tuple[Fault, str]]:
    """Yield what is wrong with the hours of a day, with the text concerned; overlapping spans are wrong too."""
    if len(raw) > MOST_SPANS:
        yield Fault.TOO_MANY, str(MOST_SPANS)
    sound = []
    for pair in raw:
        text = "-".join(pair)[:40]
        if len(pair) != 2 or not all(_TIME.fullmatch(end) for end in pair):  # noqa: PLR2004 (from, to)
            yield Fault.NO_TIME, text
        elif minutes(pair[0]) >= minutes(pair[1]):
            yield Fault.END_BEFORE_START, text
        else:
            sound.append(Span(minutes(pair[0]), minutes(pair[1])))
    for earlier, later in pairwise(sorted(sound)):
        if later.opens < earlier.closes:
            yield Fault.OVERLAP, "-".join(later.text)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _moment(day: date, minute: int, like: datetime) -> datetime:
    return datetime.combine(day, time(), like.tzinfo) + timedelta(minutes=minute)
