"""The reasons that can be ticked, read once from the room's data file."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

from tongban.engagement.ratings.rules import Grade, Reason

FILE = Path(__file__).resolve().parent / "data" / "reasons.yaml"
LANGUAGES = ("zh-hans", "zh-hant", "en")


@cache
def all_reasons() -> dict[str, Reason]:
    """Return every reason by its code."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        row["code"]: Reason(
            code=row["code"],
            grades=frozenset(Grade(grade) for grade in row["grades"]),
            names={language: row[language] for language in LANGUAGES},
        )
        for row in rows
    }


def reasons_for(grade: Grade) -> tuple[tuple[str, str], ...]:
    """Return what can be ticked with a grade, as (code, words in the reader's language)."""
    return tuple((code, name_of(code)) for code, reason in all_reasons().items() if grade in reason.grades)


def name_of(code: str) -> str:
    """Return the words of a reason in the reader's language; the code itself when it is no more."""
    reason = all_reasons().get(code)
    return reason.names.get(get_language() or "", reason.names["zh-hans"]) if reason else code
