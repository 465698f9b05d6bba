"""Cards for an index without a catalogue, and the language of the seed city."""

from itertools import count
from pathlib import Path
from typing import Any

import factory
import yaml

from tongban.offer.catalogue.api import OfferCard
from tongban.offer.guidance.rules import Language, Synonyms

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
_numbers = count(1)


class CardFactory(factory.Factory):
    class Meta:
        model = OfferCard

    item_id = factory.LazyFunction(lambda: next(_numbers))
    code = factory.LazyAttribute(lambda card: f"code-{card.item_id}")
    group_code = factory.LazyAttribute(lambda card: card.basic_code or card.code)
    basic_code = ""
    name = "居民身份证丢失补领"
    name_en = "Replace a lost resident identity card"
    summary = "居民身份证丢失后，向公安机关申请补领一张新证。"
    summary_en = ""
    aliases = ("补办身份证",)
    authority_id = 1
    region_code = "9901"
    state = "online"
    item_type = "07"
    audience = ("natural",)
    themes = ()
    life_events = ()
    case_type = "committed"
    online_depth = 4
    visits = 0
    committed_amount = 20
    committed_unit = "calendar_day"
    main_item = ""
    lacks = ()


def seed_cards() -> dict[str, OfferCard]:
    """Return the cards of the seed city by slug."""
    return {file.stem: _card(yaml.safe_load(file.read_text())) for file in sorted((SEEDS / "items").glob("*.yaml"))}


def seed_language() -> Language:
    content = yaml.safe_load((SEEDS / "synonyms.yaml").read_text())
    rows = [Synonyms(*(tuple(map(str, row[side])) for side in ("say", "mean"))) for row in content["synonyms"]]
    return Language(fillers=frozenset(map(str, content["fillers"])), synonyms=tuple(rows))


def _card(guide: dict[str, Any]) -> OfferCard:
    return CardFactory(
        basic_code=guide["basic_code"],
        code=guide["slug"],
        name=guide["name"],
        name_en=guide["name_en"],
        summary=guide["summary"],
        summary_en=guide["summary_en"],
        aliases=tuple(guide["aliases"]),
        audience=tuple(guide["audience"]),
        themes=(*guide["themes_natural"], *guide["themes_legal"]),
        life_events=tuple(guide["life_events"]),
    )
