"""Days that somebody types in three fields."""

from datetime import date

from django.http import QueryDict

PARTS = ("year", "month", "day")


def day_parts(sent: QueryDict, name: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of a day as they were typed, for the form to show again."""
    return tuple((part, sent.get(f"{name}-{part}", "")) for part in PARTS)


def typed_day(sent: QueryDict, name: str) -> date | None:
    """Return the day that was typed, None when there is none or it does not exist."""
    try:
        year, month, day = (int(sent.get(f"{name}-{part}", "")) for part in PARTS)
        return date(year, month, day)
    except ValueError:
        return None
