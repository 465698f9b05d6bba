"""Read a plan from its mapping, as files and the desk write it; everything that is wrong is told at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, cast

from tongban.handling.workflow.rules.conditions import parse_condition
from tongban.handling.workflow.rules.faults import Fault, UnableToReadPlan
from tongban.handling.workflow.rules.plan import (
    AGREED,
    END,
    FIXED,
    OBJECTED,
    Branch,
    Fork,
    Join,
    JoinRule,
    Kind,
    Next,
    Plan,
    PlanStep,
    StepIssue,
    StepLimit,
    Who,
    WhoKind,
)
from tongban.handling.workflow.rules.soundness import faults_of_flow
from tongban.offer.deadlines.rules import Unit

MOST_STEPS = 60
STEP_KEYS = {
    "name", "name_en", "kind", "role", "who", "limit", "not_by", "materials", "issues", "assignment", "check", "leads_to",
}  # fmt: skip
JOIN_KEYS = {"name", "name_en", "kind", "of", "agreeing", "leads_to"}
JOIN = "join"  # stands among the kinds of steps, and is none

# The results that the deeds on a case know, and where they have to lead (None: into the free part of the plan).
FIXED_RESULTS: Mapping[Kind, Mapping[str, str | None]] = {
    Kind.ACCEPT: {"accepted": None, "not_accepted": END, "supplement_asked": Kind.ACCEPT},
    Kind.PROPOSE: {"proposed": Kind.DECIDE},
    Kind.DECIDE: {"agreed": Kind.DELIVER, "returned": Kind.PROPOSE},
    Kind.DELIVER: {"delivered": END},
}
FOLLOWS_ONLY = {Kind.ACCEPT: Kind.ACCEPT, Kind.DECIDE: Kind.PROPOSE, Kind.DELIVER: Kind.DECIDE}

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def parse_plan(body: Any, *, version: int = 1, roles: frozenset[str] | None = None) -> Plan:
    """
    Return the plan told by a mapping (docs/reference/review-plans.md), or raise `UnableToReadPlan` with everything wrong in it.

    A plan is sound when whatever is answered in whatever order, and whichever conditions hold, no branch is lost or opened twice,
    every join is reached once by those that were opened, and the end can be reached from everywhere.
    """
    reader = _Reader(roles)
    plan = reader.plan(body, version)
    faults = reader.faults
    if not reader.is_broken:
        faults = [*faults, *faults_of_flow(plan)]
    if faults:
        raise UnableToReadPlan(faults, plan.code)
    return plan


def read_plan(body: Mapping[str, Any], *, version: int) -> Plan:
    """Return a plan that was proven sound when it was published, without proving it again."""
    return _Reader(None).plan(body, version)


class _Reader:
    """Reads what it can, and collects the faults."""

    def __init__(self, roles: frozenset[str] | None) -> None:
        self._roles = roles
        self.faults: list[Fault] = []
        self.is_broken = False  # what is read has no graph that could be walked

    def plan(self, body: Any, version: int) -> Plan:
        told = body if isinstance(body, Mapping) else {}
        nodes = told.get("steps")
        if not isinstance(nodes, Mapping) or not nodes:
            self._break("not_a_mapping", "steps")
            nodes = {}
        code = str(told.get("code", ""))
        if not _CODE.fullmatch(code):
            self._fault("no_code")
        if len(nodes) > MOST_STEPS:
            self._break("too_many_steps", count=str(len(nodes)), most=str(MOST_STEPS))
        steps: dict[str, PlanStep] = {}
        joins: dict[str, Join] = {}
        for key, node in nodes.items():
            if not isinstance(node, Mapping) or not _CODE.fullmatch(str(key)):
                self._break("not_a_mapping", str(key))
            elif node.get("kind") == JOIN:
                joins[str(key)] = self._join(str(key), node)
            else:
                steps[str(key)] = self._step(str(key), node)
        first = str(told.get("first", ""))
        plan = Plan(code, version, str(told.get("name", "")), str(told.get("name_en", "")), first, steps, joins)
        self._check(plan)
        return plan

    def _fault(self, code: str, where: str = "", **params: str) -> None:
        self.faults.append(Fault(code, where, params))

    def _break(self, code: str, where: str = "", **params: str) -> None:
        self._fault(code, where, **params)
        self.is_broken = True

    def _step(self, code: str, body: Mapping[str, Any]) -> PlanStep:
        kind = self._kind(code, body)
        self._unknown_keys(code, body, STEP_KEYS)
        materials = body.get("materials")
        return PlanStep(
            code=code,
            name=str(body.get("name") or ""),
            name_en=str(body.get("name_en") or ""),
            role=str(body.get("role") or ""),
            not_by=tuple(map(str, self._list(code, body.get("not_by")))),
            leads_to=self._leads_to(code, body),
            kind=kind,
            who=self._read(code, lambda: _who(body.get("who", "lead"))) or Who(),
            limit=self._read(code, lambda: _limit(body.get("limit"))),
            materials=None if materials is None else tuple(map(str, self._list(code, materials))),
            issues=self._read(code, lambda: _issue(body.get("issues"))),
            assignment=self._read(code, lambda: _assignment(body.get("assignment", "claim"))) or "claim",
            check=str(body.get("check") or ""),
        )

    def _kind(self, code: str, body: Mapping[str, Any]) -> Kind:
        if "kind" not in body:
            return Kind(code) if code in FIXED else Kind.OPINION
        try:
            return Kind(body["kind"])
        except ValueError:
            self._fault("unknown_kind", code, value=str(body["kind"]))
            return Kind.OPINION

    def _join(self, code: str, body: Mapping[str, Any]) -> Join:
        self._unknown_keys(code, body, JOIN_KEYS)
        agreeing = frozenset(map(str, self._list(code, body.get("agreeing"))))
        rule = self._read(code, lambda: JoinRule(_of(body.get("of", "all")), agreeing)) or JoinRule("all")
        return Join(
            code=code,
            name=str(body.get("name") or ""),
            name_en=str(body.get("name_en") or ""),
            rule=rule,
            leads_to=self._leads_to(code, body),
        )

    def _leads_to(self, code: str, body: Mapping[str, Any]) -> dict[str, Next]:
        told = body.get("leads_to") or {}
        if not isinstance(told, Mapping):
            self._break("not_a_mapping", code)
            return {}
        return {str(result): self._next(code, following) for result, following in told.items()}

    def _next(self, code: str, following: Any) -> Next:
        if not isinstance(following, Mapping):
            return str(following or END)
        entries = following.get("fork")
        if not isinstance(entries, list) or not entries:
            self._break("not_a_mapping", code)
            return END
        branches = tuple(self._branch(code, entry) for entry in entries)
        return Fork(branches, str(following.get("join", "")), bool(following.get("is_chosen", False)))

    def _branch(self, code: str, body: Any) -> Branch:
        if isinstance(body, str):
            return Branch(body)
        if not isinstance(body, Mapping):
            self._break("not_a_mapping", code)
            return Branch("")
        try:
            when = tuple(test for each in self._list(code, body.get("when")) for test in parse_condition(each))
        except ValueError as fault:
            self._fault("bad_condition", code, value=str(fault))
            when = ()
        if when and body.get("otherwise"):
            self._fault("bad_condition", code, value="it opens on conditions or otherwise, not both")
        return Branch(str(body.get("to", "")), when, bool(body.get("otherwise", False)))

    def _list(self, code: str, value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self._fault("bad_value", code, value=f"{value!r} should be a list")
            return []
        return list(value)

    def _unknown_keys(self, code: str, body: Mapping[str, Any], known: set[str]) -> None:
        for key in sorted(set(map(str, body)) - known):
            self._fault("bad_value", code, value=f"nothing is known of {key!r}")

    def _read(self, code: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            self._fault("bad_value", code, value=str(fault))
            return None

    def _check(self, plan: Plan) -> None:
        for step in plan.steps.values():
            self.faults += _faults_of_step(step, plan, self._roles)
        for join in plan.joins.values():
            faults = list(_faults_of_join(join))
            self.faults += faults
            self.is_broken = self.is_broken or any(fault.code == "outcome_missing" for fault in faults)
        for fault in _broken_links(plan):
            self.faults.append(fault)
            self.is_broken = True
        self.faults += _faults_of_forks(plan)
        self.faults += _faults_of_fixed(plan)


def _faults_of_step(step: PlanStep, plan: Plan, roles: frozenset[str] | None) -> Iterator[Fault]:
    if not step.name or not step.name_en:
        yield Fault("no_name", step.code)
    if step.kind is not Kind.AUTO and (not step.role or (roles is not None and step.role not in roles)):
        yield Fault("unknown_role", step.code, {"value": step.role})
    if step.kind is Kind.AUTO and not step.check:
        yield Fault("bad_value", step.code, {"value": "an automatic step says what it checks"})
    if not step.leads_to:
        yield Fault("leads_nowhere", step.code)
    if (step.kind in FIXED or step.code in FIXED) and step.kind != step.code:
        yield Fault("wrong_code", step.code, {"value": step.kind})
    for other in step.not_by:
        if other not in plan.steps:
            yield Fault("unknown_barred", step.code, {"value": other})


def _faults_of_join(join: Join) -> Iterator[Fault]:
    if not join.name or not join.name_en:
        yield Fault("no_name", join.code)
    wanted = {AGREED, OBJECTED} if join.rule.agreeing or join.rule.of != "all" else {AGREED}
    for missing in sorted(wanted - set(join.leads_to)):
        yield Fault("outcome_missing", join.code, {"value": missing})
    for unknown in sorted(set(join.leads_to) - {AGREED, OBJECTED}):
        yield Fault("bad_value", join.code, {"value": f"a join comes out agreed or objected, not {unknown!r}"})


def _broken_links(plan: Plan) -> Iterator[Fault]:
    if plan.first not in plan.steps:
        yield Fault("unknown_first", params={"value": plan.first})
    for node in plan.nodes:
        for following in node.leads_to.values():
            if not isinstance(following, Fork):
                if following and following not in plan.steps and following not in plan.joins:
                    yield Fault("unknown_target", node.code, {"value": following})
                continue
            if following.join not in plan.joins:
                yield Fault("unknown_join", node.code, {"value": following.join})
            for branch in following.branches:
                if branch.to not in plan.steps:
                    yield Fault("unknown_target", node.code, {"value": branch.to})


def _faults_of_forks(plan: Plan) -> Iterator[Fault]:
    for code, fork in plan.forks():
        entries = [branch.to for branch in fork.branches]
        for entry in sorted({entry for entry in entries if entries.count(entry) > 1}):
            yield Fault("twice_in_fork", code, {"value": entry})
        if fork.is_chosen:
            continue
        if all(branch.when for branch in fork.branches):
            yield Fault("maybe_nothing", code)
        if any(branch.is_otherwise for branch in fork.branches) and not any(branch.when for branch in fork.branches):
            yield Fault("otherwise_alone", code)


def _faults_of_fixed(plan: Plan) -> Iterator[Fault]:
    """The deeds on a case rely on the fixed steps: each is there, and its results lead where the deed goes."""
    for kind, results in FIXED_RESULTS.items():
        step = plan.steps.get(kind)
        if step is None:
            yield Fault("missing_step", kind)
            continue
        for result, target in results.items():
            if result not in step.leads_to or (target is not None and step.leads_to[result] != target):
                yield Fault("fixed_result", kind, {"result": result, "value": target or ""})
    if plan.first in plan.steps and plan.first != Kind.ACCEPT:
        yield Fault("wrong_first", params={"value": plan.first})
    for node in plan.nodes:
        for following in node.leads_to.values():
            if following == END and node.code not in (Kind.ACCEPT, Kind.DELIVER):
                yield Fault("ends_early", node.code)
            only = FOLLOWS_ONLY.get(cast(Kind, following)) if isinstance(following, str) else None
            if only is not None and node.code != only:
                yield Fault("decided_from", node.code, {"value": str(following), "allowed": only})


def _who(told: Any) -> Who:
    kind, _colon, key = str(told).partition(":")
    who = Who(WhoKind(kind), key)
    if (who.kind in (WhoKind.DEPARTMENT, WhoKind.UPPER)) != bool(key) and who.kind is not WhoKind.LOWER:
        raise ValueError(f"who: {told!r} is not one of lead, department:KEY, upper:KEY, lower, lower:KEY")
    return who


def _limit(told: Any) -> StepLimit | None:
    if told is None:
        return None
    amount = told["amount"]
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise ValueError(f"limit: {amount!r} is no number of days, months or hours")
    return StepLimit(amount, Unit(told["unit"]), str(told.get("source", "")))


def _issue(told: Any) -> StepIssue | None:
    if told is None:
        return None
    return StepIssue(str(told["kind"]), str(told["title"]), str(told.get("licence_type") or ""))


def _assignment(told: Any) -> Literal["claim", "random"]:
    if told not in ("claim", "random"):
        raise ValueError(f"assignment: {told!r} is neither claim nor random")
    return cast(Literal["claim", "random"], told)


def _of(told: Any) -> Literal["all", "any"] | int:
    if told in ("all", "any"):
        return cast(Literal["all", "any"], told)
    if isinstance(told, int) and not isinstance(told, bool) and told >= 1:
        return told
    raise ValueError(f"of: {told!r} is neither all, any nor a number")
