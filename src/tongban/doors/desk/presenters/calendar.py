"""A year's days off as an administrator types them, and what a correction moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.handling.cases.api import DueMove
from tongban.offer.deadlines.rules import Light
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
