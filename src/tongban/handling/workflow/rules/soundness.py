"""
The proof that a plan is sound: every way it can go is gone.

First each step must have one place (outside all blocks, or in one branch of one block), so that a branch can be left through its
join only. Then all situations are walked through that answers, in any order, and conditions, each both ways, can lead to. What
is wrong is told with the shortest way that leads there.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations, islice

from tongban.handling.workflow.rules.faults import Fault, Way
from tongban.handling.workflow.rules.moves import Marking, Moves, after_opening, agrees, start
from tongban.handling.workflow.rules.plan import END, FIXED, Fork, Home, Plan

MOST_SITUATIONS = 20_000

Trace = tuple[Way, ...]
_Key = tuple[frozenset[str], frozenset[object]]


def faults_of_flow(plan: Plan) -> list[Fault]:
    """Return what is wrong with the flow of a plan whose steps and joins all exist."""
    faults = [*_faults_of_places(plan)]
    if faults:
        return faults
    # Branches do not look at each other, so where there are too many orders of answers one order is walked.
    for in_every_order in (True, False):
        walk = _Walk(plan)
        if walk.goes(in_every_order=in_every_order):
            return [*_faults_of_waiting(plan), *walk.faults()]
    return [Fault("too_many_ways", params={"most": str(MOST_SITUATIONS)})]


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


class _Walk:
    """All situations of a plan, and the moves between them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._traces: dict[_Key, Trace] = {}
        self._markings: dict[_Key, Marking] = {}
        self._before: dict[_Key, set[_Key]] = {}
        self._ends: list[_Key] = []
        self._reached: set[str] = set()

    def goes(self, *, in_every_order: bool) -> bool:
        """Walk through all situations, and say whether they were not too many."""
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
            if len(self._traces) > MOST_SITUATIONS:
                return False
        return True

    def faults(self) -> Iterator[Fault]:
        """Yield the steps that no situation opens, and those from which no way leads to the end."""
        for code in (*self._plan.steps, *self._plan.joins):
            if code not in self._reached:
                yield Fault("unreached", code)
        ending, told = self._ending(), set()
        for key, trace in self._traces.items():
            for step in self._markings[key].open if key not in ending else ():
                if step not in told:
                    told.add(step)
                    yield Fault("no_end", step, trace=trace)

    def _note(self, moves: Moves, trace: Trace) -> _Key:
        key = _key(self._plan, moves.marking)
        if key not in self._traces:
            self._traces[key], self._markings[key] = trace, moves.marking
            if moves.is_ended:
                self._ends.append(key)
        self._reached.update(moves.opened, (join for join, _outcome in moves.joined))
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
