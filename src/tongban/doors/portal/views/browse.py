"""All services, by theme, life event, department, region and audience."""

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.doors.frame import fragments, wording
from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.fragments import Fragments
from tongban.doors.portal import presenters_public
from tongban.doors.portal.guides import browsing
from tongban.doors.portal.guides.browsing import Asked
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations import api as organisations

LONGEST_CHOICE = 40
LONGEST_MARK = 400
SECONDS_KEPT = 60


# What a list shows follows from what is asked for and from the catalogue alone, so it is rendered once for everybody.
_lists: Fragments[str] = Fragments(most=400)


@require_safe
@open_to(ANYONE)
def services(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    after = request.GET.get("after", "")[:LONGEST_MARK]
    # Names of offices and regions are kept for a minute elsewhere too.
    key = (wording.language(), asked, after, catalogue.revision(), int(time.monotonic() / SECONDS_KEPT))
    tag = fragments.entity_tag(request, *key)
    if same := fragments.unchanged(request, tag):
        return same
    try:
        body = _lists.get(key, lambda: fragments.rendered("portal/public/_services.html", _context(asked, after)))
    except catalogue.UnableToTurnPage as refusal:
        raise Http404 from refusal
    response = fragments.assembled(request, "portal/public/services.html", {"body": body})
    return fragments.with_entity_tag(response, tag)


def forget_kept() -> None:
    """Make the lists anew from now on, in this process."""
    _lists.forget()


def _context(asked: Asked, after: str) -> dict[str, object]:
    page = catalogue.browse(
        theme=asked.theme,
        life_event=asked.life_event,
        audience=asked.audience,
        region=asked.region,
        authority_id=int(asked.authority) if asked.authority else None,
        after=after or None,
    )
    address = asked.address()
    join = "&" if "?" in address else "?"
    return {
        "asked": asked,
        "ways": browsing.ways(asked),
        "groups": browsing.groups(asked) if not after else [],
        "path": browsing.path(asked) if asked.by == "region" and not after else [],
        "chosen": browsing.chosen(asked),
        "rows": [presenters_public.card_row(card) for card in page.items],
        "next_href": f"{address}{join}after={page.after}" if page.after else "",
        "first_href": address if after else "",
    }


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
