"""Items written out under the same columns as they are read in: CSV, workbook or JSON lines, row after row."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from tongban.offer.catalogue.exchange.cells import NONE, guarded, written, written_parts
from tongban.offer.catalogue.exchange.columns import BY_KEY, COLUMNS, ITEMS, PART_OWNER, SECTIONS, Kind
from tongban.offer.catalogue.exchange.workbook_cells import text_row

FORMATS = ("csv", "xlsx", "jsonl")
ROWS_AT_ONCE = 200
HEAD_FONT, HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="E8EEF6")
WIDTH = 18


@dataclass(frozen=True)
class WrittenItem:
    """An item as text: a cell for each column but those of sections, whose entries stand beside."""

    code: str
    cells: Mapping[str, str]
    entries: Mapping[str, list[dict[str, Any]]]  # by section; a section that is not there is not known of the item


def as_csv(items: Iterable[WrittenItem]) -> Iterator[bytes]:
    """Yield the bytes of a CSV file that spreadsheet programs open as UTF-8, some rows at a time."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([column.title for column in COLUMNS])
    for number, item in enumerate(items, start=1):
        writer.writerow([guarded(_csv_cell(item, key)) for key in BY_KEY])
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def as_json_lines(items: Iterable[WrittenItem]) -> Iterator[bytes]:
    """Yield JSON lines, some at a time. Entries are lists of objects; an empty cell is left out."""
    lines: list[bytes] = []
    for item in items:
        body: dict[str, Any] = {BY_KEY[key].title: text for key, text in item.cells.items() if text}
        for key, entries in item.entries.items():
            body[BY_KEY[key].title] = [_titled(key, entry) for entry in entries]
        lines.append(orjson.dumps(body) + b"\n")
        if len(lines) == ROWS_AT_ONCE:
            yield b"".join(lines)
            lines.clear()
    yield b"".join(lines)


def write_workbook(items: Iterable[WrittenItem], path: Path) -> None:
    """Write a workbook with the items on one sheet and their materials, fees, steps, … on further ones."""
    book = Workbook(write_only=True)
    columns = [column for column in COLUMNS if column.kind is not Kind.PARTS]
    sheet = _sheet(book, ITEMS, [column.title for column in columns])
    further = {
        key: _sheet(book, section.title, [PART_OWNER.title, *(column.title for column in section.columns)])
        for key, section in SECTIONS.items()
    }
    for item in items:
        sheet.append(text_row(sheet, [item.cells.get(column.key, "") for column in columns]))
        for key, entries in item.entries.items():
            for texts in [_texts(key, entry) for entry in entries] or [[NONE]]:
                further[key].append(text_row(further[key], [item.code, *texts]))
    book.save(path)


def _sheet(book: Any, title: str, titles: list[str]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    sheet.sheet_format.defaultColWidth = WIDTH
    cells = []
    for text in titles:
        cell = WriteOnlyCell(sheet, text)
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
        cells.append(cell)
    sheet.append(cells)
    return sheet


def _csv_cell(item: WrittenItem, key: str) -> str:
    if key in SECTIONS:
        return written_parts(SECTIONS[key], item.entries[key]) if key in item.entries else ""
    return item.cells.get(key, "")


def _texts(key: str, entry: Mapping[str, Any]) -> list[str]:
    return [written(column, entry[column.key]) for column in SECTIONS[key].columns]


def _titled(key: str, entry: Mapping[str, Any]) -> dict[str, str]:
    columns = SECTIONS[key].columns
    return {column.title: text for column, text in zip(columns, _texts(key, entry), strict=True) if text}
