"""Reads of guidance: what may be meant while typing, and what was looked for in vain."""

from collections.abc import Sequence

from tongban.offer.catalogue.api import OfferCard
from tongban.offer.guidance.answers import EmptySearch, Suggestion
from tongban.offer.guidance.current import current_index
from tongban.offer.guidance.models import EmptySearch as EmptySearchRow
from tongban.registers.organisations.rules import upwards

COUNTY_DIGITS = 6
ONLINE_DEPTH = 3  # 网上办理深度: from the third level on, an application can be handed in online
MOST_SUGGESTIONS = 20
MOST_EMPTY_SEARCHES = 500


def suggest(prefix: str, limit: int = 8, *, region: str = "", audience: str = "") -> tuple[Suggestion, ...]:
    """Return what may be meant while typing, in characters, pinyin or initials: names and ways of saying, nearest first."""
    choose = Choice(region=region, audience=audience)
    return current_index().suggest(prefix, choose=choose, limit=max(1, min(limit, MOST_SUGGESTIONS)))


def empty_searches(limit: int = 100) -> tuple[EmptySearch, ...]:
    """Return what was looked for in vain in the last months, the most frequent first."""
    rows = EmptySearchRow.objects.order_by("-count", "text")[: min(limit, MOST_EMPTY_SEARCHES)]
    return tuple(EmptySearch(text=row.text, count=row.count, last_at=row.last_at) for row in rows)


class Choice:
    """Chooses among the cards of one item: offered in a region (there or above it), to an audience, online."""

    def __init__(self, *, region: str = "", audience: str = "", online: bool = False) -> None:
        self._region = region
        self._regions = frozenset(upwards(region)) if len(region) >= COUNTY_DIGITS else None
        self._audience = audience
        self._online = online

    def __call__(self, cards: Sequence[OfferCard]) -> OfferCard | None:
        """Return the card of the nearest authority, None when no card is wanted."""
        wanted = [card for card in cards if self._wants(card)]
        if not wanted:
            return None
        return max(wanted, key=lambda card: len(card.region_code)) if self._regions else wanted[0]

    def _wants(self, card: OfferCard) -> bool:
        is_there = card.region_code in self._regions if self._regions else card.region_code.startswith(self._region)
        # An imported item does not say for whom it is: it is not kept from anybody.
        is_for = not self._audience or not card.audience or self._audience in card.audience
        return is_there and is_for and (not self._online or (card.online_depth or 0) >= ONLINE_DEPTH)
