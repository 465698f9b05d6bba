"""The kinds of files that can be kept and the bounds of their checks, read once from `file_kinds.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "file_kinds.yaml"


@dataclass(frozen=True)
class FileKind:
    """One kind of file."""

    code: str
    name: str
    suffixes: tuple[str, ...]
    media_type: str


@dataclass(frozen=True)
class Limits:
    """Bounds of the content checks."""

    pixels: int
    archive_entries: int
    archive_bytes: int
    archive_ratio: int
    pdf_pages: int


@cache
def file_kinds() -> Mapping[str, FileKind]:
    """Return all kinds by code."""
    return {
        code: FileKind(code, row["name"], tuple(row["suffixes"]), row["media_type"])
        for code, row in _data()["kinds"].items()
    }


@cache
def limits() -> Limits:
    """Return the bounds of the content checks."""
    return Limits(**_data()["limits"])


def media_type_of(kind: str) -> str:
    """Return the media type under which a file of this kind is served."""
    return file_kinds()[kind].media_type


def _data() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))
