"""A review plan as BPMN 2.0: lanes by authority, tasks, gateways, and what BPMN has no words for in elements of our own."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement  # noqa: S405 - only writes

from tongban.handling.workflow.bpmn.expressions import (
    ALWAYS,
    chosen_text,
    otherwise_text,
    result_text,
    when_text,
    when_words,
)
from tongban.handling.workflow.bpmn.types import Diagram, Flow, LaneShape, Shape
from tongban.handling.workflow.bpmn.xml import ours, written
from tongban.handling.workflow.rules.order import reading_order
from tongban.handling.workflow.rules.plan import LEAD, Branch, Fork, Join, Kind, Next, Plan, PlanStep, Who

TASKS = {Kind.AUTO: "serviceTask", Kind.MEETING: "manualTask"}  # all others are userTask
UNITS = {"working_day": "工作日", "calendar_day": "日", "hour": "小时", "month": "个月"}


def write_plan(plan: Plan, *, lane_name: Callable[[Who], str] = str, words: Mapping[str, str] | None = None) -> bytes:
    """
    Return a plan as a file of BPMN 2.0 with its drawing.

    `lane_name` names an authority to people, `words` the results; what they name differently changes nothing when it is read again.
    """
    return written(diagram_of(plan, lane_name=lane_name, words=words))


def diagram_of(plan: Plan, *, lane_name: Callable[[Who], str] = str, words: Mapping[str, str] | None = None) -> Diagram:
    """Return a plan as lanes, shapes and flows."""
    return _Writer(plan, lane_name, words or {}).diagram()


class _Writer:
    def __init__(self, plan: Plan, lane_name: Callable[[Who], str], words: Mapping[str, str]) -> None:
        self.plan, self.lane_name, self.words = plan, lane_name, words
        self.shapes: list[Shape] = []
        self.flows: list[Flow] = []

    def diagram(self) -> Diagram:
        first = self.plan.step(self.plan.first)
        self.shapes.append(Shape("Event_start", "startEvent", "申请", _lane(first.who)))
        self._flow("Event_start", _task(self.plan.first))
        for code in reading_order(self.plan):
            node = self.plan.node(code)
            if isinstance(node, Join):
                self._join(node)
            else:
                self._step(node)
        lanes = dict.fromkeys([LEAD, *(step.who for step in self.plan.steps.values())])
        drawn = {shape.lane for shape in self.shapes}
        return Diagram(
            id=self.plan.code,
            name=self.plan.name,
            extension=Element(
                ours("plan"), {"code": self.plan.code, "name_en": self.plan.name_en, "version": str(self.plan.version)}
            ),
            lanes=tuple(
                LaneShape(_lane(who), self.lane_name(who), _who_element(who)) for who in lanes if _lane(who) in drawn
            ),
            shapes=tuple(self.shapes),
            flows=tuple(self.flows),
        )

    def _step(self, step: PlanStep) -> None:
        lane = _lane(step.who)
        self.shapes.append(
            Shape(
                _task(step.code),
                TASKS.get(step.kind, "userTask"),
                step.name,
                lane,
                documentation=_documentation(step),
                extension=_step_element(step),
            )
        )
        self._results(step.code, _task(step.code), step.leads_to, lane)

    def _join(self, join: Join) -> None:
        forks = [fork for _code, fork in self.plan.forks() if fork.join == join.code]
        tag, condition = "inclusiveGateway", ""
        if join.rule.of != "all":
            tag, condition = "complexGateway", f'result("{join.code}") != ""'
        elif all(_is_parallel(fork) for fork in forks):
            tag = "parallelGateway"
        shape = Shape(
            _gateway(join.code),
            tag,
            join.name,
            _lane(LEAD),
            extension=_join_element(join),
            attributes={"gatewayDirection": "Converging"},
            condition=condition,
        )
        self.shapes.append(shape)
        self._results(join.code, shape.id, join.leads_to, shape.lane)

    def _results(self, code: str, source: str, leads_to: Mapping[str, Next], lane: str) -> None:
        """Draw where the results of a step or join lead: straight on, or by a gateway that asks for the result."""
        if len(leads_to) == 1:
            ((result, following),) = leads_to.items()
            self._follow(code, source, result, following, lane, condition="")
            return
        choice = f"Result_{code}"
        self.shapes.append(
            Shape(choice, "exclusiveGateway", "结果？", lane, attributes={"gatewayDirection": "Diverging"})
        )
        self._flow(source, choice)
        for result, following in leads_to.items():
            self._follow(code, choice, result, following, lane, condition=result_text(code, result))

    def _follow(self, code: str, source: str, result: str, following: Next, lane: str, *, condition: str) -> None:
        way = {"name": self.words.get(result, result), "condition": condition}
        attributes = {ours("result"): result}
        if isinstance(following, Fork):
            fork = f"Fork_{code}_{result}"
            self._fork(fork, following, lane)
            self._flow(source, fork, attributes=attributes, **way)
        elif following in self.plan.joins:
            self._flow(source, self._door(code, following), attributes=attributes, **way)
        elif following:
            self._flow(source, _task(following), attributes=attributes, **way)
        else:
            end = f"End_{code}_{result}"
            self.shapes.append(Shape(end, "endEvent", way["name"], lane))
            self._flow(source, end, attributes=attributes, **way)

    def _fork(self, key: str, fork: Fork, lane: str) -> None:
        tag = "parallelGateway" if _is_parallel(fork) else "inclusiveGateway"
        name = "重新办理哪些？" if fork.is_chosen else "" if tag == "parallelGateway" else "哪些部门参加？"
        attributes = {"gatewayDirection": "Diverging"}
        self.shapes.append(Shape(key, tag, name, lane, extension=Element(ours("fork")), attributes=attributes))
        for branch in fork.branches:
            condition = "" if tag == "parallelGateway" else _condition(branch, fork)
            self._flow(key, _task(branch.to), name=_branch_name(branch, fork), condition=condition)

    def _door(self, code: str, join: str) -> str:
        """Return where a way to a join arrives: where a branch ends in several ways, they meet before the join."""
        home = self.plan.homes[code]
        assert home is not None  # noqa: S101 - promised by the soundness of the plan: only branches lead to a join
        arriving = sum(
            following == join
            for other, where in self.plan.homes.items()
            if where == home
            for following in self.plan.node(other).leads_to.values()
        )
        if arriving == 1:
            return _gateway(join)
        meeting = f"Meet_{join}_{home.branch}"
        if all(shape.id != meeting for shape in self.shapes):
            lane = _lane(self.plan.step(home.branch).who)
            self.shapes.append(
                Shape(meeting, "exclusiveGateway", "", lane, attributes={"gatewayDirection": "Converging"})
            )
            self._flow(meeting, _gateway(join))
        return meeting

    def _flow(
        self, source: str, target: str, *, name: str = "", condition: str = "", attributes: dict[str, str] | None = None
    ) -> None:
        key = f"Flow_{len(self.flows) + 1}"
        self.flows.append(Flow(key, source, target, name, condition, attributes or {}))


def _task(code: str) -> str:
    return f"Step_{code}"


def _gateway(join: str) -> str:
    return f"Join_{join}"


def _lane(who: Who) -> str:
    return f"Lane_{who.kind}_{who.key}" if who.key else f"Lane_{who.kind}"


def _is_parallel(fork: Fork) -> bool:
    return not fork.is_chosen and all(not branch.when and not branch.is_otherwise for branch in fork.branches)


def _condition(branch: Branch, fork: Fork) -> str:
    told = when_text(branch.when)
    if branch.is_otherwise:
        told = otherwise_text([other.when for other in fork.branches if other.when])
    return chosen_text(branch.to, told) if fork.is_chosen else told or ALWAYS


def _branch_name(branch: Branch, fork: Fork) -> str:
    if fork.is_chosen:
        return ""  # the gateway asks, and the task that follows answers
    return "其他情形" if branch.is_otherwise else when_words(branch.when)


def _documentation(step: PlanStep) -> str:
    if step.limit is None:
        return ""
    source = f"（{step.limit.source}）" if step.limit.source else ""
    return f"时限：{step.limit.amount} {UNITS[step.limit.unit]}{source}"


def _who_element(who: Who) -> Element:
    element = Element(ours("who"), {"kind": who.kind.value})
    if who.key:
        element.set("key", who.key)
    return element


def _step_element(step: PlanStep) -> Element:
    element = Element(
        ours("step"),
        {
            "code": step.code,
            "kind": step.kind.value,
            "name_en": step.name_en,
            "role": step.role,
            "assignment": step.assignment,
        },
    )
    if step.check:
        element.set("check", step.check)
    if step.limit is not None:
        limit = SubElement(element, ours("limit"), {"amount": str(step.limit.amount), "unit": step.limit.unit.value})
        if step.limit.source:
            limit.set("source", step.limit.source)
    for code in step.not_by:
        SubElement(element, ours("not_by"), {"step": code})
    if step.materials is not None:
        materials = SubElement(element, ours("materials"))
        for code in step.materials:
            SubElement(materials, ours("material"), {"code": code})
    if step.issues is not None:
        issues = SubElement(element, ours("issues"), {"kind": step.issues.kind, "title": step.issues.title})
        if step.issues.licence_type:
            issues.set("licence_type", step.issues.licence_type)
    return element


def _join_element(join: Join) -> Element:
    element = Element(ours("join"), {"code": join.code, "name_en": join.name_en, "of": str(join.rule.of)})
    for result in sorted(join.rule.agreeing):
        SubElement(element, ours("agreeing"), {"result": result})
    return element
