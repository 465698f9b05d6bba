"""A review plan as a flow chart in swim lanes, and as a list that says the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.doors.frame import plan_words as words
from tongban.doors.frame import wording
from tongban.doors.frame.charts import Chart, Edge, Kind, Lane, Measures, Node, drawn, laid_out
from tongban.doors.frame.context import HTML_LANGUAGES
from tongban.doors.frame.plan_words import LaneName
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import END, LEAD, Fork, Join, Next, Plan, PlanStep, reading_order
from tongban.handling.workflow.rules import Kind as StepKind

YOU, OFFICES = "you", "offices"
START, FINISH, REFUSED = "start", "finish", "refused"
TOLD_KINDS = (StepKind.CONSULT, StepKind.AUTO, StepKind.MEETING)  # of the others the name says it all


@dataclass(frozen=True)
class ResultLine:
    """Where one result of a step leads, in words."""

    result: str
    leads_to: tuple[str, ...]


@dataclass(frozen=True)
class StepLine:
    """One step or join of a plan in words."""

    code: str
    name: str
    kind: str
    who: str
    role: str
    limit: str
    source: str
    asides: tuple[str, ...]
    results: tuple[ResultLine, ...]
    is_open: bool


def plan_chart(plan: Plan, *, lane_name: LaneName | None = None, narrow: bool = False, applicant: str = "") -> Chart:
    """
    Return a plan as boxes in the lanes of who acts; `narrow`, all authorities share one and each box names its own.

    A plan with faults is drawn as far as it goes: what leads to nothing has no way.
    """
    return _ChartOf(plan, lane_name or words.general_lanes(), narrow, applicant or _("申请人")).chart()


def plan_svg(plan: Plan, *, lane_name: LaneName | None = None, narrow: bool = False) -> str:
    """Return a plan drawn as an SVG document, in the reader's language."""
    laid = laid_out(plan_chart(plan, lane_name=lane_name, narrow=narrow), Measures.narrow() if narrow else Measures())
    return drawn(
        laid,
        title=wording.local_text(plan.name, plan.name_en) or plan.code,
        description=told(plan, lane_name=lane_name),
        language=HTML_LANGUAGES.get(wording.language(), "zh-Hans"),
        key="narrow" if narrow else "wide",
    )


def plan_bpmn(plan: Plan) -> bytes:
    """Return a sound plan as a file of BPMN 2.0, authorities and results by their names."""
    names = {code: str(word) for code, word in words.RESULTS.items()}
    return workflow.plan_as_bpmn(plan, lane_name=words.general_lanes(), words=names)


def step_lines(
    plan: Plan, *, lane_name: LaneName | None = None, open_steps: frozenset[str] = frozenset()
) -> tuple[StepLine, ...]:
    """Return what the chart shows as a list, in the order of the course."""
    named = lane_name or words.general_lanes()
    return tuple(
        _join_line(plan, plan.joins[code])
        if code in plan.joins
        else _step_line(plan, plan.steps[code], named, open_steps)
        for code in reading_order(plan)
    )


def told(plan: Plan, *, lane_name: LaneName | None = None) -> str:
    """Return the course in one paragraph, for who cannot see the chart."""
    parts = []
    for number, line in enumerate(step_lines(plan, lane_name=lane_name), start=1):
        results = _("，").join(
            _("{result}：{following}").format(result=each.result, following=_("、").join(each.leads_to))
            for each in line.results
        )
        parts.append(
            f"{number}. {line.name}" + (_("（{who}）").format(who=line.who) if line.who else "") + f" {results}"
        )
    return _("；").join(parts) + _("。")


def name_of(plan: Plan, code: str) -> str:
    """Return the name of a step or join; its code where there is none."""
    node = plan.steps.get(code) or plan.joins.get(code)
    return wording.local_text(node.name, node.name_en) or code if node else code


class _ChartOf:
    def __init__(self, plan: Plan, lane_name: LaneName, narrow: bool, applicant: str) -> None:
        self.plan, self.lane_name, self.narrow, self.applicant = plan, lane_name, narrow, applicant
        self.order = reading_order(plan)
        self.nodes: list[Node] = [Node(START, YOU, _("提交申请"), (), Kind.START)]
        self.edges: dict[tuple[str, str], list[str]] = {}
        self.whens = _whens(plan)

    def chart(self) -> Chart:
        if self.order:
            self._edge(START, self.order[0], "")
        for code in self.order:
            node = self.plan.node(code)
            self.nodes.append(self._join(node) if isinstance(node, Join) else self._step(node))
            for result, following in node.leads_to.items():
                self._follow(node, result, following)
            if code == StepKind.DECIDE:
                lines = (_("说明理由，可以复议、诉讼"),)
                self.nodes.append(Node(REFUSED, YOU, _("不予批准决定书"), lines, Kind.STOP))
                self._edge(code, REFUSED, _("不符合条件"))
        self.nodes.append(Node(FINISH, YOU, _("收到结果"), (), Kind.END))
        known = {node.key for node in self.nodes}
        edges = tuple(
            Edge(source, target, self._label(source, labels))
            for (source, target), labels in self.edges.items()
            if target in known
        )
        return Chart(self._lanes(), tuple(self.nodes), edges)

    def _lanes(self) -> tuple[Lane, ...]:
        you = Lane(YOU, self.applicant)
        if self.narrow:
            return you, Lane(OFFICES, _("办理部门"))
        names = dict.fromkeys(node.lane for node in self.nodes if node.lane != YOU)
        return you, *(Lane(name, name) for name in names)

    def _lane_of(self, code: str) -> str:
        if self.narrow:
            return OFFICES
        return self.lane_name(self.plan.steps[code].who)

    def _step(self, step: PlanStep) -> Node:
        lines: tuple[str, ...] = (self.lane_name(step.who),) if self.narrow else ()
        if step.kind in TOLD_KINDS:
            lines += (str(words.KINDS[step.kind]),)
        if step.limit is not None:
            lines += (words.limit_words(step.limit.amount, step.limit.unit),)
        if self.narrow and step.code in self.whens:
            lines += (_("只在：{when}").format(when=self.whens[step.code]),)
        lines += tuple(_returns(self.plan, step))
        kind = Kind.CHOICE if len(step.leads_to) > 1 else Kind.STEP
        return Node(step.code, self._lane_of(step.code), name_of(self.plan, step.code), lines, kind)

    def _join(self, join: Join) -> Node:
        lines = (words.rule_words(join), *_returns(self.plan, join))
        lane = OFFICES if self.narrow else self.lane_name(LEAD)
        return Node(join.code, lane, name_of(self.plan, join.code), lines, Kind.SIDE)

    def _follow(self, node: PlanStep | Join, result: str, following: Next) -> None:
        word = words.result_word(result, node.code)
        if isinstance(following, Fork):
            if following.is_chosen:
                return  # told in the box: a way to each branch would hide the others
            for branch in following.branches:
                # On a narrow sheet there is no room beside the ways: the condition stands in the box.
                when = "" if self.narrow else words.branch_words(branch, self.plan)
                self._edge(node.code, branch.to, when or word)
        elif following == node.code:
            key = f"{node.code}-{result}"
            self.nodes.append(Node(key, YOU, _("补正材料"), (_("一次性告知"),), Kind.SIDE))
            self._edge(node.code, key, word)
            self._edge(key, node.code, _("补齐再交"))
        elif following != END:
            self._edge(node.code, following, word)
        elif node.code == StepKind.ACCEPT:
            key = f"{node.code}-{result}"
            self.nodes.append(Node(key, YOU, _("不予受理决定书"), (_("说明理由"),), Kind.STOP))
            self._edge(node.code, key, word)
        else:
            self._edge(node.code, FINISH, word)

    def _edge(self, source: str, target: str, label: str) -> None:
        self.edges.setdefault((source, target), []).append(label)

    def _label(self, source: str, labels: list[str]) -> str:
        """Return what a way says: nothing where a box has only this one way on."""
        ways = [pair for pair in self.edges if pair[0] == source]
        if len(ways) == 1 or (source == START):
            return ""
        return _("、").join(label for label in labels if label)


def _returns(plan: Plan, node: PlanStep | Join) -> Iterator[str]:
    for result, following in node.leads_to.items():
        if isinstance(following, Fork) and following.is_chosen:
            is_every = {branch.to for branch in following.branches} >= _entries(plan, following.join)
            names = _("、").join(name_of(plan, branch.to) for branch in following.branches)
            yield _("{result}：{steps}").format(
                result=words.result_word(result), steps=_("可以选定部门重新办理") if is_every else names
            )


def _whens(plan: Plan) -> dict[str, str]:
    """Return when the branches of forks are opened, by the steps they begin with."""
    return {
        branch.to: when
        for _code, fork in plan.forks()
        if not fork.is_chosen
        for branch in fork.branches
        if (when := words.branch_words(branch, plan))
    }


def _entries(plan: Plan, join: str) -> set[str]:
    """Return the first steps of all branches that come together in a join."""
    return {branch.to for _code, fork in plan.forks() if fork.join == join for branch in fork.branches}


def _results(plan: Plan, node: PlanStep | Join) -> tuple[ResultLine, ...]:
    return tuple(
        ResultLine(words.result_word(result, node.code), tuple(_following(plan, following)))
        for result, following in node.leads_to.items()
    )


def _following(plan: Plan, following: Next) -> Iterator[str]:
    if not isinstance(following, Fork):
        yield name_of(plan, following) if following else _("结束")
        return
    for branch in following.branches:
        when = _("选中时") if following.is_chosen else words.branch_words(branch, plan)
        name = name_of(plan, branch.to)
        yield _("{step}（{when}）").format(step=name, when=when) if when else name


def _step_line(plan: Plan, step: PlanStep, lane_name: LaneName, open_steps: frozenset[str]) -> StepLine:
    asides = []
    if step.not_by:
        names = _("、").join(name_of(plan, other) for other in step.not_by)
        asides.append(_("不能由办过 {steps} 的人办").format(steps=names))
    if step.materials is not None:
        asides.append(_("只看材料：{codes}").format(codes=_("、").join(step.materials) or _("无")))
    if step.issues is not None:
        asides.append(_("出具：{title}").format(title=wording.hant(step.issues.title)))
    if step.assignment == "random":
        asides.append(_("随机分派"))
    return StepLine(
        code=step.code,
        name=name_of(plan, step.code),
        kind=str(words.KINDS[step.kind]),
        who=lane_name(step.who),
        role=str(words.ROLES.get(step.role, step.role)),
        limit=words.limit_words(step.limit.amount, step.limit.unit) if step.limit else "",
        source=wording.hant(step.limit.source) if step.limit else "",
        asides=tuple(asides),
        results=_results(plan, step),
        is_open=step.code in open_steps,
    )


def _join_line(plan: Plan, join: Join) -> StepLine:
    agreeing = _("、").join(words.result_word(result) for result in sorted(join.rule.agreeing))
    return StepLine(
        code=join.code,
        name=name_of(plan, join.code),
        kind=_("汇合"),
        who="",
        role="",
        limit="",
        source="",
        asides=(words.rule_words(join), *((_("算作同意：{results}").format(results=agreeing),) if agreeing else ())),
        results=_results(plan, join),
        is_open=False,
    )
