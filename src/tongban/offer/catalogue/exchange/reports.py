"""The full report of an import as a file, written while faults are found."""

import csv
from pathlib import Path
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from tongban.offer.catalogue.exchange.cells import guarded
from tongban.offer.catalogue.exchange.faults import ImportFault
from tongban.offer.catalogue.exchange.workbook_cells import text_row

MOST_ROWS_OF_A_SHEET = 1_000_000


class ReportFile:
    """A report as CSV, or as a workbook when the file is called so; one row a fault, in the order in which they are found."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows = 0
        self._book: Any = None
        if path.suffix == ".xlsx":
            self._book = Workbook(write_only=True)
            self._sheet = self._book.create_sheet(_("核对报告"))
        else:
            self._file = path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
        self._write([_("工作表"), _("单元格"), _("行"), _("列名"), _("内容"), _("哪里不对"), _("处理办法")])

    def __enter__(self) -> "ReportFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._book is not None:
            self._book.save(self.path)
        else:
            self._file.close()

    def add(self, fault: ImportFault) -> None:
        self._write(
            [
                fault.sheet,
                fault.cell if fault.letter else "",
                str(fault.line),
                fault.column,
                fault.value,
                fault.problem,
                fault.cure,
            ]
        )

    def _write(self, cells: list[str]) -> None:
        self._rows += 1
        if self._book is None:
            self._writer.writerow([guarded(cell) for cell in cells])
        elif self._rows <= MOST_ROWS_OF_A_SHEET:
            self._sheet.append(text_row(self._sheet, cells))
