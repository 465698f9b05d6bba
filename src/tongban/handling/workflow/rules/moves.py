"""How a subject moves through a plan in which several steps are open at once. Pure: facts in, moves out."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tongban.handling.workflow.rules.conditions import Facts
from tongban.handling.workflow.rules.plan import AGREED, END, OBJECTED, Fork, Join, Next, Plan


class Answer(NamedTuple):
    """The last result of a branch, and the step (or inner join) that gave it."""

    step: str
    result: str


Block = Mapping[str, Answer | None]  # branch, by its first step → its answer; None while it is under way


@dataclass(frozen=True)
class Marking:
    """Where a subject stands: its open steps, and what the branches of each block that was opened have answered."""

    open: tuple[str, ...]
    blocks: Mapping[str, Block] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "open": list(self.open),
            "blocks": {
                join: {branch: list(answer) if answer else None for branch, answer in block.items()}
                for join, block in self.blocks.items()
            },
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Marking":
        """Return what `body` wrote."""
        return cls(
            open=tuple(body["open"]),
            blocks={
                join: {branch: Answer(*answer) if answer else None for branch, answer in block.items()}
                for join, block in body["blocks"].items()
            },
        )


@dataclass(frozen=True)
class Moves:
    """What a result brings about."""

    marking: Marking
    opened: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()  # open steps that nobody waits for any more
    is_ended: bool = False
    joined: tuple[tuple[str, str], ...] = ()  # joins that were reached, each with its outcome


Opening = Callable[[Fork], tuple[str, ...]]  # says which branches of a fork are opened


def start(plan: Plan) -> Moves:
    """Return how a subject begins: the first step is open."""
    return Moves(Marking((plan.first,)), (plan.first,))


def after(plan: Plan, marking: Marking, step: str, result: str, facts: Facts, chosen: Collection[str] = ()) -> Moves:
    """
    Return what the result of an open step brings about.

    `chosen` names the branches that are opened again where the result leads into a block "as chosen". KeyError when the step has
    no such result, ValueError when it is not open or the choice is none.
    """

    def opening(fork: Fork) -> tuple[str, ...]:
        if not fork.is_chosen:
            return fork.opened(facts)
        wanted = tuple(branch.to for branch in fork.branches if branch.to in chosen)
        if not wanted or len(wanted) != len({*chosen}):
            raise ValueError(f"{sorted(chosen)} is no choice among the branches of {fork.join}")
        return wanted

    return after_opening(plan, marking, step, result, opening)


def after_opening(plan: Plan, marking: Marking, step: str, result: str, opening: Opening) -> Moves:
    """Return what a result brings about, `opening` saying which branches of a fork are opened: the proof tries every way."""
    if step not in marking.open:
        raise ValueError(f"step {step} is not open")
    board = _Board(plan, marking, opening)
    following = plan.step(step).leads_to[result]
    board.close(step)
    board.follow(step, result, following)
    return board.moves()


def outcome(plan: Plan, join: Join, block: Block) -> str | None:
    """Return how a join comes out with these answers; None while it has to wait."""
    agreeing = {branch for branch, answer in block.items() if answer and agrees(plan, join, answer)}
    waiting = {branch for branch, answer in block.items() if answer is None}
    if join.rule.of == "all":
        if waiting:
            return None  # so that all objections are told at once
        return AGREED if len(agreeing) == len(block) else OBJECTED
    if len(agreeing) >= join.rule.needed:
        return AGREED
    return OBJECTED if len(agreeing) + len(waiting & plan.voters[join.code]) < join.rule.needed else None


def agrees(plan: Plan, join: Join, answer: Answer) -> bool:
    """Say whether an answer counts as agreement at a join."""
    if not plan.votes(answer.step):
        return join.rule.of == "all"  # an answer to a consultation is waited for, but has no say
    return not join.rule.agreeing or answer.result in join.rule.agreeing


class _Board:
    """The marking while one result is being followed."""

    def __init__(self, plan: Plan, marking: Marking, opening: Opening) -> None:
        self._plan, self._opening = plan, opening
        self._open = dict.fromkeys(marking.open)
        self._blocks: dict[str, dict[str, Answer | None]] = {
            join: dict(block) for join, block in marking.blocks.items()
        }
        self._opened: list[str] = []
        self._dropped: list[str] = []
        self._joined: list[tuple[str, str]] = []

    def close(self, step: str) -> None:
        del self._open[step]

    def follow(self, origin: str, result: str, following: Next) -> None:
        if isinstance(following, Fork):
            self._fork(following)
        elif following in self._plan.joins:
            self._arrive(self._plan.joins[following], origin, result)
        elif following != END:
            self._open_step(following)

    def moves(self) -> Moves:
        return Moves(
            marking=Marking(tuple(self._open), self._blocks),
            opened=tuple(self._opened),
            dropped=tuple(self._dropped),
            is_ended=not self._open,
            joined=tuple(self._joined),
        )

    def _open_step(self, step: str) -> None:
        self._open[step] = None
        self._opened.append(step)

    def _fork(self, fork: Fork) -> None:
        entries = self._opening(fork)
        before = self._blocks.get(fork.join, {}) if fork.is_chosen else {}
        self._blocks[fork.join] = {**before, **dict.fromkeys(entries)}
        for entry in entries:
            self._open_step(entry)

    def _arrive(self, join: Join, origin: str, result: str) -> None:
        home = self._plan.homes[origin]
        assert home is not None  # noqa: S101 - promised by the soundness of the plan: only branches lead to a join
        block = self._blocks[join.code]
        block[home.branch] = Answer(origin, result)
        came_out = outcome(self._plan, join, block)
        if came_out is None:
            return
        self._forget_unanswered(join.code)
        for step in [step for step in self._open if self._lies_in(step, join.code)]:
            self.close(step)
            self._dropped.append(step)
        self._joined.append((join.code, came_out))
        self.follow(join.code, came_out, join.leads_to[came_out])

    def _forget_unanswered(self, join: str) -> None:
        for code, block in self._blocks.items():
            if code == join or self._lies_in(code, join):
                self._blocks[code] = {branch: answer for branch, answer in block.items() if answer is not None}

    def _lies_in(self, code: str, join: str) -> bool:
        home = self._plan.homes[code]
        return home is not None and (home.join == join or self._lies_in(home.join, join))
