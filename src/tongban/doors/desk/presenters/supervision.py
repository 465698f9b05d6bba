"""How supervision is shown: first what presses, then figures, each with how it is computed and where its rows are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.desk import words
from tongban.doors.frame import wording
from tongban.handling.cases.api import ClockView, RunningCase
from tongban.offer.deadlines.rules import Light
from tongban.oversight.supervision.api import AuthorityLine, CardKind, CardState, CardView, Figure, Overview
from tongban.registers.organisations import api as organisations

KINDS: dict[CardKind, tuple[str | Promise, str]] = {
    CardKind.YELLOW: (gettext_lazy("黄牌"), "amber"),
    CardKind.RED: (gettext_lazy("红牌"), "red"),
    CardKind.BREACH: (gettext_lazy("违法超期牌"), "red"),
    CardKind.PROCEDURE: (gettext_lazy("特别程序超时"), "amber"),
    CardKind.COMMITMENT: (gettext_lazy("承诺材料逾期"), "amber"),
    CardKind.DELIVERY: (gettext_lazy("送达超期"), "red"),
    CardKind.PART_YELLOW: (gettext_lazy("部门黄牌"), "amber"),
    CardKind.PART_RED: (gettext_lazy("部门红牌"), "red"),
}
CARD_STATES: dict[CardState, tuple[str | Promise, str]] = {
    CardState.OPEN: (gettext_lazy("待说明"), "amber"),
    CardState.EXPLAINED: (gettext_lazy("已说明，待处理"), "blue"),
    CardState.CONFIRMED: (gettext_lazy("已确认"), "grey"),
    CardState.DISMISSED: (gettext_lazy("已撤销"), "grey"),
}
SETTLED = (CardState.CONFIRMED, CardState.DISMISSED)
PRESSING = ("late", "open_cards", "on_time_rate", "satisfaction")
OTHERS = (
    "received",
    "open",
    "decided",
    "granted",
    "within_statute_rate",
    "committed_compression",
    "actual_compression",
    "ratings",
)
LIGHT_TONES = {Light.GREEN: "green", Light.YELLOW: "amber", Light.RED: "red", Light.BREACH: "red"}


@dataclass(frozen=True)
class Shown:
    """A figure in words, with how it is computed and the page of its rows."""

    code: str
    name: str
    value: str
    how: str
    href: str


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    tone: str
    href: str = ""


@dataclass(frozen=True)
class AuthorityRow:
    name: str
    received: str
    open: str
    late: str
    is_late: bool
    on_time: str
    satisfaction: str


@dataclass(frozen=True)
class ItemRow:
    name: str
    authority: str
    decided: int
    late: int
    days: str


@dataclass(frozen=True)
class LateRow:
    href: str
    grouped: str
    item: str
    authority: str
    light: str
    text: str
    due: str
    statutory: str
    state: str
    is_stopped: bool


@dataclass(frozen=True)
class CardRow:
    href: str
    kind: str
    kind_tone: str
    state: str
    state_tone: str
    item: str
    authority: str
    grouped: str
    course_href: str
    late: str
    opened: str


def pressing(found: Overview) -> list[Shown]:
    """Return what asks for action, first."""
    return [_shown(found.figures[code]) for code in PRESSING if code in found.figures]


def figures(found: Overview) -> list[Shown]:
    """Return the other figures."""
    return [_shown(found.figures[code]) for code in OTHERS if code in found.figures]


def lights(found: Overview) -> list[Bar]:
    """Return open cases by their light, the worst first."""
    order = [Light.BREACH, Light.RED, Light.YELLOW, Light.GREEN]
    late = reverse("desk:late")
    return [
        Bar(
            str(words.LIGHTS[light]),
            found.by_light.get(light, 0),
            LIGHT_TONES[light],
            late if light in (Light.BREACH, Light.RED) else "",
        )
        for light in order
    ]


def authorities(found: Overview) -> list[AuthorityRow]:
    """Return the authorities, the one with most late cases first."""
    lines = sorted(found.by_authority, key=lambda line: -(_number(line, "late") or 0))
    return [
        AuthorityRow(
            name=wording.hant(line.authority_name),
            received=_value(line.figures.get("received")),
            open=_value(line.figures.get("open")),
            late=_value(line.figures.get("late")),
            is_late=bool(_number(line, "late")),
            on_time=_value(line.figures.get("on_time_rate")),
            satisfaction=_value(line.figures.get("satisfaction")),
        )
        for line in lines
    ]


def late_items(found: Overview) -> list[ItemRow]:
    """Return the items that were decided late most often."""
    return [
        ItemRow(
            wording.hant(item.item_name),
            wording.hant(item.authority_name),
            item.decided,
            item.late,
            f"{item.average_days:.1f}",
        )
        for item in found.latest_items
    ]


def by_day(found: Overview) -> list[Bar]:
    """Return the cases received day by day, the last fortnight of the span."""
    return [Bar(wording.short_day(line.day), line.received, "blue") for line in found.by_day[-14:]]


def late_rows(rows: Sequence[RunningCase]) -> list[LateRow]:
    """Return late cases without persons."""
    return [
        LateRow(
            href=reverse("desk:course", args=[row.number]),
            grouped=row.grouped_number,
            item=wording.hant(row.item_name),
            authority=wording.hant(organisations.authority(row.authority_id).name),
            light=row.light,
            text=str(words.LIGHTS[row.light]),
            due=wording.short_day(row.committed_due),
            statutory=wording.short_day(row.statutory_due),
            state=str(words.STATES[row.state][0]),
            is_stopped=row.is_stopped,
        )
        for row in rows
    ]


def card_rows(rows: Sequence[CardView]) -> list[CardRow]:
    return [card_row(row) for row in rows]


def card_row(card: CardView) -> CardRow:
    """Return a card in words."""
    kind, kind_tone = KINDS[card.kind]
    state, state_tone = CARD_STATES[card.state]
    late = (
        _("超期 {limit}").format(limit=wording.limit(card.days_late, "calendar_day"))
        if card.days_late > 0
        else _("{day}到期").format(day=wording.short_day(card.due_on))
    )
    return CardRow(
        href=reverse("desk:card", args=[card.id]),
        kind=str(kind),
        kind_tone=kind_tone,
        state=str(state),
        state_tone=state_tone,
        item=wording.hant("·".join(filter(None, (card.item_name, card.part_name)))),
        authority=wording.hant(card.authority_name),
        grouped=wording.grouped(card.case_number),
        course_href=reverse("desk:course", args=[card.case_number]),
        late=late,
        opened=wording.moment(card.opened_at),
    )


def is_settled(card: CardView) -> bool:
    return card.state in SETTLED


def light_of(clock: ClockView | None) -> tuple[str, str] | None:
    """Return the light of a case with its words; None once nothing is due."""
    if clock is None:
        return None
    return clock.light, wording.time_left(clock.days_left, clock.unit, clock.due)


def _shown(figure: Figure) -> Shown:
    rows = {
        "late": "desk:late",
        "open_cards": "desk:cards",
        "satisfaction": "desk:bad-ratings",
        "ratings": "desk:bad-ratings",
    }
    anchors = {
        "on_time_rate": "#late-items",
        "decided": "#authorities",
        "granted": "#authorities",
        "open": "#lights",
        "received": "#by-day",
    }
    href = reverse(rows[figure.code]) if figure.code in rows else anchors.get(figure.code, "#authorities")
    return Shown(figure.code, figure.name, _value(figure), figure.how, href)


def _number(line: AuthorityLine, code: str) -> float | None:
    figure = line.figures.get(code)
    return figure.value if figure else None


def _value(figure: Figure | None) -> str:
    """Return a figure as people read it; a dash where there was nothing to count."""
    if figure is None or figure.value is None:
        return "—"
    if figure.unit == "share":
        return f"{figure.value:.1%}"
    if figure.unit == "day":
        return f"{figure.value:.1f}"
    return wording.thousands(round(figure.value))
