"""Search for items, and remember what was looked for in vain."""

import time

from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.offer.guidance.answers import SearchResult
from tongban.offer.guidance.current import current_index
from tongban.offer.guidance.models import EmptySearch
from tongban.offer.guidance.queries import Choice
from tongban.offer.guidance.rules import may_name_a_person

MOST_HITS = 100
LONGEST_REMEMBERED = 60
SECONDS_BETWEEN_NOTES = 1.0

_noted_at = 0.0


def search(query: str, *, region: str = "", audience: str = "", online: bool = False, limit: int = 20) -> SearchResult:
    """
    Find the items that a person means, best first, however it was said or typed; any text is safe to ask.

    `region` keeps to what is offered there and shows the nearest authority's card; `audience` is natural or legal; `online`
    keeps to what can be applied for online. What finds nothing is remembered without saying who asked.
    """
    choose = Choice(region=region, audience=audience, online=online)
    asked, corrected, hits = current_index().search(query, choose=choose, limit=max(1, min(limit, MOST_HITS)))
    if asked and not hits:
        _remember(asked)
    return SearchResult(asked=asked, hits=hits, corrected=corrected)


def _remember(asked: str) -> None:
    """Count an empty search; never more than one a second, and nothing that may be the number of a person."""
    global _noted_at
    if may_name_a_person(asked) or time.monotonic() - _noted_at < SECONDS_BETWEEN_NOTES:
        return
    _noted_at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {EmptySearch._meta.db_table} AS search (text, count, last_at) VALUES (%s, 1, %s)"  # noqa: S608
            " ON CONFLICT (text) DO UPDATE SET count = search.count + 1, last_at = excluded.last_at",
            [asked[:LONGEST_REMEMBERED], clock.now()],
        )
