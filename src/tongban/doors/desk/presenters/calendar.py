"""A year's days off as an administrator types them, and what a correction moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.handling.cases.api import Basis, DueMove, DueMoves
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.api import LimitSource
from tongban.offer.deadlines.rules import Light, Limit, Unit
from tongban.registers.organisations import api as organisations

PARTS = 4  # name, English name, first and last day; days worked in exchange follow


@dataclass(frozen=True)
class MoveRow:
    """A case whose due date moves."""

    number: str
    grouped: str
    item: str
    authority: str
    was: str
    becomes: str
    light_was: str
    light_becomes: str
    light_was_text: str
    light_becomes_text: str


def typed_holidays(arrangement: Mapping[str, Any] | None) -> str:
    """Return the days off of a year, one holiday a line, as they are typed."""
    return "\n".join(
        " | ".join((each["name"], each["name_en"], each["from"], each["to"], " ".join(each["work_on"])))
        for each in (arrangement or {}).get("holidays", ())
    )


def holidays(typed: str) -> list[dict[str, Any]]:
    """Return the holidays of typed lines; raise ValueError with a sentence about the first line that cannot be read."""
    found = []
    for number, line in enumerate(filter(None, map(str.strip, typed.replace("｜", "|").splitlines())), start=1):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) not in (PARTS, PARTS + 1) or not parts[0]:
            raise ValueError(_("第 {number} 行看不懂：名称 | 英文名 | 起 | 止 | 调休上班日").format(number=number))
        days = [*parts[2:4], *(parts[PARTS].split() if len(parts) > PARTS else ())]
        try:
            first, last, *worked = map(date.fromisoformat, days)
        except ValueError:
            raise ValueError(_("第 {number} 行的日期写成 2026-10-01 的样子。").format(number=number)) from None
        if last < first:
            raise ValueError(_("第 {number} 行：最后一天早于第一天。").format(number=number))
        found.append({"name": parts[0], "name_en": parts[1] or parts[0], "from": first, "to": last, "work_on": worked})
    return found


def move_row(move: DueMove) -> MoveRow:
    """Return a move in words."""
    return MoveRow(
        number=move.number,
        grouped=move.grouped_number,
        item=wording.hant(move.item_name),
        authority=wording.hant(organisations.authority(move.authority_id).short_name),
        was=_day(move, move.was),
        becomes=_day(move, move.becomes),
        light_was=move.light_was.value,
        light_becomes=move.light_becomes.value,
        light_was_text=_light(move.light_was),
        light_becomes_text=_light(move.light_becomes),
    )


@dataclass(frozen=True)
class Tab:
    text: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class EditionRow:
    """An edition of what judges cases: since when it holds, and where that is written."""

    number: int
    source: str
    day: str


@dataclass(frozen=True)
class LimitShown:
    """A limit as it is."""

    code: str
    name: str
    text: str
    source: str


def bases(current: Basis) -> list[Tab]:
    """Return what may have changed, the one that is looked at marked."""
    names = {Basis.CALENDAR: _("工作日历"), Basis.LIMITS: _("法定时限"), Basis.ITEM: _("事项的时限")}
    return [Tab(name, f"?by={basis}", basis is current) for basis, name in names.items()]


def moves_told(shown: DueMoves) -> str:
    """Say what judges new cases now, and that open ones stay until that is decided."""
    match shown.basis:
        case Basis.CALENDAR:
            told = _("工作日历现在是第 {number} 版。按以前的版本计算、还在办理的件，期限在您确认之前不变。")
        case Basis.LIMITS:
            told = _("法定时限现在是第 {number} 版。按以前的版本计算、还在办理的件，期限在您确认之前不变。")
        case Basis.ITEM:
            told = _("办事指南的法定时限或者承诺时限更改以后，还在办理的件仍按申请时的版本计算，期限在您确认之前不变。")
    return told.format(number=shown.edition)


def editions_of(basis: Basis) -> list[EditionRow]:
    """Return the latest editions of what judges cases; guides have a history of their own."""
    if basis is Basis.ITEM:
        return []
    kind = deadlines.EditionKind.CALENDAR if basis is Basis.CALENDAR else deadlines.EditionKind.LIMITS
    return [
        EditionRow(each.number, wording.hant(each.source), wording.day(each.effective_from))
        for each in deadlines.editions(kind, most=5)
    ]


def limit_shown(rule: LimitSource) -> LimitShown:
    """Return a limit as it is now."""
    is_share = rule.unit not in list(Unit)
    text = f"{rule.amount} %" if is_share else deadlines.limit_text(Limit(rule.amount, Unit(rule.unit)))
    return LimitShown(rule.code, wording.local_text(rule.name, rule.name_en), text, wording.hant(rule.source))


def units_for(rule: LimitSource) -> list[tuple[str, str]]:
    """Return the units that a limit may be counted in."""
    names = {
        Unit.WORKING_DAY: _("工作日"),
        Unit.CALENDAR_DAY: _("自然日"),
        Unit.HOUR: _("小时"),
        Unit.MONTH: _("个月"),
    }
    return [(unit.value, name) for unit, name in names.items()] if rule.unit in list(Unit) else [(rule.unit, "%")]


def _day(move: DueMove, day: date) -> str:
    return _("法定期限 {day}").format(day=wording.short_day(day)) if move.is_of_law else wording.short_day(day)


def _light(light: Light) -> str:
    names = {
        Light.GREEN: _("正常"),
        Light.YELLOW: _("即将到期"),
        Light.RED: _("超承诺期限"),
        Light.BREACH: _("超法定期限"),
    }
    return names[light]
