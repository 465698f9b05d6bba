"""
The rows of a sheet of a workbook, as they stand in its XML.

openpyxl reads a sheet through a parser in Python, against entities; `workbooks.inspect` has refused those, so the parser in C
may do it, three times as fast.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, iterparse  # noqa: S405 - entities and document types were refused before

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import from_excel

from tongban.offer.catalogue.exchange.cells import Broken, Formula, Numeric, unguarded

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELL, VALUE, FORMULA, INLINE, TEXT = (SPACE + name for name in ("row", "c", "v", "f", "is", "t"))
PHONETIC = SPACE + "rPh"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SheetRows:
    """Reads one sheet of a book that openpyxl has opened: cells as text, by their places."""

    def __init__(self, book: ExcelReader, path: str, most_columns: int) -> None:
        self._archive: zipfile.ZipFile = book.archive
        self._path = path
        self._texts = book.shared_strings
        self._date_styles = book.wb._date_formats
        self._epoch = book.wb.epoch
        self._most = most_columns

    def __iter__(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the number of each row that is there, and its cells from the first column on."""
        number = 0
        with self._archive.open(self._path) as content:
            for _event, element in iterparse(content, events=("end",)):  # noqa: S314
                if element.tag == ROW:
                    number = int(element.get("r") or number + 1)
                    yield number, self._cells(element)
                    element.clear()

    def _cells(self, row: Element) -> list[Any]:
        cells: list[Any] = []
        for cell in row.iter(CELL):
            reference = cell.get("r")
            at = _column(reference) if reference else len(cells)
            if at > self._most:
                at = self._most
            while len(cells) < at:
                cells.append("")
            value = self._value(cell)
            if at == len(cells):
                cells.append(value)
            elif value:
                cells[at] = value
        return cells

    def _value(self, cell: Element) -> Any:
        kind = cell.get("t", "n")
        formula = cell.find(FORMULA)
        if formula is not None:
            return Formula(f"={formula.text or ''}")
        if kind == "inlineStr":
            return _text("".join(each.text or "" for each in _texts_of(cell)))
        value = cell.findtext(VALUE)
        if value is None:
            return ""
        if kind == "s":
            return _text(self._texts[int(value)])
        if kind == "b":
            return "是" if value == "1" else "否"
        if kind == "e":
            return Broken(value)
        if kind in ("str", "d"):
            return _text(value)
        return self._number(float(value), int(cell.get("s") or 0))

    def _number(self, value: float, style: int) -> str:
        if style in self._date_styles:
            moment = from_excel(value, self._epoch)
            if isinstance(moment, datetime):
                return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(" ")
        return Numeric(int(value) if value == int(value) else value)


def _texts_of(cell: Element) -> Iterator[Element]:
    """Yield the texts of a cell without those that say how it is pronounced."""
    inline = cell.find(INLINE)
    for part in inline if inline is not None else ():
        if part.tag == TEXT:
            yield part
        elif part.tag != PHONETIC:
            yield from part.iter(TEXT)


def _text(text: Any) -> str:
    text = str(text)
    return unguarded(text) if text[:1] == "'" else text


def _column(reference: str) -> int:
    """Return the place of a column, counted from 0, by a reference such as AB12."""
    at = 0
    for each in reference:
        place = LETTERS.find(each)
        if place < 0:
            break
        at = at * 26 + place + 1
    return at - 1
