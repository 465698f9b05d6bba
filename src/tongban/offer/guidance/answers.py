"""What the front door of guidance hands out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.text import to_traditional
from tongban.offer.catalogue.api import OfferCard


class Reason(StrEnum):
    """Why an item was found, the surest first."""

    NAME = "name"
    ALIAS = "alias"
    SYNONYM = "synonym"
    SOUND = "sound"
    SENSE = "sense"
    ABOUT = "about"
    ENGLISH = "english"


SENTENCES = {
    Reason.NAME: _("名称里有“{text}”"),
    Reason.ALIAS: _("也叫“{text}”"),
    Reason.SYNONYM: _("您说的“{asked}”就是“{text}”"),
    Reason.SOUND: _("读音像“{text}”"),
    Reason.SENSE: _("意思和“{text}”相近"),
    Reason.ENGLISH: _("英文名称里有您说的词"),
    Reason.ABOUT: _("说明里提到“{text}”"),
}


@dataclass(frozen=True)
class Why:
    """Why an item was found: `text` of the item answers to what was asked."""

    reason: Reason
    text: str
    asked: str = ""

    @property
    def sentence(self) -> str:
        """The reason in plain words, in the reader's language."""
        text = to_traditional(self.text) if get_language() == "zh-hant" else self.text
        return str(SENTENCES[self.reason]).format(text=text, asked=self.asked)


@dataclass(frozen=True)
class Hit:
    """One item that answers to a search: the card of the authority nearest to the asker's region."""

    card: OfferCard
    why: Why
    score: float  # for sorting within one result only


@dataclass(frozen=True)
class Department:
    """A department by its key, with how many of what was found it offers."""

    key: str
    count: int


@dataclass(frozen=True)
class Facets:
    """How many of what was found are for persons, for companies, applied for online, and with which departments."""

    natural: int
    legal: int
    online: int
    departments: tuple[Department, ...]


@dataclass(frozen=True)
class SearchResult:
    """
    The answer to a search. `corrected` is what was understood where that differs from what was typed.

    `total` counts what was found, at most 200; `more` is where to start for the next page, None on the last. When nothing was
    found, `nearest` are titles that come nearest.
    """

    asked: str  # tidied and shortened
    hits: tuple[Hit, ...]
    corrected: str | None = None
    total: int = 0
    more: int | None = None
    facets: Facets | None = None
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """What may be meant while typing: `text` is a name or a way of saying, of the item named `name`."""

    text: str
    name: str
    code: str


@dataclass(frozen=True)
class EmptySearch:
    """Something that was searched for and not found, how often, and when last. Who searched is not kept."""

    text: str
    count: int
    last_at: datetime


@dataclass(frozen=True)
class SynonymRow:
    """Whoever says one of `say` may mean the words in `mean`; where `same`, both are names of one thing."""

    id: int
    say: tuple[str, ...]
    mean: tuple[str, ...]
    same: bool
