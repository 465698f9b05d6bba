"""What differs between two tables, in paths that name questions, rows and examples rather than positions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One value that differs: `before` is "" where something was added, `after` "" where it was taken away."""

    part: str  # table | questions | rows | examples
    code: str  # of the question or row, or the example's name
    field: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what differs between two bodies as `table_body` writes them; something added or taken away is one difference."""
    return tuple(_differences(before, after))


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _compared("table", "", _own(before), _own(after))
    for part, key in (("questions", "code"), ("rows", "code"), ("examples", "name")):
        old = {str(each[key]): each for each in before.get(part, ())}
        new = {str(each[key]): each for each in after.get(part, ())}
        for code in dict.fromkeys((*old, *new)):
            if code not in new:
                yield Difference(part, code, "", _text(old[code]), "")
            elif code not in old:
                yield Difference(part, code, "", "", _text(new[code]))
            else:
                yield from _compared(part, code, _flat(old[code]), _flat(new[code]))
        common_old = [code for code in old if code in new]
        common_new = [code for code in new if code in old]
        if common_old != common_new:
            yield Difference(part, "", "order", ", ".join(common_old), ", ".join(common_new))


def _own(body: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in body.items() if key in ("title", "title_en")}


def _compared(part: str, code: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for field in dict.fromkeys((*old, *new)):
        if old.get(field, "") != new.get(field, ""):
            yield Difference(part, code, field, old.get(field, ""), new.get(field, ""))


def _flat(body: Mapping[str, Any]) -> dict[str, str]:
    """Return an entry as fields and texts: conditions and answers one by one."""
    flat: dict[str, str] = {}
    for key, value in body.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            flat |= {f"{key}.{name}": _text(each) for name, each in value.items()}
        else:
            flat[key] = _text(value)
    return flat


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return str(value)
