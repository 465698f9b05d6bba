"""A table while it is being written: gaps and overlaps are told before every word is in its place."""

from collections.abc import Mapping
from typing import Any

from tongban.offer.scenarios.rules.tables import Table, UnableToReadTable, parse_table

TO_COME = "…"


def skeleton(body: object) -> Table | None:
    """Return a table of the questions, conditions and examples alone, its words and outcomes left out; None where not even those can be read."""
    if not isinstance(body, Mapping):
        return None
    try:
        return parse_table(
            {
                "basic_code": body.get("basic_code"),
                "title": TO_COME,
                "title_en": TO_COME,
                "questions": [_question(each) for each in _listed(body, "questions")],
                "rows": [_row(each) for each in _listed(body, "rows")],
                "examples": [_example(each) for each in _listed(body, "examples")],
            }
        )
    except UnableToReadTable:
        return None


def _listed(body: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = body.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def _question(body: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("code", "kind", "minimum", "maximum", "decimals", "unit", "unit_en", "when")
    question = {key: body[key] for key in kept if key in body}
    question |= {"text": body.get("text") or TO_COME, "text_en": body.get("text_en") or TO_COME}
    if "options" in body:
        question["options"] = [
            {"value": each.get("value"), "text": each.get("text") or TO_COME, "text_en": each.get("text_en") or TO_COME}
            for each in _listed(body, "options")
        ]
    return question


def _row(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": body.get("code"),
        "title": str(body.get("title") or TO_COME)[:80],
        "title_en": TO_COME,
        "when": body.get("when"),
        "source": {"law": TO_COME, "article": TO_COME},
    }


def _example(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": body.get("name") or TO_COME, "answers": body.get("answers"), "row": body.get("row")}
