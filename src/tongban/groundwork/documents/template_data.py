"""The kinds of official documents and their texts, read once from the data files in `templates/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from tongban.groundwork.documents.composition import Texts
from tongban.groundwork.documents.rules import word_mark

FOLDER = Path(__file__).resolve().parent / "templates"
ADMINISTRATIVE_LICENCE = "行政许可"


@dataclass(frozen=True)
class Kind:
    """One kind of official document."""

    code: str
    title: str
    title_otherwise: str
    mark: str  # empty where the number is part of the facts

    def title_for(self, facts: Mapping[str, Any]) -> str:
        """Return the title, which for a decision depends on whether the matter is an administrative licence."""
        is_licensing = facts.get("item_type", ADMINISTRATIVE_LICENCE) == ADMINISTRATIVE_LICENCE
        return self.title if is_licensing or not self.title_otherwise else self.title_otherwise


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds by code."""
    return {
        code: Kind(code, row["title"], row.get("title_otherwise", ""), row.get("mark", ""))
        for code, row in _read("kinds.yaml").items()
    }


@cache
def letter_texts(kind: str) -> Texts:
    """Return the texts of one kind of letter."""
    row = _read("letters.yaml")["letters"][kind]
    return Texts(parts=row["parts"], has_addressee=row.get("addressee", True))


@cache
def contact_texts() -> Texts:
    """Return what stands at the foot of each letter about whom to ask."""
    return Texts(parts=_read("letters.yaml")["contact"], has_addressee=False)


@cache
def letter_defaults() -> Mapping[str, str]:
    """Return what stands in for facts that a deed does not know."""
    defaults: Mapping[str, str] = _read("letters.yaml")["defaults"]
    return defaults


@lru_cache(maxsize=1000)
def mark_of(issuer_name: str) -> str:
    """Return the word mark of an authority for document numbers."""
    return word_mark(issuer_name, _endings())


@cache
def _endings() -> list[tuple[str, str]]:
    return [(ending, short) for ending, short in _read("marks.yaml")["endings"]]


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
