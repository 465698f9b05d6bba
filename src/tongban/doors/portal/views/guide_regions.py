"""The same guide elsewhere: choose a region, from the province down to the village."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.offer.catalogue import api as catalogue


@require_safe
@open_to(ANYONE)
def regions(request: HttpRequest, code: str) -> HttpResponse:
    try:
        card = catalogue.card(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    return render(request, "portal/public/guide_regions.html", {"card": card})
