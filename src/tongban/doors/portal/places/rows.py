"""What lists and pages say of service points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.doors.frame import opening, wording
from tongban.doors.portal import words
from tongban.doors.portal.places import drawing
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import FoundPoint, ServicePoint
from tongban.registers.organisations.rules import DayFacts, DayHours, Position, upwards

CITY_DIGITS, COUNTY_DIGITS, TOWNSHIP_DIGITS = 4, 6, 9
TOWNSHIP = 4
SHADES = 4
SERVICES: words.Words = {
    "assistance": gettext_lazy("帮办代办"),
    "self_printing": gettext_lazy("自助打印"),
    "self_service": gettext_lazy("自助办理"),
    "photo": gettext_lazy("证件照相"),
    "post": gettext_lazy("证照寄递"),
    "parking": gettext_lazy("停车场"),
    "accessible_toilet": gettext_lazy("无障碍卫生间"),
    "wheelchair": gettext_lazy("轮椅借用"),
    "interpreter": gettext_lazy("手语翻译"),
    "languages": gettext_lazy("外语服务"),
    "nursing_room": gettext_lazy("母婴室"),
    "green_lane": gettext_lazy("老年人优先"),
    "home_visits": gettext_lazy("上门办理"),
}
NAMES_IN_LIST = 3
NEAR, KILOMETRE, TEN_KILOMETRES = 50, 1_000, 10_000  # metres


@dataclass(frozen=True)
class PlaceRow:
    """A service point in a list."""

    number: int
    key: str
    name: str
    name_en: str
    href: str
    kind: str
    region: str
    is_open: bool
    state: str
    today: str
    distance: str
    address: str
    phone: str
    entrance: str
    can_do: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class HoursRow:
    """One day in the table of hours."""

    day: str
    hours: str
    reason: str
    is_closed: bool
    is_today: bool


@dataclass(frozen=True)
class Choice:
    """Something to choose: a region, a kind."""

    value: str
    text: str
    is_chosen: bool


def rows(found: Sequence[FoundPoint], facts: DayFacts) -> list[PlaceRow]:
    """Return service points for a list, numbered as their pins on the map."""
    names = item_names([code for each in found for code in each.point.item_codes[:NAMES_IN_LIST]])
    return [_row(number, each, facts, names) for number, each in enumerate(found, start=1)]


def _row(number: int, found: FoundPoint, facts: DayFacts, names: Mapping[str, tuple[str, str]]) -> PlaceRow:
    point = found.point
    is_open, state = opening.state_text(point.hours, facts)
    today = point.hours.on(clock.today(), facts)
    reason = opening.reason_text(today)
    return PlaceRow(
        number=number,
        key=point.key,
        name=point.name,
        name_en=point.name_en,
        href=reverse("portal:place", args=[point.key]),
        kind=words.word(words.PLACES, point.kind),
        region=region_name(point.region_code),
        is_open=is_open,
        state=state,
        today=opening.spans_text(today) + (f" · {reason}" if reason else ""),
        distance="" if found.metres is None else distance_text(found.metres),
        address=point.address,
        phone=point.phone,
        entrance=point.accessible_entrance,
        can_do=can_do(point, names),
        services=service_words(point),
    )


def distance_text(metres: int) -> str:
    """Return a distance in a straight line, no more exactly than it is of use."""
    if metres < NEAR:
        return _("就在这里")
    if metres < KILOMETRE:
        return _("直线约 {count} 米").format(count=round(metres, -1))
    if metres < TEN_KILOMETRES:
        return _("直线约 {count} 公里").format(count=f"{metres / KILOMETRE:.1f}")
    return _("直线约 {count} 公里").format(count=wording.thousands(round(metres / KILOMETRE)))


def service_words(point: ServicePoint) -> tuple[str, ...]:
    return tuple(words.word(SERVICES, each) for each in point.services)


def region_name(code: str) -> str:
    region = organisations.region(code)
    return wording.local_text(region.name, region.name_en)


def item_names(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the Chinese and English names of basic items by their codes; codes of nothing are left out."""
    entries = catalogue.distinct_entries(sorted(set(codes))) if codes else ()
    return {entry.group_code: (entry.name, entry.name_en) for entry in entries}


def can_do(point: ServicePoint, names: Mapping[str, tuple[str, str]]) -> str:
    """Return in a sentence what can be done at a service point."""
    if point.offers == "all":
        return _("所在地各部门的全部事项")
    if point.offers == "windows":
        windows = dict.fromkeys(wording.hant(window.name) for window in point.windows)
        return _("、").join(windows) or _("请电话询问")
    known = [wording.local_text(*names[code]) for code in point.item_codes if code in names][:NAMES_IN_LIST]
    count = len(point.item_codes)
    if not known:
        return ngettext("{count} 个事项", "{count} 个事项", count).format(count=count)
    if count > len(known):
        return ngettext("{names}等 {count} 个事项", "{names}等 {count} 个事项", count).format(
            names=_("、").join(known), count=count
        )
    return _("、").join(known)


def hours_rows(days: Sequence[DayHours]) -> list[HoursRow]:
    today = clock.today()
    return [
        HoursRow(
            day=wording.short_day(datetime.combine(each.day, datetime.min.time(), clock.CHINA)),
            hours=opening.spans_text(each),
            reason=opening.reason_text(each),
            is_closed=not each.spans,
            is_today=each.day == today,
        )
        for each in days
    ]


def region_choices(region: str) -> list[tuple[str, list[Choice]]]:
    """Return the counties of the city with their townships, to choose where one is: (county, its choices)."""
    city = organisations.regions_under("")[0].code if not region else region[:2]
    choices = []
    for county in organisations.regions_within(city, TOWNSHIP - 1):
        name = wording.local_text(county.name, county.name_en)
        within = [Choice(county.code, _("{place}全境").format(place=name), region == county.code)]
        within += [
            Choice(each.code, wording.local_text(each.name, each.name_en), region[:TOWNSHIP_DIGITS] == each.code)
            for each in organisations.regions_under(county.code)
        ]
        choices.append((name, within))
    return choices


def communities(region: str) -> list[Choice]:
    """Return the communities and villages of the chosen township."""
    if len(region) < TOWNSHIP_DIGITS:
        return []
    return [
        Choice(each.code, wording.local_text(each.name, each.name_en), region == each.code)
        for each in organisations.regions_under(region[:TOWNSHIP_DIGITS])
    ]


def kind_choices(chosen: str) -> list[Choice]:
    return [Choice(code, str(text), code == chosen) for code, text in words.PLACES.items()]


def chart(found: Sequence[FoundPoint], here: Position | None) -> drawing.Chart | None:
    """Return the map of a list, on the townships around its points."""
    return drawing.draw([each.point.position for each in found], seats([each.point for each in found]), here)


def seats(points: Sequence[ServicePoint]) -> list[drawing.Seat]:
    """Return the townships of the counties in which points lie; all townships of the city for points of the city."""
    scopes = {point.region_code[:COUNTY_DIGITS] for point in points}
    townships = {
        region.code: region for scope in sorted(scopes) for region in organisations.regions_within(scope, TOWNSHIP, 60)
    }
    counties = sorted({code[:COUNTY_DIGITS] for code in townships})
    return [
        drawing.Seat(
            wording.local_text(region.name, region.name_en.rsplit(" ", 1)[0]),
            region.centre,
            counties.index(code[:COUNTY_DIGITS]) % SHADES,
        )
        for code, region in sorted(townships.items())
        if region.centre is not None
    ]


def directions(point: ServicePoint) -> str:
    """Return the address that opens the maps of a telephone at a point."""
    return f"geo:{point.latitude},{point.longitude}"


def query(**asked: str) -> str:
    """Return the page of places for what was asked, without what is empty."""
    kept = {name: value for name, value in asked.items() if value}
    return reverse("portal:places") + (f"?{urlencode(kept)}" if kept else "")


def path_to(region: str) -> list[tuple[str, str]]:
    """Return the regions above a point and its own, from the county down, with the places there."""
    return [(region_name(code), query(region=code)) for code in reversed(upwards(region)) if len(code) >= COUNTY_DIGITS]
