"""Plain facts about regions and hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

CODE_LENGTHS = (2, 4, 6, 9, 12)

Hours = Sequence[Sequence[str]]  # [["09:00", "12:00"], ["14:00", "17:30"]]


def is_within(region_code: str, scope: str) -> bool:
    """Say whether a region is the scope or lies in it; the empty scope is everywhere."""
    return region_code.startswith(scope)


def upwards(region_code: str) -> tuple[str, ...]:
    """Return the region's code and those of the regions above it, nearest first: 990101 → 990101, 9901, 99."""
    return tuple(region_code[:length] for length in reversed(CODE_LENGTHS) if length <= len(region_code))


def hours_on(day: datetime, *, weekly_hours: Mapping[str, Hours], exceptions: Mapping[str, Hours]) -> Hours:
    """Return the opening hours that hold on a local day: an exception goes before the weekday's hours."""
    return exceptions.get(day.date().isoformat(), weekly_hours.get(str(day.isoweekday()), ()))


def is_open(moment: datetime, *, weekly_hours: Mapping[str, Hours], exceptions: Mapping[str, Hours]) -> bool:
    """Say whether a service point is open at a local moment; the closing minute is closed, 24:00 is the day's end."""
    hours = hours_on(moment, weekly_hours=weekly_hours, exceptions=exceptions)
    now = moment.time()
    return any(
        time.fromisoformat(start) <= now and (end == "24:00" or now < time.fromisoformat(end)) for start, end in hours
    )
