"""
Reads of service points: the nearest first, of a region, by what can be done there.

A province has hundreds of thousands of them, so every list is bounded and read by index; nothing is kept per process,
so that what is changed is seen at once everywhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    F,
    Field,
    FloatField,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import ASin, Cast, Cos, Least, Power, Radians, Round, Sin, Sqrt
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.organisations import models, queries, rules
from tongban.registers.organisations.rules import Box, DayFacts, Position

MOST_POINTS = 200
# Rings in which the nearest are looked for: a box each, the next one only if the last held too few.
RINGS = (2_000, 8_000, 32_000, 128_000, 500_000)  # metres
FAR = 32_000  # beyond, a ring holds so many points that it is asked first whether only few are sought at all
FEW = 2_000
LONGEST_CURSOR = 40
WINDOWS = Prefetch("windows", models.Window.objects.order_by("number"))


class UnableToFindServicePoint(DomainError):
    """There is no such service point."""

    code = "service_point.unknown"
    sentence = _("没有编号为“{key}”的服务场所。")
    status = 404


class UnableToReadPosition(DomainError):
    """The position is no place on earth: give degrees, latitude −90 to 90 and longitude −180 to 180."""

    code = "position.faulty"
    sentence = _("位置“{text}”不是有效的经纬度：纬度应在 -90 到 90 之间，经度应在 -180 到 180 之间。")
    status = 422


class UnableToFollowPage(DomainError):
    """The cursor was not given out for this list: begin at the first page."""

    code = "service_points.cursor"
    sentence = _("翻页标记无效，请从第一页重新查看。")
    status = 400


@dataclass(frozen=True)
class Window:
    """One counter of a service point; `authority_id` is None at a comprehensive window."""

    number: str
    name: str
    authority_id: int | None


@dataclass(frozen=True)
class ServicePoint:
    """A place where people are served. Hours are local times by ISO weekday ("1" is Monday)."""

    key: str
    kind: str  # hall | station | kiosk
    name: str
    name_en: str
    region_code: str
    authority_id: int | None  # who runs it
    address: str
    phone: str
    latitude: float
    longitude: float
    accessible_entrance: str
    transport: str
    services: tuple[str, ...]  # values of rules.Service
    weekly_hours: dict[str, list[list[str]]]
    exceptions: dict[str, dict[str, Any]]  # {"2026-12-04": {"hours": […], "reason": "…"}}
    hours_rule: str  # calendar | own
    offers: str  # all | windows | listed
    item_codes: tuple[str, ...]
    windows: tuple[Window, ...]
    closed_on: date | None
    closing_reason: str
    revision: int

    @property
    def position(self) -> Position:
        return Position(self.latitude, self.longitude)

    @property
    def hours(self) -> rules.OpeningHours:
        """All that decides when it is open."""
        return rules.OpeningHours(
            self.weekly_hours, self.exceptions, rules.HoursRule(self.hours_rule), closed_on=self.closed_on
        )

    def is_open(self, moment: datetime, facts: DayFacts) -> bool:
        """Say whether it is open at a moment (with time zone); `facts` is what the working calendar says of days."""
        return self.hours.is_open(moment.astimezone(clock.CHINA), facts)


@dataclass(frozen=True)
class FoundPoint:
    """A service point in a list; `metres` is the distance in a straight line, None where no position was given."""

    point: ServicePoint
    metres: int | None


@dataclass(frozen=True)
class PointPage:
    """A page of service points; `after` asks for the next one and is None on the last."""

    points: tuple[FoundPoint, ...]
    after: str | None


@dataclass(frozen=True)
class PointsSought:
    """What a list of service points keeps to. Empty is everything."""

    region_code: str = ""  # it and what lies in it
    kind: str = ""
    services: tuple[str, ...] = ()  # all of them
    is_accessible: bool = False  # has an accessible entrance
    item_code: str = ""
    basic_code: str = ""
    authority_id: int | None = None  # who is competent for the item
    run_by: int | None = None  # the authority that runs it
    name: str = ""  # what its name contains
    with_closed: bool = False  # those that closed for good as well
    is_open: bool = False
    at: datetime | None = None  # when it is to be open; now without it
    facts: DayFacts = field(default=rules.ordinary_days)


def position_from(latitude: str, longitude: str) -> Position | None:
    """Read a position as typed, in degrees; None if both are empty. Raise UnableToReadPosition for anything else."""
    if not latitude.strip() and not longitude.strip():
        return None
    try:
        return Position(float(latitude[:30]), float(longitude[:30]))
    except ValueError:
        raise UnableToReadPosition(text=f"{latitude[:30]}, {longitude[:30]}") from None


def service_point(key: str) -> ServicePoint:
    """Return a service point, one that has closed too, or raise UnableToFindServicePoint."""
    row = None if "\x00" in key else _with_windows(models.ServicePoint.objects.filter(key=key)).first()
    if row is None:
        raise UnableToFindServicePoint(key=key[:60])
    return as_service_point(row)


def service_points(region_prefix: str = "", limit: int = 100) -> tuple[ServicePoint, ...]:
    """Return the service points of a region and of those in it, region by region, at most `limit` (and at most 200)."""
    found = find_points(PointsSought(region_code=region_prefix), limit=min(limit, MOST_POINTS))
    return tuple(each.point for each in found.points)


def points_by_key(keys: Collection[str]) -> dict[str, ServicePoint]:
    """Return the service points of these keys that are not closed, in one read; unknown keys are left out."""
    rows = _with_windows(_in_service().filter(key__in=list(keys)[:MOST_POINTS]))
    return {row.key: as_service_point(row) for row in rows}


def points_for(
    *,
    item_code: str = "",
    basic_code: str = "",
    authority_id: int | None = None,
    region_code: str = "",
    near: Position | None = None,
    limit: int = 5,
) -> tuple[FoundPoint, ...]:
    """
    Return where an item can be done: the nearest to a position, else to the seat of a region, else region by region.

    With the authority, the points that serve all its items count too; without it, only those that name the item. The
    region is where the visitor is, not a limit: the nearest hall may lie in the next district.
    """
    centre = near or (queries.centre_of(region_code) if region_code else None)
    sought = PointsSought(item_code=item_code, basic_code=basic_code, authority_id=authority_id)
    return find_points(sought, near=centre, limit=limit).points


def find_points(
    sought: PointsSought, *, near: Position | None = None, after: str | None = None, limit: int = 20
) -> PointPage:
    """
    Return the points sought: the nearest first, up to 500 km away, or region by region if no position is given.

    Every page is a few bounded reads; `after` continues. Raises UnableToFollowPage for a cursor of another list, and
    UnableToFindAuthority for an authority that is unknown.
    """
    limit = max(1, min(limit, MOST_POINTS))
    rows = _sought(sought)
    if near is None:
        return _by_region(_with_windows(rows), after, limit)
    return _nearest(rows, near, after, limit)


def _by_region(rows: QuerySet[models.ServicePoint], after: str | None, limit: int) -> PointPage:
    if after is not None:
        region, number = _cursor(after)
        rows = rows.filter(Q(region_id=region, pk__gt=number) | Q(region_id__gt=region))
    found = list(rows.order_by("region_id", "pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return PointPage(
        tuple(FoundPoint(as_service_point(row), None) for row in found[:limit]),
        None if last is None else f"{last.region_id}:{last.pk}",
    )


def _nearest(rows: QuerySet[models.ServicePoint], near: Position, after: str | None, limit: int) -> PointPage:
    by_distance = rows.annotate(metres=_metres_from(near))
    done = 0
    if after is not None:
        text, number = _cursor(after)
        done = int(text)
        by_distance = by_distance.filter(Q(metres=done, pk__gt=number) | Q(metres__gt=done))
    found: list[Any] = []
    for ring in (ring for ring in RINGS if ring > done or ring == RINGS[-1]):
        if ring > FAR and (few := _few(rows)) is not None:
            measured = by_distance.filter(pk__in=few, metres__lte=RINGS[-1])
            found = list(measured.order_by("metres", "pk")[: limit + 1])
            break
        near_by = by_distance.filter(_lies_in(rules.boxes_around(near, ring + 1)), metres__lte=ring)
        found = list(near_by.order_by("metres", "pk")[: limit + 1])
        if len(found) > limit:
            break
    last = found[limit - 1] if len(found) > limit else None
    prefetch_related_objects(found[:limit], WINDOWS)
    return PointPage(
        tuple(FoundPoint(as_service_point(row), row.metres) for row in found[:limit]),
        None if last is None else f"{last.metres}:{last.pk}",
    )


def _few(rows: QuerySet[models.ServicePoint]) -> list[int] | None:
    """Return which points are sought, if so few that measuring each costs less than looking through a wide ring."""
    ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
    return ids if len(ids) <= FEW else None


def _cursor(after: str) -> tuple[str, int]:
    key, _colon, number = after.partition(":")
    if not (key.isascii() and key.isdigit() and number.isascii() and number.isdigit()) or len(after) > LONGEST_CURSOR:
        raise UnableToFollowPage
    return key, int(number)


def _in_service(today: date | None = None) -> QuerySet[models.ServicePoint]:
    return models.ServicePoint.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today or clock.today()))


def _sought(sought: PointsSought) -> QuerySet[models.ServicePoint]:
    rows = models.ServicePoint.objects.all() if sought.with_closed else _in_service()
    if sought.run_by is not None:
        rows = rows.filter(authority=sought.run_by)
    if sought.name:
        rows = rows.filter(name__contains=sought.name.replace("\x00", "")[:100])
    if sought.region_code:
        rows = rows.filter(region__code__startswith=sought.region_code)
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.services:
        rows = rows.filter(services__contains=list(sought.services))
    if sought.is_accessible:
        rows = rows.exclude(accessible_entrance="")
    if sought.item_code or sought.basic_code or sought.authority_id is not None:
        rows = rows.filter(_offers(sought))
    if sought.is_open:
        rows = rows.filter(_is_open(sought))
    return rows


def _offers(sought: PointsSought) -> Q:
    """Whether the item can be done there: see models.ServicePoint.Offers."""
    codes = [code for code in (sought.item_code, sought.basic_code) if code]
    offers = models.ServicePoint.Offers
    if sought.authority_id is None:
        return Q(offers=offers.LISTED, item_codes__overlap=codes)
    region = queries.authority(sought.authority_id).region_code
    windows = models.Window.objects.filter(service_point=OuterRef("pk"))
    lies_there = Q(region__code__startswith=region)
    answer = Q(offers=offers.ALL) & lies_there
    answer |= Q(offers=offers.WINDOWS) & (
        Exists(windows.filter(authority=sought.authority_id)) | (lies_there & Exists(windows.filter(authority=None)))
    )
    if sought.item_code:
        answer |= Q(offers=offers.LISTED, item_codes__contains=[sought.item_code])
    if sought.basic_code:
        answer |= Q(offers=offers.LISTED, item_codes__contains=[sought.basic_code]) & lies_there
    return answer


def _is_open(sought: PointsSought) -> Q:
    """Whether it is open at the moment, as rules.OpeningHours says it, for the database to decide on every row."""
    moment = (sought.at or clock.now()).astimezone(clock.CHINA)
    day, time = moment.date().isoformat(), f"{moment:%H:%M}"
    fact = sought.facts(moment.date())
    weekday = moment.isoweekday()
    by_calendar = (
        _has_span("weekly_hours", str(fact.works_as or weekday), time)
        if fact.works_as is not None or not fact.is_holiday
        else Q(pk__in=[])
    )
    ordinary = Q(hours_rule=rules.HoursRule.OWN) & _has_span("weekly_hours", str(weekday), time)
    ordinary |= Q(hours_rule=rules.HoursRule.CALENDAR) & by_calendar
    exceptional = Q(exceptions__has_key=day)
    return (exceptional & _has_span("exceptions", day, time, inside=".hours")) | (~exceptional & ordinary)


def _has_span(column: str, key: str, time: str, inside: str = "") -> Q:
    """Whether the kept hours of a weekday or day hold a time. Both ends are HH:MM, which sort as they follow."""
    # Strict, because a lax path would look into each pair; silent, because a weekday without hours is no error.
    path = f'strict $."{key}"{inside}[*] ? (@[0] <= "{time}" && @[1] > "{time}")'
    arguments = (F(column), Cast(Value(path), _JsonPath()), Value({}, JSONField()), Value(True))
    return Q(Func(*arguments, function="jsonb_path_exists", output_field=BooleanField()))


def _lies_in(boxes: Sequence[Box]) -> Q:
    """Whether it lies in one of the boxes: the left side is that of the index."""
    place = Func(F("longitude"), F("latitude"), function="point", output_field=FloatField())
    answer = Q()
    for box in boxes:
        corners = [
            Func(Value(east), Value(north), function="point", output_field=FloatField())
            for east, north in ((box.west, box.south), (box.east, box.north))
        ]
        whole = Func(*corners, function="box", output_field=FloatField())
        answer |= Q(Func(place, whole, template="%(expressions)s", arg_joiner=" <@ ", output_field=BooleanField()))
    return answer


def _metres_from(near: Position) -> Cast:
    """The great-circle distance in whole metres, as rules.metres_between has it."""
    north = Power(Sin(Radians((F("latitude") - Value(near.latitude)) / Value(2.0))), 2)
    east = Power(Sin(Radians((F("longitude") - Value(near.longitude)) / Value(2.0))), 2)
    haversine = north + Cos(Radians(Value(near.latitude))) * Cos(Radians(F("latitude"))) * east
    return Cast(Round(Value(2 * rules.EARTH_RADIUS) * ASin(Least(Sqrt(haversine), Value(1.0)))), IntegerField())


class _JsonPath(Field):  # type: ignore[type-arg]
    """The type of a path into JSON, for a cast."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 (there is one database)
        return "jsonpath"


def _with_windows(rows: QuerySet[models.ServicePoint]) -> QuerySet[models.ServicePoint]:
    return rows.prefetch_related(WINDOWS)


def as_service_point(row: models.ServicePoint) -> ServicePoint:
    """Return a row, with its windows read, as the front door shows it."""
    return ServicePoint(
        key=row.key,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        region_code=row.region_id,
        authority_id=row.authority_id,
        address=row.address,
        phone=row.phone,
        latitude=row.latitude,
        longitude=row.longitude,
        accessible_entrance=row.accessible_entrance,
        transport=row.transport,
        services=tuple(row.services),
        weekly_hours=row.weekly_hours,
        exceptions=row.exceptions,
        hours_rule=row.hours_rule,
        offers=row.offers,
        item_codes=tuple(row.item_codes),
        windows=tuple(Window(each.number, each.name, each.authority_id) for each in row.windows.all()),
        closed_on=row.closed_on,
        closing_reason=row.closing_reason,
        revision=row.revision,
    )
