"""The clock once more, written to be obviously right rather than fast: one day after the other, as a clerk would count."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from tongban.offer.deadlines.rules import Limit, Stop, Unit

OFFICE = timezone(timedelta(hours=8))
LAST_YEAR = 2027  # of the seeds; later only what falls on the same date each year is off
EVERY_YEAR = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def is_worked(day: date, days_off: set[date], make_up_days: set[date]) -> bool:
    if day in make_up_days:
        return True
    if day.year > LAST_YEAR and (day.month, day.day) in EVERY_YEAR:
        return False
    return day not in days_off and day.isoweekday() not in (6, 7)


def is_stopped(day: date, stops: Sequence[Stop]) -> bool:
    return any(stop.start <= day < (stop.end or stop.start + timedelta(days=1)) for stop in stops)


def days_of_months(start: date, months: int) -> int:
    """Go from month to month on a wall calendar: to the same number, or to the last day where there is none."""
    first_of_month = start.replace(day=1)
    for _month in range(months):
        first_of_month = (first_of_month + timedelta(days=31)).replace(day=1)
    day = first_of_month
    while day.day < start.day and (day + timedelta(days=1)).month == first_of_month.month:
        day += timedelta(days=1)
    return (day - start).days


def simulated_due_day(
    start: date, limit: Limit, days_off: set[date], make_up_days: set[date], stops: Sequence[Stop], extension: int
) -> date:
    left = limit.amount + extension
    if left == 0:
        return start
    if limit.unit is Unit.MONTH:
        left = days_of_months(start, left)
    day = start
    while left > 0:
        day += timedelta(days=1)
        counts = limit.unit is not Unit.WORKING_DAY or is_worked(day, days_off, make_up_days)
        if counts and not is_stopped(day, stops):
            left -= 1
    while not is_worked(day, days_off, make_up_days) or is_stopped(day, stops):
        day += timedelta(days=1)
    return day


def simulated_moment(moment: datetime, hours: int, stops: Sequence[Stop]) -> datetime:
    """Let a stop-watch run minute by minute, which stands still on stopped days."""
    minutes = hours * 60
    while minutes > 0:
        if not is_stopped(moment.astimezone(OFFICE).date(), stops):
            minutes -= 1
        moment += timedelta(minutes=1)
    return moment


def simulated_stages(
    limit: int, stages: Sequence[tuple[date, date | None]], days_off: set[date], make_up_days: set[date]
) -> date:
    """Count the working days on which some stage had the file; after the last known one every day is an authority's."""
    day, left = min(start for start, _end in stages), limit
    while left > 0:
        day += timedelta(days=1)
        is_held = any(start < day and (end is None or day <= end) for start, end in stages)
        if is_held and is_worked(day, days_off, make_up_days):
            left -= 1
    return day
