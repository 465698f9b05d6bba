"""
Keep service points: open one, change its facts, hours, exceptions and items, close it.

Who may is decided here: a keeper of a region reaches every point in it, a keeper for one authority the points it runs.
Each deed writes its ledger entry; nobody writes over what another changed meanwhile (`revision`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.registers.organisations import models, points, queries
from tongban.registers.organisations.models import ServicePoint
from tongban.registers.organisations.operations.common import tell_of_change
from tongban.registers.organisations.rules import (
    Fault,
    HoursRule,
    Position,
    RawHours,
    Service,
    hours_faults,
    is_within,
    spans,
)

WEEKDAYS = "1234567"
MOST_EXCEPTION_DAYS = 31  # at once
FARTHEST_EXCEPTION = timedelta(days=550)
MOST_ITEMS = 500
LONGEST = {"name": 100, "name_en": 200, "address": 120, "phone": 20, "accessible_entrance": 120, "transport": 200}
LONGEST_REASON = 200
PHONE = re.compile(r"\+?[0-9][0-9 -]{2,18}[0-9]")
ITEM_CODE = re.compile(r"[0-9A-Za-z_.-]{4,64}")
KEY = re.compile(r"[a-z0-9][a-z0-9-]{2,58}[a-z0-9]")

SENTENCES: Mapping[str, str | Promise] = {
    Fault.NO_TIME: _("“{text}”不是时间段。请写成 09:00-12:00，多段用逗号隔开。"),
    Fault.END_BEFORE_START: _("“{text}”的结束时间不晚于开始时间。过午夜的时段请分在两天里写。"),
    Fault.OVERLAP: _("“{text}”和另一个时间段重叠。"),
    Fault.TOO_MANY: _("一天最多 {text} 个时间段。"),
    "missing": _("请填写这一项。"),
    "too_long": _("最多 {text} 个字。"),
    "unreadable": _("含有不能使用的字符。"),
    "unknown": _("没有“{text}”这个选项。"),
    "no_phone": _("“{text}”不是电话号码。"),
    "no_position": _("“{text}”不是有效的经纬度：纬度应在 -90 到 90 之间，经度应在 -180 到 180 之间。"),
    "no_key": _("编号用小写字母、数字和连字符，4 到 60 个字符。"),
    "key_taken": _("编号“{text}”已经有别的场所使用。"),
    "no_day": _("请填写日期。"),
    "past": _("{text} 已经过去，不能再改那天的时间。"),
    "far": _("{text} 太远，最多提前一年半安排。"),
    "ends_early": _("结束日期早于开始日期。"),
    "too_many_days": _("一次最多安排 {text} 天。"),
    "no_items": _("选了“只办列出的事项”，请至少列出一个事项编码。"),
    "no_item_code": _("“{text}”不是事项编码。"),
    "too_many_items": _("最多列出 {text} 个事项。"),
}


@dataclass(frozen=True)
class PointProblem:
    """What is wrong with one field of what was typed."""

    field: str
    code: str
    text: str = ""

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]).format(text=self.text)


class UnableToKeepPoint(DomainError):
    """What was typed cannot hold; `problems` names every field concerned."""

    code = "service_point.faulty"
    sentence = _("有 {count} 处需要修改。")
    status = 422

    def __init__(self, problems: Sequence[PointProblem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class UnableToReachPoint(DomainError):
    """The keeper's post does not reach to this service point."""

    code = "service_point.out_of_reach"
    sentence = _("您的岗位管不到这个服务场所。")
    status = 403


class UnableToOverwritePoint(DomainError):
    """Somebody else has changed the point meanwhile: look at what it says now, then change it again."""

    code = "service_point.changed_meanwhile"
    sentence = _("刚才有别人改过这个场所。请看看现在的内容，再决定要不要改。")
    status = 409


@dataclass(frozen=True)
class Keeper:
    """Who keeps service points: of a whole region, or (with an authority) those that the authority runs."""

    actor: Actor
    region_code: str
    authority_id: int | None = None

    def reaches(self, point: points.ServicePoint | ServicePoint) -> bool:
        region = point.region_id if isinstance(point, ServicePoint) else point.region_code
        if self.authority_id is not None:
            return point.authority_id == self.authority_id
        return is_within(region, self.region_code)


@dataclass(frozen=True)
class PointFacts:
    """What a point is and where, as typed."""

    name: str
    name_en: str
    kind: str
    region_code: str
    authority_id: int | None
    address: str
    phone: str
    latitude: str
    longitude: str
    accessible_entrance: str = ""
    transport: str = ""
    services: tuple[str, ...] = ()


@transaction.atomic
def add_point(*, key: str, facts: PointFacts, keeper: Keeper) -> points.ServicePoint:
    """Open a new service point: closed on every day until its hours are set, with the items of its windows."""
    problems = list(_facts_problems(facts))
    if not KEY.fullmatch(key):
        problems.insert(0, PointProblem("key", "no_key"))
    _refuse(problems)
    row = ServicePoint(key=key, weekly_hours={}, **_columns(facts))
    if not keeper.reaches(row):
        raise UnableToReachPoint
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise UnableToKeepPoint([PointProblem("key", "key_taken", key)]) from None
    return _told(row, "service_point.added", keeper, {"kind": row.kind})


@transaction.atomic
def change_facts(*, key: str, revision: int, facts: PointFacts, keeper: Keeper) -> points.ServicePoint:
    """Change what a point is called, where it is and what it has."""
    _refuse(_facts_problems(facts))
    row = _taken(key, keeper, revision)
    columns = _columns(facts)
    changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
    for name, value in columns.items():
        setattr(row, name, value)
    if not keeper.reaches(row):  # it may not be moved out of reach either
        raise UnableToReachPoint
    return _changed(row, "service_point.changed", keeper, {"fields": changed})


@transaction.atomic
def change_hours(
    *, key: str, revision: int, weekly: Mapping[str, RawHours], rule: str, keeper: Keeper
) -> points.ServicePoint:
    """Change the hours of the weekdays ("1" is Monday), and whether the point goes by the State Council's holidays."""
    problems = [
        PointProblem(f"hours-{day}", fault, text)
        for day in WEEKDAYS
        for fault, text in hours_faults(weekly.get(day, ()))
    ]
    if rule not in list(HoursRule):
        problems.append(PointProblem("rule", "unknown", rule[:20]))
    _refuse(problems)
    row = _taken(key, keeper, revision)
    before = {"weekly_hours": row.weekly_hours, "hours_rule": row.hours_rule}
    row.weekly_hours = {day: _sorted(weekly[day]) for day in WEEKDAYS if weekly.get(day)}
    row.hours_rule = rule
    after = {"weekly_hours": row.weekly_hours, "hours_rule": row.hours_rule}
    return _changed(row, "service_point.hours_changed", keeper, {"before": before, "after": after})


@transaction.atomic
def add_exception(
    *, key: str, first: date | None, last: date | None, hours: RawHours, reason: str, keeper: Keeper
) -> points.ServicePoint:
    """Set the hours of single days instead of what their weekday says, none for closed; `last` missing is one day."""
    _refuse(_exception_problems(first, last, hours, reason))
    row = _taken(key, keeper)
    start = first or clock.today()
    days = [start + timedelta(days=number) for number in range(((last or start) - start).days + 1)]
    exception = {"hours": _sorted(hours), "reason": reason.strip()}
    row.exceptions = {**row.exceptions, **{day.isoformat(): exception for day in days}}
    facts = {"first": days[0].isoformat(), "last": days[-1].isoformat(), "hours": exception["hours"]}
    return _changed(row, "service_point.exception_added", keeper, facts, reason=reason.strip())


@transaction.atomic
def remove_exception(*, key: str, day: date, keeper: Keeper) -> points.ServicePoint:
    """Let a coming day have the hours of its weekday again. That it has no exception already is no error."""
    if day < clock.today():
        _refuse([PointProblem("day", "past", day.isoformat())])
    row = _taken(key, keeper)
    if day.isoformat() not in row.exceptions:
        return points.as_service_point(row)
    row.exceptions = {each: hours for each, hours in row.exceptions.items() if each != day.isoformat()}
    return _changed(row, "service_point.exception_removed", keeper, {"day": day.isoformat()})


@transaction.atomic
def change_items(
    *, key: str, revision: int, offers: str, item_codes: Sequence[str], keeper: Keeper
) -> points.ServicePoint:
    """Say which items can be done there; whether the codes are those of items, the caller has looked up."""
    _refuse(_items_problems(offers, item_codes))
    row = _taken(key, keeper, revision)
    before = {"offers": row.offers, "items": len(row.item_codes)}
    row.offers = offers
    row.item_codes = sorted(set(item_codes)) if offers == ServicePoint.Offers.LISTED else []
    after = {"offers": row.offers, "items": len(row.item_codes)}
    return _changed(row, "service_point.items_changed", keeper, {"before": before, "after": after})


@transaction.atomic
def close_point(*, key: str, on: date | None, reason: str, keeper: Keeper) -> points.ServicePoint:
    """Close a point for good from a day on. It keeps its page; lists leave it out from that day."""
    problems = list(_text_problems("reason", reason, LONGEST_REASON, is_needed=True))
    if on is None:
        problems.append(PointProblem("on", "no_day"))
    elif on < clock.today():
        problems.append(PointProblem("on", "past", on.isoformat()))
    _refuse(problems)
    row = _taken(key, keeper)
    row.closed_on, row.closing_reason = on, reason.strip()
    facts = {"on": on.isoformat() if on else ""}
    return _changed(row, "service_point.closed", keeper, facts, reason=row.closing_reason)


@transaction.atomic
def reopen_point(*, key: str, keeper: Keeper) -> points.ServicePoint:
    """Let a point that was closed, or was to be, serve again."""
    row = _taken(key, keeper)
    row.closed_on, row.closing_reason = None, ""
    return _changed(row, "service_point.reopened", keeper, {})


def _taken(key: str, keeper: Keeper, revision: int | None = None) -> ServicePoint:
    """Return the point, held until the end of the deed, if it is the keeper's and nobody has changed it since."""
    rows = ServicePoint.objects.select_for_update().filter(key=key)
    row = None if "\x00" in key else rows.first()
    if row is None:
        raise points.UnableToFindServicePoint(key=key[:60])
    if not keeper.reaches(row):
        raise UnableToReachPoint
    if revision is not None and row.revision != revision:
        raise UnableToOverwritePoint
    return row


def _changed(
    row: ServicePoint, deed: str, keeper: Keeper, facts: Mapping[str, Any], *, reason: str = ""
) -> points.ServicePoint:
    row.revision += 1
    row.save()
    return _told(row, deed, keeper, {**facts, "revision": row.revision}, reason=reason)


def _told(
    row: ServicePoint, deed: str, keeper: Keeper, facts: Mapping[str, Any], *, reason: str = ""
) -> points.ServicePoint:
    ledger.record(
        deed=deed,
        subject=f"service_point:{row.key}",
        actor=keeper.actor,
        reason=reason,
        region_code=row.region_id,
        facts=facts,
    )
    tell_of_change()
    return points.as_service_point(row)


def _refuse(problems: Iterator[PointProblem] | Sequence[PointProblem]) -> None:
    found = list(problems)
    if found:
        raise UnableToKeepPoint(found)


def _columns(facts: PointFacts) -> dict[str, Any]:
    texts = {name: getattr(facts, name).strip() for name in LONGEST}
    return {
        **texts,
        "kind": facts.kind,
        "region_id": facts.region_code,
        "authority_id": facts.authority_id,
        "latitude": float(facts.latitude),
        "longitude": float(facts.longitude),
        "services": sorted(set(facts.services)),
    }


def _facts_problems(facts: PointFacts) -> Iterator[PointProblem]:
    for name, longest in LONGEST.items():
        is_needed = name not in {"name_en", "accessible_entrance", "transport"}
        yield from _text_problems(name, getattr(facts, name), longest, is_needed=is_needed)
    if facts.phone.strip() and not PHONE.fullmatch(facts.phone.strip()):
        yield PointProblem("phone", "no_phone", facts.phone[:20])
    if facts.kind not in list(ServicePoint.Kind):
        yield PointProblem("kind", "unknown", facts.kind[:20])
    if not models.Region.objects.filter(code=facts.region_code.replace("\x00", "?")[:12]).exists():
        yield PointProblem("region", "unknown", facts.region_code[:12])
    if facts.authority_id is not None and facts.authority_id not in {each.id for each in queries.authorities()}:
        yield PointProblem("authority", "unknown", str(facts.authority_id)[:12])
    try:
        Position(float(facts.latitude), float(facts.longitude))
    except ValueError:
        yield PointProblem("latitude", "no_position", f"{facts.latitude[:20]}, {facts.longitude[:20]}")
    for service in facts.services:
        if service not in list(Service):
            yield PointProblem("services", "unknown", service[:30])


def _exception_problems(first: date | None, last: date | None, hours: RawHours, reason: str) -> Iterator[PointProblem]:
    today = clock.today()
    end = last or first
    if first is None or end is None:
        yield PointProblem("first", "no_day")
    elif first < today:
        yield PointProblem("first", "past", first.isoformat())
    elif end < first:
        yield PointProblem("last", "ends_early")
    elif end > today + FARTHEST_EXCEPTION:
        yield PointProblem("last", "far", end.isoformat())
    elif (end - first).days >= MOST_EXCEPTION_DAYS:
        yield PointProblem("last", "too_many_days", str(MOST_EXCEPTION_DAYS))
    for fault, text in hours_faults(hours):
        yield PointProblem("hours", fault, text)
    yield from _text_problems("reason", reason, LONGEST_REASON, is_needed=True)


def _items_problems(offers: str, item_codes: Sequence[str]) -> Iterator[PointProblem]:
    if offers not in list(ServicePoint.Offers):
        yield PointProblem("offers", "unknown", offers[:20])
    if offers != ServicePoint.Offers.LISTED:
        return
    if not item_codes:
        yield PointProblem("item_codes", "no_items")
    if len(item_codes) > MOST_ITEMS:
        yield PointProblem("item_codes", "too_many_items", str(MOST_ITEMS))
    for code in item_codes[:MOST_ITEMS]:
        if not ITEM_CODE.fullmatch(code):
            yield PointProblem("item_codes", "no_item_code", code[:40])


def _text_problems(name: str, text: str, longest: int, *, is_needed: bool) -> Iterator[PointProblem]:
    text = text.strip()
    if is_needed and not text:
        yield PointProblem(name, "missing")
    if len(text) > longest:
        yield PointProblem(name, "too_long", str(longest))
    if not text.isprintable():
        yield PointProblem(name, "unreadable")


def _sorted(hours: RawHours) -> list[list[str]]:
    """Return hours as they are kept: in their order, those that touch as one."""
    return [list(span.text) for span in spans(hours)]
