"""The workbook that people fill in: the columns with their hints, drop-down lists of the code tables, one sheet for each section."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tongban.offer.catalogue.code_tables import Coded
from tongban.offer.catalogue.exchange.cells import allowed
from tongban.offer.catalogue.exchange.columns import (
    COLUMNS,
    ITEMS,
    PART_OWNER,
    REQUIRED,
    SECTIONS,
    Column,
    Kind,
    Reach,
)
from tongban.offer.catalogue.exchange.rows import letter
from tongban.offer.catalogue.exchange.workbooks import HINTS

ROWS_WITH_LISTS = 10_000
HEAD_FONT = Font(bold=True)
REQUIRED_FILL, OWN_FILL, BASIC_FILL = (PatternFill("solid", fgColor=each) for each in ("FBE3C0", "DCEBFA", "EEEEEE"))
TEXT = "@"  # the number format that keeps leading zeros
WIDTHS = {Kind.FLAG: 12, Kind.NUMBER: 12, Kind.CHOICE: 16, Kind.DATE: 14}
USUAL_WIDTH, WIDE = 22, 60
COMMENT_SIZE = (320, 120)


def write_template(target: IO[bytes]) -> None:
    """Write the template to a file opened for bytes."""
    book = Workbook()
    book.remove(book.active)
    codes = _Codes()
    columns = [column for column in COLUMNS if column.kind is not Kind.PARTS and column.reach is not Reach.SHOWN]
    _sheet(book, ITEMS, columns, codes, required=REQUIRED)
    for section in SECTIONS.values():
        _sheet(book, section.title, (PART_OWNER, *section.columns), codes, required=("item_code",))
    _hints(book)
    codes.write(book)
    book.save(target)


class _Codes:
    """The code tables of the drop-down lists, each a column of a sheet of its own."""

    def __init__(self) -> None:
        self._columns: dict[tuple[Coded, ...], int] = {}

    def reference(self, codes: tuple[Coded, ...]) -> str:
        at = letter(self._columns.setdefault(codes, len(self._columns)))
        return f"{HINTS[1]}!${at}$2:${at}${len(codes) + 1}"

    def write(self, book: Any) -> None:
        sheet = book.create_sheet(HINTS[1])
        for codes, index in self._columns.items():
            sheet.cell(1, index + 1, allowed(codes)[:40]).font = HEAD_FONT
            for row, each in enumerate(codes, start=2):
                sheet.cell(row, index + 1, each.name)


def _sheet(book: Any, title: str, columns: Iterable[Column], codes: _Codes, required: Sequence[str]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for index, column in enumerate(columns):
        at = letter(index)
        cell = sheet.cell(1, index + 1, f"{column.title}*" if column.key in required else column.title)
        cell.font = HEAD_FONT
        cell.fill = REQUIRED_FILL if column.key in required else BASIC_FILL if column.reach is Reach.BASIC else OWN_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(hint(column), "通办", *reversed(COMMENT_SIZE))
        sheet.column_dimensions[at].width = WIDTHS.get(column.kind, USUAL_WIDTH)
        sheet.column_dimensions[at].number_format = TEXT
        if column.codes and column.kind in (Kind.CHOICE, Kind.FLAG):
            chosen = DataValidation(type="list", formula1=codes.reference(column.codes), allow_blank=True)
            chosen.showErrorMessage = False  # codes may be written as well as names
            chosen.add(f"{at}2:{at}{ROWS_WITH_LISTS}")
            sheet.add_data_validation(chosen)


def _hints(book: Any) -> None:
    sheet = book.create_sheet(HINTS[0])
    sheet.append([_("工作表"), _("列名"), _("怎么填")])
    for title, columns in ((ITEMS, COLUMNS), *((each.title, each.columns) for each in SECTIONS.values())):
        for column in columns:
            if column.kind is not Kind.PARTS and column.reach is not Reach.SHOWN:
                sheet.append([title, column.title, hint(column)])
    for at, width in zip("ABC", (USUAL_WIDTH, USUAL_WIDTH, WIDE * 2), strict=True):
        sheet.column_dimensions[at].width = width
    for cell in sheet[1]:
        cell.font = HEAD_FONT


def hint(column: Column) -> str:
    """Return how a column is filled in, in a sentence or two."""
    ways = {
        Kind.LINE: _("文字，不换行，最多 {most} 个字。"),
        Kind.CODE: _("字母、数字和符号，最多 {most} 位；单元格请设为文本格式。"),
        Kind.TEXT: _("文字，最多 {most} 个字。"),
        Kind.TEXTS: _("每项一行（在格内换行）；没有的写“无”。"),
        Kind.NUMBER: _("0 到 {most} 的整数，不写单位。"),
        Kind.YUAN: _("以元为单位，最多两位小数。"),
        Kind.FLAG: _("填“是”或者“否”。"),
        Kind.CHOICE: _("选一个，代码或者名称都可以：{allowed}。"),
        Kind.CHOICES: _("可以选几个，用分号隔开；没有的写“无”：{allowed}。"),
        Kind.DATE: _("写成 2026-12-01 的样子。"),
    }
    reaches = {
        Reach.BASIC: _("由基本目录统一规定，可以空着；填写的要与它一致。"),
        Reach.OWN: _("空着表示沿用基本目录；填写的不能比它差。"),
        Reach.LOCAL: _("空着表示沿用实施主体的。"),
        Reach.CHECKED: _("可以空着；填写的要与其他各格一致。"),
    }
    said = ways[column.kind].format(most=column.most, allowed=allowed(column.codes) if column.codes else "")
    return " ".join(each for each in (column.hint and f"{column.hint}。", said, reaches.get(column.reach, "")) if each)
