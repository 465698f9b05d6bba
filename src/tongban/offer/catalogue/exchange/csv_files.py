"""Items as CSV."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.offer.catalogue.exchange.cells import unguarded
from tongban.offer.catalogue.exchange.faults import ImportFault
from tongban.offer.catalogue.exchange.rows import MOST_ROWS, Note, Row, read_head

CHUNK = 1 << 20
LONGEST_LINE = 1 << 22
GB = "gb18030"


class CsvFile:
    """A CSV file in UTF-8, or in GB18030 as spreadsheet programs in China write it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = encoding_of(path)
        self.remark = _("文件是 GB18030 编码，已按它读取；个别生僻字请核对。") if self.encoding == GB else ""

    def items(self, note: Note) -> Iterator[Row]:
        with self.path.open("rb") as content:
            yield from _rows(self._lines(content, note), note)

    def parts(self, note: Note) -> Iterator[tuple[str, Row]]:  # noqa: ARG002 - a CSV file has one sheet
        yield from ()

    def guides(self, note: Note) -> Iterator[tuple[int, Mapping[str, Any]]]:  # noqa: ARG002 - nor guides
        yield from ()

    def _lines(self, content: Any, note: Note) -> Iterator[str]:
        number = 0
        while line := content.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                note(ImportFault(number, "", "too_long", {"length": f"{len(line):,}+", "most": f"{LONGEST_LINE:,}"}))
                return
            try:
                yield line.decode(self.encoding)
            except UnicodeDecodeError:
                note(ImportFault(number, "", "encoding"))
                return


def encoding_of(path: Path) -> str:
    """Return GB18030 for a file that is valid in it and not in UTF-8; else UTF-8, so that reading it names the line."""
    for encoding in ("utf-8-sig", GB):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as content:
                while chunk := content.read(CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return "utf-8"


def _rows(lines: Iterator[str], note: Note) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    line, head, keys = 0, None, list[str]()
    while True:
        line += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            note(ImportFault(line, "", "quotes", {"detail": str(fault)}))
            return
        if head is None:
            found = read_head("", cells, note=note)
            if found is None:
                return
            head, keys = found
        elif any(cell.strip() for cell in cells):
            if line > MOST_ROWS + 1:
                note(ImportFault(line, "", "too_many_rows", {"most": f"{MOST_ROWS:,}"}))
                return
            while len(cells) > len(keys) and not cells[-1].strip():
                cells.pop()
            if len(cells) != len(keys):
                note(ImportFault(line, "", "cells", {"found": str(len(cells)), "expected": str(len(keys))}))
                continue
            yield Row(
                head,
                line,
                {key: unguarded(cell) if cell[:1] == "'" else cell for key, cell in zip(keys, cells, strict=True)},
            )
