"""Cells of workbooks that are text and nothing else: what begins with = is no formula."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tongban.offer.catalogue.exchange.cells import guarded

LONGEST_CELL = 32_767  # of a workbook


def text_row(sheet: Any, texts: Sequence[str]) -> list[Any]:
    """Return the cells of a row of a write-only sheet."""
    return [text_cell(sheet, text) if text else None for text in texts]


def text_cell(sheet: Any, text: str) -> Any:
    """Return a cell that holds a text as it is."""
    if text[0] == "'":
        text = guarded(text)
    if text[0] not in "=+-@" and not text.startswith("#") and text.isprintable() and len(text) <= LONGEST_CELL:
        return text
    cell = WriteOnlyCell(sheet, "")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("�", text)[:LONGEST_CELL]
    cell.data_type = "s"
    cell.quotePrefix = text[0] in "=+-@"
    return cell
