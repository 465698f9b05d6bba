"""How two guides differ, element by element; rows of lists are matched by what names them, not by their place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from tongban.offer.catalogue.inheritance import LocalFacts
from tongban.offer.catalogue.rules import Guide

# What names a row of each list.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "materials": ("code",),
    "steps": ("name",),
    "fees": ("name",),
    "legal_basis": ("law", "article"),
    "faq": ("q",),
    "special_procedures": ("kind",),
}
SHOWN_AS = {"materials": "name"}  # where a row has a better name than what it is matched by


@dataclass(frozen=True)
class Difference:
    """One element that differs. `row` names the material, step, question … it belongs to, empty outside of lists."""

    element: str  # "materials.originals"
    row: str
    kind: str  # added | removed | changed
    before: Any
    after: Any


def compare(before: Guide, after: Guide) -> tuple[Difference, ...]:
    """Return how the second guide differs from the first, in the order of the elements."""
    return tuple(_differing("", before.to_dict(), after.to_dict()))


def compare_local(before: LocalFacts, after: LocalFacts) -> tuple[Difference, ...]:
    """Return how what is true of one place only differs."""
    return tuple(_differing("local.", asdict(before), asdict(after)))


def form_text(pages: object) -> str:
    """Return a form definition as people write it."""
    return str(yaml.safe_dump(_plain(pages), allow_unicode=True, sort_keys=False, width=120))


def _differing(prefix: str, before: Mapping[str, Any], after: Mapping[str, Any], row: str = "") -> Iterator[Difference]:
    for key, old in before.items():
        element, new = f"{prefix}{key}", after.get(key)
        if old == new:
            continue
        if element == "form":
            yield Difference(element, row, "changed", form_text(old), form_text(new))
        elif element in NAMED_BY:
            yield from _rows(element, old, new or ())
        elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
            yield from _texts(element, old, new, row)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _differing(f"{element}.", old, new, row)
        else:
            yield Difference(element, row, "changed", old, new)


def _rows(element: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    old, new = _named(element, before), _named(element, after)
    for name, row in old.items():
        title = _title(element, name, row)
        if name not in new:
            yield Difference(element, title, "removed", row, None)
        else:
            yield from _differing(f"{element}.", row, new[name], title)
    for name, row in new.items():
        if name not in old:
            yield Difference(element, _title(element, name, row), "added", None, row)
    if list(old) != list(new) and sorted(old) == sorted(new):
        yield Difference(
            element, "", "changed", *(tuple(_title(element, name, rows[name]) for name in rows) for rows in (old, new))
        )


def _texts(element: str, before: Sequence[Any], after: Sequence[Any], row: str) -> Iterator[Difference]:
    gone = [text for text in before if text not in after]
    come = [text for text in after if text not in before]
    for old, new in zip(gone, come, strict=False):
        yield Difference(element, row, "changed", old, new)
    for text in gone[len(come) :]:
        yield Difference(element, row, "removed", text, None)
    for text in come[len(gone) :]:
        yield Difference(element, row, "added", None, text)
    if not gone and not come:
        yield Difference(element, row, "changed", tuple(before), tuple(after))


def _named(element: str, rows: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        name = base = " ".join(str(row[key]) for key in NAMED_BY[element])
        count = 1
        while name in found:  # two steps of one name are the first and the second
            count += 1
            name = f"{base} {count}"
        found[name] = row
    return found


def _title(element: str, name: str, row: Mapping[str, Any]) -> str:
    return str(row[SHOWN_AS[element]]) if element in SHOWN_AS else name


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
