"""Reads of guidance: what may be meant while typing, the synonyms, and what was looked for in vain."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance.answers import EmptySearch, Suggestion, SynonymRow
from tongban.offer.guidance.current import current_index
from tongban.offer.guidance.models import EmptySearch as EmptySearchRow
from tongban.offer.guidance.models import Synonym
from tongban.registers.organisations import api as organisations

if TYPE_CHECKING:
    from tongban.offer.guidance.offers import Wanted

MOST_SUGGESTIONS = 20
MOST_EMPTY_SEARCHES = 500
MOST_NEAREST = 5


class UnableToFindSynonym(DomainError):
    """The row of synonyms is no longer there: somebody removed it."""

    code = "synonym.unknown"
    sentence = _("没有这一行同义词，它可能已被删除。")
    status = 404


def sought(*, region: str = "", audience: str = "", online: bool = False, department: str = "") -> "Wanted":
    """Return what a search keeps to; an unknown region or department keeps everything away."""
    from tongban.offer.guidance.offers import Wanted

    return Wanted(
        region=region,
        audience=audience,
        online=online,
        authorities=_authorities(department) if department else None,
    )


def suggest(prefix: str, limit: int = 8, *, region: str = "", audience: str = "") -> tuple[Suggestion, ...]:
    """
    Return what may be meant while typing, in characters, pinyin or initials: names and ways of saying, nearest first.

    One statement.
    """
    wanted = sought(region=region, audience=audience)
    found = current_index().suggest(prefix, wanted=wanted, limit=max(1, min(limit, MOST_SUGGESTIONS)))
    cards = catalogue.cards([each.item_id for each in found]) if found else {}
    return tuple(
        Suggestion(text=each.text, name=cards[each.item_id].name, code=cards[each.item_id].code)
        for each in found
        if each.item_id in cards
    )


def nearest_titles(text: str, limit: int = 3) -> tuple[str, ...]:
    """Return the titles that come nearest to a text in words, sound and meaning, also where nothing is near enough to be found."""
    return current_index().nearest(text, limit=max(1, min(limit, MOST_NEAREST)))


def empty_searches(limit: int = 100) -> tuple[EmptySearch, ...]:
    """Return what was looked for in vain in the last months and not dismissed, the most frequent first."""
    rows = EmptySearchRow.objects.filter(is_dismissed=False).order_by("-count", "text")
    return tuple(
        EmptySearch(text=row.text, count=row.count, last_at=row.last_at)
        for row in rows[: min(limit, MOST_EMPTY_SEARCHES)]
    )


def synonyms() -> tuple[SynonymRow, ...]:
    """Return all rows of synonyms, the newest first."""
    return tuple(map(_row, Synonym.objects.order_by("-id")))


def synonym(id: int) -> SynonymRow:
    """Return a row of synonyms, or raise UnableToFindSynonym."""
    row = Synonym.objects.filter(id=id).first()
    if row is None:
        raise UnableToFindSynonym
    return _row(row)


def _row(row: Synonym) -> SynonymRow:
    return SynonymRow(id=row.pk, say=tuple(row.say), mean=tuple(row.mean), same=row.same)


def _authorities(department: str) -> frozenset[int]:
    if department.isdecimal() and department.isascii():
        return frozenset({int(department[:9])})
    return frozenset(each.id for each in organisations.authorities() if each.key == department)
