"""What a file is, by its content alone: a name proves nothing."""

import re
import zipfile
from pathlib import Path

import puremagic

from tongban.groundwork.documents.checks.refused import Refused
from tongban.groundwork.documents.errors import Refusal

HEAD_BYTES = 4096

SIGNATURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"%PDF-", "pdf"))
PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe", b"#!", b"dex\n",
)  # fmt: skip
# What was passed over is never looked at again (?>…): else a file of nothing but comments would take hours.
MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?>(?:<\?xml[^>]*\?>|<!--.*?-->)\s*)*+<(?:!doctype|html|head|body|script|svg|\?php)",
    re.I | re.S,
)
# What tells the office formats apart, all of them zip archives.
MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}


def kind_of(path: Path) -> str:
    """
    Return the kind of a content: a code of `file_kinds`, or a suffix-like word for what cannot be kept ("heic").

    Raise `Refused` for programs and web pages, whatever they are called.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(PROGRAMS):
        raise Refused(Refusal.PROGRAM)
    if MARKUP.match(head):
        raise Refused(Refusal.WEB_PAGE)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"PK"):
        return _archive_kind(path)
    return _other_kind(head)


def _archive_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as failure:
        raise Refused(Refusal.CORRUPT) from failure
    return next((kind for member, kind in MEMBERS.items() if member in names), "zip")


def _other_kind(head: bytes) -> str:
    try:
        suffix = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(suffix).lstrip(".").lower()
