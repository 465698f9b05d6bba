"""Small tables."""

from typing import Any

SOURCE = {"law": "中华人民共和国食品安全法", "article": "第三十五条"}


def choice(code: str, *values: str, **changes: Any) -> dict[str, Any]:
    options = [{"value": value, "text": value.upper(), "text_en": value} for value in values or ("a", "b", "c")]
    return {"code": code, "kind": "choice", "text": f"问{code}", "text_en": code, "options": options} | changes


def yes_no(code: str, **changes: Any) -> dict[str, Any]:
    return {"code": code, "kind": "yes_no", "text": f"问{code}", "text_en": code} | changes


def number(code: str, most: str = "6", **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "kind": "number",
        "text": f"问{code}",
        "text_en": code,
        "minimum": "0",
        "maximum": most,
    } | changes


def row_body(code: str, when: dict[str, str], **changes: Any) -> dict[str, Any]:
    return {"code": code, "title": f"行{code}", "title_en": code, "when": when, "source": SOURCE} | changes


def table_of(
    questions: list[dict[str, Any]], rows: list[dict[str, Any]], examples: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "basic_code": "002011001001",
        "title": "优待证怎么办",
        "title_en": "Which documents the card needs",
        "questions": questions,
        "rows": rows,
        "examples": examples or [],
    }
