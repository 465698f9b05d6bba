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
    ABOUT = "about"


SENTENCES = {
    Reason.NAME: _("名称里有“{text}”"),
    Reason.ALIAS: _("也叫“{text}”"),
    Reason.SYNONYM: _("您说的“{asked}”就是“{text}”"),
    Reason.SOUND: _("读音像“{text}”"),
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
class SearchResult:
    """The answer to a search. `corrected` is what was understood where that differs from what was typed."""

    asked: str  # tidied and shortened
    hits: tuple[Hit, ...]
    corrected: str | None = None


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
