"""The course of an item: the steps of its guide joined with the branches of its review plan, as a chart and as a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tongban.doors.frame import plan_charts, wording
from tongban.doors.frame.charts import Chart, Edge, Kind, Lane, Node
from tongban.doors.frame.plan_words import LaneName, lane_in, result_word
from tongban.doors.portal import words
from tongban.handling.workflow.rules import Fork, Plan
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Step
from tongban.offer.deadlines import rules as deadlines
from tongban.offer.deadlines.rules import Limit, Unit, WorkCalendar
from tongban.registers.organisations import api as organisations

YOU, OFFICES = "you", "offices"
LICENSING = "01"
START, FINISH, REFUSED = "start", "finish", "refused"

# Words in a guide's step by which the step of the plan is known that it belongs to, and those of what it results in.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "accept": ("受理", "收件", "预约", "申请", "接件"),
    "propose": ("审查", "审核", "核对", "核查", "核验", "核实", "初审", "查询", "检索", "征询", "勘", "考察", "调查", "公示", "审理"),
    "decide": ("决定", "签发", "核准", "审批", "核定", "认定", "批准", "确认", "登簿", "登记", "备案", "出具"),
    "deliver": ("送达", "发证", "制证", "颁证", "换证", "发照", "换照", "发放", "领取", "指派", "换簿"),
}  # fmt: skip
RESULT_SIGNS: Mapping[str, tuple[str, ...]] = {
    "accept": ("受理", "回执", "凭证"),
    "propose": ("意见", "记录", "结果", "报告"),
    "decide": ("决定", "结论"),
    "deliver": ("送达",),
}


@dataclass(frozen=True)
class Course:
    """The steps of a guide, each with the step of the plan it belongs to."""

    offer: Offer
    plan: Plan
    places: tuple[str, ...]  # for each step of the guide the code of its step in the plan

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.offer.guide.steps

    def last_of(self, code: str) -> int:
        """Return the last guide step of a plan step; of one that no guide step tells of, the nearest before it, or the first."""
        order = main_line(self.plan)
        reached = order.index(code) if code in order else 0
        return max((index for index, place in enumerate(self.places) if order.index(place) <= reached), default=0)

    def first_of(self, code: str) -> int:
        """Return the first guide step of a plan step, or the first one after its place."""
        order = main_line(self.plan)
        reached = order.index(code) if code in order else 0
        later = (index for index, place in enumerate(self.places) if order.index(place) >= reached)
        return min(later, default=len(self.places) - 1)


def course_of(offer: Offer, plan: Plan) -> Course:
    """Join the steps of a guide with the review plan by which its cases run."""
    return Course(offer, plan, aligned(offer.guide.steps, main_line(plan)))


def main_line(plan: Plan) -> tuple[str, ...]:
    """
    Return the steps of a plan when all goes well: each by the first result that leads to a step not yet passed.

    What several authorities do at once is passed by: it goes on where they agree.
    """
    line = [plan.first]
    while following := next((to for to in _onward_from(plan, line[-1]) if to and to not in line), ""):
        line.append(following)
    return tuple(line)


def _onward_from(plan: Plan, code: str) -> Iterator[str]:
    """Yield the steps outside of blocks that come after one, in the order of its results."""
    for following in plan.node(code).leads_to.values():
        if isinstance(following, Fork):
            if not following.is_chosen:
                yield from _onward_from(plan, following.join)
        elif following in plan.joins:
            yield from _onward_from(plan, following)
        else:
            yield following


def aligned(steps: Sequence[Step], line: Sequence[str]) -> tuple[str, ...]:
    """
    Return for each step of a guide the step of the plan that it belongs to, in the plan's order.

    Of all ways to go along both without stepping back, the one whose words agree best; without words, evenly.
    """
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * len(line)
    for number, step in enumerate(steps):
        even = number * (len(line) - 1) / max(1, len(steps) - 1)
        best = [
            _joined(best, place, _agreement(step, line[place]) - 0.1 * abs(place - even), first=number == 0)
            for place in range(len(line))
        ]
    _score, chosen = max(best, key=lambda each: each[0]) if best else (0.0, ())
    return tuple(line[place] for place in chosen)


def _joined(
    best: Sequence[tuple[float, tuple[int, ...]]], place: int, score: float, *, first: bool
) -> tuple[float, tuple[int, ...]]:
    if first:
        return score, (place,)
    before, chosen = max(best[: place + 1], key=lambda each: each[0])
    return before + score, (*chosen, place)


def _agreement(step: Step, code: str) -> float:
    in_name = any(sign in step.name for sign in SIGNS.get(code, ()))
    in_result = any(sign in step.result for sign in RESULT_SIGNS.get(code, ()))
    return 2.0 * in_name + 0.5 * in_result


# --- as a list ---


@dataclass(frozen=True)
class StepRow:
    """One step as the page's list tells it."""

    name: str
    office: str
    takes: str
    by: str  # until which day, when somebody applies today; empty where that cannot be said
    result: str
    asides: tuple[str, ...]  # what else may come of it


def step_rows(course: Course, *, today: date, calendar: WorkCalendar | None) -> tuple[StepRow, ...]:
    """Return the steps in order: who, how long, until when at the latest, what comes of it and what else may."""
    unit = course.offer.guide.committed_limit.unit
    rows = []
    passed = 0
    for index, step in enumerate(course.steps):
        passed += step.days
        rows.append(
            StepRow(
                name=wording.local_text(step.name, step.name_en),
                office=wording.hant(step.office) + (f" {wording.hant(step.post)}" if step.post else ""),
                takes=_takes(step, unit),
                by=_by(today, Limit(passed, Unit(unit)), calendar),
                result=wording.hant(step.result),
                asides=tuple(_asides(course, index)),
            )
        )
    return tuple(rows)


def _by(today: date, limit: Limit, calendar: WorkCalendar | None) -> str:
    if calendar is None:
        return ""
    return wording.short_day(deadlines.due_date(start=today, limit=limit, calendar=calendar).day)


def _takes(step: Step, unit: str) -> str:
    return wording.limit(step.days, unit) if step.days else _("当日")


def _asides(course: Course, index: int) -> list[str]:
    said = []
    for code, result, following in _branches(course.plan):
        if index != course.last_of(code):
            continue
        if following == code:
            said.append(_("材料不齐的，一次性告知要补的全部内容；补齐后接着办。"))
        elif not following:
            said.append(
                _("不属于受理范围的，给您书面的不予受理决定，并说明理由。")
                if result == "not_accepted"
                else result_word(result, code)
            )
    if index == course.last_of(_decision(course.plan)):
        said.append(_("不符合条件的，给您书面的不予批准决定，说明理由，并告知怎样复议、诉讼。"))
    return said


# --- as a chart ---


def chart(course: Course, *, narrow: bool = False) -> Chart:
    """Return the course as boxes in the lanes of who acts: the applicant and each office; narrow, all offices in one."""
    if not course.plan.is_linear:
        return plan_charts.plan_chart(course.plan, lane_name=_lane_name(course), narrow=narrow, applicant=_("您"))
    return _ChartOf(course, narrow).chart()


def _lane_name(course: Course) -> LaneName:
    return lane_in(organisations.authority(course.offer.authority_id))


def told(course: Course) -> str:
    """Return the course in one paragraph, for who cannot see the chart."""
    if not course.plan.is_linear:
        return plan_charts.told(course.plan, lane_name=_lane_name(course))
    unit = course.offer.guide.committed_limit.unit
    steps = [
        _("第 {number} 步，{name}，{office}，{takes}").format(
            number=number,
            name=wording.local_text(step.name, step.name_en),
            office=wording.hant(step.office),
            takes=_takes(step, unit),
        )
        for number, step in enumerate(course.steps, start=1)
    ]
    asides = [aside for index in range(len(course.steps)) for aside in _asides(course, index)]
    return _("；").join(steps) + _("。") + "".join(asides)


class _ChartOf:
    def __init__(self, course: Course, narrow: bool) -> None:
        self.course, self.narrow = course, narrow
        self.guide = course.offer.guide

    def chart(self) -> Chart:
        nodes = [Node(START, YOU, _("提交申请"), (self._channels(),), Kind.START)]
        edges = [Edge(START, _key(0))]
        branching = {self.course.last_of(code) for code, _result, _following in _branches(self.course.plan)}
        branching.add(self.course.last_of(_decision(self.course.plan)))
        for index, step in enumerate(self.course.steps):
            nodes.append(self._box(index, step, Kind.CHOICE if index in branching else Kind.STEP))
            aside_nodes, aside_edges = self._asides(index)
            nodes += aside_nodes
            edges += aside_edges
            following = _key(index + 1) if index + 1 < len(self.course.steps) else FINISH
            edges.append(Edge(_key(index), following, self._onward(index)))
        nodes.append(Node(FINISH, YOU, _("收到结果"), (wording.hant(self.guide.result.name),), Kind.END))
        return Chart(self._lanes(), tuple(nodes), tuple(edges))

    def _lanes(self) -> tuple[Lane, ...]:
        you = Lane(YOU, _("您"))
        if self.narrow:
            return you, Lane(OFFICES, _("办理部门"))
        return you, *(Lane(office, wording.hant(office)) for office in self._offices())

    def _offices(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.office for step in self.course.steps))

    def _box(self, index: int, step: Step, kind: Kind) -> Node:
        office = (wording.hant(step.office),) if self.narrow else ()
        unit = self.guide.committed_limit.unit
        passed = sum(each.days for each in self.course.steps[: index + 1])
        reached = (
            (_("累计 {limit}").format(limit=wording.limit(passed, unit)),)
            if index and step.days and passed != step.days
            else ()
        )
        return Node(
            _key(index),
            OFFICES if self.narrow else step.office,
            wording.local_text(step.name, step.name_en),
            (*office, _takes(step, unit), *reached),
            kind,
        )

    def _asides(self, index: int) -> tuple[list[Node], list[Edge]]:
        nodes: list[Node] = []
        edges: list[Edge] = []
        for code, result, following in _branches(self.course.plan):
            if index != self.course.last_of(code):
                continue
            key = f"{code}-{result}"
            if following == code:
                nodes.append(Node(key, YOU, _("补正材料"), (_("一次性告知"),), Kind.SIDE))
                edges += [Edge(_key(index), key, result_word(result, code)), Edge(key, _key(index), _("补齐再交"))]
            elif following:
                back = self.course.first_of(following)
                if back < index:
                    edges.append(Edge(_key(index), _key(back), result_word(result, code)))
            else:
                nodes.append(Node(key, YOU, _("不予受理决定书"), (_("说明理由"),), Kind.STOP))
                edges.append(Edge(_key(index), key, result_word(result, code)))
        if index == self.course.last_of(_decision(self.course.plan)):
            title = _("不予许可决定书") if self.guide.item_type == LICENSING else _("不予批准决定书")
            nodes.append(Node(REFUSED, YOU, title, (_("说明理由，可以复议、诉讼"),), Kind.STOP))
            edges.append(Edge(_key(index), REFUSED, _("不符合条件")))
        return nodes, edges

    def _onward(self, index: int) -> str:
        """Say what must come of a step for the course to go on, where something else may come of it."""
        line = main_line(self.course.plan)
        for code in reversed(line):
            step = self.course.plan.step(code)
            onward = next(
                (result for result, to in step.leads_to.items() if to in line and line.index(to) > line.index(code)), ""
            )
            if (
                index == self.course.last_of(code)
                and onward
                and (len(step.leads_to) > 1 or code == _decision(self.course.plan))
            ):
                return result_word(onward, code)
        return ""

    def _channels(self) -> str:
        return _("、").join(words.word(words.CHANNELS, channel) for channel in self.guide.channels)


def _branches(plan: Plan) -> list[tuple[str, str, str]]:
    """Return what leads off the main line: (step, result, where to; "" ends the plan)."""
    line = main_line(plan)
    branches = [
        (code, result, to)
        for code in line
        for result, to in plan.step(code).leads_to.items()
        if isinstance(to, str)
        if (to in line and line.index(to) <= line.index(code)) or (not to and code != line[-1])
    ]
    return sorted(branches, key=lambda branch: not branch[2])  # what goes on comes before what ends it


def _decision(plan: Plan) -> str:
    """Return the step in which is decided: the one before the last, or the only one."""
    line = main_line(plan)
    return line[-2] if len(line) > 1 else line[0]


def _key(index: int) -> str:
    return f"step-{index}"
