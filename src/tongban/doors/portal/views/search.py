"""Find what one means, however one says it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.wording import local_text
from tongban.doors.portal import presenters_public
from tongban.offer.guidance import api as guidance

LONGEST_QUERY = 200
AUDIENCES = ("natural", "legal")


@require_safe
@open_to(ANYONE)
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    region = presenters_public.chosen_region(request.GET.get("region", ""))
    audience = request.GET.get("audience", "")
    audience = audience if audience in AUDIENCES else ""
    online = request.GET.get("online") == "1"
    result = guidance.search(query, region=region, audience=audience, online=online) if query else None
    context = {
        "query": query,
        "hits": [presenters_public.hit_row(hit) for hit in result.hits] if result else [],
        "corrected": result.corrected if result else None,
        "filters": presenters_public.Filters(region=region, audience=audience, online=online),
        "regions": presenters_public.county_choices(),
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
