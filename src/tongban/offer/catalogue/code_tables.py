"""The code tables of items, read from the data file beside this module: values in guides, official codes, names."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("code_tables.yaml")


@dataclass(frozen=True)
class Coded:
    """One value of a code table."""

    value: str  # in our guides
    code: str  # of the standard
    name: str
    others: tuple[str, ...] = ()  # further names and codes that lists use


def table(key: str) -> tuple[Coded, ...]:
    """Return a code table by its key, in the order of the standard; raise KeyError when there is none."""
    return tuple(
        Coded(entry["value"], entry["code"], entry["name"], tuple(entry.get("others", ())))
        for entry in _tables()[key]["codes"]
    )


def names(key: str) -> tuple[str, ...]:
    """Return the names of a classification that has no codes, in its order."""
    return tuple(_tables()[key]["names"])


def values(key: str) -> tuple[str, ...]:
    return tuple(coded.value for coded in table(key))


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tables
