"""Search for items, and remember what was looked for in vain."""

import time
from typing import TYPE_CHECKING

from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance.answers import Department, Facets, Hit, SearchResult
from tongban.offer.guidance.current import current_index
from tongban.offer.guidance.models import EmptySearch
from tongban.offer.guidance.queries import sought
from tongban.offer.guidance.rules import may_name_a_person

if TYPE_CHECKING:
    from tongban.offer.guidance.index import Crowd

MOST_HITS = 100
MOST_DEPARTMENTS = 12
LONGEST_REMEMBERED = 60
SECONDS_BETWEEN_NOTES = 1.0

_noted_at = 0.0


def search(
    query: str,
    *,
    region: str = "",
    audience: str = "",
    online: bool = False,
    department: str = "",
    limit: int = 20,
    start: int = 0,
    with_facets: bool = False,
    is_remembered: bool = True,
) -> SearchResult:
    """
    Find the items that a person means, best first, however it was said or typed; any text is safe to ask. One statement.

    `region` keeps to what is offered there, in a county or below also above it, and shows the nearest authority's card;
    `audience` is natural or legal; `online` keeps to what can be applied for online; `department` is an authority's key or
    number. `start` goes on where a page ended. What finds nothing at all is remembered without saying who asked.
    """
    wanted = sought(region=region, audience=audience, online=online, department=department)
    size = max(1, min(limit, MOST_HITS))
    first = max(start, 0)
    answer = current_index().search(query, wanted=wanted, limit=size, start=first, with_crowd=with_facets)
    if is_remembered and answer.asked and not answer.total and wanted.is_all:
        _remember(answer.asked)
    cards = catalogue.cards([found.item_id for found in answer.found]) if answer.found else {}
    hits = tuple(
        Hit(card=cards[found.item_id], why=found.why, score=round(found.score, 4))
        for found in answer.found
        if found.item_id in cards
    )
    more = first + size
    return SearchResult(
        asked=answer.asked,
        hits=hits,
        corrected=answer.understood,
        total=answer.total,
        more=more if more < answer.total else None,
        facets=_facets(answer.crowd) if answer.crowd is not None else None,
        nearest=answer.nearest,
    )


def _facets(crowd: "Crowd") -> Facets:
    """Count among what was found: how many are for persons, for companies, online, and by department."""
    from tongban.offer.guidance.offers import LEGAL, NATURAL

    return Facets(
        natural=crowd.entries_for(NATURAL),
        legal=crowd.entries_for(LEGAL),
        online=crowd.entries_online(),
        departments=tuple(Department(*each) for each in crowd.entries_by_department()[:MOST_DEPARTMENTS]),
    )


def _remember(asked: str) -> None:
    """Count an empty search; never more than one a second, and nothing that may be the number of a person."""
    global _noted_at
    if may_name_a_person(asked) or time.monotonic() - _noted_at < SECONDS_BETWEEN_NOTES:
        return
    _noted_at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {EmptySearch._meta.db_table} AS search (text, count, last_at, is_dismissed)"  # noqa: S608
            " VALUES (%s, 1, %s, false)"
            " ON CONFLICT (text) DO UPDATE SET count = search.count + 1, last_at = excluded.last_at",
            [asked[:LONGEST_REMEMBERED], clock.now()],
        )
