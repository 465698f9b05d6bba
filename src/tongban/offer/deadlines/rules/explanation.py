"""Due dates told line by line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from tongban.offer.deadlines.rules.calendar import DayKind, WorkCalendar
from tongban.offer.deadlines.rules.due import due_date
from tongban.offer.deadlines.rules.limits import ONE_DAY, DueDate, Limit, Stop, Unit, corresponding_day


class Event(StrEnum):
    """What sets a clock going."""

    START = "start"
    RECEIVED = "received"
    SUPPLIED = "supplied"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"  # from the lower level to the one that decides
    DECIDED = "decided"


class LineKind(StrEnum):
    """What a line of an explanation says of its days."""

    START = "start"  # the day of the event; not counted
    LIMIT = "limit"  # so many by the limit
    EXTENSION = "extension"  # so many more
    CORRESPONDING = "corresponding"  # the day of a period in months, before stops
    COUNTED = "counted"
    MAKE_UP = "make_up"  # counted, although a Saturday or Sunday
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STOPPED = "stopped"
    ROLLED = "rolled"  # a period in calendar days or months moved to the next working day
    PROVISIONAL = "provisional"  # from this day on no notice is known
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: the days from `first` to `last`, both included, and how many they are."""

    kind: LineKind
    first: date
    last: date
    count: int
    note: str = ""  # the event, the ground of a stop, the name of a holiday, the unit of a limit or of counted days
    number: int = 0  # of the first counted day of a line: the so-manieth of the limit
    document: str = ""  # of a stop: the number of its notice
    at: datetime | None = None  # the moment of a limit in hours


def explain(
    *,
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    stops: Sequence[Stop] = (),
    extension: int = 0,
    as_of: date | None = None,
    moment: datetime | None = None,
    event: Event = Event.START,
) -> tuple[Line, ...]:
    """
    Explain a due date line by line, in the order of days: the counted lines add up to the limit and the extension.

    Takes what `due_date` takes. Long runs are one line; `every_day` opens them.
    """
    due = due_date(
        start=start, limit=limit, calendar=calendar, stops=stops, extension=extension, as_of=as_of, moment=moment
    )
    lines = [
        Line(LineKind.START, start, start, 0, event, at=moment),
        Line(LineKind.LIMIT, start, start, limit.amount, limit.unit),
    ]
    if extension:
        lines.append(Line(LineKind.EXTENSION, start, start, extension, limit.unit))
    if limit.unit is Unit.MONTH:
        day = corresponding_day(start, limit.amount + extension)
        lines.append(Line(LineKind.CORRESPONDING, day, day, 0))
    lines += _course(start, limit.extended(extension), calendar, [_closed(stop, as_of) for stop in stops], due)
    if limit.unit is not Unit.HOUR and due.day > calendar.known_until:
        lines.append(Line(LineKind.PROVISIONAL, calendar.known_until + ONE_DAY, due.day, 0))
    lines.append(Line(LineKind.DUE, due.day, due.day, 0, at=due.at))
    return tuple(lines)


def every_day(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines with a line for each single counted day."""
    return tuple(day for line in lines for day in (_opened(line) if line.kind in _COUNTED else (line,)))


_Fate = tuple[date, LineKind, str, str]
_COUNTED = (LineKind.COUNTED, LineKind.MAKE_UP)
_LINE_OF_DAY = {
    DayKind.WORKING: LineKind.COUNTED,
    DayKind.MAKE_UP: LineKind.MAKE_UP,
    DayKind.WEEKEND: LineKind.WEEKEND,
    DayKind.HOLIDAY: LineKind.HOLIDAY,
}


def _opened(line: Line) -> Iterator[Line]:
    for count in range(line.count):
        day = line.first + timedelta(days=count)
        yield replace(line, first=day, last=day, count=1, number=line.number + count)


def _course(
    start: date, limit: Limit, calendar: WorkCalendar, stops: Sequence[Stop], due: DueDate
) -> Iterator[Line]:  # fmt: skip
    days: Iterable[_Fate] = [
        (day, *_fate(day, limit.unit, calendar, stops))
        for day in map(date.fromordinal, range(start.toordinal() + 1, due.day.toordinal() + 1))
    ]
    if limit.unit is Unit.HOUR:  # hours are told by their moments; only what was left out is told by days
        days = [fate for fate in days if fate[1] is LineKind.STOPPED]
    elif limit.unit is Unit.CALENDAR_DAY:
        days = _rolled(days, limit.amount)
    elif limit.unit is Unit.MONTH:
        days = _rolled(days, (corresponding_day(start, limit.amount) - start).days)
    number = 1
    for line in _grouped(days):
        if line.kind in _COUNTED:
            unit = Unit.WORKING_DAY if limit.unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY
            yield replace(line, number=number, note=unit)
            number += line.count
        else:
            yield line


def _fate(day: date, unit: Unit, calendar: WorkCalendar, stops: Sequence[Stop]) -> tuple[LineKind, str, str]:
    for stop in stops:
        if day in stop:
            return LineKind.STOPPED, stop.ground, stop.document
    if unit is not Unit.WORKING_DAY:
        return LineKind.COUNTED, "", ""
    return _LINE_OF_DAY[calendar.kind_of(day)], calendar.holiday_name(day) or "", ""


def _rolled(days: Iterable[_Fate], amount: int) -> Iterator[_Fate]:
    """Mark the days behind the last one counted: there the period waits for the next working day."""
    counted = 0
    for day, kind, note, document in days:
        if kind in _COUNTED:
            counted += 1
        if kind in _COUNTED and counted > amount:
            yield day, LineKind.ROLLED, "", ""
        else:
            yield day, kind, note, document


def _grouped(days: Iterable[_Fate]) -> Iterator[Line]:
    for (kind, note, document), group in groupby(days, key=lambda fate: fate[1:]):
        spell = [fate[0] for fate in group]
        yield Line(kind, spell[0], spell[-1], len(spell), note, document=document)


def _closed(stop: Stop, as_of: date | None) -> Stop:
    if stop.end is not None:
        return stop
    return replace(stop, end=max(stop.start, as_of or stop.start) + ONE_DAY)
