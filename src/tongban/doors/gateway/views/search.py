"""Find an item by one's own words. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import catalogue as given
from tongban.doors.gateway.views.catalogue import RegionPrefix
from tongban.offer.guidance import api as guidance

group = Group("search")

Words = Annotated[str, Query(description="In one's own words: 补办身份证", min_length=1, max_length=200)]


@group.get("/search", to=[ANYONE], answers=given.Found)
def search_items(
    request: HttpRequest,
    q: Words,
    region: RegionPrefix = "",
    audience: Literal["", "natural", "legal"] = "",
    online: Annotated[bool, Query(description="Only what can be applied for online")] = False,
    department: Annotated[str, Query(description="An authority's key or number", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    start: Annotated[int, Query(ge=0, le=200, description="`more` of the page before")] = 0,
) -> given.Found:
    """Find items by words, synonyms, pinyin or meaning, best first; at most 200 are told, page by page."""
    return given.Found.of(
        guidance.search(
            q,
            region=region,
            audience=audience,
            online=online,
            department=department,
            limit=limit,
            start=start,
            with_facets=True,
        )
    )


@group.get("/suggestions", to=[ANYONE], answers=list[given.Suggestion])
def suggest(
    request: HttpRequest,
    q: Words,
    region: RegionPrefix = "",
    audience: Literal["", "natural", "legal"] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> list[given.Suggestion]:
    """Say what the beginning of a query may become."""
    found = guidance.suggest(q, limit, region=region, audience=audience)
    return [given.Suggestion.of(each) for each in found]
