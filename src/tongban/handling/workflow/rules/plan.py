"""Review plans: steps, who takes them, where their results lead, what branches out and joins again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeAlias

from tongban.handling.workflow.rules.conditions import Condition, Facts, all_hold
from tongban.offer.deadlines.rules import Unit

END = ""  # where a result leads that ends the plan
AGREED, OBJECTED = "agreed", "objected"  # how a join comes out


class Kind(StrEnum):
    """What is done in a step. The first and the last three stand once in every plan, under these codes."""

    ACCEPT = "accept"
    OPINION = "opinion"  # an authority examines and gives its result
    CONSULT = "consult"  # another office answers; it does not decide
    AUTO = "auto"  # the platform checks
    MEETING = "meeting"  # a joint meeting (联合会审) with minutes and an outcome
    PROPOSE = "propose"
    DECIDE = "decide"
    DELIVER = "deliver"


FIXED = (Kind.ACCEPT, Kind.PROPOSE, Kind.DECIDE, Kind.DELIVER)


class WhoKind(StrEnum):
    """Which authority takes a step."""

    LEAD = "lead"  # the case's own
    DEPARTMENT = "department"  # the one that serves the case's region, looked for upwards
    UPPER = "upper"  # that of the region above the lead's
    LOWER = "lower"  # that of the township of the case


@dataclass(frozen=True)
class Who:
    """Which authority takes a step; `key` is that of the department ("fire")."""

    kind: WhoKind = WhoKind.LEAD
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else str(self.kind)


LEAD = Who()


@dataclass(frozen=True)
class StepLimit:
    """How long an authority has for its step, and which rule says so."""

    amount: int
    unit: Unit
    source: str = ""


@dataclass(frozen=True)
class StepIssue:
    """The document, and the licence, that an authority issues with its result."""

    kind: str
    title: str
    licence_type: str = ""


@dataclass(frozen=True)
class Branch:
    """One way of a fork: the step it begins with, and when it is opened."""

    to: str
    when: tuple[Condition, ...] = ()  # all must hold
    is_otherwise: bool = False  # opened when no condition of the others holds


@dataclass(frozen=True)
class Fork:
    """Several steps at once, up to a join. `is_chosen`: only the branches that are named are opened (again)."""

    branches: tuple[Branch, ...]
    join: str
    is_chosen: bool = False

    def opened(self, facts: Facts) -> tuple[str, ...]:
        """Return the first steps of the branches that these facts open."""
        held = {branch.to for branch in self.branches if branch.when and all_hold(branch.when, facts)}
        return tuple(
            branch.to
            for branch in self.branches
            if branch.to in held or (not branch.when and (not branch.is_otherwise or not held))
        )


Next: TypeAlias = str | Fork  # a step, a join, END, or several steps at once


@dataclass(frozen=True)
class PlanStep:
    """One step of a plan."""

    code: str
    name: str
    name_en: str
    role: str
    not_by: tuple[str, ...]  # steps whose doer may not do this one: four eyes
    leads_to: Mapping[str, Next]  # result → what follows
    kind: Kind = Kind.OPINION
    who: Who = LEAD
    limit: StepLimit | None = None  # None: that of the case
    materials: tuple[str, ...] | None = None  # codes of the materials it sees; None: all
    issues: StepIssue | None = None
    assignment: Literal["claim", "random"] = "claim"
    check: str = ""  # of an automatic step: what the platform checks


@dataclass(frozen=True)
class JoinRule:
    """What a join waits for: all branches, any one, or so many. `agreeing` are the results that agree; without any, all do."""

    of: Literal["all", "any"] | int
    agreeing: frozenset[str] = frozenset()

    @property
    def needed(self) -> int:
        """How many must agree where not all must."""
        return self.of if isinstance(self.of, int) else 1


@dataclass(frozen=True)
class Join:
    """Where the branches of a fork come together. Its outcomes lead on as the results of a step do."""

    code: str
    name: str
    name_en: str
    rule: JoinRule
    leads_to: Mapping[str, Next]  # AGREED, OBJECTED → what follows


@dataclass(frozen=True)
class Home:
    """In which branch of which block a step or a join lies."""

    join: str
    branch: str  # the step the branch begins with


@dataclass(frozen=True)
class Plan:
    """A published plan. Its graph never changes: a change makes a new version."""

    code: str
    version: int
    name: str
    name_en: str
    first: str
    steps: Mapping[str, PlanStep]
    joins: Mapping[str, Join] = field(default_factory=dict)

    def step(self, code: str) -> PlanStep:
        return self.steps[code]

    def after(self, code: str, result: str) -> PlanStep | None:
        """
        Return the step that a result leads to, None when the plan ends there; KeyError when the step has no such result.

        For what leads to one step only; where a result opens several or leads to a join, see `moves.after`.
        """
        following = self.steps[code].leads_to[result]
        if isinstance(following, Fork):
            raise KeyError(f"{result} of {code} opens several steps")
        return self.steps[following] if following else None

    def node(self, code: str) -> PlanStep | Join:
        """Return a step or a join."""
        return self.steps[code] if code in self.steps else self.joins[code]

    @cached_property
    def nodes(self) -> tuple[PlanStep | Join, ...]:
        """All steps, then all joins."""
        return (*self.steps.values(), *self.joins.values())

    @cached_property
    def is_linear(self) -> bool:
        """Say whether there is only acceptance, proposal, decision and delivery: nothing at once, so nothing to mark."""
        return not self.joins and all(step.kind in FIXED for step in self.steps.values())

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts on which its branches depend."""
        return frozenset(
            condition.fact for _code, fork in self.forks() for branch in fork.branches for condition in branch.when
        )

    @cached_property
    def branches(self) -> Mapping[str, tuple[str, ...]]:
        """The first steps of all branches of each join, in the order in which they are written."""
        found: dict[str, dict[str, None]] = {code: {} for code in self.joins}
        for _code, fork in self.forks():
            found[fork.join].update(dict.fromkeys(branch.to for branch in fork.branches))
        return {join: tuple(entries) for join, entries in found.items()}

    @cached_property
    def homes(self) -> Mapping[str, Home | None]:
        """Where each step and join lies, None outside all blocks. What cannot be reached has no entry."""
        entries = {branch.to: Home(fork.join, branch.to) for _code, fork in self.forks() for branch in fork.branches}
        entries.pop(self.first, None)
        found: dict[str, Home | None] = {}
        waiting: list[tuple[int, str, Home | None]] = [(0, self.first, None)]
        while waiting:  # the outermost first, so that a stray line is told where it strays and not where it arrives
            depth, code, home = waiting.pop(min(range(len(waiting)), key=lambda place: waiting[place][0]))
            if code not in found:
                found[code] = home = entries.get(code, home)
                waiting += [(depth + (lies != home), to, lies) for to, lies in self.ways_from(code, home)]
        return found

    def ways_from(self, code: str, home: Home | None) -> Iterator[tuple[str, Home | None]]:
        """Yield the steps and joins that come after one that lies in `home`, each with where it lies if it comes from here."""
        for following in self.node(code).leads_to.values():
            if isinstance(following, Fork):
                yield following.join, home
                for branch in following.branches:
                    yield branch.to, Home(following.join, branch.to)
            elif following and not (home is not None and following == home.join):
                yield following, home

    @cached_property
    def voters(self) -> Mapping[str, frozenset[str]]:
        """For each join, the branches whose result counts: not those that end with an answer to a consultation."""
        return {
            join: frozenset(
                home.branch
                for code, home in self.homes.items()
                if home is not None
                and home.join == join
                and join in self.node(code).leads_to.values()
                and self.votes(code)
            )
            for join in self.joins
        }

    def votes(self, code: str) -> bool:
        """Say whether a step or join has a say where a part of the branches is enough."""
        return code in self.joins or self.steps[code].kind is not Kind.CONSULT

    def forks(self) -> Iterator[tuple[str, Fork]]:
        """Yield every fork with the step or join it comes from."""
        for node in self.nodes:
            for following in node.leads_to.values():
                if isinstance(following, Fork):
                    yield node.code, following
