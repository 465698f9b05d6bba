"""How a case stands against its limits, and the days on which that changes."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongban.offer.deadlines.rules.calendar import WorkCalendar
from tongban.offer.deadlines.rules.limits import ONE_DAY, Limit, Unit


def days_left(today: date, due: date, calendar: WorkCalendar, unit: Unit) -> int:
    """Count the days that are left: 0 on the due day itself, negative (at least −1) once it is past."""
    count = calendar.working_days_between(today, due) if unit is Unit.WORKING_DAY else (due - today).days
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


DEFAULT = Thresholds()


def light(
    *,
    today: date,
    committed_due: date,
    statutory_due: date,
    committed: Limit,
    calendar: WorkCalendar,
    thresholds: Thresholds = DEFAULT,
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
    is_near = left * 100 <= committed.days * thresholds.percent
    is_last = calendar.working_days_between(today, committed_due) <= thresholds.working_days
    return Light.YELLOW if is_near or is_last else Light.GREEN


@dataclass(frozen=True)
class Turns:
    """The first day of each light after green; `red` is None where both limits end on one day."""

    yellow: date
    red: date | None
    breach: date


def turns(
    *,
    committed_due: date,
    statutory_due: date,
    committed: Limit,
    calendar: WorkCalendar,
    thresholds: Thresholds = DEFAULT,
) -> Turns:
    """Return the days on which the light of a case turns, so that nobody has to look at it in between."""
    near = committed.days * thresholds.percent // 100
    working = max(near, thresholds.working_days) if committed.unit is Unit.WORKING_DAY else thresholds.working_days
    yellow = _first_day_with(working, committed_due, calendar)
    if committed.unit is not Unit.WORKING_DAY:
        yellow = min(yellow, committed_due - timedelta(days=near))
    red = committed_due + ONE_DAY if committed_due < statutory_due else None
    return Turns(yellow, red, max(committed_due, statutory_due) + ONE_DAY)


def _first_day_with(left: int, due: date, calendar: WorkCalendar) -> date:
    """Return the first day on which so many working days at most are left until the due day."""
    return calendar.of_rank(calendar.rank(due) - left)
