"""Items as an Excel workbook, read row by row, and what may be wrong with one before it is read."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from tongban.offer.catalogue.exchange.columns import COLUMNS, ITEMS, PART_OWNER, REQUIRED, SECTIONS, Column
from tongban.offer.catalogue.exchange.faults import ImportFault, shown
from tongban.offer.catalogue.exchange.rows import MOST_COLUMNS, MOST_ROWS, Note, Row, read_head
from tongban.offer.catalogue.exchange.sheets import SheetRows

CHUNK = 1 << 20
MOST_UNPACKED = 2 << 30
MOST_KEPT = 96 << 20  # shared texts are held in memory while the file is read
MOST_OTHER = 8 << 20  # styles, names and properties, which are read whole
MOST_RATIO = 400
SMALL = 8 << 20  # whatever its ratio
MOST_CHUNKS_OF_A_ROW = 16
HINTS = ("填写说明", "代码表")  # sheets of the template that hold no items
SECTION_BY_TITLE = {section.title: section for section in SECTIONS.values()}

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]{1,20})"')
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_OVERLAP = 64
# What broken files make openpyxl and the parser raise.
_BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, SyntaxError, OSError, zipfile.BadZipFile,
)  # fmt: skip


class UnsafeWorkbook(ValueError):
    """The file must not be read."""

    def __init__(self, code: str, **data: str) -> None:
        self.fault = ImportFault(1, "", code, data)
        super().__init__(code)


@dataclass(frozen=True)
class _Sheet:
    title: str
    path: str  # in the archive
    is_visible: bool
    merged: str  # its first merged cells


class Workbook:
    """An .xlsx file. Sheet 事项 (or the only one) holds the items, further sheets their materials, fees, steps, questions."""

    remark = ""

    def __init__(self, path: Path) -> None:
        merged = inspect(path)
        try:
            self._book, self._sheets = _opened(path, merged)
        except _BROKEN as fault:
            raise UnsafeWorkbook("unreadable", detail=shown(fault)) from fault

    def items(self, note: Note) -> Iterator[Row]:
        if not self._are_sheets_known(note):
            return
        for index, sheet in enumerate(self._sheets):
            if sheet.title == ITEMS or (index == 0 and not self._has_items):
                yield from self._rows(sheet, COLUMNS, REQUIRED, note)
        self._book.archive.close()

    def parts(self, note: Note) -> Iterator[tuple[str, Row]]:
        for sheet in self._sheets:
            section = SECTION_BY_TITLE.get(sheet.title)
            if section is not None and sheet.is_visible:
                for row in self._rows(sheet, (PART_OWNER, *section.columns), ("item_code",), note):
                    yield section.key, row

    def guides(self, note: Note) -> Iterator[tuple[int, Mapping[str, Any]]]:  # noqa: ARG002 - a workbook has none
        yield from ()

    def _are_sheets_known(self, note: Note) -> bool:
        known = {ITEMS, *SECTION_BY_TITLE, *HINTS}
        is_well = True
        for index, sheet in enumerate(self._sheets):
            fault = ""
            if not sheet.is_visible:
                fault = "hidden_sheet"
            elif sheet.title not in known and (index or self._has_items):
                fault = "unknown_sheet"
            if fault:
                named = {"value": shown(sheet.title), "allowed": "、".join(known - {*HINTS})}
                note(ImportFault(1, "", fault, named, shown(sheet.title)))
                is_well = False
        return is_well

    @property
    def _has_items(self) -> bool:
        return any(sheet.title == ITEMS for sheet in self._sheets)

    def _rows(self, sheet: "_Sheet", columns: Sequence[Column], required: Sequence[str], note: Note) -> Iterator[Row]:
        title = shown(sheet.title)
        if sheet.merged:
            note(ImportFault(_row_of(sheet.merged), "", "merged", {"value": sheet.merged}, title))
            return
        head, keys = None, list[str]()
        try:
            for line, values in SheetRows(self._book, sheet.path, MOST_COLUMNS):
                if head is None:
                    found = read_head(title, values, columns, required, note)
                    if found is None:
                        return
                    head, keys = found
                elif any(values):
                    if line > MOST_ROWS + 1:
                        note(ImportFault(line, "", "too_many_rows", {"most": f"{MOST_ROWS:,}"}, title))
                        return
                    if any(values[len(keys) :]):
                        sizes = {"found": str(len(values)), "expected": str(len(keys))}
                        note(ImportFault(line, "", "cells", sizes, title))
                        continue
                    values += [""] * (len(keys) - len(values))
                    yield Row(head, line, dict(zip(keys, values, strict=False)))
        except _BROKEN as fault:
            note(ImportFault(1, "", "unreadable", {"detail": shown(fault)}, title))


def _opened(path: Path, merged: Mapping[str, str]) -> tuple[ExcelReader, list[_Sheet]]:
    """Read what is around the sheets: openpyxl would also look through each sheet for its size."""
    book = ExcelReader(path, read_only=True, keep_links=False)
    book.read_manifest()
    book.read_strings()
    book.read_workbook()
    apply_stylesheet(book.archive, book.wb)
    found = [(sheet, rel.target) for sheet, rel in book.parser.find_sheets() if "chartsheet" not in rel.Type]
    if any(not _SHEET.fullmatch(target) for _sheet, target in found):
        raise ValueError("a sheet lies where it was not looked through")
    return book, [_Sheet(sheet.name, at, sheet.state == "visible", merged.get(at, "")) for sheet, at in found]


def inspect(path: Path) -> dict[str, str]:
    """
    Look through an .xlsx file without unpacking it into memory; return where sheets have merged cells.

    Raise UnsafeWorkbook for what unfolds beyond all bounds, brings entities or a document type, or is no workbook at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise UnsafeWorkbook("not_a_workbook")
            _require_bounded(parts)
            merged = {part.filename: _look_through(archive, part) for part in parts if _is_xml(part.filename)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise UnsafeWorkbook("unreadable", detail=shown(fault)) from fault
    return {name: cells for name, cells in merged.items() if cells}


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _require_bounded(parts: Sequence[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnsafeWorkbook("bomb", detail=f"{sum(part.file_size for part in parts) >> 20:,} MB")
    for part in parts:
        most = MOST_OTHER
        if _SHEET.fullmatch(part.filename):
            most = MOST_UNPACKED
        elif part.filename == "xl/sharedStrings.xml":
            most = MOST_KEPT
        is_bomb = part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if part.file_size > most or is_bomb:
            raise UnsafeWorkbook("bomb", detail=f"{shown(part.filename)} {part.file_size >> 20:,} MB")


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Return the first merged cells of a part; raise UnsafeWorkbook for what no spreadsheet program writes."""
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    merged, tail, chunks_of_row, first = "", b"", 0, True
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            window = tail + chunk
            if first:
                _require_utf8(window)
                first = False
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise UnsafeWorkbook("entity")
            chunks_of_row = 0 if b"<row" in window or b":row" in window else chunks_of_row + 1
            if (len(chunk) == CHUNK and b"<" not in chunk) or (is_sheet and chunks_of_row > MOST_CHUNKS_OF_A_ROW):
                raise UnsafeWorkbook("bomb", detail=shown(part.filename))
            if is_sheet and not merged and (match := _MERGED.search(window)):
                merged = match[1].decode()
            tail = window[-_OVERLAP:]
    return merged


def _require_utf8(start: bytes) -> None:
    """Other encodings could hide what is looked for."""
    declared = _DECLARED.match(start.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in start[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise UnsafeWorkbook("entity")


def _row_of(cells: str) -> int:
    digits = re.search(r"[0-9]+", cells)
    return int(digits[0]) if digits else 1
