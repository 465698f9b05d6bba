"""The same guide elsewhere: choose a region, from the province down to the village."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_public
from tongban.doors.portal.guides import facts, places
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations.rules import upwards


@require_safe
@open_to(ANYONE)
def regions(request: HttpRequest, code: str) -> HttpResponse:
    try:
        card = catalogue.card(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    asked = request.GET.get("region")
    # Whoever comes from a guide wants its neighbours, so the region above it is shown first.
    region = (*upwards(card.region_code), "")[1] if asked is None else presenters_public.chosen_region(asked)
    context = {
        "card": card,
        "place": facts.region_name(card.region_code),
        "elsewhere": places.elsewhere(card, region),
    }
    return render(request, "portal/public/guide_regions.html", context)
