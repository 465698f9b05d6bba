"""Review plans: graphs of steps, each with its role, who is barred from it, and where each result leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class UnableToReadPlan(ValueError):
    """The plan is not whole: `problems` says, one sentence each, what to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class PlanStep:
    """One step of a plan."""

    code: str
    name: str
    name_en: str
    role: str
    not_by: tuple[str, ...]  # steps whose doer may not do this one: four eyes
    leads_to: Mapping[str, str]  # result → next step, "" when the plan ends there


@dataclass(frozen=True)
class Plan:
    """A published plan. Its graph never changes: a change makes a new version."""

    code: str
    version: int
    name: str
    name_en: str
    first: str
    steps: Mapping[str, PlanStep]

    def step(self, code: str) -> PlanStep:
        return self.steps[code]

    def after(self, code: str, result: str) -> PlanStep | None:
        """Return the step that a result leads to, None when the plan ends there; KeyError when the step has no such result."""
        following = self.steps[code].leads_to[result]
        return self.steps[following] if following else None


def parse_plan(body: Mapping[str, Any], *, version: int = 1, roles: frozenset[str] | None = None) -> Plan:
    """
    Return the plan told by a mapping (seeds/plans.yaml), or raise `UnableToReadPlan` with everything wrong in it.

    A plan is whole when every step leads to a step that exists or to the end, every step can be reached, the end can be reached
    from every step, and no step is barred by one that does not exist.
    """
    steps = {
        code: PlanStep(
            code=code,
            name=step.get("name", ""),
            name_en=step.get("name_en", ""),
            role=step.get("role", ""),
            not_by=tuple(step.get("not_by", ())),
            leads_to={result: following or "" for result, following in step.get("leads_to", {}).items()},
        )
        for code, step in body.get("steps", {}).items()
    }
    first = body.get("first", "")
    problems = [*_faults_of_steps(steps, roles)]
    if first not in steps:
        problems.append(f"first step {first!r} is not among the steps")
    elif not problems:
        problems += _faults_of_graph(first, steps)
    if problems:
        raise UnableToReadPlan([f"plan {body.get('code', '?')}: {problem}" for problem in problems])
    return Plan(body["code"], version, body.get("name", ""), body.get("name_en", ""), first, steps)


def _faults_of_steps(steps: Mapping[str, PlanStep], roles: frozenset[str] | None) -> list[str]:
    faults = []
    for step in steps.values():
        if not step.name or not step.name_en:
            faults.append(f"step {step.code} needs a name and a name_en")
        if not step.role or (roles is not None and step.role not in roles):
            faults.append(f"step {step.code} has an unknown role {step.role!r}")
        if not step.leads_to:
            faults.append(f"step {step.code} leads nowhere")
        faults += [
            f"step {step.code} leads to {to!r}, which is not a step"
            for to in step.leads_to.values()
            if to and to not in steps
        ]
        faults += [
            f"step {step.code} bars the doer of {other!r}, which is not a step"
            for other in step.not_by
            if other not in steps
        ]
    return faults


def _faults_of_graph(first: str, steps: Mapping[str, PlanStep]) -> list[str]:
    reached, waiting = {first}, [first]
    while waiting:
        for following in steps[waiting.pop()].leads_to.values():
            if following and following not in reached:
                reached.add(following)
                waiting.append(following)
    ending: set[str] = set()
    while True:
        more = {
            code for code, step in steps.items() if code not in ending and ({*step.leads_to.values()} & {"", *ending})
        }
        if not more:
            break
        ending |= more
    return [
        *(f"step {code} cannot be reached" for code in steps if code not in reached),
        *(f"step {code} never comes to an end" for code in steps if code not in ending),
    ]
