"""Where one can go: halls, community stations, kiosks, the nearest first."""

from dataclasses import dataclass
from datetime import date

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from tongban.doors.frame import opening, wording
from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_public
from tongban.doors.portal.places import rows, structured
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import PointPage, PointsSought, ServicePoint
from tongban.registers.organisations.rules import DayFacts, DayHours, Position

PAGE = 12
DAYS_SHOWN = 14
MOST_EXCEPTIONS = 20
MOST_ITEMS = 60
NEIGHBOURS = 4


@dataclass(frozen=True)
class Asked:
    """What a visitor looks for, as it came with the address."""

    region: str
    latitude: str
    longitude: str
    kind: str
    item: str
    is_open: bool
    is_accessible: bool

    def address(self, **changes: str) -> str:
        asked = {
            "region": self.region,
            "lat": self.latitude,
            "lon": self.longitude,
            "kind": self.kind,
            "item": self.item,
            "open": "1" if self.is_open else "",
            "accessible": "1" if self.is_accessible else "",
        }
        return rows.query(**{**asked, **changes})


@require_safe
@open_to(ANYONE)
def places(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    problems = []
    here = None
    try:
        here = organisations.position_from(asked.latitude, asked.longitude)
    except organisations.UnableToReadPosition as refusal:
        problems = [{"text": str(refusal), "href": "#lat"}]
    facts = opening.day_facts()
    offer = _offer(asked.item)
    found = _found(request, asked, offer, here, facts)
    near = here or (organisations.centre_of(asked.region) if asked.region else None)
    context = {
        "asked": asked,
        "problems": problems,
        "places": rows.rows(found.points, facts),
        "chart": rows.chart(found.points, near),
        "measured_from": _measured_from(asked, here),
        "item_name": wording.local_text(offer.name, offer.name_en) if offer else "",
        "regions": rows.region_choices(asked.region),
        "communities": [
            (each, asked.address(region=each.value, lat="", lon="")) for each in rows.communities(asked.region)
        ],
        "kinds": rows.kind_choices(asked.kind),
        "next_href": asked.address(after=found.after) if found.after else "",
        "first_href": asked.address() if request.GET.get("after") else "",
        "without_item_href": asked.address(item=""),
        "widest_href": rows.query(region=asked.region, lat=asked.latitude, lon=asked.longitude),
    }
    return render(request, "portal/public/places.html", context, status=422 if problems else 200)


@require_safe
@open_to(ANYONE)
def place(request: HttpRequest, key: str) -> HttpResponse:
    """Show one service point: when it is open, what can be done there, how to get there."""
    try:
        point = organisations.service_point(key)
    except organisations.UnableToFindServicePoint as refusal:
        raise Http404 from refusal
    facts = opening.day_facts()
    days = point.hours.days(clock.today(), DAYS_SHOWN, facts)
    is_open, state = opening.state_text(point.hours, facts)
    address = structured.address_of(point.key)
    near_by = organisations.find_points(PointsSought(), near=point.position, limit=NEIGHBOURS + 1).points
    shown = [organisations.FoundPoint(point, None), *(each for each in near_by if each.point.key != point.key)]
    place, *neighbours = rows.rows(shown[: NEIGHBOURS + 1], facts)
    context = {
        "point": point,
        "is_open": is_open,
        "state": state,
        "place": place,
        "trail": rows.path_to(point.region_code),
        "run_by": None if point.authority_id is None else organisations.authority(point.authority_id),
        "days": rows.hours_rows(days),
        "exceptions": rows.hours_rows(_coming_exceptions(point, facts)),
        "items": _items(point),
        "windows": [(each, _authority(each.authority_id)) for each in point.windows],
        "chart": rows.chart(shown[: NEIGHBOURS + 1], None),
        "directions": rows.directions(point),
        "qr": _qr(address),
        "neighbours": neighbours,
        "structured": structured.json_ld(point, days),
    }
    return render(request, "portal/public/place.html", context)


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        region=presenters_public.chosen_region(request.GET.get("region", "")[:12]),
        latitude=request.GET.get("lat", "").strip()[:30],
        longitude=request.GET.get("lon", "").strip()[:30],
        kind=next((each.value for each in rows.kind_choices(request.GET.get("kind", "")) if each.is_chosen), ""),
        item=request.GET.get("item", "")[:64],
        is_open=request.GET.get("open") == "1",
        is_accessible=request.GET.get("accessible") == "1",
    )


def _offer(code: str) -> Offer | None:
    try:
        return catalogue.offer(code) if code and "\x00" not in code else None
    except catalogue.UnableToFindOffer:
        return None


def _found(
    request: HttpRequest, asked: Asked, offer: Offer | None, here: Position | None, facts: DayFacts
) -> PointPage:
    # A township or community is where the visitor is; a county or city is where she wants to look.
    is_wide = 0 < len(asked.region) < rows.TOWNSHIP_DIGITS
    sought = PointsSought(
        region_code=asked.region if is_wide and here is None else "",
        kind=asked.kind,
        is_accessible=asked.is_accessible,
        item_code=offer.code if offer else "",
        basic_code=offer.basic_code if offer else "",
        authority_id=offer.authority_id if offer else None,
        is_open=asked.is_open,
        facts=facts,
    )
    near = here or (organisations.centre_of(asked.region) if asked.region else None)
    try:
        return organisations.find_points(sought, near=near, after=request.GET.get("after") or None, limit=PAGE)
    except organisations.UnableToFollowPage:
        return organisations.find_points(sought, near=near, limit=PAGE)


def _measured_from(asked: Asked, here: Position | None) -> str:
    if here is not None:
        return _("您的位置")
    return _("{place}中心").format(place=rows.region_name(asked.region)) if asked.region else ""


def _coming_exceptions(point: ServicePoint, facts: DayFacts) -> list[DayHours]:
    today = clock.today()
    days = sorted(day for text in point.exceptions if (day := date.fromisoformat(text)) >= today)
    return [point.hours.on(day, facts) for day in days[:MOST_EXCEPTIONS]]


def _items(point: ServicePoint) -> list[tuple[str, str]]:
    """Return the items that a point lists, each with the page of its guide: the offer of the nearest authority."""
    codes = point.item_codes[:MOST_ITEMS]
    names = rows.item_names(codes)
    nearest = {card.basic_code: card for card in catalogue.cards_of_basics(codes, region=point.region_code)}
    return [
        (
            wording.local_text(*names[code]),
            reverse("portal:item", args=[nearest[code].code]) if code in nearest else "",
        )
        for code in codes
        if code in names
    ]


def _qr(address: str) -> Markup:
    """Return the QR code of an address as SVG for a page; segno escapes what it writes."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=4, border=2, light="#fff", omitsize=True))  # noqa: S704


def _authority(id: int | None) -> organisations.Authority | None:
    return None if id is None else organisations.authority(id)
