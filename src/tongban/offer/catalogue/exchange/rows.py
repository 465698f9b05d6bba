"""What all formats give: rows of cells under known columns, and what is wrong with the file itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tongban.offer.catalogue.exchange.columns import COLUMNS, REQUIRED, Column
from tongban.offer.catalogue.exchange.faults import ImportFault, shown

MOST_ROWS = 500_000
MOST_COLUMNS = 150

Note = Callable[[ImportFault], None]


@dataclass(frozen=True)
class Head:
    """The columns of a sheet: what stands where."""

    sheet: str
    titles: Mapping[str, str]  # key → heading as the file writes it
    letters: Mapping[str, str]  # key → letter of the column; empty in JSON

    def fault(self, line: int, key: str, code: str, /, **data: str) -> ImportFault:
        return ImportFault(line, self.titles.get(key, key), code, data, self.sheet, self.letters.get(key, ""))


@dataclass(frozen=True)
class Row:
    """One row: the cells of the columns that are there, by key. Empty cells are there too."""

    head: Head
    line: int
    cells: Mapping[str, Any]


class Source(Protocol):
    """A file of items that is being read. Faults of the file and of its form are noted; reading goes on where it can."""

    remark: str  # what a reader should know of how the file was read, or ""

    def items(self, note: Note) -> Iterator[Row]:
        """Yield the rows of items."""

    def parts(self, note: Note) -> Iterator[tuple[str, Row]]:
        """Yield rows of sheets of their own, each with the key of its section."""

    def guides(self, note: Note) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield whole guides of basic items, each with its line."""


@dataclass
class _Found:
    titles: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)  # in the order of the file; "" for a column without heading


def letter(index: int) -> str:
    """Return the letters of a column, counted from 0: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_head(
    sheet: str, cells: Sequence[str], columns: Iterable[Column] = COLUMNS, required: Sequence[str] = REQUIRED,
    note: Note | None = None,
) -> tuple[Head, list[str]] | None:  # fmt: skip
    """Return the head that a first row makes, with the keys in their order; note what is wrong and return None."""
    known = {name: column for column in columns for name in column.names}
    found, faults = _Found(), list[ImportFault]()
    cells = list(cells)
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        sizes = {"found": str(len(cells)), "most": str(MOST_COLUMNS)}
        faults.append(ImportFault(1, "", "too_many_columns", sizes, sheet))
        cells = []
    for index, cell in enumerate(cells):
        title = cell.strip().strip("*＊ ")  # required columns of a template are starred
        column = known.get(title)
        if column is None:
            faults.append(ImportFault(1, shown(cell.strip()), "unknown_column", {}, sheet, letter(index)))
        elif column.key in found.titles:
            faults.append(ImportFault(1, shown(title), "column_twice", {}, sheet, letter(index)))
        else:
            found.titles[column.key], found.letters[column.key] = title, letter(index)
        found.keys.append(column.key if column else "")
    if not any(fault.code == "too_many_columns" for fault in faults):
        faults += _missing(sheet, found.titles, known, required)
    if faults and note is not None:
        for fault in faults:
            note(fault)
        return None
    return Head(sheet, found.titles, found.letters), found.keys


def _missing(
    sheet: str, titles: Mapping[str, str], known: Mapping[str, Column], required: Sequence[str]
) -> Iterator[ImportFault]:
    is_english = any(title.isascii() for title in titles.values())
    names = [key if is_english else known[key].title for key in required]
    for key, name in zip(required, names, strict=True):
        if key not in titles and not (key == "item_code" and "business_code" in titles):
            yield ImportFault(1, name, "missing_column", {"columns": ", ".join(names)}, sheet)
