"""Find what one means, however one says it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.wording import local_text
from tongban.doors.portal import presenters_public, presenters_search
from tongban.doors.portal.presenters_search import Filters
from tongban.offer.guidance import api as guidance

LONGEST_QUERY = 200
AUDIENCES = ("natural", "legal")
PAGE = 20


@require_safe
@open_to(ANYONE)
def search(request: HttpRequest) -> HttpResponse:
    query = _shown(request.GET.get("q", ""))
    filters = _filters(request)
    start = _number(request.GET.get("from", ""))
    result = (
        guidance.search(
            query,
            region=filters.region,
            audience=filters.audience,
            online=filters.online,
            department=filters.department,
            limit=PAGE,
            start=start,
            with_facets=True,
        )
        if query
        else None
    )
    own = reverse("portal:search")
    context = {
        "query": query,
        "result": result,
        "rows": presenters_search.rows(result.hits) if result else [],
        "filters": filters,
        "without": presenters_search.without(filters, query),
        "departments": presenters_search.departments(result.facets if result else None, filters.department),
        "regions": presenters_public.county_choices(),
        "place": start + 1,
        "next_href": f"{own}?{filters.query(query, **{'from': result.more})}" if result and result.more else "",
        "first_href": f"{own}?{filters.query(query)}" if start else "",
        "search_for": lambda words: f"{own}?{filters.query(words)}",
        "everywhere_href": f"{own}?{Filters().query(query)}",
    }
    return render(request, "portal/public/search.html", context)


@require_safe
@open_to(ANYONE)
def suggest(request: HttpRequest) -> JsonResponse:
    query = request.GET.get("q", "")[:LONGEST_QUERY]
    found = [
        {
            "name": local_text(each.text, ""),
            "note": local_text(each.name, "") if each.name != each.text else "",
            "url": reverse("portal:item", args=[each.code]),
        }
        for each in guidance.suggest(query)
    ]
    return JsonResponse(found, safe=False)


def _filters(request: HttpRequest) -> Filters:
    """Return the filters of the address; what does not exist is passed over."""
    audience = request.GET.get("audience", "")
    return Filters(
        region=presenters_public.chosen_region(request.GET.get("region", "")[:12]),
        audience=audience if audience in AUDIENCES else "",
        online=request.GET.get("online") == "1",
        department=presenters_search.chosen_department(request.GET.get("department", "")[:40]),
    )


def _shown(text: str) -> str:
    """Return a query as it may be shown again: not too long, without control characters and halves of characters."""
    whole = text[:LONGEST_QUERY].encode("utf-8", "ignore").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in whole).split())


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 5 else 0
