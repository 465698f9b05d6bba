"""Checks of PDF files: they open, have pages, are not encrypted and start nothing by themselves."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader

from tongban.groundwork.documents.checks.refused import Refused
from tongban.groundwork.documents.errors import Refusal
from tongban.groundwork.documents.file_kinds import limits

ACTIVE = re.compile(rb"/(?:JavaScript|Launch|Rendition|RichMedia|ImportData)(?![A-Za-z0-9])")
HIDDEN_LETTER = re.compile(rb"#([0-9a-fA-F]{2})")  # "/J#61vaScript" is the name "/JavaScript"


def check_pdf(path: Path) -> None:
    """Refuse a PDF that is broken, encrypted, too long, a decompression bomb, or holds scripts or launch actions."""
    with path.open("rb") as file:
        try:
            reader = PdfFileReader(file, strict=False)
            is_encrypted = reader.encrypted
            pages = 0 if is_encrypted else _pages(reader.root["/Pages"])
            packed_objects = [] if is_encrypted else _packed_objects(reader)
        except Refused:
            raise
        except PdfDecodeLimitError as failure:
            raise Refused(Refusal.BOMB) from failure
        except Exception as failure:  # a damaged file makes the reader stumble in any way
            raise Refused(Refusal.CORRUPT) from failure
    if is_encrypted:
        raise Refused(Refusal.ENCRYPTED)
    if not pages:
        raise Refused(Refusal.CORRUPT)
    if any(_starts_something(content) for content in (path.read_bytes(), *packed_objects)):
        raise Refused(Refusal.ACTIVE)


def _pages(root: DictionaryObject) -> int:
    """Count the pages by walking their tree, whose own count may lie and which may run in a circle."""
    waiting: list[Any] = [root]
    pages = seen = 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if "/Kids" in node:
            waiting.extend(kid.get_object() for kid in node.raw_get("/Kids").get_object())
        else:
            pages += 1
        if max(pages, seen // 2) > limits().pdf_pages:
            raise Refused(Refusal.TOO_MANY_PAGES, limit=limits().pdf_pages)
    return pages


def _packed_objects(reader: PdfFileReader) -> list[bytes]:
    """Return the unpacked object streams, in which names are not to be seen from outside."""
    numbers = {
        number
        for revision in range(reader.xrefs.total_revisions)
        for number in reader.xrefs.object_streams_used_in(revision)  # type: ignore[no-untyped-call]
    }
    get_object: Callable[[Any], Any] = reader.get_object
    return [get_object(number).read_data(DecodePurpose.OBJECT_STREAM) for number in numbers]


def _starts_something(content: bytes) -> bool:
    plain = HIDDEN_LETTER.sub(lambda match: bytes([int(match[1], 16)]), content) if b"#" in content else content
    return bool(ACTIVE.search(content) or ACTIVE.search(plain))
