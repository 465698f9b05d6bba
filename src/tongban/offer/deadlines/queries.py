"""Reads of the deadlines room, kept per process: calendars change once a year, limits with the law."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.deadlines.models import CalendarYear, Edition, EditionKind
from tongban.offer.deadlines.rules import Limit, Thresholds, Unit, WorkCalendar, days_made_up

SECONDS_KEPT = 60  # how long another process may still go by what was changed here


class UnableToFindCalendar(DomainError):
    """No calendar is installed: install the State Council's arrangement of days off."""

    code = "calendar.missing"
    sentence = _("还没有导入节假日安排，无法计算期限。请先导入国务院办公厅公布的节假日安排。")
    status = 503


class UnableToFindEdition(DomainError):
    """There is no edition of this number."""

    code = "edition.unknown"
    sentence = _("没有编号为 {number} 的版本。")
    status = 404


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


@dataclass(frozen=True)
class EditionView:
    """An edition of the calendar or of the limits: since when it is there and holds, and where what it changed is written."""

    number: int
    made_at: datetime
    source: str
    effective_from: date


EDITION_COLUMNS = ("number", "made_at", "source", "effective_from")


def calendar(edition: int | None = None) -> WorkCalendar:
    """
    Return the work calendar of all installed years, or as it was in an edition.

    Raise UnableToFindCalendar without one, UnableToFindEdition for an edition that never was.
    """
    return _calendar(calendar_edition() if edition is None else edition)


def calendar_edition() -> int:
    """Return the number of the calendar's latest edition, or raise UnableToFindCalendar."""
    number = _latest(_minute(), EditionKind.CALENDAR)
    if not number:
        raise UnableToFindCalendar
    return number


def limits_edition(on: date | None = None) -> int:
    """Return the number of the edition of the limits in force on a day (today), the first one before that; 0 without any."""
    return _in_force(_minute(), on or clock.today())


def coming_limits() -> tuple[EditionView, ...]:
    """Return the editions of the limits whose day has not come, the nearest first."""
    rows = Edition.objects.filter(kind=EditionKind.LIMITS, effective_from__gt=clock.today()).order_by("number")
    return tuple(EditionView(*row) for row in rows.values_list(*EDITION_COLUMNS))


def editions(kind: EditionKind, *, most: int = 20) -> tuple[EditionView, ...]:
    """Return the latest editions of the calendar or of the limits, newest first."""
    rows = Edition.objects.filter(kind=kind).order_by("-number").values_list(*EDITION_COLUMNS)
    return tuple(EditionView(*row) for row in rows[:most])


def notices(edition: int, years: Collection[int]) -> tuple[str, ...]:
    """Return where the days off of these years are written, as an edition of the calendar has them."""
    known = _notices(edition)
    return tuple(known[year] for year in sorted(years) if year in known)


def edition_source(kind: EditionKind, number: int) -> str:
    """Return where the change that made an edition is written; empty for one that never was."""
    return _edition_source(kind, number)


def calendar_sources() -> tuple[YearSource, ...]:
    """Return the notices that the calendar rests on, by year."""
    rows = CalendarYear.objects.order_by("year")
    return tuple(YearSource(row.year, row.source, row.issued_on, row.is_provisional) for row in rows)


def arrangement(year: int) -> Mapping[str, Any] | None:
    """Return a year's days off as `seeds/calendar/*.yaml` hold them, days as ISO texts; None for a year that is not installed."""
    years = _body(EditionKind.CALENDAR, calendar_edition())["years"]
    return next((each for each in years if each["year"] == year), None)


def rule_limit(code: str, edition: int | None = None) -> Limit:
    """Return a limit of the law by its code, as in `seeds/limit_rules.yaml`; raise UnableToFindLimitRule without it."""
    rule = limit_source(code, edition)
    return Limit(rule.amount, Unit(rule.unit))


def limit_source(code: str, edition: int | None = None) -> LimitSource:
    """Return a limit of the law with its legal source, now or in an edition; raise UnableToFindLimitRule without it."""
    rules = limit_sources(edition)
    if code not in rules:
        raise UnableToFindLimitRule(rule=code)
    return rules[code]


def limit_sources(edition: int | None = None) -> Mapping[str, LimitSource]:
    """Return every limit of the law by its code, now or as they were in an edition."""
    return _limit_rules(limits_edition() if edition is None else edition)


def thresholds() -> Thresholds:
    """Return when the light turns yellow."""
    return Thresholds(
        percent=limit_source("yellow_light_share").amount,
        working_days=limit_source("yellow_light_days").amount,
    )


def forget_kept() -> None:
    """Read everything anew from now on, in this process."""
    for kept in (_latest, _in_force, _calendar, _notices, _limit_rules, _edition_source):
        kept.cache_clear()


def calendar_of(body: Mapping[str, Any]) -> WorkCalendar:
    """Return the calendar that the body of an edition tells of."""
    years = body["years"]
    known = sorted(year["year"] for year in years if not year["is_provisional"])
    if not known:
        raise UnableToFindCalendar
    spells = [
        (each["name"], day(each["from"]), day(each["to"]), [day(worked) for worked in each["work_on"]])
        for year in years
        for each in year["holidays"]
    ]
    return WorkCalendar(
        known_from=date(known[0], 1, 1),
        known_until=date(_last_without_gap(known), 12, 31),
        holidays={
            first + timedelta(days=count): name
            for name, first, last, _ in spells
            for count in range((last - first).days + 1)
        },
        make_up_days=[worked for *_, work_on in spells for worked in work_on],
        worked_for={
            worked: instead
            for _name, first, last, work_on in spells
            for worked, instead in days_made_up(first, last, work_on).items()
        },
    )


def day(text: str) -> date:
    """Return the day of an ISO date, as bodies hold them."""
    return date.fromisoformat(text)


def _minute() -> int:
    return int(time.monotonic() / SECONDS_KEPT)


@lru_cache(maxsize=4)
def _latest(_minute: int, kind: EditionKind) -> int:
    number = Edition.objects.filter(kind=kind).order_by("-number").values_list("number", flat=True).first()
    return number or 0


@lru_cache(maxsize=64)
def _in_force(_minute: int, on: date) -> int:
    editions = list(
        Edition.objects.filter(kind=EditionKind.LIMITS).order_by("number").values_list("number", "effective_from")
    )
    in_force = [number for number, effective_from in editions if effective_from <= on]
    return in_force[-1] if in_force else editions[0][0] if editions else 0


@lru_cache(maxsize=16)
def _calendar(number: int) -> WorkCalendar:
    return calendar_of(_body(EditionKind.CALENDAR, number))


@lru_cache(maxsize=16)
def _notices(number: int) -> Mapping[int, str]:
    return {year["year"]: year["source"] for year in _body(EditionKind.CALENDAR, number)["years"]}


@lru_cache(maxsize=16)
def _limit_rules(number: int) -> Mapping[str, LimitSource]:
    if not number:
        return {}
    return {each["code"]: LimitSource(**each) for each in _body(EditionKind.LIMITS, number)["limits"]}


@lru_cache(maxsize=64)
def _edition_source(kind: EditionKind, number: int) -> str:
    return Edition.objects.filter(kind=kind, number=number).values_list("source", flat=True).first() or ""


def _body(kind: EditionKind, number: int) -> Mapping[str, Any]:
    body: Mapping[str, Any] | None = (
        Edition.objects.filter(kind=kind, number=number).values_list("body", flat=True).first()
    )
    if body is None:
        raise UnableToFindEdition(number=number)
    return body


def _last_without_gap(years: list[int]) -> int:
    last = years[0]
    while last + 1 in years:
        last += 1
    return last
