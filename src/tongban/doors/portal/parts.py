"""Which authorities are at a case at once, as its applicant sees them: who, until when, and what is done; not what they say."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.handling.cases.api import CaseView, PartView


@dataclass(frozen=True)
class PartRow:
    """One authority at work."""

    title: str
    note: str
    tag: str
    tone: str


def part_rows(view: CaseView) -> list[PartRow]:
    """Return the authorities that take part, in the order in which they began; what nobody waited for is left out."""
    return [_row(part) for part in view.parts if not part.is_dropped]


def _row(part: PartView) -> PartRow:
    tag, tone = _state(part)
    when = (
        _("{day}办完").format(day=wording.short_day(part.ended_on))
        if part.ended_on
        else _("{day}前办完").format(day=wording.short_day(part.clock.due))
    )
    name = wording.local_text(part.name, part.name_en)
    return PartRow(wording.local_text(part.authority_name, part.authority_name_en), f"{name} · {when}", tag, tone)


def _state(part: PartView) -> tuple[str, str]:
    if not part.is_open:
        return _("已办完"), "green"
    if part.is_stopped:
        return _("特别程序中，不计时"), "amber"
    return (_("超过期限，正在催办"), "red") if part.is_late else (_("正在办理"), "blue")
