"""Cells: from what a file holds to values of a guide and back, so that what was written is read again unchanged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from tongban.offer.catalogue.code_tables import Coded
from tongban.offer.catalogue.exchange.columns import Column, Kind, Section
from tongban.offer.catalogue.exchange.faults import shown

NONE = "无"  # says of a list that it is empty; an empty cell says: as the basic item has it
YES = "true"
FEN_IN_A_YUAN = 100
LONGEST_PART_CELL = 100_000

_VISIBLE = re.compile(r"[!-~]+")
_WHOLE = re.compile(r"[0-9]{1,15}(\.0+)?")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2})0*)?")
_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?(?:[ T]00:00:00)?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{1,6}(\.[0-9]+)?")
_BETWEEN = re.compile(r"[;；,，、^|\s]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "|": "\\|"}
_UNESCAPED_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")


class Numeric(str):
    """What stood in a workbook as a number: its leading zeros and its last digits may be lost."""


class Formula(str):
    """A formula of a workbook, not its result."""


class Broken(str):
    """The result of a formula that failed: #REF!"""


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell; `part` names the entry and its column when the cell holds several."""

    code: str
    data: Mapping[str, str] = field(default_factory=dict)
    part: str = ""


class UnableToReadCell(ValueError):
    """A cell does not hold what its column asks for."""

    def __init__(self, code: str, **data: str) -> None:
        self.fault = CellFault(code, data)
        super().__init__(code)


# --- spreadsheets run what looks like a formula ---


def guarded(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula: with an apostrophe in front where it could be one."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


# --- reading ---


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def read(column: Column, value: object) -> Any:
    """Return the value of a cell that is not empty; raise UnableToReadCell."""
    if isinstance(value, Formula | Broken):
        raise UnableToReadCell("formula" if isinstance(value, Formula) else "error_value", value=shown(value))
    return _READERS[column.kind](column, value)


def _text(column: Column, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnableToReadCell("character")
    text = str(value).strip().replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > column.most:
        raise UnableToReadCell("too_long", length=str(len(text)), most=str(column.most))
    if _CONTROLS.search(text):
        raise UnableToReadCell("character")
    return text


def _line(column: Column, value: object) -> str:
    text = _text(column, value)
    if not text.isprintable():
        raise UnableToReadCell("character")
    return text


def _code(column: Column, value: object) -> str:
    text = _text(column, value)
    if isinstance(value, Numeric) and column.key != "region_code":
        raise UnableToReadCell("number_code", value=shown(value))
    if not _VISIBLE.fullmatch(text):
        raise UnableToReadCell("character")
    return text


def _texts(column: Column, value: object) -> list[str]:
    if isinstance(value, list):
        return [_text(column, each) for each in value if not is_empty(each)]
    text = _text(column, value)
    return [] if text == NONE else [_unescaped(each.strip()) for each in text.split("\n") if each.strip()]


def _number(column: Column, value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not _WHOLE.fullmatch(text) or int(text.partition(".")[0]) > column.most:
        raise UnableToReadCell("not_a_number", value=shown(value), most=str(column.most))
    return int(text.partition(".")[0])


def _yuan(column: Column, value: object) -> int:
    match = _AMOUNT.fullmatch(str(value).strip())
    if isinstance(value, bool) or match is None:
        raise UnableToReadCell("not_an_amount", value=shown(value))
    fen = int(match[1]) * FEN_IN_A_YUAN + int((match[2] or "0").ljust(2, "0"))
    if fen > column.most:
        raise UnableToReadCell("not_an_amount", value=shown(value))
    return fen


def _flag(column: Column, value: object) -> bool:
    return value if isinstance(value, bool) else _choice(column, value) == YES


def _choice(column: Column, value: object) -> str:
    text = str(value).strip().removesuffix(".0")
    known = _meanings(column.codes)
    found = known.get(text) or known.get(text.lower()) or known.get(text.lstrip("0"))
    if found is None or isinstance(value, list | dict):
        code = "item_type" if column.key == "item_type" else "not_among"
        raise UnableToReadCell(code, value=shown(value), allowed=allowed(column.codes))
    return found


def _choices(column: Column, value: object) -> list[str]:
    texts = value if isinstance(value, list) else _BETWEEN.split(_text(column, value))
    if texts == [NONE]:
        return []
    return list(dict.fromkeys(_choice(column, text) for text in texts if not is_empty(text)))


def _date(_column: Column, value: object) -> date:
    text = str(value).strip()
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if match is None:
        raise UnableToReadCell("serial" if _SERIAL.fullmatch(text) else "not_a_date", value=shown(value))
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as fault:
        raise UnableToReadCell("not_a_date", value=shown(value)) from fault


_READERS: Mapping[Kind, Callable[[Column, object], Any]] = {
    Kind.LINE: _line,
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.NUMBER: _number,
    Kind.YUAN: _yuan,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DATE: _date,
}


@cache
def _meanings(codes: tuple[Coded, ...]) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for each in codes:
        for text in (each.value, each.code, each.code.lstrip("0"), each.name, *each.others):
            meanings.setdefault(text, each.value)
    return meanings


@cache
def allowed(codes: tuple[Coded, ...]) -> str:
    """Return a code table as a reader needs it."""
    return "、".join(
        each.name if each.code == each.name else f"{each.code.lstrip('0') or '0'} {each.name}" for each in codes
    )


# --- entries of which a cell holds several ---


def split_parts(section: Section, value: object) -> list[dict[str, Any]]:
    """
    Return the entries of a cell as mappings from the keys of the section's columns to what is written.

    JSON gives a list of mappings; a cell of CSV one entry a line, "名称=内容" between bars. Raise UnableToReadCell.
    """
    if isinstance(value, list):
        return [_known_columns(section, each) for each in value]
    if not isinstance(value, str) or len(value) > LONGEST_PART_CELL:
        raise UnableToReadCell("too_long", length=str(len(str(value))), most=str(LONGEST_PART_CELL))
    text = value.strip()
    return [] if text == NONE else [_entry(section, line) for line in text.splitlines() if line.strip()]


def _entry(section: Section, line: str) -> dict[str, Any]:
    found: dict[str, str] = {}
    for cell in _cells_of(line):
        name, sign, text = cell.partition("=")
        if not sign:
            example = " | ".join(f"{column.title}=…" for column in section.columns[:2])
            raise UnableToReadCell("part", value=shown(cell), example=example)
        found[name.strip()] = _unescaped(text.strip())
    return _known_columns(section, found)


def _known_columns(section: Section, entry: object) -> dict[str, Any]:
    if not isinstance(entry, Mapping):
        raise UnableToReadCell("not_a_list")
    names = _column_names(section)
    found: dict[str, Any] = {}
    for name, value in entry.items():
        if name not in names:
            titles = "、".join(column.title for column in section.columns)
            raise UnableToReadCell("part_column", value=shown(name), allowed=titles)
        found[names[name]] = value
    return found


def _column_names(section: Section) -> dict[str, str]:
    return {name: column.key for column in section.columns for name in column.names}


def _cells_of(line: str) -> list[str]:
    """Split at the bars that no backslash stands before."""
    cells, start = [], 0
    for match in _UNESCAPED_BAR.finditer(line):
        cells.append(line[start : match.end() - 1])
        start = match.end()
    return [cell.strip() for cell in (*cells, line[start:]) if cell.strip()]


def _escaped(text: str, characters: str) -> str:
    return "".join(_ESCAPES[each] if each in characters else each for each in text)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text) if "\\" in text else text


# --- writing ---


def written(column: Column, value: Any) -> str:
    """Return the text of a cell that `read` reads as this value."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.TEXTS:
        if list(value) == [NONE]:
            return f"\\{NONE}"  # the text itself, not the empty list
        return "\n".join(_escaped(each, "\\\n") for each in value) or NONE
    if column.kind is Kind.CHOICES:
        return "；".join(_name(column.codes, each) for each in value) or NONE
    if column.kind is Kind.FLAG:
        return _name(column.codes, YES if value else "false")
    if column.kind is Kind.CHOICE:
        return _name(column.codes, str(value))
    if column.kind is Kind.YUAN:
        return f"{value // FEN_IN_A_YUAN}.{value % FEN_IN_A_YUAN:02}".removesuffix(".00")
    return value.isoformat() if isinstance(value, date) else str(value)


def written_parts(section: Section, parts: list[dict[str, Any]]) -> str:
    """Return the cell that `split_parts` reads as these entries."""
    lines = []
    for part in parts:
        cells = ((column.title, written(column, part[column.key])) for column in section.columns)
        lines.append(" | ".join(f"{title}={_escaped(text, _WITHIN)}" for title, text in cells if text))
    return "\n".join(lines) or NONE


_WITHIN = "\\\n|"


@cache
def _names(codes: tuple[Coded, ...]) -> dict[str, str]:
    return {each.value: each.name for each in codes}


def _name(codes: tuple[Coded, ...], value: str) -> str:
    return _names(codes).get(value, value)
