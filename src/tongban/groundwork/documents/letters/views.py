"""What the front door says about texts of documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongban.groundwork.documents.letters.notation import Fault
from tongban.groundwork.documents.letters.sentences import fault_sentence


@dataclass(frozen=True)
class SaidFault:
    """What is wrong in a text and how to mend it. `line` counts from one; 0: in the whole."""

    line: int
    sentence: str


@dataclass(frozen=True)
class FactLine:
    """Something that a kind of document knows, as it is named in a text."""

    name: str
    form: str  # "text", "prose", "list" or "table"
    columns: tuple[str, ...]
    is_certain: bool  # every deed gives it
    sample: str


@dataclass(frozen=True)
class DemandLine:
    """What the law asks of a text."""

    law: str
    because: str
    asked: tuple[str, ...]  # facts between braces, or words
    is_for_licensing: bool


@dataclass(frozen=True)
class LetterVersionLine:
    """A version in the history of a text."""

    number: int
    effective_from: date
    published_at: datetime
    edited_by: str
    publisher: str
    why: str
    is_in_force: bool
    is_shipped: bool
    general_number: int | None


@dataclass(frozen=True)
class LetterLine:
    """A kind of document in the list: how many versions and own texts there are, and who is working on one."""

    kind: str
    title: str
    mark: str
    in_force: int
    effective_from: date | None
    own_texts: int
    state: str  # of the nearest draft: "", "draft" or "submitted"


@dataclass(frozen=True)
class VariantLine:
    """The own text of an authority or item type."""

    variant: str
    number: int  # the newest version, 0 while it is only worked on
    general_number: int | None
    state: str


@dataclass(frozen=True)
class LetterView:
    """One text: what is being worked on, or else the version in force, with everything that is wrong in it and its history."""

    kind: str
    title: str
    mark: str
    variant: str
    text: str
    state: str  # "" (nobody works on it), "draft" or "submitted"
    revision: int
    authors: tuple[str, ...]
    edited_by: str
    edited_at: datetime | None
    why: str
    effective_from: date | None
    note: str
    faults: tuple[SaidFault, ...]
    in_force: LetterVersionLine | None
    history: tuple[LetterVersionLine, ...]  # newest first, at most fifty
    variants: tuple[VariantLine, ...]  # of the kind
    facts: tuple[FactLine, ...]
    demands: tuple[DemandLine, ...]


@dataclass(frozen=True)
class DifferenceLine:
    """A line of a comparison: "+" added, "-" taken away, " " the same; with its pieces, and whether each differs."""

    sign: str
    text: str
    pieces: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class SeriesLine:
    """How many documents of a kind an issuer has numbered this year."""

    issuer_code: str
    last: int


def said_faults(faults: Sequence[Fault]) -> tuple[SaidFault, ...]:
    """Return faults in the reader's language."""
    return tuple(SaidFault(fault.line, fault_sentence(fault)) for fault in faults)
