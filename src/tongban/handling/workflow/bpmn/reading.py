"""A file of BPMN 2.0 as the body of a review plan. What the plan cannot say is refused, each with its element: nothing is dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element  # noqa: S405 - only the type

from tongban.handling.workflow.bpmn import expressions
from tongban.handling.workflow.bpmn.faults import Fault, UnableToReadDiagram
from tongban.handling.workflow.bpmn.network import CODE, TASKS, Network, Way, network_of
from tongban.handling.workflow.bpmn.xml import ours, read
from tongban.handling.workflow.rules.plan import Kind, WhoKind

KINDS = {"serviceTask": Kind.AUTO, "manualTask": Kind.MEETING}  # of a task that does not say its kind
ONLY_RESULT = "done"  # of a step with one way on that nobody named
SPLITTING = ("parallelGateway", "inclusiveGateway")

Body = dict[str, Any]


@dataclass(frozen=True)
class ReadDiagram:
    """The body of a plan, and what of the file says nothing about its course and was left out."""

    body: Body
    left_out: tuple[Fault, ...]


def read_diagram(content: bytes) -> ReadDiagram:
    """
    Return the body of the plan that a file of BPMN draws, or raise `UnableToReadDiagram` with everything in it that no plan can say.

    The body may still have faults of its own (`parse_plan`): a role that is not given, a branch that is lost.
    """
    network = network_of(read(content))
    body = {} if network.process is None else _Reader(network).body()
    if network.faults:
        raise UnableToReadDiagram(network.faults)
    return ReadDiagram(body, tuple(network.left_out))


class _Reader:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.codes: dict[str, str] = {}
        self.walking: set[str] = set()

    def body(self) -> Body:
        network = self.network
        assert network.process is not None  # noqa: S101 - the caller looked
        for key in network.nodes:
            if self._is_task(key) or self._is_join(key):
                self._name(key)
        plan = network.extension(network.process, "plan")
        told = {} if plan is None else plan.attrib
        code = told.get("code", network.process.get("id", "").removeprefix("Process_").lower())
        return {
            "code": code,
            "name": network.name,
            "name_en": told.get("name_en", ""),
            "first": self._first(),
            "steps": {code: self._node(key) for key, code in self.codes.items()},
        }

    # --- what a node is ---

    def _is_task(self, key: str) -> bool:
        return self.network.tag(key) in TASKS

    def _is_join(self, key: str) -> bool:
        """Say whether a gateway brings branches together."""
        if self.network.tag(key) == "complexGateway":
            return True
        if self.network.tag(key) not in SPLITTING:
            return False
        element = self.network.nodes[key]
        if self.network.extension(element, "fork") is not None:
            return False
        if self.network.extension(element, "join") is not None:
            return True
        return len(self.network.leaving[key]) < 2

    def _name(self, key: str) -> None:
        """Give a step or join its code: that of our extension, or its id."""
        told = self.network.extension(self.network.nodes[key], "step" if self._is_task(key) else "join")
        code = "" if told is None else told.get("code", "")
        code = code or key.removeprefix("Step_").removeprefix("Join_").lower()
        if not CODE.fullmatch(code):
            self.network.fault(key, "no_code", code)
        elif code in self.codes.values():
            self.network.fault(key, "code_twice", code)
        else:
            self.codes[key] = code

    def _first(self) -> str:
        starts = [key for key in self.network.nodes if self.network.tag(key) == "startEvent"]
        if len(starts) != 1:
            self.network.fault(starts[1] if starts else "", "several_starts" if starts else "no_start")
            return ""
        ways = self.network.leaving[starts[0]]
        target = self._passed(ways[0]) if len(ways) == 1 else ""
        if not target or not self._is_task(target):
            self.network.fault(starts[0], "start_not_task")
            return ""
        return self.codes.get(target, "")

    # --- steps and joins ---

    def _node(self, key: str) -> Body:
        element = self.network.nodes[key]
        body = self._step(key, element) if self._is_task(key) else self._join(key, element)
        body["leads_to"] = self._results(key)
        return body

    def _step(self, key: str, element: Element) -> Body:
        told = self.network.extension(element, "step")
        attributes: Mapping[str, str] = {} if told is None else told.attrib
        code = self.codes[key]
        standard = Kind(code) if code in Kind.__members__.values() else KINDS.get(self.network.tag(key), Kind.OPINION)
        body: Body = {
            "name": element.get("name", ""),
            "name_en": attributes.get("name_en", ""),
            "kind": attributes.get("kind", standard),
            "role": attributes.get("role", ""),
            "who": self._who(key),
            "assignment": attributes.get("assignment", "claim"),
            "check": attributes.get("check", ""),
        }
        return body if told is None else body | _details(told)

    def _join(self, key: str, element: Element) -> Body:
        told = self.network.extension(element, "join")
        attributes: Mapping[str, str] = {} if told is None else told.attrib
        of = attributes.get("of", "" if self.network.tag(key) == "complexGateway" else "all")
        if not of:
            self.network.fault(key, "join_without_rule")
        return {
            "name": element.get("name", ""),
            "name_en": attributes.get("name_en", ""),
            "kind": "join",
            "of": _number(of),
            "agreeing": [] if told is None else [each.get("result", "") for each in told.iter(ours("agreeing"))],
        }

    def _who(self, key: str) -> str:
        if not self.network.lanes:
            return WhoKind.LEAD
        lane = self.network.lanes.get(self.network.lane_of.get(key, ""))
        if lane is None:
            self.network.fault(key, "no_lane")
            return WhoKind.LEAD
        told = self.network.extension(lane, "who")
        if told is not None:
            return ":".join(filter(None, (told.get("kind"), told.get("key"))))
        name = lane.get("name", "")
        if name.partition(":")[0] not in WhoKind.__members__.values():
            self.network.fault(lane.get("id", ""), "lane_unknown", name)
        return name

    # --- where results lead ---

    def _results(self, key: str) -> Body:
        ways = self.network.leaving[key]
        if len(ways) != 1:
            self.network.fault(key, "several_ways_on" if ways else "no_way_on")
            return {}
        (way,) = ways
        target = self._passed(way)
        if not self._is_choice(target):
            return {self._result(way, key) or ONLY_RESULT: self._next(way)}
        results: Body = {}
        for each in self.network.leaving[target]:
            result = self._result(each, key)
            if not result:
                self.network.fault(each.id, "no_result", each.name)
            elif result in results:
                self.network.fault(each.id, "result_twice", result)
            results[result] = self._next(each)
        return results

    def _is_choice(self, key: str) -> bool:
        return bool(key) and self.network.tag(key) == "exclusiveGateway" and len(self.network.leaving[key]) > 1

    def _result(self, way: Way, key: str) -> str:
        """Return the result that leads a way, as its condition says it, or our attribute, or its name."""
        if way.condition:
            told = expressions.read_result(way.condition)
            if told is None:
                self.network.fault(way.id, "condition", way.condition[:80])
                return ""
            if told[0] != self.codes.get(key):
                self.network.fault(way.id, "foreign_result", told[0])
            return told[1]
        return way.result or (way.name if CODE.fullmatch(way.name) else "")

    def _next(self, way: Way) -> str | Body:
        target = self._passed(way)
        if not target:
            return ""
        tag = self.network.tag(target)
        if self._is_task(target) or self._is_join(target):
            return self.codes.get(target, "")
        if tag == "endEvent":
            if self.network.leaving[target]:
                self.network.fault(target, "end_goes_on")
            return ""
        if tag in SPLITTING:
            return self._fork(target)
        self.network.fault(target, "choice_after_choice" if tag == "exclusiveGateway" else "unknown_element", tag)
        return ""

    def _passed(self, way: Way) -> str:
        """Return where a way leads once the gateways are passed in which ways only meet; "" when it goes in a circle."""
        seen: set[str] = set()
        while True:
            target = way.target
            if self.network.tag(target) != "exclusiveGateway" or len(self.network.leaving[target]) != 1:
                return target
            if target in seen:
                self.network.fault(target, "circle")
                return ""
            seen.add(target)
            (way,) = self.network.leaving[target]

    # --- forks ---

    def _fork(self, key: str) -> Body:
        ways = self.network.leaving[key]
        if len(self.network.arriving[key]) > 1:
            self.network.fault(key, "mixed_gateway")
        join = self._join_of(key)
        if not join:
            self.network.fault(key, "no_join")
        chosen = {way.id: expressions.read_chosen(way.condition) for way in ways}
        if any(chosen.values()) and not all(chosen.values()):
            self.network.fault(key, "chosen_mixed")
        texts = {way.id: told[1] if (told := chosen[way.id]) else way.condition for way in ways}
        others = expressions.otherwise_text([when for text in texts.values() if (when := expressions.read_when(text))])
        branches = [self._branch(way, key, texts[way.id], others) for way in ways]
        for way, branch in zip(ways, branches, strict=True):
            told = chosen[way.id]
            if told and told[0] != branch["to"]:
                self.network.fault(way.id, "condition", way.condition[:80])
        return {"fork": branches, "join": self.codes.get(join, ""), "is_chosen": any(chosen.values())}

    def _branch(self, way: Way, fork: str, condition: str, others: str) -> Body:
        target = self._passed(way)
        if not target or not self._is_task(target):
            self.network.fault(way.id, "branch_not_task")
            return {"to": ""}
        branch: Body = {"to": self.codes.get(target, "")}
        if way.condition and self.network.tag(fork) == "parallelGateway":
            self.network.fault(way.id, "condition_on_parallel")
        elif self.network.nodes[fork].get("default") == way.id or (condition and condition == others):
            branch["otherwise"] = True
        elif when := expressions.read_when(condition):
            branch["when"] = [each.body() for each in when]
        elif condition not in ("", expressions.ALWAYS):
            self.network.fault(way.id, "condition", condition[:80])
        return branch

    def _join_of(self, fork: str) -> str:
        """Return the gateway in which the branches of a fork come together: the first they reach, inner blocks being passed."""
        if fork in self.walking:
            return ""
        self.walking.add(fork)
        seen: set[str] = set()
        waiting = [way.target for way in self.network.leaving[fork]]
        found = ""
        while waiting and not found:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen.add(key)
            if self._is_join(key):
                found = key
            elif self.network.tag(key) in SPLITTING:
                inner = self._join_of(key)
                seen.add(inner)
                waiting += [way.target for way in self.network.leaving[inner]] if inner else []
            else:
                waiting += [way.target for way in self.network.leaving[key]]
        self.walking.discard(fork)
        return found


def _details(told: Element) -> Body:
    """Return what our extension of a step says in elements."""
    body: Body = {"not_by": [each.get("step", "") for each in told.iter(ours("not_by"))]}
    limit = told.find(ours("limit"))
    if limit is not None:
        body["limit"] = {
            "amount": _number(limit.get("amount", "")),
            "unit": limit.get("unit", ""),
            "source": limit.get("source", ""),
        }
    materials = told.find(ours("materials"))
    if materials is not None:
        body["materials"] = [each.get("code", "") for each in materials.iter(ours("material"))]
    issues = told.find(ours("issues"))
    if issues is not None:
        body["issues"] = {
            "kind": issues.get("kind", ""),
            "title": issues.get("title", ""),
            "licence_type": issues.get("licence_type", ""),
        }
    return body


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
