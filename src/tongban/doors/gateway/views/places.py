"""Where people are served: the nearest first, open now, by item. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import StringConstraints

from tongban.doors.frame import opening
from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import places as given
from tongban.doors.gateway.views.catalogue import RegionPrefix
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import FoundPoint, PointsSought
from tongban.registers.organisations.rules import DayFacts, DayHours, Position, Service

group = Group("service points")

DAYS_SHOWN = 14
ItemCode = Annotated[
    str,
    Query(description="An implementation code: where this item can be done"),
    StringConstraints(max_length=64),
]
BasicCode = Annotated[str, Query(description="A basic code: the points that name it"), StringConstraints(max_length=64)]
NearRegion = Annotated[
    str,
    Query(description="A region from whose seat to measure, where no position is given"),
    StringConstraints(pattern=r"^[0-9]{0,12}$"),
]
Latitude = Annotated[float | None, Query(description="Degrees (WGS 84); together with lon", ge=-90, le=90)]
Longitude = Annotated[float | None, Query(description="Degrees (WGS 84); together with lat", ge=-180, le=180)]


@group.get("/service-points", to=[ANYONE], answers=Page[given.ServicePoint], refuses=[404])
def list_service_points(
    request: HttpRequest,
    region: RegionPrefix = "",
    lat: Latitude = None,
    lon: Longitude = None,
    near: NearRegion = "",
    kind: Literal["", "hall", "station", "kiosk"] = "",
    service: Literal["", *Service] = "",  # type: ignore[valid-type]
    accessible: bool = False,
    open_now: bool = False,
    item: ItemCode = "",
    basic: BasicCode = "",
    after: After = None,
    limit: Limit = 20,
) -> Page[given.ServicePoint]:
    """List the places in a region where people are served: nearest first where a position is given, up to 500 km away."""
    facts = opening.day_facts()
    offer = catalogue.offer(item) if item else None
    sought = PointsSought(
        region_code=region,
        kind=kind,
        services=(service,) if service else (),
        is_accessible=accessible,
        item_code=offer.code if offer else "",
        basic_code=offer.basic_code if offer else basic,
        authority_id=offer.authority_id if offer else None,
        is_open=open_now,
        facts=facts,
    )
    found = organisations.find_points(sought, near=_position(lat, lon, near), after=opened(after), limit=limit)
    now = clock.now()
    return page([given.ServicePoint.of(_point(each, facts, now)) for each in found.points], found.after)


@group.get("/service-points/{key}", to=[ANYONE], answers=given.ServicePointInFull, refuses=[404])
def show_service_point(request: HttpRequest, key: str) -> given.ServicePointInFull:
    """Show one place with its hours of two weeks: exceptions, holidays and make-up workdays taken in."""
    point = organisations.service_point(key)
    facts, now = opening.day_facts(), clock.now()
    days = point.hours.days(clock.today(), DAYS_SHOWN, facts)
    return given.ServicePointInFull.of(
        {**_point(FoundPoint(point, None), facts, now), "days": [_day(each) for each in days]}
    )


def _position(latitude: float | None, longitude: float | None, near: str) -> Position | None:
    if latitude is not None or longitude is not None:
        return organisations.position_from(_typed(latitude), _typed(longitude))
    return organisations.centre_of(near) if near else None


def _typed(degrees: float | None) -> str:
    return "" if degrees is None else repr(degrees)


def _point(found: FoundPoint, facts: DayFacts, now: datetime) -> dict[str, Any]:
    local = now.astimezone(clock.CHINA)
    hours = found.point.hours
    state = {
        "is_open": hours.is_open(local, facts),
        "closes_at": hours.closes_at(local, facts),
        "opens_next_at": hours.opens_next_at(local, facts),
    }
    kept = {name: getattr(found.point, name) for name in given.ServicePoint.model_fields.keys() - {"metres", "now"}}
    return {**kept, "metres": found.metres, "now": state}


def _day(hours: DayHours) -> dict[str, Any]:
    return {
        "day": hours.day,
        "hours": [list(span.text) for span in hours.spans],
        "reason": hours.reason.value,
        "note": hours.note,
        "is_known": hours.is_known,
    }
