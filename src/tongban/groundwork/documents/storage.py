"""Where contents lie: a folder tree in which each content is named by its SHA-256, kept once and checked."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


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
    """Move a written file to its place, whole or not at all, and so that a power cut cannot lose it."""
    file.flush()
    os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def unfinished() -> list[Path]:
    """Return the files on their way in; those of a process that was killed stay there."""
    folder = _root() / "incoming"
    return list(folder.iterdir()) if folder.exists() else []


def _root() -> Path:
    return Path(settings.TONGBAN_FILES)
