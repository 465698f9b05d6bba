"""How the inspection of guides is shown: what is worst first, each finding with where, why and how to mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from markupsafe import Markup

from tongban.doors.frame import wording
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.api import (
    DayLine,
    DepthFigures,
    DepthLine,
    FindingState,
    FindingView,
    ItemStanding,
    Overview,
    RepairTaskView,
    RuleCount,
    Severity,
    TaskState,
)
from tongban.registers.organisations import api as organisations

SEVERITIES: Mapping[Severity, tuple[str | Promise, str]] = {
    Severity.SERIOUS: (pgettext_lazy("severity", "严重"), "red"),
    Severity.FLAW: (pgettext_lazy("severity", "一般"), "amber"),
    Severity.HINT: (pgettext_lazy("severity", "提示"), "grey"),
}
FINDING_STATES: Mapping[FindingState, tuple[str | Promise, str]] = {
    FindingState.OPEN: (gettext_lazy("待整改"), "amber"),
    FindingState.MENDED: (gettext_lazy("已改好"), "green"),
    FindingState.EXCUSED: (gettext_lazy("免于整改"), "grey"),
}
TASK_STATES: Mapping[TaskState, tuple[str | Promise, str]] = {
    TaskState.OPEN: (gettext_lazy("待认领"), "amber"),
    TaskState.CLAIMED: (gettext_lazy("整改中"), "blue"),
    TaskState.MENDED: (gettext_lazy("已报整改，待核验"), "blue"),
    TaskState.EXCUSE_ASKED: (gettext_lazy("申请免于整改，待决定"), "blue"),
    TaskState.EXCUSED: (gettext_lazy("免于整改"), "grey"),
    TaskState.VERIFIED: (gettext_lazy("核验通过"), "green"),
}
COLUMNS: Mapping[str, str | Promise] = {
    "theme": gettext_lazy("主题"),
    "life_event": gettext_lazy("人生事件"),
    "authority": gettext_lazy("部门"),
    "region": gettext_lazy("地区"),
}
DEPTH_MARKS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
WIDTH, HEIGHT, EDGE = 640, 180, 12
DAYS_NEAR = 2


@dataclass(frozen=True)
class AuthorityRow:
    href: str
    name: str
    items: int
    score: str
    width: float
    tone: str
    serious: int
    sound: int


@dataclass(frozen=True)
class RuleRow:
    code: str
    href: str
    found_href: str
    name: str
    severity: str
    tone: str
    weight: int
    open: int
    items: int
    excused: int
    is_on: bool
    sentence: str
    cure: str
    source: str
    item_types: str
    since: str
    switched: str


@dataclass(frozen=True)
class FindingRow:
    id: int
    href: str
    item: str | Markup
    authority: str
    rule: str
    rule_href: str
    severity: str
    tone: str
    place: str
    sentence: str
    cure: str
    source: str
    state: str
    state_tone: str
    opened: str
    again: str
    excuse: str
    is_open: bool


@dataclass(frozen=True)
class TaskRow:
    href: str
    rule: str
    authority: str
    findings: int
    found_href: str
    light: str
    left: str
    state: str
    tone: str
    who: str
    closed: str


@dataclass(frozen=True)
class ItemRow:
    href: str
    guide_href: str
    name: str | Markup
    title: str
    authority: str
    score: int
    tone: str
    faults: str
    claimed: str
    real: str
    is_overclaimed: bool
    lacks: str


@dataclass(frozen=True)
class Trend:
    """The line of the mean score, day by day, as points of a drawing WIDTH by HEIGHT; the table beside it says the same."""

    points: str
    dots: list[tuple[float, float]]
    least: int
    most: int
    rows: list[tuple[str, str, int, str]]
    told: str


@dataclass(frozen=True)
class DepthRow:
    name: str
    level: str
    items: int
    rate: str
    width: float
    claimed: str
    aim: str
    aim_at: float
    is_below: bool
    depths: list[tuple[str, int]]
    visits: str
    source: str
    lifts: list[str]


def authorities(found: Overview) -> list[AuthorityRow]:
    """Return the authorities, the worst first."""
    return [
        AuthorityRow(
            href=f"{reverse('desk:inspection-items')}?authority={line.authority_id}",
            name=wording.office(line.authority_name),
            items=line.items,
            score=f"{line.score:.1f}",
            width=line.score,
            tone=_tone(line.score),
            serious=line.serious,
            sound=line.sound,
        )
        for line in found.authorities
    ]


def rule_row(count: RuleCount) -> RuleRow:
    """Return a rule with how often it is broken."""
    rule = count.rule
    severity, tone = SEVERITIES[rule.severity]
    return RuleRow(
        code=rule.code,
        href=reverse("desk:inspection-rule", args=[rule.code]),
        found_href=f"{reverse('desk:inspection-findings')}?rule={rule.code}",
        name=wording.hant(inspection.rule_name(rule)),
        severity=str(severity),
        tone=tone,
        weight=rule.weight,
        open=count.open,
        items=count.items,
        excused=count.excused,
        is_on=rule.is_on,
        sentence=wording.hant(inspection.sentence_of(rule, _blanks())),
        cure=wording.hant(inspection.cure_of(rule)),
        source=wording.hant(rule.source),
        item_types="、".join(rule.item_types),
        since=wording.plain_day(rule.active_from),
        switched=_("{who}于{when}{deed}：{why}").format(
            who=wording.hant(count.switched_by),
            when=wording.moment(count.switched_at),
            deed=_("启用") if rule.is_on else _("停用"),
            why=wording.hant(count.switched_why),
        )
        if count.switched_at
        else "",
    )


def finding_row(view: FindingView) -> FindingRow:
    """Return a finding: what, where, why, and how to mend it."""
    severity, tone = SEVERITIES[view.severity]
    state, state_tone = FINDING_STATES[view.state]
    return FindingRow(
        id=view.id,
        href=reverse("desk:inspection-item", args=[view.item_code]),
        item=wording.local(view.item_name, view.item_name_en),
        authority=wording.office(organisations.authority(view.authority_id).name),
        rule=wording.hant(inspection.rule_name(view.rule)),
        rule_href=reverse("desk:inspection-rule", args=[view.rule.code]),
        severity=str(severity),
        tone=tone,
        place=inspection.place_name(view.path),
        sentence=wording.hant(inspection.sentence_of(view.rule, view.said)),
        cure=wording.hant(inspection.cure_of(view.rule)),
        source=wording.hant(view.rule.source),
        state=str(state),
        state_tone=state_tone,
        opened=wording.short_day(view.opened_at),
        again=ngettext("又出现过 {count} 次", "又出现过 {count} 次", view.reopened).format(count=view.reopened)
        if view.reopened
        else "",
        excuse=_("{who}：{why}").format(who=wording.hant(view.excused_by), why=wording.hant(view.excuse))
        if view.state is FindingState.EXCUSED
        else "",
        is_open=view.state is FindingState.OPEN,
    )


def task_row(task: RepairTaskView) -> TaskRow:
    """Return a repair task with its light."""
    state, tone = TASK_STATES[task.state]
    is_waiting = task.closed_on is None
    return TaskRow(
        href=reverse("desk:inspection-task", args=[task.id]),
        rule=wording.hant(inspection.rule_name(task.rule)),
        authority=wording.office(task.authority_name),
        findings=task.findings,
        found_href=f"{reverse('desk:inspection-findings')}?"
        + urlencode({"rule": task.rule.code, "authority": task.authority_id}),
        light=_light(task.days_left) if is_waiting else "",
        left=wording.time_left(task.days_left, "working_day", task.due_on) if is_waiting else "",
        state=str(state),
        tone=tone,
        who=wording.hant(task.claimed_by_name),
        closed=wording.short_day(task.closed_on),
    )


def item_row(item: ItemStanding) -> ItemRow:
    """Return an item in a list."""
    return ItemRow(
        href=reverse("desk:inspection-item", args=[item.code]),
        guide_href=reverse("portal:item", args=[item.code]),
        name=wording.local(item.name, item.name_en),
        title=wording.local_text(item.name, item.name_en),
        authority=wording.office(organisations.authority(item.authority_id).name),
        score=item.score,
        tone=_tone(item.score),
        faults=_faults(item),
        claimed=DEPTH_MARKS[item.claimed_depth - 1],
        real=DEPTH_MARKS[item.real_depth - 1],
        is_overclaimed=item.claimed_depth > item.real_depth,
        lacks=_("；").join(inspection.lack_name(lack) for lack in item.lacks),
    )


def edit_href(code: str) -> str:
    """Return where an item is changed, empty where the desk has no such page."""
    try:
        return reverse("desk:catalogue-item", args=[code])
    except NoReverseMatch:
        return ""


def trend(days: Sequence[DayLine]) -> Trend | None:
    """Return the line of the mean score; None before there are two days to compare."""
    rows = [
        (wording.short_day(line.day), f"{line.score:.1f}", line.findings, f"{line.online_share:.0%}") for line in days
    ]
    if len(days) < 2:
        return None
    least = max(0, int(min(line.score for line in days)) - 2)
    most = min(100, int(max(line.score for line in days)) + 2)
    across = (WIDTH - 2 * EDGE) / (len(days) - 1)
    dots = [
        (
            round(EDGE + place * across, 1),
            round(HEIGHT - EDGE - (line.score - least) / max(most - least, 1) * (HEIGHT - 2 * EDGE), 1),
        )
        for place, line in enumerate(days)
    ]
    change = days[-1].score - days[0].score
    told = (
        _("比 {since} 高 {points} 分，在变好。")
        if change > 0.05
        else _("比 {since} 低 {points} 分，在变差。")
        if change < -0.05
        else _("和 {since} 一样，没有变化。")
    )
    return Trend(
        points=" ".join(f"{across},{up}" for across, up in dots),
        dots=dots,
        least=least,
        most=most,
        rows=rows[::-1],
        told=told.format(since=wording.short_day(days[0].day), points=f"{abs(change):.1f}"),
    )


def columns(found: Overview) -> list[tuple[str, str]]:
    """Return the empty columns by kind: 主题, and which."""
    kinds = dict.fromkeys(column.kind for column in found.empty_columns)
    return [
        (
            str(COLUMNS.get(kind, kind)),
            _("、").join(wording.hant(column.name) for column in found.empty_columns if column.kind == kind),
        )
        for kind in kinds
    ]


def depth_rows(lines: Sequence[DepthLine]) -> list[DepthRow]:
    return [depth_row(line) for line in lines]


def depth_row(line: DepthLine) -> DepthRow:
    """Return a level or a region with its online rate, its aim, and what would lift it."""
    return DepthRow(
        name=wording.local_text(line.name, organisations.region(line.region_code).name_en if line.region_code else ""),
        level=inspection.level_name(line.level),
        items=line.items,
        rate=f"{line.rate:.1%}",
        width=100 * line.rate,
        claimed=f"{line.claimed_rate:.1%}",
        aim=f"{line.aim:.0%}" if line.aim is not None else "",
        aim_at=100 * (line.aim or 0),
        is_below=line.is_below,
        depths=list(zip(DEPTH_MARKS, line.by_depth, strict=True)),
        visits=f"{line.visits:.2f}",
        source=wording.hant(line.source),
        lifts=[inspection.lift_sentence(lift) for lift in line.lifts],
    )


def below(found: DepthFigures) -> list[DepthRow]:
    """Return the regions that miss their aim, those farthest below first."""
    return [depth_row(line) for line in found.regions if line.is_below]


def authority_choices(region: str) -> list[tuple[str, str]]:
    return [(str(each.id), wording.office(each.name)) for each in organisations.authorities(region)]


def _blanks() -> dict[str, str]:
    """Return "…" for each fact of a sentence that is told without a finding."""
    return dict.fromkeys(
        ("said", "word", "name", "count", "least", "most", "missing", "other", "law", "limit", "days", "since", "first")
        + ("successor", "law_source", "found", "real"),
        "…",
    )


def _faults(item: ItemStanding) -> str:
    counted = [
        (item.serious, Severity.SERIOUS),
        (item.flaws, Severity.FLAW),
        (item.hints, Severity.HINT),
    ]
    return _("，").join(f"{SEVERITIES[severity][0]} {count}" for count, severity in counted if count) or _("没有问题")


def _tone(score: float) -> str:
    return "green" if score >= 90 else "amber" if score >= 70 else "red"


def _light(days: int) -> str:
    return "red" if days < 0 else "yellow" if days <= DAYS_NEAR else "green"
