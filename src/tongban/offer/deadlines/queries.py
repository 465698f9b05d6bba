"""Reads of the deadlines room, kept per process: calendars change once a year, limits with the law."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.deadlines.models import CalendarYear, Holiday, LimitRule
from tongban.offer.deadlines.rules import Limit, Thresholds, Unit, WorkCalendar, days_made_up

SECONDS_KEPT = 60  # how long another process may still go by what was changed here


class UnableToFindCalendar(DomainError):
    """No calendar is installed: install the State Council's arrangement of days off."""

    code = "calendar.missing"
    sentence = _("还没有导入节假日安排，无法计算期限。请先导入国务院办公厅公布的节假日安排。")
    status = 503


class UnableToFindLimitRule(DomainError):
    """There is no limit of this code."""

    code = "limit_rule.unknown"
    sentence = _("没有代码为“{rule}”的法定时限。")
    status = 404


@dataclass(frozen=True)
class LimitSource:
    """A limit of the law (or a threshold, in percent) with its name and where it is written."""

    code: str
    name: str
    name_en: str
    amount: int
    unit: str
    source: str


@dataclass(frozen=True)
class YearSource:
    """Where the days off of a year are written, and whether that is a published notice."""

    year: int
    source: str
    issued_on: date
    is_provisional: bool


def calendar() -> WorkCalendar:
    """Return the work calendar of all installed years, or raise UnableToFindCalendar."""
    return _calendar(_minute())


def calendar_sources() -> tuple[YearSource, ...]:
    """Return the notices that the calendar rests on, by year."""
    rows = CalendarYear.objects.order_by("year")
    return tuple(YearSource(row.year, row.source, row.issued_on, row.is_provisional) for row in rows)


def rule_limit(code: str) -> Limit:
    """Return a limit of the law by its code, as in `seeds/limit_rules.yaml`; raise UnableToFindLimitRule without it."""
    rule = limit_source(code)
    return Limit(rule.amount, Unit(rule.unit))


def limit_source(code: str) -> LimitSource:
    """Return a limit of the law with its legal source; raise UnableToFindLimitRule without it."""
    if code not in limit_sources():
        raise UnableToFindLimitRule(rule=code)
    return limit_sources()[code]


def limit_sources() -> dict[str, LimitSource]:
    """Return every limit of the law by its code."""
    return _limit_rules(_minute())


def thresholds() -> Thresholds:
    """Return when the light turns yellow."""
    return Thresholds(
        percent=limit_source("yellow_light_share").amount,
        working_days=limit_source("yellow_light_days").amount,
    )


def forget_kept() -> None:
    """Read everything anew from now on, in this process."""
    _calendar.cache_clear()
    _limit_rules.cache_clear()


def _minute() -> int:
    return int(time.monotonic() / SECONDS_KEPT)


@lru_cache(maxsize=1)
def _calendar(_minute: int) -> WorkCalendar:
    known = [year.year for year in CalendarYear.objects.filter(is_provisional=False).order_by("year")]
    if not known:
        raise UnableToFindCalendar
    spells = list(Holiday.objects.values_list("name", "first", "last", "work_on"))
    return WorkCalendar(
        known_from=date(known[0], 1, 1),
        known_until=date(_last_without_gap(known), 12, 31),
        holidays={
            first + timedelta(days=count): name
            for name, first, last, _ in spells
            for count in range((last - first).days + 1)
        },
        make_up_days=[date.fromisoformat(day) for *_, work_on in spells for day in work_on],
        worked_for={
            day: instead
            for _name, first, last, work_on in spells
            for day, instead in days_made_up(first, last, map(date.fromisoformat, work_on)).items()
        },
    )


def _last_without_gap(years: list[int]) -> int:
    last = years[0]
    while last + 1 in years:
        last += 1
    return last


@lru_cache(maxsize=1)
def _limit_rules(_minute: int) -> dict[str, LimitSource]:
    rows = LimitRule.objects.order_by("code")
    return {row.code: LimitSource(row.code, row.name, row.name_en, row.amount, row.unit, row.source) for row in rows}
