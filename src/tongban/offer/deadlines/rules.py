"""
The statutory clock in plain functions: working days, due dates, what is left, lights.

Days are counted as the law counts them. The day on which a period starts is not counted, wherever in the day it fell
(民法典第二百零一条; a filing outside office hours counts as filed that day). Working days leave out Saturdays, Sundays
and the holidays of the State Council's yearly notice and include its make-up workdays (行政许可法第八十二条). Days on
which the clock was stopped are not counted (行政许可法第四十五条).
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# How far beyond the last year of its data a calendar counts, by weekends and the fixed holidays alone.
YEARS_BEFORE, YEARS_AFTER = 10, 30
# 全国年节及纪念日放假办法 (2024) art. 2, those days that fall on the same date each year.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


@dataclass(frozen=True)
class Limit:
    """So many working or calendar days; zero means the same day."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"a limit cannot be {self.amount} days")

    def extended(self, amount: int) -> "Limit":
        """Return the limit with so many more days of its own unit."""
        return Limit(self.amount + amount, self.unit)


@dataclass(frozen=True)
class Stop:
    """The clock stands still from `start` up to but not including `end`; without `end` it still stands still."""

    start: date
    end: date | None
    ground: str

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a stop cannot end on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class DueDate:
    """
    The last day that is still in time.

    `is_provisional` (预计): the day may move, because the notice for its year is not published or the clock is stopped.
    `is_stopped`: a stop is still open, so `day` is the earliest that the due date can be.
    """

    day: date
    is_provisional: bool
    is_stopped: bool = False


class DayKind(StrEnum):
    """What a day is in the calendar of the State Council."""

    WORKING = "working"
    MAKE_UP = "make_up"  # a Saturday or Sunday that is worked
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class WorkCalendar:
    """
    Which days are worked.

    Sure from `known_from` to `known_until`; outside, it goes by weekends and statutory holidays alone. Days more than
    10 years before or 30 years after its data raise ValueError.
    """

    def __init__(
        self,
        *,
        known_from: date,
        known_until: date,
        holidays: Mapping[date, str],
        make_up_days: Collection[date] = (),
        worked_for: Mapping[date, date] | None = None,
    ) -> None:
        self.known_from = known_from
        self.known_until = known_until
        self._worked_for = worked_for or {}
        self._holidays = dict(holidays)
        self._make_up_days = frozenset(make_up_days)
        self._years_with_data = {day.year for day in self._holidays} | set(range(known_from.year, known_until.year + 1))
        self._first = date(known_from.year - YEARS_BEFORE, 1, 1)
        self._last = date(max(self._years_with_data) + YEARS_AFTER, 12, 31)
        self._working_days = array("l", (day.toordinal() for day in self._all_days() if self.kind_of(day) in _WORKED))

    def kind_of(self, day: date) -> DayKind:
        """Say what a day is; whether that is sure, `is_known` says."""
        if day in self._make_up_days:
            return DayKind.MAKE_UP
        if self.holiday_name(day) is not None:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the holiday a day belongs to; "" where it is a fixed holiday of a year without data."""
        if day.year not in self._years_with_data and (day.month, day.day) in FIXED_HOLIDAYS:
            return ""
        return self._holidays.get(day)

    def worked_for(self, day: date) -> date | None:
        """Return the day off whose work is done on a make-up workday; None for other days, or when it is unknown."""
        return self._worked_for.get(day)

    def is_known(self, day: date) -> bool:
        """Say whether a published notice covers the day."""
        return self.known_from <= day <= self.known_until

    def is_working_day(self, day: date) -> bool:
        ordinal = self._checked(day)
        index = bisect_left(self._working_days, ordinal)
        return index < len(self._working_days) and self._working_days[index] == ordinal

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, amount: int) -> date:
        """Return the so-manieth working day after the day, which itself is not counted; the day itself for zero."""
        if amount < 0:
            raise ValueError("working days are added, not taken away")
        if amount == 0:
            return day
        index = bisect_right(self._working_days, self._checked(day)) + amount - 1
        if index >= len(self._working_days):
            raise ValueError(f"the calendar ends on {self._last}")
        return date.fromordinal(self._working_days[index])

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        return bisect_right(self._working_days, self._checked(end)) - bisect_right(
            self._working_days, self._checked(start)
        )

    def _checked(self, day: date) -> int:
        if not self._first <= day <= self._last:
            raise ValueError(f"{day} lies outside the calendar, {self._first} to {self._last}")
        return day.toordinal()

    def _all_days(self) -> Iterator[date]:
        return map(date.fromordinal, range(self._first.toordinal(), self._last.toordinal() + 1))


_WORKED = (DayKind.WORKING, DayKind.MAKE_UP)


def days_made_up(first: date, last: date, work_on: Iterable[date]) -> dict[date, date]:
    """
    Return whose work each make-up workday of a holiday does.

    A notice only says which days are off and which weekend days are worked. The statutory days stand at the beginning
    of a holiday, so the weekdays that are moved are its last ones, in order: in 2026, of 1 to 7 October, Sunday
    20 September does the work of Tuesday 6 and Saturday 10 October that of Wednesday 7.
    """
    days = sorted(work_on)
    ordinary = [day for day in _days(first, last) if day.weekday() < SATURDAY]
    return dict(zip(days, ordinary[-len(days) :], strict=False)) if days else {}


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def due_date(
    *,
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    stops: Sequence[Stop] = (),
    extension: int = 0,
    as_of: date | None = None,
) -> DueDate:
    """
    Return the last day on which the deed is still in time.

    `start` is the day of the event that sets the clock going; it is not counted. `extension` adds days of the limit's
    unit. A calendar-day period that would end on a day off ends on the next working day (民法典第二百零三条,
    民事诉讼法第八十五条).
    An open stop is taken to last until `as_of`, or for its first day alone when that is not given.
    """
    whole = limit.extended(extension)
    closed = [_closed(stop, as_of) for stop in stops]
    if limit.unit is Unit.WORKING_DAY:
        day = _working_due_day(start, whole.amount, calendar, closed)
    else:
        day = _calendar_due_day(start, whole.amount, closed)
        while whole.amount and (not calendar.is_working_day(day) or any(day in stop for stop in closed)):
            day = calendar.next_working_day(day)
    is_stopped = any(stop.end is None for stop in stops)
    return DueDate(day, is_provisional=is_stopped or day > calendar.known_until, is_stopped=is_stopped)


def days_left(today: date, due: date, calendar: WorkCalendar, unit: Unit) -> int:
    """Count the days that are left: 0 on the due day itself, negative (at least −1) once it is past."""
    count = (due - today).days if unit is Unit.CALENDAR_DAY else calendar.working_days_between(today, due)
    return min(count, -1) if today > due else count


class Light(StrEnum):
    """How a case stands against its limits."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BREACH = "breach"


@dataclass(frozen=True)
class Thresholds:
    """When the light turns yellow: whichever of the two comes first."""

    percent: int = 20  # of the committed limit
    working_days: int = 1


def light(
    *,
    today: date,
    committed_due: date,
    statutory_due: date,
    committed: Limit,
    calendar: WorkCalendar,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 (frozen)
) -> Light:
    """
    Return the light of an open case.

    Breach past the statutory due date, red past the committed one, yellow when at most the threshold's share of the
    committed limit or at most its working days are left, else green.
    """
    if today > statutory_due:
        return Light.BREACH
    if today > committed_due:
        return Light.RED
    left = days_left(today, committed_due, calendar, committed.unit)
    is_near = left * 100 <= committed.amount * thresholds.percent
    is_last = calendar.working_days_between(today, committed_due) <= thresholds.working_days
    return Light.YELLOW if is_near or is_last else Light.GREEN


class LineKind(StrEnum):
    """What a line of an explanation says of its days."""

    START = "start"  # the day of the event; not counted
    LIMIT = "limit"  # so many days by the limit
    EXTENSION = "extension"  # so many days more
    COUNTED = "counted"
    MAKE_UP = "make_up"  # counted, although a Saturday or Sunday
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STOPPED = "stopped"
    ROLLED = "rolled"  # a calendar-day period moved to the next working day
    PROVISIONAL = "provisional"  # from this day on no notice is known
    DUE = "due"


@dataclass(frozen=True)
class Line:
    """One line of an explanation: the days from `first` to `last`, both included, and how many they are."""

    kind: LineKind
    first: date
    last: date
    count: int
    note: str = ""  # the ground of a stop, the name of a holiday, the unit of a limit


def explain(
    *,
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    stops: Sequence[Stop] = (),
    extension: int = 0,
    as_of: date | None = None,
) -> tuple[Line, ...]:
    """
    Explain a due date line by line, in the order of days: the counted lines add up to the limit and the extension.

    Takes what `due_date` takes.
    """
    due = due_date(start=start, limit=limit, calendar=calendar, stops=stops, extension=extension, as_of=as_of)
    closed = [_closed(stop, as_of) for stop in stops]
    lines = [
        Line(LineKind.START, start, start, 0),
        Line(LineKind.LIMIT, start, start, limit.amount, limit.unit),
    ]
    if extension:
        lines.append(Line(LineKind.EXTENSION, start, start, extension, limit.unit))
    days = [
        (day, *_fate(day, limit.unit, calendar, closed))
        for day in map(date.fromordinal, range(start.toordinal() + 1, due.day.toordinal() + 1))
    ]
    lines += _grouped(_rolled(days, limit.amount + extension) if limit.unit is Unit.CALENDAR_DAY else days)
    if due.day > calendar.known_until:
        lines.append(Line(LineKind.PROVISIONAL, calendar.known_until + ONE_DAY, due.day, 0))
    lines.append(Line(LineKind.DUE, due.day, due.day, 0))
    return tuple(lines)


_Fate = tuple[date, LineKind, str]
_COUNTED = (LineKind.COUNTED, LineKind.MAKE_UP)
_LINE_OF_DAY = {
    DayKind.WORKING: LineKind.COUNTED,
    DayKind.MAKE_UP: LineKind.MAKE_UP,
    DayKind.WEEKEND: LineKind.WEEKEND,
    DayKind.HOLIDAY: LineKind.HOLIDAY,
}


def _fate(day: date, unit: Unit, calendar: WorkCalendar, stops: Sequence[Stop]) -> tuple[LineKind, str]:
    for stop in stops:
        if day in stop:
            return LineKind.STOPPED, stop.ground
    if unit is Unit.CALENDAR_DAY:
        return LineKind.COUNTED, ""
    return _LINE_OF_DAY[calendar.kind_of(day)], calendar.holiday_name(day) or ""


def _rolled(days: Sequence[_Fate], amount: int) -> Iterator[_Fate]:
    """Mark the days behind the last one counted: there the period waits for the next working day."""
    counted = 0
    for day, kind, note in days:
        if kind in _COUNTED:
            counted += 1
        yield (day, LineKind.ROLLED, "") if kind in _COUNTED and counted > amount else (day, kind, note)


def _grouped(days: Iterable[_Fate]) -> Iterator[Line]:
    for (kind, note), group in groupby(days, key=lambda fate: fate[1:]):
        spell = [day for day, _, _ in group]
        yield Line(kind, spell[0], spell[-1], len(spell), note)


def _closed(stop: Stop, as_of: date | None) -> Stop:
    if stop.end is not None:
        return stop
    return Stop(stop.start, max(stop.start, as_of or stop.start) + ONE_DAY, stop.ground)


def _working_due_day(start: date, amount: int, calendar: WorkCalendar, stops: Sequence[Stop]) -> date:
    """Jump ahead by bisection, then once more by the working days that fell into a stop, until none did."""
    day, missing = start, amount
    while missing:
        reached = calendar.add_working_days(day, missing)
        missing = _stopped_working_days(day, reached, calendar, stops)
        day = reached
    return day


def _stopped_working_days(after: date, until: date, calendar: WorkCalendar, stops: Sequence[Stop]) -> int:
    return sum(
        calendar.working_days_between(first - ONE_DAY, last - ONE_DAY)
        for first, last in _united(after + ONE_DAY, until + ONE_DAY, stops)
    )


def _calendar_due_day(start: date, amount: int, stops: Sequence[Stop]) -> date:
    day, missing = start, amount
    while missing:
        reached = day + timedelta(days=missing)
        missing = sum((last - first).days for first, last in _united(day + ONE_DAY, reached + ONE_DAY, stops))
        day = reached
    return day


def _united(start: date, end: date, stops: Sequence[Stop]) -> Iterator[tuple[date, date]]:
    """Yield the parts of [start, end) that lie in some stop, none twice although stops may overlap."""
    seen_until = start
    for stop in sorted(stops, key=lambda stop: stop.start):
        first, last = max(stop.start, seen_until), min(stop.end or end, end)
        if first < last:
            yield first, last
            seen_until = last
