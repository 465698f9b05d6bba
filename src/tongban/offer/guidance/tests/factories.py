"""Entries and offers for an index without a catalogue, and the language of the seed city."""

from itertools import count
from pathlib import Path
from typing import Any

import factory
import yaml

from tongban.offer.catalogue.api import EntryText, OfferCard
from tongban.offer.guidance.index import SearchIndex
from tongban.offer.guidance.offers import APPLIED_FOR_ONLINE, COMPLETE, LEGAL, NATURAL, Offers
from tongban.offer.guidance.rules import Language, Synonyms
from tongban.offer.guidance.speech import Listener
from tongban.offer.guidance.texts import Texts

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
ALL = COMPLETE | NATURAL | LEGAL | APPLIED_FOR_ONLINE
_numbers = count(1)


class EntryFactory(factory.Factory):
    class Meta:
        model = EntryText

    group_code = factory.LazyFunction(lambda: f"{next(_numbers):012d}")
    name = "居民身份证丢失补领"
    name_en = "Replace a lost resident identity card"
    summary = "居民身份证丢失后，向公安机关申请补领一张新证。"
    summary_en = ""
    aliases = ("补办身份证",)
    themes = ()
    life_events = ()
    main_item = ""
    item_type = "07"


class CardFactory(factory.Factory):
    class Meta:
        model = OfferCard

    item_id = factory.LazyFunction(lambda: next(_numbers))
    code = factory.LazyAttribute(lambda card: f"code-{card.item_id}")
    group_code = factory.LazyAttribute(lambda card: card.basic_code)
    basic_code = factory.LazyAttribute(lambda card: f"{card.item_id:012d}")
    name = "居民身份证丢失补领"
    name_en = "Replace a lost resident identity card"
    summary = "居民身份证丢失后，向公安机关申请补领一张新证。"
    summary_en = ""
    aliases = ("补办身份证",)
    authority_id = 1
    region_code = "9901"
    state = "online"
    state_since = None
    item_type = "07"
    audience = ("natural",)
    themes = ()
    life_events = ()
    case_type = "committed"
    is_applied_for_online = True
    online_depth = 4
    visits = 0
    committed_amount = 20
    committed_unit = "calendar_day"
    main_item = ""


class Catalogue:
    """A catalogue in memory that keeps the contract of the real one: cards that a test adds, changes and takes away."""

    def __init__(self, *cards: OfferCard) -> None:
        self.number = 0
        self.by_id: dict[int, OfferCard] = {}
        self.gone: dict[int, OfferCard] = {}
        self.changed: dict[int, int] = {}
        self.asked: list[str] = []
        for card in cards:
            self.put(card)

    def put(self, card: OfferCard) -> OfferCard:
        self.number += 1
        self.by_id[card.item_id] = card
        self.changed[card.item_id] = self.number
        return card

    def cancel(self, card: OfferCard) -> None:
        self.number += 1
        self.gone[card.item_id] = self.by_id.pop(card.item_id)
        self.changed[card.item_id] = self.number

    def revision(self) -> int:
        return self.number

    def distinct_entries(self, codes=None):
        groups = {card.group_code: card for card in self.by_id.values()}
        for code, card in sorted(groups.items()):
            if codes is None or code in codes:
                yield EntryText(
                    code, card.name, card.name_en, card.summary, card.summary_en, card.aliases, card.themes,
                    card.life_events, card.main_item, card.item_type,
                )  # fmt: skip

    def offered(self, after_revision=0):
        self.asked.append(f"offered after {after_revision}")
        cards = {**self.by_id, **self.gone} if after_revision else self.by_id
        for card in sorted(cards.values(), key=lambda card: (card.group_code, card.region_code, card.item_id)):
            if self.changed[card.item_id] > after_revision:
                marks = 16 if card.item_id in self.gone else marks_of(card)
                revision = self.changed[card.item_id]
                yield card.group_code, card.item_id, card.region_code, card.authority_id, marks, revision

    def cards(self, item_ids):
        return {id: self.by_id[id] for id in item_ids if id in self.by_id}


def marks_of(card: OfferCard) -> int:
    return (
        COMPLETE * card.is_online
        + NATURAL * ("natural" in card.audience)
        + LEGAL * ("legal" in card.audience)
        + APPLIED_FOR_ONLINE * card.is_applied_for_online
    )


def index_of(*entries: EntryText, language: Language | None = None, sense: Any = None) -> SearchIndex:
    """Return an index over entries that one authority offers; the item of the first is 0."""
    spoken = language or seed_language()
    listener = Listener(spoken, texts=[text for entry in entries for text in (entry.name, *entry.aliases)])
    offers = Offers.of([(number, number, "9901", 1, ALL) for number in range(len(entries))], entries=len(entries))
    return SearchIndex(Texts(entries, listener), offers, sense)


def seed_entries() -> list[EntryText]:
    """Return the entries of the seed city."""
    return [_entry(yaml.safe_load(file.read_text())) for file in sorted((SEEDS / "items").glob("*.yaml"))]


def seed_language() -> Language:
    content = yaml.safe_load((SEEDS / "synonyms.yaml").read_text())
    rows = tuple(
        Synonyms(*(tuple(map(str, row[side])) for side in ("say", "mean")), same=row.get("same", False))
        for row in content["synonyms"]
    )
    return Language(fillers=frozenset(map(str, content["fillers"])), synonyms=rows)


def _entry(guide: dict[str, Any]) -> EntryText:
    return EntryFactory(
        group_code=guide["basic_code"],
        name=guide["name"],
        name_en=guide["name_en"],
        summary=guide["summary"],
        summary_en=guide["summary_en"],
        aliases=tuple(guide["aliases"]),
        themes=(*guide["themes_natural"], *guide["themes_legal"]),
        life_events=tuple(guide["life_events"]),
    )
