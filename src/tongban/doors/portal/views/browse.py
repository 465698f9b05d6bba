"""All services, by theme, life event, department, region and audience."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_public
from tongban.doors.portal.guides import browsing
from tongban.doors.portal.guides.browsing import Asked
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations import api as organisations

LONGEST_CHOICE = 40


@require_safe
@open_to(ANYONE)
def services(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    after = request.GET.get("after", "")
    try:
        page = catalogue.browse(
            theme=asked.theme,
            life_event=asked.life_event,
            audience=asked.audience,
            region=asked.region,
            authority_id=int(asked.authority) if asked.authority else None,
            after=after or None,
        )
    except catalogue.UnableToTurnPage as refusal:
        raise Http404 from refusal
    address = asked.address()
    join = "&" if "?" in address else "?"
    context = {
        "asked": asked,
        "ways": browsing.ways(asked),
        "groups": browsing.groups(asked) if not after else [],
        "path": browsing.path(asked) if asked.by == "region" and not after else [],
        "chosen": browsing.chosen(asked),
        "rows": [presenters_public.card_row(card) for card in page.items],
        "next_href": f"{address}{join}after={page.after}" if page.after else "",
        "first_href": address if after else "",
    }
    return render(request, "portal/public/services.html", context)


def _asked(request: HttpRequest) -> Asked:
    """Read what the address asks for; what is not there is left out."""

    def said(name: str) -> str:
        return request.GET.get(name, "").replace("\x00", "")[:LONGEST_CHOICE]

    by, audience = said("by"), said("audience")
    return Asked(
        by=by if by in browsing.WAYS else "theme",
        theme=said("theme"),
        life_event=said("life_event"),
        audience=audience if audience in browsing.AUDIENCES else "",
        region=presenters_public.chosen_region(said("region")),
        authority=_known_authority(said("authority")),
    )


def _known_authority(text: str) -> str:
    try:
        return (
            str(organisations.authority(int(text)).id) if text.isascii() and text.isdecimal() and len(text) < 10 else ""
        )
    except organisations.UnableToFindAuthority:
        return ""
