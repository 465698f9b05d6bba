"""Install calendars and limits from the files that carry them; correct a calendar, change a limit from a day on."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.news import tell
from tongban.groundwork.ledger import api as ledger
from tongban.offer.deadlines import queries
from tongban.offer.deadlines.events import DeadlinesChanged
from tongban.offer.deadlines.models import PERCENT, UNITS, CalendarYear, Edition, EditionKind, Holiday, LimitRule
from tongban.offer.deadlines.rules import SATURDAY

MOST_AMOUNT = 3000  # of any unit: a longer limit is a slip of the pen


class UnableToInstallCalendar(DomainError):
    """The file is no arrangement of days off: mend what is named and install it again."""

    code = "calendar.faulty"
    sentence = _("节假日安排文件 {file} 有误：{fault}。改正后重新导入。")
    status = 422


class UnableToChangeLimit(DomainError):
    """What was typed cannot hold: an unknown unit, no source, a day that is past or before another change's."""

    code = "limit_rules.change_faulty"
    sentence = _("这项时限不能这样更改：{fault}")
    status = 422


class UnableToInstallLimitRules(DomainError):
    """The file is no list of limits: mend what is named and install it again."""

    code = "limit_rules.faulty"
    sentence = _("法定时限文件 {file} 有误：{fault}。改正后重新导入。")
    status = 422


@transaction.atomic
def install_calendar(path: Path) -> None:
    """
    Write a year's arrangement from a YAML file, or from each of a folder; a year that is there is replaced.

    What differs makes a new edition of the calendar, by which later cases are judged. Open ones keep theirs until they are
    moved (`cases.move_due_dates`).
    """
    sources = []
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
        try:
            content = read_yaml(file)
            _install_year(content)
            sources.append(str(content["source"]))
        except (KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
            raise UnableToInstallCalendar(file=file.name, fault=f"{type(fault).__name__}: {fault}") from fault
    _keep_calendar("；".join(sources))
    _changed()


@transaction.atomic
def correct_calendar(content: Mapping[str, Any], *, actor: Actor) -> int:
    """
    Write one year's arrangement as `seeds/calendar/*.yaml` hold it, and return the number of the calendar's edition.

    The correction and where it is written are in the ledger. It moves no open case.

    Raises UnableToInstallCalendar with what cannot be true of it.
    """
    try:
        _install_year(content)
    except (KeyError, TypeError, ValueError) as fault:
        raise UnableToInstallCalendar(file=str(content.get("year", "")), fault=str(fault)) from fault
    number = _keep_calendar(str(content["source"]))
    ledger.record(
        deed="calendar.corrected",
        subject=f"calendar:{number}",
        actor=actor,
        reason=str(content["source"]),
        facts={"year": content["year"], "edition": number},
    )
    _changed()
    return number


@transaction.atomic
def install_limit_rules(path: Path) -> None:
    """Write the limits of a YAML file, in force from today; those that are there are brought up to date."""
    try:
        rules = [_limit_rule(entry) for entry in read_yaml(path)]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise UnableToInstallLimitRules(file=path.name, fault=f"{type(fault).__name__}: {fault}") from fault
    LimitRule.objects.bulk_create(
        rules,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "amount", "unit", "source"],
    )
    _keep_limits(path.name, clock.today())
    _changed()


@transaction.atomic
def change_limit(*, code: str, amount: int, unit: str, source: str, effective_from: date, actor: Actor) -> int:
    """
    Change a limit of the law from a day on, with where that is written, and return the number of the limits' edition.

    Cases submitted from that day on are judged by it. Open ones keep theirs until they are moved (`cases.move_due_dates`).
    Raises UnableToFindLimitRule for an unknown code, UnableToChangeLimit with what cannot be true.
    """
    rule = LimitRule.objects.select_for_update().filter(code=code).first()
    if rule is None:
        raise queries.UnableToFindLimitRule(rule=code)
    if fault := _fault_of_change(rule, amount, unit, source, effective_from):
        raise UnableToChangeLimit(fault=fault)
    was = f"{rule.amount} {rule.unit}"
    rule.amount, rule.unit, rule.source = amount, unit, source.strip()[:200]
    rule.save()
    number = _keep_limits(rule.source, effective_from)
    ledger.record(
        deed="limit_rule.changed",
        subject=f"limit_rule:{code}",
        actor=actor,
        reason=rule.source,
        facts={"edition": number, "was": was, "is": f"{amount} {unit}", "effective_from": f"{effective_from}"},
    )
    _changed()
    return number


def _fault_of_change(rule: LimitRule, amount: int, unit: str, source: str, effective_from: date) -> str:
    """Return in words what cannot be true of a change, or nothing."""
    latest = Edition.objects.filter(kind=EditionKind.LIMITS).order_by("-number").first()
    if (unit == PERCENT) != (rule.unit == PERCENT) or unit not in UNITS:
        return gettext("计量单位不对。")
    if not 0 < amount <= MOST_AMOUNT:
        return gettext("时限应在 1 到 {most} 之间。").format(most=MOST_AMOUNT)
    if (amount, unit) == (rule.amount, rule.unit) and source.strip() == rule.source:
        return gettext("和现在的规定一样。")
    if not source.strip():
        return gettext("请写明出处：法律、法规、规章的名称和条款。")
    if effective_from < clock.today():
        return gettext("施行日期已经过去：新的时限不溯及既往。")
    if latest is not None and effective_from < latest.effective_from:
        return gettext("已有自 {day} 起施行的更改，新的更改不能早于它。").format(day=latest.effective_from)
    return ""


def _keep_limits(source: str, effective_from: date) -> int:
    columns = ("code", "name", "name_en", "amount", "unit", "source")
    body = {"limits": list(LimitRule.objects.order_by("code").values(*columns))}
    return _keep(EditionKind.LIMITS, body, source, effective_from)


def _keep_calendar(source: str) -> int:
    holidays: dict[int, list[dict[str, Any]]] = {}
    for each in Holiday.objects.order_by("first", "name"):
        holidays.setdefault(each.year_id, []).append(
            {
                "name": each.name,
                "name_en": each.name_en,
                "from": each.first.isoformat(),
                "to": each.last.isoformat(),
                "work_on": each.work_on,
            }
        )
    years = [
        {
            "year": row.year,
            "source": row.source,
            "issued_on": row.issued_on.isoformat(),
            "is_provisional": row.is_provisional,
            "holidays": holidays.get(row.year, []),
        }
        for row in CalendarYear.objects.order_by("year")
    ]
    return _keep(EditionKind.CALENDAR, {"years": years}, source, clock.today())


def _keep(kind: EditionKind, body: Mapping[str, Any], source: str, effective_from: date) -> int:
    """Add an edition where the body differs from the latest one, and return the latest number."""
    latest = Edition.objects.filter(kind=kind).order_by("-number").first()
    if latest is not None and latest.body == body:
        return latest.number
    number = latest.number + 1 if latest else 1
    Edition.objects.create(
        kind=kind,
        number=number,
        made_at=clock.now(),
        effective_from=max(effective_from, latest.effective_from) if latest else effective_from,
        source=source[:400],
        body=body,
    )
    return number


def _install_year(content: Mapping[str, Any]) -> None:
    holidays = [_holiday(content["year"], entry) for entry in content["holidays"]]
    for fault in _faults(content["year"], holidays):
        raise ValueError(fault)
    CalendarYear.objects.filter(year=content["year"]).delete()
    CalendarYear.objects.create(
        year=content["year"],
        source=content["source"],
        issued_on=content["issued_on"],
        is_provisional=content["is_provisional"],
    )
    Holiday.objects.bulk_create(holidays)


def _holiday(year: int, entry: Mapping[str, Any]) -> Holiday:
    return Holiday(
        year_id=year,
        name=entry["name"],
        name_en=entry["name_en"],
        first=entry["from"],
        last=entry["to"],
        work_on=[day.isoformat() for day in entry["work_on"]],
    )


def _faults(year: int, holidays: list[Holiday]) -> Iterator[str]:
    """Yield what cannot be true of an arrangement, in words for whoever typed it."""
    make_up_days = [date.fromisoformat(day) for holiday in holidays for day in holiday.work_on]
    for holiday in holidays:
        # The notice for a year may reach into the last days of the year before, never further.
        if not date(year - 1, 12, 20) <= holiday.first <= holiday.last <= date(year, 12, 31):
            yield gettext("{name}（{first}—{last}）不在这一年").format(
                name=holiday.name, first=holiday.first, last=holiday.last
            )
        for day in make_up_days:
            if holiday.first <= day <= holiday.last:
                yield gettext("{day} 既是{name}放假日又是调休上班日").format(day=day, name=holiday.name)
    for day in make_up_days:
        if day.weekday() < SATURDAY:
            yield gettext("{day} 不是周六或者周日，不能调休上班").format(day=day)


def _limit_rule(entry: Mapping[str, Any]) -> LimitRule:
    if entry["unit"] not in UNITS:
        raise ValueError(f"unit {entry['unit']}")
    return LimitRule(
        code=entry["code"],
        name=entry["name"],
        name_en=entry["name_en"],
        amount=int(entry["amount"]),
        unit=entry["unit"],
        source=entry["source"],
    )


def _changed() -> None:
    queries.forget_kept()
    transaction.on_commit(queries.forget_kept)
    tell(DeadlinesChanged())
