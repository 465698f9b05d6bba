"""How a granted decision may be taken back, read from `revocations.yaml`. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tongban.groundwork.foundation.data_files import read_yaml


@dataclass(frozen=True)
class RevocationGround:
    """A ground of the statute."""

    code: str
    name: str
    name_en: str
    source: str


@dataclass(frozen=True)
class RevocationKind:
    """One kind: what it is called, what becomes of the licence, and for how many working days the holder is heard first."""

    code: str
    name: str
    name_en: str
    document: str  # kind of the decision
    licence_status: str
    hearing_days: int | None
    hearing_source: str
    grounds: Mapping[str, RevocationGround]


@cache
def revocation_kinds() -> Mapping[str, RevocationKind]:
    """Return all kinds, by code."""
    data = read_yaml(Path(__file__).with_name("revocations.yaml"))
    return {code: _kind(code, row) for code, row in data.items()}


def _kind(code: str, row: Any) -> RevocationKind:
    hearing = row.get("hearing", {})
    return RevocationKind(
        code=code,
        name=row["name"],
        name_en=row["name_en"],
        document=row["document"],
        licence_status=row["status"],
        hearing_days=hearing.get("days"),
        hearing_source=hearing.get("source", ""),
        grounds={
            each: RevocationGround(each, fact["name"], fact["name_en"], fact["source"])
            for each, fact in row["grounds"].items()
        },
    )
