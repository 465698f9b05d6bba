"""Open a file of items by what it holds, not by what it is called."""

from pathlib import Path

from tongban.offer.catalogue.exchange.csv_files import CsvFile
from tongban.offer.catalogue.exchange.faults import ImportFault
from tongban.offer.catalogue.exchange.json_lines import JsonLines
from tongban.offer.catalogue.exchange.rows import Source
from tongban.offer.catalogue.exchange.workbooks import UnsafeWorkbook, Workbook

LOOK = 512
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MARK = b"\xef\xbb\xbf"


class UnableToOpen(ValueError):
    """The file cannot be read as a list of items."""

    def __init__(self, fault: ImportFault) -> None:
        self.fault = fault
        super().__init__(fault.code)


def open_items(path: Path) -> Source:
    """Return the file opened as CSV, workbook or JSON lines; raise UnableToOpen with what is wrong and the cure."""
    try:
        with path.open("rb") as content:
            start = content.read(LOOK)
    except OSError as fault:
        raise UnableToOpen(ImportFault(1, path.name, "unreadable", {"detail": fault.strerror or str(fault)})) from fault
    text = start.removeprefix(MARK).lstrip()
    if not text:
        raise UnableToOpen(ImportFault(1, "", "empty_file", {"columns": _columns()}))
    for mark, code in ((OLD_EXCEL, "old_excel"), (b"<", "web_page"), (b"\xff\xfe", "utf16"), (b"\xfe\xff", "utf16")):
        if text.startswith(mark):
            raise UnableToOpen(ImportFault(1, "", code))
    if text.startswith(b"PK"):
        try:
            return Workbook(path)
        except UnsafeWorkbook as unsafe:
            raise UnableToOpen(unsafe.fault) from unsafe
    return JsonLines(path) if text.startswith((b"{", b"[")) else CsvFile(path)


def _columns() -> str:
    from tongban.offer.catalogue.exchange.columns import BY_KEY, REQUIRED

    return ", ".join(BY_KEY[key].title for key in REQUIRED)
