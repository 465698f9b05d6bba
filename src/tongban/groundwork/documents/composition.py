"""What an official document says: texts and facts put together into blocks that the layouts print. Pure functions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
A_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
PLACEHOLDER = re.compile(r"\{(\w+)\}", re.ASCII)


def compose(
    parts: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], *, is_licensing: bool
) -> list[dict[str, Any]]:
    """Return the blocks of a letter in order; a part that lacks one of its facts says its `otherwise` or nothing."""
    other_matter = "other" if is_licensing else "licensing"
    return [block for part in parts if part.get("matter") != other_matter for block in _blocks(part, facts)]


def chinese_day(day: date) -> str:
    """Return a day as official documents print it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def shown(value: Any) -> str:
    """Return a fact as it is printed: days and moments in Chinese, lists joined, all else as it is."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(shown(one) for one in value)
    text = str(value).strip()
    if A_DAY.match(text):
        return chinese_day(date.fromisoformat(text))
    if A_MOMENT.match(text):
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(CHINA) if moment.tzinfo else moment
        return f"{chinese_day(moment.date())}{moment:%H:%M}"
    return text


def _blocks(part: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if "text" in part:
        text = _filled(part["text"], facts) or _filled(part.get("otherwise", ""), facts)
        if text:
            yield {"kind": "paragraph", "text": text}
    elif "heading" in part:
        yield {"kind": "heading", "text": part["heading"]}
    elif "form" in part:
        rows = [[label, _filled(text, facts)] for label, text in part["form"]]
        yield {"kind": "form", "rows": [row for row in rows if row[1]]}
    elif "prose" in part:
        yield from _prose(part, facts)
    elif facts.get(part.get("list", "")):
        yield {"kind": "list", "items": [shown(item) for item in facts[part["list"]]]}
    elif facts.get(part.get("table", "")):
        yield _table(part["columns"], facts[part["table"]])


def _prose(part: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    value = facts.get(part["prose"])
    lines = value if isinstance(value, list | tuple) else str(value or "").splitlines()
    lines = [shown(line) for line in lines if shown(line)]
    if lines:
        lines[0] = part.get("label", "") + lines[0]
    for line in lines:
        yield {"kind": "paragraph", "text": line}


def _table(columns: Sequence[Mapping[str, str]], rows: Sequence[Any]) -> dict[str, Any]:
    records = [row if isinstance(row, Mapping) else {"name": row} for row in rows]
    used = [
        column for column in columns if column["key"] == "#" or any(shown(row.get(column["key"])) for row in records)
    ]
    return {
        "kind": "table",
        "widths": [column["width"] for column in used],
        "titles": [column["title"] for column in used],
        "rows": [
            [str(position) if column["key"] == "#" else shown(row.get(column["key"])) for column in used]
            for position, row in enumerate(records, start=1)
        ],
    }


def _filled(text: str, facts: Mapping[str, Any]) -> str:
    """Return a text with its facts put in, or nothing when one is missing. Names only: a text can reach nothing else."""
    values = {name: shown(facts.get(name)) for name in PLACEHOLDER.findall(text)}
    return PLACEHOLDER.sub(lambda match: values[match[1]], text) if all(values.values()) else ""
