"""
Where contents lie: a folder tree in which each content is named by its SHA-256, kept once, encrypted and checked.

A file is a mark and sealed pieces, each with its length before it; a piece knows its file, its place and whether it is the
last, so that none can be moved, exchanged or left out.
"""

import fcntl
import hashlib
import os
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from django.conf import settings

from tongban.groundwork.foundation import crypto

MARK = b"tongban sealed 1\n"
PIECE = 1024 * 1024
LENGTH = struct.Struct(">I")


def content_path(digest: str) -> Path:
    """Return where a handed-in content with this SHA-256 (hex) lies."""
    return _root() / "contents" / digest[:2] / digest[2:4] / digest


def document_path(document_id: object) -> Path:
    """
    Return where the PDF of an official document lies.

    Named by the document and not by its content: a rendering that was cut off is overwritten by the next one.
    """
    name = str(document_id)
    return _root() / "documents" / name[-2:] / f"{name}.pdf"


@contextmanager
def incoming() -> Iterator[BinaryIO]:
    """Lend a new file for a content on its way in; what was not moved away by `keep` is removed."""
    folder = _root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            yield file  # type: ignore[misc]
        finally:
            Path(file.name).unlink(missing_ok=True)


def keep(file: BinaryIO, path: Path) -> None:
    """Bring a written file to its place, encrypted, whole or not at all, and so that a power cut cannot lose it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with incoming() as sealed:
        file.seek(0)
        _seal(file, sealed, use=path.name)
        sealed.flush()
        os.fsync(sealed.fileno())
        Path(sealed.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path, *, digest: str) -> bytes:
    """Return a content in clear; raise `OSError` when it is not there or not the one with this SHA-256 (hex)."""
    try:
        content = b"".join(_unsealed(path))
    except (InvalidTag, struct.error):
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise OSError(f"{path.name} was altered: restore it from the backup")
    return content


def pieces(path: Path, *, digest: str) -> Iterator[bytes]:
    """Yield a content in clear, piece by piece; raise `OSError` where it was altered, at the latest after the last piece."""
    seen = hashlib.sha256()
    try:
        for piece in _unsealed(path):
            seen.update(piece)
            yield piece
    except (InvalidTag, struct.error) as failure:
        raise OSError(f"{path.name} was altered: restore it from the backup") from failure
    if seen.hexdigest() != digest:
        raise OSError(f"{path.name} was altered: restore it from the backup")


def _seal(file: BinaryIO, sealed: BinaryIO, *, use: str) -> None:
    sealed.write(MARK)
    place, piece = 0, file.read(PIECE)
    while True:
        following = file.read(PIECE)
        closed = crypto.seal_bytes(piece, use=_use(use, place, is_last=not following))
        sealed.write(LENGTH.pack(len(closed)) + closed)
        if not following:
            return
        place, piece = place + 1, following


def _unsealed(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            raise InvalidTag
        place, length = 0, file.read(LENGTH.size)
        while True:
            closed = file.read(LENGTH.unpack(length)[0])
            length = file.read(LENGTH.size)
            yield crypto.unseal_bytes(closed, use=_use(path.name, place, is_last=not length))
            if not length:
                return
            place += 1


def _use(name: str, place: int, *, is_last: bool) -> str:
    return f"documents.file:{name}:{place}:{'end' if is_last else 'on'}"


def printed_path(digest: str) -> Path:
    """Return where public printed matter with this digest lies."""
    return _root() / "printed" / digest[:2] / f"{digest}.pdf"


def keep_plain(content: bytes, path: Path) -> None:
    """Bring public content to its place, whole or not at all. It can be made again, so nothing waits for the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with incoming() as file:
        file.write(content)
        file.flush()
        Path(file.name).replace(path)


def read_plain(path: Path) -> bytes | None:
    """Return public content, or None when it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def forget_printed(*, older_than: float, most_bytes: int) -> int:
    """Remove printed matter made before a moment (seconds), and the oldest while all of it is larger; return how many."""
    kept = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in _root().glob("printed/*/*.pdf"))
    too_much = sum(size for _, size, _ in kept) - most_bytes
    removed = 0
    for made_at, size, path in kept:
        if made_at >= older_than and too_much <= 0:
            break
        path.unlink(missing_ok=True)
        too_much -= size
        removed += 1
    return removed


@contextmanager
def one_at_a_time(name: str, *, seconds: float) -> Iterator[bool]:
    """Hold a lock that all processes of the machine share; say whether it was free within so many seconds."""
    folder = _root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{name}.lock").open("w") as lock:
        until = time.monotonic() + seconds
        while not (is_mine := _taken(lock.fileno())) and time.monotonic() < until:
            time.sleep(0.05)
        yield is_mine


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def unfinished() -> list[Path]:
    """Return the files on their way in; those of a process that was killed stay there."""
    folder = _root() / "incoming"
    return [path for path in folder.iterdir() if path.suffix != ".lock"] if folder.exists() else []


def _root() -> Path:
    return Path(settings.TONGBAN_FILES)
