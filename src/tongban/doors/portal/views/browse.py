"""All services, by theme, life event, authority, region and audience."""

from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_public, words
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations import api as organisations

AUDIENCES = ("natural", "legal")


@require_safe
@open_to(ANYONE)
def services(request: HttpRequest) -> HttpResponse:
    asked = {
        name: request.GET.get(name, "")[:40] for name in ("theme", "life_event", "audience", "region", "authority")
    }
    region = presenters_public.chosen_region(asked["region"])
    authority = asked["authority"]
    try:
        page = catalogue.browse(
            theme=asked["theme"],
            life_event=asked["life_event"],
            audience=asked["audience"] if asked["audience"] in AUDIENCES else "",
            region=region,
            authority_id=int(authority) if authority.isdecimal() and len(authority) < 10 else None,
            after=request.GET.get("after") or None,
        )
    except catalogue.UnableToTurnPage as refusal:
        raise Http404 from refusal
    kept = {name: value for name, value in asked.items() if value}
    own = reverse("portal:services")
    context = {
        "asked": asked,
        "rows": [presenters_public.card_row(card) for card in page.items],
        "next_href": f"{own}?{urlencode(kept | {'after': page.after})}" if page.after else "",
        "first_href": f"{own}?{urlencode(kept)}" if request.GET.get("after") else "",
        "themes": catalogue.themes(),
        "life_events": catalogue.life_events(),
        "theme_word": partial(words.word, words.THEMES),
        "event_word": partial(words.word, words.LIFE_EVENTS),
        "regions": presenters_public.county_choices(),
        "authorities": organisations.authorities(),
    }
    return render(request, "portal/public/services.html", context)
