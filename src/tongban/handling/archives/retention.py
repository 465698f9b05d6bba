"""How long a case is kept, read from `retention.yaml`. No Django."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tongban.groundwork.foundation.data_files import read_yaml

GRANTED = "granted"


@dataclass(frozen=True)
class Retention:
    """A class of retention, and the last day on which a case of it is kept; None for ever."""

    code: str
    name: str
    name_en: str
    years: int | None
    until: date | None
    source: str


def retention_of(*, item_type: str, outcome: str, closed_on: date) -> Retention:
    """Return how long a case is kept: by the type of its item when it was granted; counted from the next 1 January."""
    data = _data()
    by_type = data["granted"]
    code = by_type.get(item_type, by_type["otherwise"]) if outcome == GRANTED else data["ended"]
    row = data["classes"][code]
    until = None if row["years"] is None else date(closed_on.year + row["years"], 12, 31)
    return Retention(code, row["name"], row["name_en"], row["years"], until, data["source"])


def wait_minutes() -> int:
    """Return how long after its closing a case is packed."""
    return int(_data()["wait_minutes"])


@cache
def _data() -> Any:
    return read_yaml(Path(__file__).with_name("retention.yaml"))
