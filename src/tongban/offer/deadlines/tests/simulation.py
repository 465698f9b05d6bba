"""The clock once more, written to be obviously right rather than fast: one day after the other, as a clerk would count."""

from collections.abc import Sequence
from datetime import date, timedelta

from tongban.offer.deadlines.rules import Limit, Stop, Unit


def counts(day: date, unit: Unit, days_off: set[date], make_up_days: set[date]) -> bool:
    if unit is Unit.CALENDAR_DAY:
        return True
    if day in make_up_days:
        return True
    return day not in days_off and day.isoweekday() not in (6, 7)


def is_stopped(day: date, stops: Sequence[Stop]) -> bool:
    return any(stop.start <= day < (stop.end or stop.start + timedelta(days=1)) for stop in stops)


def simulated_due_day(
    start: date, limit: Limit, days_off: set[date], make_up_days: set[date], stops: Sequence[Stop], extension: int
) -> date:
    left = limit.amount + extension
    if left == 0:
        return start
    day = start
    while left > 0:
        day += timedelta(days=1)
        if not is_stopped(day, stops) and counts(day, limit.unit, days_off, make_up_days):
            left -= 1
    while not counts(day, Unit.WORKING_DAY, days_off, make_up_days) or is_stopped(day, stops):
        day += timedelta(days=1)
    return day
