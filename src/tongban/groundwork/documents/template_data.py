"""The kinds of official documents, what they know and the texts that come with the software, read once from `templates/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tongban.groundwork.documents.rules import word_mark
from tongban.groundwork.foundation.data_files import read_yaml

FOLDER = Path(__file__).resolve().parent / "templates"
ADMINISTRATIVE_LICENCE = "行政许可"


@dataclass(frozen=True)
class Fact:
    """Something a document may name."""

    code: str
    name: str  # as it stands between braces in a text: 办件编号
    form: str = "text"  # "text", "prose" (several paragraphs), "list" (of texts), "table" (of mappings)
    columns: Mapping[str, str] = field(default_factory=dict)  # of a table: key → name
    otherwise: str = ""  # stands in where a deed does not know the fact
    sample: Any = ""


@dataclass(frozen=True)
class Demand:
    """What the law asks of a text: that it names a fact, or says words, whatever other facts are missing."""

    law: str
    because: str
    fact: str = ""
    words: tuple[str, ...] = ()
    matter: str = ""  # "licensing": asked of administrative licences only


@dataclass(frozen=True)
class Kind:
    """One kind of official document."""

    code: str
    title: str
    title_otherwise: str
    mark: str  # empty where the number is part of the facts
    always: tuple[str, ...] = ()  # facts that every deed gives
    sometimes: tuple[str, ...] = ()
    must: tuple[Demand, ...] = ()
    addressed_to: str = ""  # in previews, where it is not the applicant

    def title_for(self, facts: Mapping[str, Any]) -> str:
        """Return the title, which for a decision depends on whether the matter is an administrative licence."""
        return self.title if is_licensing(facts) or not self.title_otherwise else self.title_otherwise

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that a text of this kind may name, by code."""
        return {code: all_facts()[code] for code in (*self.always, *self.sometimes)}


@dataclass(frozen=True)
class Letter:
    """The text of one kind as it comes with the software: the parts of `letters.yaml`."""

    parts: list[dict[str, Any]]
    foot: list[dict[str, Any]]
    has_addressee: bool


def is_licensing(facts: Mapping[str, Any]) -> bool:
    """Say whether a document is about an administrative licence; where nothing is said, it is."""
    return bool(facts.get("item_type", ADMINISTRATIVE_LICENCE) == ADMINISTRATIVE_LICENCE)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds by code."""
    common = _read("facts.yaml")["common"]
    return {
        code: Kind(
            code,
            row["title"],
            row.get("title_otherwise", ""),
            row.get("mark", ""),
            always=(*common["always"], *row.get("always", ())),
            sometimes=(*common["sometimes"], *row.get("sometimes", ())),
            must=tuple(Demand(**(each | {"words": tuple(each.get("words", ()))})) for each in row.get("must", ())),
            addressed_to=row.get("addressed_to", ""),
        )
        for code, row in _read("kinds.yaml").items()
    }


@cache
def all_facts() -> Mapping[str, Fact]:
    """Return every fact that some kind of document knows, by code."""
    return {
        code: Fact(
            code,
            row["name"],
            row.get("is", "text"),
            row.get("columns", {}),
            row.get("otherwise", ""),
            row.get("sample", ""),
        )
        for code, row in _read("facts.yaml")["facts"].items()
    }


@cache
def shipped_letters() -> Mapping[str, Letter]:
    """Return the texts of all kinds that have one (a licence has a face instead)."""
    content = _read("letters.yaml")
    return {
        code: Letter(row["parts"], content["contact"], row.get("addressee", True))
        for code, row in content["letters"].items()
    }


@lru_cache(maxsize=1000)
def mark_of(issuer_name: str) -> str:
    """Return the word mark of an authority for document numbers."""
    return word_mark(issuer_name, _endings())


@cache
def _endings() -> list[tuple[str, str]]:
    return [(ending, short) for ending, short in _read("marks.yaml")["endings"]]


def _read(name: str) -> Any:
    return read_yaml(FOLDER / name)
