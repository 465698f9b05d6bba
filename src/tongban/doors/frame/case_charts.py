"""Where a case is: its review plan as a flow chart, what is done, under way and late in colours and in words, and as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongban.doors.frame import plan_charts, wording
from tongban.doors.frame import plan_words as words
from tongban.doors.frame.charts import Chart, Measures, Status, drawn, laid_out
from tongban.doors.frame.context import HTML_LANGUAGES
from tongban.handling.cases.api import CaseView, Outcome, PartView, State
from tongban.handling.workflow.rules import Join, Kind, Plan, Who, WhoKind, reading_order

# What is done and what is under way among the steps that the whole case goes through.
REACHED: Mapping[State, tuple[tuple[str, ...], str]] = {
    State.SUBMITTED: ((), Kind.ACCEPT),
    State.SUPPLEMENT_ASKED: ((), Kind.ACCEPT),
    State.ACCEPTED: ((Kind.ACCEPT,), Kind.PROPOSE),
    State.PROPOSED: ((Kind.ACCEPT, Kind.PROPOSE), Kind.DECIDE),
    State.DECIDED: ((Kind.ACCEPT, Kind.PROPOSE, Kind.DECIDE), Kind.DELIVER),
    State.CLOSED: ((Kind.ACCEPT, Kind.PROPOSE, Kind.DECIDE, Kind.DELIVER), ""),
}
DECIDED = (Outcome.GRANTED, Outcome.REFUSED)


@dataclass(frozen=True)
class WhereLine:
    """One step of a case in words."""

    name: str
    who: str
    status: Status
    text: str
    tone: str


@dataclass(frozen=True)
class Where:
    """The course of a case: drawn wide and narrow, and told."""

    wide: SafeString
    narrow: SafeString
    lines: tuple[WhereLine, ...]


def where_it_is(view: CaseView) -> Where | None:
    """Return the flow chart of a case with where it is; None for one whose plan is not told."""
    if view.plan is None:
        return None
    states = _statuses(view, view.plan)
    names, general = _lanes(view), words.general_lanes()

    def lane(who: Who) -> str:
        return names.get(who) or general(who)

    lines = tuple(
        _line(view.plan, code, states, view, lane) for code in reading_order(view.plan) if code in view.plan.steps
    )
    told = _("；").join(f"{line.name}（{line.who}）：{line.text}" for line in lines)
    charts = [plan_charts.plan_chart(view.plan, lane_name=lane, narrow=narrow) for narrow in (False, True)]
    wide, narrow = (
        _svg(_marked(chart, states), view.grouped_number, told, HTML_LANGUAGES.get(wording.language(), "zh-Hans"), key)
        for chart, key in zip(charts, ("wide", "narrow"), strict=True)
    )
    return Where(mark_safe(wide), mark_safe(narrow), lines)  # noqa: S308 - `drawn` escapes every text


def _statuses(view: CaseView, plan: Plan) -> dict[str, Status]:
    done, now = REACHED[view.state]
    is_over = view.state is State.CLOSED
    if is_over and view.outcome not in DECIDED:
        done = (Kind.ACCEPT,) if view.accepted_on else ()
    found = dict.fromkeys(done, Status.DONE)
    if now and not (view.awaits_parts and now == Kind.PROPOSE):
        found[now] = Status.LATE if view.clock is not None and view.clock.days_left < 0 else Status.RUNNING
    for part in view.parts:
        found[part.step] = _status(part)
    for join in plan.joins.values():
        if any(found.get(code) for code in _after(join, plan)):
            found[join.code] = Status.DONE
    return found


def _after(join: Join, plan: Plan) -> Sequence[str]:
    """Return the steps that a join leads to."""
    codes: list[str] = []
    for following in join.leads_to.values():
        codes += [following] if isinstance(following, str) else [branch.to for branch in following.branches]
    return [code for code in codes if code in plan.steps]


def _status(part: PartView) -> Status:
    if part.is_dropped:
        return Status.NONE
    if not part.is_open:
        return Status.DONE
    return Status.LATE if part.is_late else Status.RUNNING


def _lanes(view: CaseView) -> dict[Who, str]:
    """Return by what name each authority of the plan takes part in this case."""
    found = {Who(WhoKind.LEAD): wording.hant(view.authority_name)}
    for part in view.parts:
        if view.plan is not None and part.step in view.plan.steps:
            found[view.plan.steps[part.step].who] = wording.local_text(part.authority_name, part.authority_name_en)
    return found


def _line(plan: Plan, code: str, states: Mapping[str, Status], view: CaseView, lane: words.LaneName) -> WhereLine:
    status = states.get(code, Status.NONE)
    part = next((part for part in reversed(view.parts) if part.step == code), None)
    text, tone = {
        Status.NONE: (_("还没有到"), "grey"),
        Status.DONE: (_("已完成"), "green"),
        Status.RUNNING: (_("正在办理"), "amber"),
        Status.LATE: (_("已超期"), "red"),
    }[status]
    if part is not None and part.is_dropped:
        text = _("不再需要")
    elif part is not None and part.is_open:
        text = _("{text}，{day}到期").format(text=text, day=wording.short_day(part.clock.due))
    return WhereLine(plan_charts.name_of(plan, code), lane(plan.steps[code].who), status, text, tone)


def _marked(chart: Chart, states: Mapping[str, Status]) -> Chart:
    told = {Status.DONE: _("已完成"), Status.RUNNING: _("正在办理"), Status.LATE: _("已超期")}
    return replace(
        chart,
        nodes=tuple(
            replace(node, status=status, lines=(*node.lines, told[status]))
            if (status := states.get(node.key, Status.NONE)) is not Status.NONE
            else node
            for node in chart.nodes
        ),
    )


@lru_cache(maxsize=200)
def _svg(chart: Chart, title: str, told: str, language: str, key: str) -> str:
    measures = Measures.narrow() if key == "narrow" else Measures()
    return drawn(laid_out(chart, measures), title=title, description=told, language=language, key=f"case-{key}")
