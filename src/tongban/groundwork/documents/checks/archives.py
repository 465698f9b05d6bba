"""Checks of office documents, which are zip archives: bounds first, then every member is unpacked and looked at."""

import re
import zipfile
from pathlib import Path, PurePosixPath
from zlib import error as ZlibError

from tongban.groundwork.documents.checks.content import PROGRAMS
from tongban.groundwork.documents.checks.refused import Refused
from tongban.groundwork.documents.errors import Refusal
from tongban.groundwork.documents.file_kinds import limits

CHUNK = 64 * 1024
OVERLAP = 1024  # of one chunk that is looked at again with the next, so that nothing hides on the border
FREE_BYTES = 10_000_000  # below that no ratio is suspicious
ENCRYPTED_FLAG = 0x1
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml)$", re.I)
# An outside template or object is loaded when the document is opened; plain links are harmless. A tag ends where the next
# begins, so that a text of nothing but open tags is read once.
OUTSIDE = re.compile(
    rb"<Relationship\b(?=[^<>]*(?:attachedTemplate|oleObject|frame)[\"'])(?=[^<>]*TargetMode\s*=\s*[\"']External[\"'])",
    re.I,
)
# None of the formats uses document types; they serve to blow up a parser by entities.
DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def check_archive(path: Path) -> None:
    """Refuse an office document that is a zip bomb, is encrypted, holds other archives, macros or programs, or is broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_directory(members, packed=path.stat().st_size)
            unpacked = 0
            for member in members:
                unpacked += _check_member(archive, member, room=limits().archive_bytes - unpacked)
    except (zipfile.BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError) as failure:
        raise Refused(Refusal.CORRUPT) from failure


def _check_directory(members: list[zipfile.ZipInfo], *, packed: int) -> None:
    bounds = limits()
    unpacked = sum(member.file_size for member in members)
    if len(members) > bounds.archive_entries or unpacked > bounds.archive_bytes:
        raise Refused(Refusal.BOMB)
    if unpacked > max(FREE_BYTES, packed * bounds.archive_ratio):
        raise Refused(Refusal.BOMB)
    for member in members:
        if member.flag_bits & ENCRYPTED_FLAG:
            raise Refused(Refusal.ENCRYPTED)
        if MACROS.search(member.filename):
            raise Refused(Refusal.ACTIVE)
        if member.filename.startswith("/") or ".." in PurePosixPath(member.filename).parts:
            raise Refused(Refusal.CORRUPT)


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, room: int) -> int:
    """Unpack one member without keeping it and return its true size: the directory may lie."""
    size = 0
    is_markup = member.filename.lower().endswith((".xml", ".rels"))
    seen = b""
    with archive.open(member) as content:
        while chunk := content.read(CHUNK):
            if size == 0:
                _check_start(chunk)
            if is_markup:
                seen = seen[-OVERLAP:] + chunk
                _check_markup(seen)
            size += len(chunk)
            if size > room:
                raise Refused(Refusal.BOMB)
    return size


def _check_markup(text: bytes) -> None:
    if b"\0" in text:  # UTF-16, in which nothing would be recognised; office programs write UTF-8
        raise Refused(Refusal.CORRUPT)
    if DOCUMENT_TYPE.search(text):
        raise Refused(Refusal.BOMB)
    if OUTSIDE.search(text):
        raise Refused(Refusal.ACTIVE)


def _check_start(chunk: bytes) -> None:
    if chunk.startswith(ARCHIVES):
        raise Refused(Refusal.NESTED)
    if chunk.startswith(PROGRAMS):
        raise Refused(Refusal.PROGRAM)
