"""The lists by which government binds itself: what it may do, what it must do, what is closed to applicants."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_powers
from tongban.offer.catalogue import api as catalogue

LONGEST_ASKED = 40


@require_safe
@open_to(ANYONE)
def powers(request: HttpRequest, list_name: str) -> HttpResponse:
    if list_name not in presenters_powers.LISTS:
        raise Http404
    asked = {
        name: request.GET.get(name, "")[:LONGEST_ASKED].replace("\0", "") for name in ("q", "department", "item_type")
    }
    try:
        page = catalogue.powers(
            list_name,
            asked=asked["q"].strip(),
            department=asked["department"],
            item_type=asked["item_type"],
            after=request.GET.get("after") or None,
        )
    except catalogue.UnableToTurnPage as refusal:
        raise Http404 from refusal
    kept = {name: value for name, value in asked.items() if value}
    own = reverse("portal:powers", args=[list_name])
    context = {
        "list_name": list_name,
        "words": presenters_powers.LISTS[list_name],
        "ways": presenters_powers.ways(list_name),
        "asked": asked,
        "departments": presenters_powers.departments(),
        "item_types": presenters_powers.item_types(),
        "rows": [presenters_powers.row(entry) for entry in page.items],
        "next_href": f"{own}?{urlencode(kept | {'after': page.after})}" if page.after else "",
        "first_href": f"{own}?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return render(request, "portal/public/powers.html", context)


@require_safe
@open_to(ANYONE)
def power(request: HttpRequest, list_name: str, power_id: int) -> HttpResponse:
    entry = catalogue.power(power_id)
    if entry is None or entry.list != list_name:
        raise Http404
    related = [each for each in catalogue.powers_of_basics(*entry.basics) if each.id != entry.id]
    context = {
        "entry": entry,
        "words": presenters_powers.LISTS[list_name],
        "row": presenters_powers.row(entry),
        "items": presenters_powers.items(entry),
        "related": [presenters_powers.row(each) for each in related],
    }
    return render(request, "portal/public/power.html", context)
