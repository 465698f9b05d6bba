"""
Reads for the pages of a whole province: who else offers an item, what became of it, how much there is, and every address.

Each is bounded by an index: none reads more of the million items than the one basic item, region or office that was asked for.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from tongban.offer.catalogue.models import Change, ChangeKind, ChangeState, Item, ItemState
from tongban.offer.catalogue.queries import ROWS_AT_ONCE, OfferCard, cards, kept, revision, successors
from tongban.registers.organisations.rules import upwards

MOST_REGIONS = 500
CODE_LENGTHS = (2, 4, 6, 9, 12)
ENDINGS = (ChangeKind.SUSPEND, ChangeKind.CANCEL, ChangeKind.SPLIT, ChangeKind.MERGE)


@dataclass(frozen=True)
class Ending:
    """Why an item is not offered (any more), since when, and where to go now."""

    kind: str  # suspend | cancel | split | merge, or empty where nobody wrote it down
    since: date | None
    why: str
    successors: tuple[OfferCard, ...]


@dataclass(frozen=True)
class RegionOffers:
    """How often a basic item is offered in a region with all below it; `code` is the region's own item, if it has one."""

    region_code: str
    count: int
    code: str


def ending(card: OfferCard) -> Ending:
    """Return what became of an item that is suspended or cancelled. At most four statements."""
    following = successors(card.code)
    codes = [card.code]
    if following:  # of items that were merged, one alone carries the change
        ids = [each.item_id for each in following]
        codes += Item.objects.filter(successors__successor__in=ids).values_list("code", flat=True)[:MOST_REGIONS]
    change = (
        Change.objects.filter(code__in=codes, state=ChangeState.IN_FORCE, kind__in=ENDINGS, is_basic=False)
        .order_by("-effective_from", "-id")
        .first()
    )
    return Ending(change.kind if change else "", card.state_since, change.why if change else "", following)


def nearest_offers(basic_code: str, region_code: str) -> tuple[OfferCard, ...]:
    """Return the online items of a basic item in a region and in those above it, the nearest first."""
    found = Item.objects.filter(basic=basic_code, region_code__in=upwards(region_code), state=ItemState.ONLINE)
    ids = list(found.order_by("-region_code", "code").values_list("id", flat=True)[:MOST_REGIONS])
    by_id = cards(ids)
    return tuple(by_id[id] for id in ids)


def offers_by_region(basic_code: str, under: str) -> tuple[RegionOffers, ...]:
    """Return the regions right under one ("" for the country) in which a basic item is offered, by code; one statement."""
    length = next((length for length in CODE_LENGTHS if length > len(under)), 0)
    if not length:
        return ()
    statement = (
        "SELECT left(region_code, %(length)s), count(*),"
        " coalesce(min(code) FILTER (WHERE length(region_code) = %(length)s), '')"
        " FROM catalogue_item WHERE basic_id = %(basic)s AND state = 'online'"
        " AND region_code >= %(under)s AND region_code < %(beyond)s AND length(region_code) >= %(length)s"
        " GROUP BY 1 ORDER BY 1 LIMIT %(most)s"
    )
    values: dict[str, int | str] = {
        "length": length,
        "basic": basic_code,
        "under": under,
        "beyond": under + ":",  # the character after "9"
        "most": MOST_REGIONS,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(RegionOffers(*row) for row in cursor.fetchall())


def counts_by_authority(authority_ids: Collection[int]) -> dict[int, int]:
    """Return how many items each of some authorities has online; one statement, none where the answer is known."""
    return dict(_counts_by_authority(tuple(sorted(authority_ids)), revision()))


def counts_by_audience() -> dict[str, int]:
    """Return how many different items persons ("natural") and companies ("legal") may apply for somewhere."""
    return dict(_counts_by_audience(revision()))


def last_item_id() -> int:
    """Return the greatest id of an item, 0 where there is none."""
    return Item.objects.order_by("-id").values_list("id", flat=True).first() or 0


def published_between(first_id: int, last_id: int) -> Iterator[tuple[str, date]]:
    """Yield code and day of the version in force of the online items whose ids lie in a range, read as it is asked for."""
    rows = Item.objects.filter(Q(id__gte=first_id) & Q(id__lte=last_id), state=ItemState.ONLINE)
    for code, published_at in rows.order_by("id").values_list("code", "version__published_at").iterator(ROWS_AT_ONCE):
        yield code, published_at.date()


@kept(200)
def _counts_by_authority(authority_ids: tuple[int, ...], _revision: int) -> tuple[tuple[int, int], ...]:
    statement = (
        "SELECT authority_id, count(*) FROM catalogue_item WHERE authority_id = ANY(%s) AND state = 'online' GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(authority_ids)])
        return tuple(cursor.fetchall())


@kept(1)
def _counts_by_audience(_revision: int) -> tuple[tuple[str, int], ...]:
    statement = (
        "SELECT each, count(*) FROM catalogue_basicitem b, unnest(b.audience) AS each"
        " WHERE EXISTS (SELECT FROM catalogue_item i WHERE i.basic_id = b.code AND i.state = 'online') GROUP BY each"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchall())
