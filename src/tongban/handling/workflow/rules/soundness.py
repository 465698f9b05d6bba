"""
The proof that a plan is sound: every way it can go is gone.

First each step must have one place (outside all blocks, or in one branch of one block), so that a branch can be left through its
join only. A block then looks from outside like one step with the outcomes of its join, so each is walked through for itself,
those beside and within it being folded into one step: all situations that answers, in any order, and conditions, each both
ways, can lead to. What is wrong is told with the shortest way that leads there.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from functools import partial
from itertools import combinations, islice

from tongban.handling.workflow.rules.faults import Fault, Way
from tongban.handling.workflow.rules.moves import Marking, Moves, after_opening, agrees, start
from tongban.handling.workflow.rules.plan import AGREED, END, FIXED, OBJECTED, Fork, Home, Join, Next, Plan, PlanStep

MOST_SITUATIONS = 20_000
MOST_IN_EVERY_ORDER = 3_000
BEGIN = ""
NOWHERE = Home("", "")

Trace = tuple[Way, ...]
_Key = tuple[frozenset[str], frozenset[object]]


def faults_of_flow(plan: Plan) -> list[Fault]:
    """Return what is wrong with the flow of a plan whose steps and joins all exist."""
    return [*_faults_of_places(plan)] or [*_faults_of_waiting(plan), *_faults_of_ways(plan)]


def _faults_of_ways(plan: Plan) -> Iterator[Fault]:
    """Walk through each block where it lies, and yield what is never opened and what never comes to an end."""
    folding, traces = Folding(plan), _shortest(plan)
    reached: set[str] = set()
    endless: list[Fault] = []
    blocks: list[tuple[Home | None, str | None]] = [
        (plan.homes[join], join) for join in plan.joins if join in plan.homes
    ]
    for home, block in blocks or [(None, None)]:
        walk = walked(folding.level(home, block))
        if walk is None:
            yield Fault("too_many_ways", block or "", {"most": str(MOST_SITUATIONS)})
            return
        reached |= walk.reached
        endless += walk.without_end(traces[home.branch] if home else ())
    # Who waits for what never ends does not end either, and what comes after is not reached: only the culprit is named.
    culprits = [*_endless_lines(plan, traces)] or endless[:1]
    yield from culprits
    for code in (*plan.steps, *plan.joins):
        if code not in (plan.homes if culprits else reached):
            yield Fault("unreached", code)


def _endless_lines(plan: Plan, traces: Mapping[str, Trace]) -> Iterator[Fault]:
    """Yield a fault for each step from which no line leads out of its place."""
    leaving: set[str] = set()
    while True:
        more = {code for code in plan.homes if code not in leaving and _leaves(plan, code, leaving)}
        if not more:
            break
        leaving |= more
    for code in plan.homes:
        if code not in leaving:
            yield Fault("no_end", code, trace=traces[code])


def _leaves(plan: Plan, code: str, leaving: Set[str]) -> bool:
    home = plan.homes[code]
    exit_ = home.join if home else END
    targets = {
        following.join if isinstance(following, Fork) else following for following in plan.node(code).leads_to.values()
    }
    return exit_ in targets or bool(targets & leaving)


class Folding:
    """A plan in which blocks are folded into one step each, whose results are the outcomes they can have."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._outcomes: dict[str, set[str]] = {}

    def level(self, home: Home | None, block: str | None) -> Plan:
        """Return what lies in one place, from its beginning to where it is left, as a plan in which one block is unfolded."""
        return self._folded(home.branch if home else self._plan.first, home, block)

    def _folded(self, first: str, home: Home | None, block: str | None) -> Plan:
        steps: dict[str, PlanStep] = {}
        for code, lies in self._plan.homes.items():
            if code == block or not (lies == home or (lies is not None and lies.join == block)):
                continue
            node = self._plan.node(code)
            results = self._of(code) if isinstance(node, Join) else node.leads_to
            leads_to = {result: self._next(node.leads_to[result], home, block) for result in results}
            steps[code] = (
                PlanStep(code, node.name, node.name_en, "", (), leads_to)
                if isinstance(node, Join)
                else replace(node, leads_to=leads_to)
            )
        joins = {}
        if block is not None:
            join = self._plan.joins[block]
            outcomes = {result: self._next(following, home, block) for result, following in join.leads_to.items()}
            joins[block] = replace(join, leads_to=outcomes)
        return Plan(self._plan.code, 0, "", "", first, steps, joins)

    @staticmethod
    def _next(following: Next, home: Home | None, block: str | None) -> Next:
        if isinstance(following, Fork):
            return following if following.join == block else following.join
        return END if home is not None and following == home.join else following

    def _of(self, join: str) -> set[str]:
        """Return the outcomes that a block can have."""
        if join not in self._outcomes:
            # A step that leads into every fork of the block, which ends with its join.
            forks = {f"{number}": fork for number, (_code, fork) in enumerate(self._plan.forks()) if fork.join == join}
            run = self._folded(BEGIN, NOWHERE, join)
            steps = {**run.steps, BEGIN: PlanStep(BEGIN, "", "", "", (), forks)}
            joins = {join: replace(self._plan.joins[join], leads_to={AGREED: END, OBJECTED: END})}
            walk = walked(replace(run, steps=steps, joins=joins))
            # Where it is too large to be walked, its own walk tells so.
            self._outcomes[join] = walk.outcomes if walk else {AGREED, OBJECTED}
        return self._outcomes[join]


def walked(plan: Plan) -> "Walk | None":
    """Return the walk through all situations of a plan, None where they are too many."""
    # Branches do not look at each other, so where there are too many orders of answers one order is walked.
    for in_every_order, most in ((True, MOST_IN_EVERY_ORDER), (False, MOST_SITUATIONS)):
        walk = Walk(plan)
        if walk.goes(in_every_order=in_every_order, most=most):
            return walk
    return None


def _faults_of_places(plan: Plan) -> Iterator[Fault]:
    """Yield a fault for each step that is entered from another place than the one where it lies, or leaves its block."""
    traces = _shortest(plan)
    seen: set[tuple[str, str]] = set()
    for code, home in plan.homes.items():
        node = plan.node(code)
        for result, following in node.leads_to.items():
            trace = (*traces[code], Way(code, result))
            if following == END and home is not None:
                yield Fault("ends_in_branch", code, trace=trace)
            if isinstance(following, str) and following in plan.joins and (home is None or home.join != following):
                if ("join", code) not in seen:
                    yield Fault("join_without_fork", code, {"value": following}, trace)
                seen.add(("join", code))
            for target, lies in _targets(plan, home, following):
                if plan.homes[target] != lies and (code, target) not in seen:
                    seen.add((code, target))
                    yield Fault("leaves_block", code, {"value": target}, trace)
        if home is not None and code in FIXED:
            yield Fault("fixed_in_branch", code, trace=traces[code])


def _targets(plan: Plan, home: Home | None, following: str | Fork) -> Iterator[tuple[str, Home | None]]:
    if isinstance(following, Fork):
        yield following.join, home
        for branch in following.branches:
            yield branch.to, Home(following.join, branch.to)
    elif following in plan.steps:
        yield following, home


def _shortest(plan: Plan) -> Mapping[str, Trace]:
    """Return for each step and join the shortest way on paper that leads to it, blocks being passed as one."""
    found: dict[str, Trace] = {plan.first: ()}
    waiting = deque([plan.first])
    while waiting:
        code = waiting.popleft()
        for result, following in plan.node(code).leads_to.items():
            targets = (
                [following.join, *(branch.to for branch in following.branches)]
                if isinstance(following, Fork)
                else [following]
            )
            for target in targets:
                if target and target not in found:
                    found[target] = (*found[code], Way(code, result))
                    waiting.append(target)
    return found


def _faults_of_waiting(plan: Plan) -> Iterator[Fault]:
    """Yield a fault for each fork that may open fewer branches than its join needs to agree."""
    for code, fork in plan.forks():
        rule, voters = plan.joins[fork.join].rule, plan.voters[fork.join]
        if rule.of == "all" or fork.is_chosen:
            continue
        always = sum(branch.to in voters for branch in fork.branches if not branch.when and not branch.is_otherwise)
        otherwise = sum(branch.to in voters for branch in fork.branches if branch.is_otherwise)
        least = always + min([otherwise, *(branch.to in voters for branch in fork.branches if branch.when)])
        if least < rule.needed:
            params = {"needed": str(rule.needed), "count": str(least), "join": fork.join}
            yield Fault("waits_for_too_many", code, params)


class Walk:
    """All situations of a plan, and the moves between them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._traces: dict[_Key, Trace] = {}
        self._markings: dict[_Key, Marking] = {}
        self._before: dict[_Key, set[_Key]] = {}
        self._ends: list[_Key] = []
        self.reached: set[str] = set()
        self.outcomes: set[str] = set()  # of joins

    def goes(self, *, in_every_order: bool, most: int) -> bool:
        """Walk through all situations, and say whether they were not more than so many."""
        waiting = deque([self._note(start(self._plan), ())])
        while waiting:
            key = waiting.popleft()
            marking, trace = self._markings[key], self._traces[key]
            for step in marking.open if in_every_order else marking.open[:1]:
                for result in self._plan.step(step).leads_to:
                    for moves in _every_way(self._plan, marking, step, result):
                        known = len(self._traces)
                        following = self._note(moves, (*trace, Way(step, result)))
                        self._before.setdefault(following, set()).add(key)
                        if len(self._traces) > known:
                            waiting.append(following)
            if len(self._traces) > most:
                return False
        return True

    def without_end(self, before: Trace) -> Iterator[Fault]:
        """Yield a fault for each situation from which no way leads to the end, the nearest first; `before` leads to the first step."""
        ending = self._ending()
        for key, trace in self._traces.items():
            if key not in ending:
                yield Fault("no_end", ", ".join(self._markings[key].open), trace=(*before, *trace))

    def _note(self, moves: Moves, trace: Trace) -> _Key:
        key = _key(self._plan, moves.marking)
        if key not in self._traces:
            self._traces[key], self._markings[key] = trace, moves.marking
            if moves.is_ended:
                self._ends.append(key)
        self.reached.update(moves.opened, (join for join, _outcome in moves.joined))
        self.outcomes.update(outcome for _join, outcome in moves.joined)
        return key

    def _ending(self) -> set[_Key]:
        """Return the situations from which the end can be reached."""
        ending, waiting = set(self._ends), [*self._ends]
        while waiting:
            for key in self._before.get(waiting.pop(), ()):
                if key not in ending:
                    ending.add(key)
                    waiting.append(key)
        return ending


def _key(plan: Plan, marking: Marking) -> _Key:
    """Return what distinguishes two situations: what is open, and who agreed."""
    answers: set[object] = set()
    for code, block in marking.blocks.items():
        for branch, answer in block.items():
            answers.add((code, branch, answer and agrees(plan, plan.joins[code], answer)))
    return frozenset(marking.open), frozenset(answers)


def _every_way(plan: Plan, marking: Marking, step: str, result: str) -> Iterator[Moves]:
    """Yield the moves of a result, one for each way in which the fork it leads to, if any, may open."""
    met: list[Fork] = []

    def first(fork: Fork) -> tuple[str, ...]:
        met.append(fork)
        return next(_openings(fork))

    yield after_opening(plan, marking, step, result, first)
    for fork in met:
        for opening in islice(_openings(fork), 1, None):
            yield after_opening(plan, marking, step, result, partial(_always, opening))


def _always(opening: tuple[str, ...], _fork: Fork) -> tuple[str, ...]:
    return opening


def _openings(fork: Fork) -> Iterator[tuple[str, ...]]:
    """Yield what a fork may open: every choice of conditions that hold; of chosen branches all, and each alone."""
    entries = tuple(branch.to for branch in fork.branches)
    if fork.is_chosen:
        yield entries
        if len(entries) > 1:
            yield from ((entry,) for entry in entries)
        return
    conditional = [branch.to for branch in fork.branches if branch.when]
    for count in range(len(conditional), -1, -1):
        for held in combinations(conditional, count):
            yield tuple(
                branch.to
                for branch in fork.branches
                if branch.to in held or (not branch.when and not (branch.is_otherwise and held))
            )
