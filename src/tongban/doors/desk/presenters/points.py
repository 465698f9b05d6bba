"""How service points are shown to those who keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import opening, wording
from tongban.groundwork.foundation import clock
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import FoundPoint, Keeper, ServicePoint
from tongban.registers.organisations.rules import DayFacts, HoursRule, Service, written_hours

KINDS: Mapping[str, str | Promise] = {
    "hall": gettext_lazy("政务服务大厅"),
    "station": gettext_lazy("便民服务站"),
    "kiosk": gettext_lazy("24 小时自助终端"),
}
RULES: Mapping[str, str | Promise] = {
    HoursRule.CALENDAR: gettext_lazy("法定节假日休息，调休的周末按所补的工作日上班"),
    HoursRule.OWN: gettext_lazy("每天按星期开放，节假日不变"),
}
OFFERS: Mapping[str, str | Promise] = {
    "windows": gettext_lazy("设了窗口的部门的事项"),
    "all": gettext_lazy("所在地各部门的全部事项"),
    "listed": gettext_lazy("只办列出的事项"),
}
SERVICES: Mapping[str, str | Promise] = {
    Service.ASSISTANCE: gettext_lazy("帮办代办"),
    Service.SELF_PRINTING: gettext_lazy("自助打印"),
    Service.SELF_SERVICE: gettext_lazy("自助办理"),
    Service.PHOTO: gettext_lazy("证件照相"),
    Service.POST: gettext_lazy("证照寄递"),
    Service.PARKING: gettext_lazy("停车场"),
    Service.ACCESSIBLE_TOILET: gettext_lazy("无障碍卫生间"),
    Service.WHEELCHAIR: gettext_lazy("轮椅借用"),
    Service.INTERPRETER: gettext_lazy("手语翻译"),
    Service.LANGUAGES: gettext_lazy("外语服务"),
    Service.NURSING_ROOM: gettext_lazy("母婴室"),
    Service.GREEN_LANE: gettext_lazy("老年人优先"),
    Service.HOME_VISITS: gettext_lazy("上门办理"),
}
WEEKDAYS: Mapping[str, str | Promise] = {
    "1": gettext_lazy("星期一"),
    "2": gettext_lazy("星期二"),
    "3": gettext_lazy("星期三"),
    "4": gettext_lazy("星期四"),
    "5": gettext_lazy("星期五"),
    "6": gettext_lazy("星期六"),
    "7": gettext_lazy("星期日"),
}
MOST_REGIONS = 500


@dataclass(frozen=True)
class PointRow:
    key: str
    name: str
    name_en: str
    kind: str
    region: str
    today: str
    state: str
    is_open: bool
    is_closed: bool


@dataclass(frozen=True)
class DayRow:
    iso: str
    day: str
    hours: str
    reason: str


def choices(words: Mapping[str, str | Promise]) -> list[tuple[str, str]]:
    return [(str(code), str(word)) for code, word in words.items()]


def rows(found: Sequence[FoundPoint], facts: DayFacts) -> list[PointRow]:
    return [_row(each.point, facts) for each in found]


def _row(point: ServicePoint, facts: DayFacts) -> PointRow:
    is_open, state = opening.state_text(point.hours, facts)
    today = point.hours.on(clock.today(), facts)
    reason = opening.reason_text(today)
    region = organisations.region(point.region_code)
    return PointRow(
        key=point.key,
        name=point.name,
        name_en=point.name_en,
        kind=str(KINDS[point.kind]),
        region=wording.local_text(region.name, region.name_en),
        today=opening.spans_text(today) + (f" · {reason}" if reason else ""),
        state=state,
        is_open=is_open,
        is_closed=point.closed_on is not None and point.closed_on <= clock.today(),
    )


def week(point: ServicePoint) -> list[tuple[str, str]]:
    """Return the hours of the weekdays in words."""
    return [(str(word), written_hours(point.weekly_hours.get(day, ())) or _("休息")) for day, word in WEEKDAYS.items()]


def days(point: ServicePoint, days: Sequence[date], facts: DayFacts) -> list[DayRow]:
    found = [point.hours.on(day, facts) for day in days]
    return [
        DayRow(
            each.day.isoformat(),
            wording.short_day(datetime.combine(each.day, datetime.min.time(), clock.CHINA)),
            opening.spans_text(each),
            opening.reason_text(each),
        )
        for each in found
    ]


def coming_exceptions(point: ServicePoint) -> list[date]:
    today = clock.today()
    return sorted(day for text in point.exceptions if (day := date.fromisoformat(text)) >= today)


def region_choices(scope: str) -> list[tuple[str, str]]:
    """Return the regions of a scope, a township under its county, to choose from."""
    regions = [each for level in range(1, 6) for each in organisations.regions_within(scope, level, MOST_REGIONS)]
    return [
        (each.code, "　" * (each.level - 2) + wording.local_text(each.name, each.name_en))
        for each in sorted(regions, key=lambda each: each.code)[:MOST_REGIONS]
    ]


def authority_choices(keeper: Keeper) -> list[tuple[str, str]]:
    """Return the authorities that may run a point of the keeper's."""
    return [
        (str(each.id), wording.local_text(each.name, each.name_en))
        for each in organisations.authorities(keeper.region_code)
        if keeper.authority_id in (None, each.id)
    ]
