"""When a limit ends."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from tongban.groundwork.foundation.clock import CHINA
from tongban.offer.deadlines.rules.calendar import WorkCalendar
from tongban.offer.deadlines.rules.limits import ONE_DAY, DueDate, Limit, Stop, Unit, corresponding_day


def due_date(
    *,
    start: date,
    limit: Limit,
    calendar: WorkCalendar,
    stops: Sequence[Stop] = (),
    extension: int = 0,
    as_of: date | None = None,
    moment: datetime | None = None,
) -> DueDate:
    """
    Return the last day on which the deed is still in time.

    `start` is the day of the event that sets the clock going; it is not counted. `extension` adds to the limit in its own
    unit. A period in calendar days or months that would end on a day off ends on the next working day (民法典第二百零三条,
    民事诉讼法第八十五条). Hours run from `moment`, or from the end of the day where only the day is known; those of a
    stopped day are not counted, and nothing is moved to a working day.
    An open stop is taken to last until `as_of`, or for its first day alone when that is not given.
    """
    amount, unit = limit.amount + extension, limit.unit
    if unit is Unit.HOUR:
        at = _due_moment(moment or midnight(start + ONE_DAY), amount, spans(stops, as_of))
        is_stopped = any(stop.end is None for stop in stops)
        last = (at - datetime.resolution).astimezone(CHINA).date()  # midnight is the end of a day
        return DueDate(max(start, last), is_stopped, is_stopped, at)
    if unit is Unit.WORKING_DAY:
        if not stops:
            day = calendar.add_working_days(start, amount)
            return DueDate(day, day > calendar.known_until)
        day = calendar.add_working_days_outside(start, amount, spans(stops, as_of))
    else:
        day = _calendar_due_day(start, amount, unit, calendar, spans(stops, as_of) if stops else [])
    for stop in stops:
        if stop.end is None:
            return DueDate(day, True, True)
    return DueDate(day, day > calendar.known_until)


def spans(stops: Sequence[Stop], as_of: date | None) -> list[tuple[date, date]]:
    """Return the stops as first day and day after the last, in the order of days whatever the order of recording."""
    if len(stops) == 1 and (end := stops[0].end) is not None:
        return [(stops[0].start, end)]
    found = [
        (stop.start, stop.end or (stop.start if as_of is None or as_of < stop.start else as_of) + ONE_DAY)
        for stop in stops
    ]
    if len(found) > 1:
        found.sort()
    return found


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins where the offices are."""
    return datetime.combine(day, time.min, CHINA)


def _calendar_due_day(
    start: date, amount: int, unit: Unit, calendar: WorkCalendar, stopped: list[tuple[date, date]]
) -> date:
    if not amount:
        return start
    day = corresponding_day(start, amount) if unit is Unit.MONTH else start + timedelta(amount)
    if not stopped:
        return calendar.on_or_after(day)
    seen = start + ONE_DAY
    for first, last in stopped:
        if first > day:
            break
        first = max(first, seen)
        if last > first:
            day, seen = day + (last - first), last
    while not calendar.is_working_day(day) or any(first <= day < last for first, last in stopped):
        day = calendar.next_working_day(day)
    return day


def _due_moment(start: datetime, hours: int, stopped: list[tuple[date, date]]) -> datetime:
    at, seen = start + timedelta(hours=hours), start
    for first, last in _moments(stopped):
        if first >= at:
            break
        first = max(first, seen)
        if last > first:
            at, seen = at + (last - first), last
    return at


def _moments(stopped: list[tuple[date, date]]) -> Iterator[tuple[datetime, datetime]]:
    for first, last in stopped:
        yield midnight(first), midnight(last)
