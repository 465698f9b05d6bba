"""Items as JSON lines: one object a line, with the headings as keys; whole guides of basic items beside them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from tongban.offer.catalogue.exchange.columns import BY_NAME
from tongban.offer.catalogue.exchange.faults import ImportFault, shown
from tongban.offer.catalogue.exchange.rows import MOST_ROWS, Head, Note, Row

LONGEST_LINE = 1 << 22
GUIDE_MARKS = ("slug", "form")  # what a guide has and an item has not


class JsonLines:
    """A file of JSON lines in UTF-8."""

    remark = ""

    def __init__(self, path: Path) -> None:
        self.path = path

    def items(self, note: Note) -> Iterator[Row]:
        heads: dict[tuple[str, ...], Head | None] = {}
        for line, body in self._objects(note):
            if is_guide(body):
                continue
            names = tuple(body)
            if names not in heads:
                heads[names] = _head(names)
            head = heads[names]
            if head is None:
                _note_names(line, names, note)
            else:
                yield Row(head, line, {BY_NAME[name].key: value for name, value in body.items()})

    def parts(self, note: Note) -> Iterator[tuple[str, Row]]:  # noqa: ARG002 - they are in the objects
        yield from ()

    def guides(self, note: Note) -> Iterator[tuple[int, Mapping[str, Any]]]:  # noqa: ARG002 - noted by `items`
        for line, body in self._objects(lambda _fault: None):
            if is_guide(body):
                yield line, body

    def _objects(self, note: Note) -> Iterator[tuple[int, dict[str, Any]]]:
        number = 0
        with self.path.open("rb") as content:
            while text := content.readline(LONGEST_LINE):
                number += 1
                if number > MOST_ROWS:
                    note(ImportFault(number, "", "too_many_rows", {"most": f"{MOST_ROWS:,}"}))
                    return
                if len(text) == LONGEST_LINE:
                    sizes = {"length": f"{len(text):,}+", "most": f"{LONGEST_LINE:,}"}
                    note(ImportFault(number, "", "too_long", sizes))
                    return
                if not text.strip():
                    continue
                try:
                    body = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
                except orjson.JSONDecodeError as fault:
                    note(ImportFault(number, "", "json", {"detail": str(fault)}))
                    continue
                if isinstance(body, dict):
                    yield number, body
                else:
                    note(ImportFault(number, "", "json", {"detail": type(body).__name__}))


def is_guide(body: Mapping[str, Any]) -> bool:
    """Say whether an object is the whole guide of a basic item."""
    return all(mark in body for mark in GUIDE_MARKS)


def _head(names: tuple[str, ...]) -> Head | None:
    if any(name not in BY_NAME for name in names):
        return None
    titles = {BY_NAME[name].key: name for name in names}
    return Head("", titles, {}) if len(titles) == len(names) else None


def _note_names(line: int, names: tuple[str, ...], note: Note) -> None:
    keys: set[str] = set()
    for name in names:
        column = BY_NAME.get(name)
        if column is None or column.key in keys:
            note(ImportFault(line, shown(name), "column_twice" if column else "unknown_column"))
        if column is not None:
            keys.add(column.key)
