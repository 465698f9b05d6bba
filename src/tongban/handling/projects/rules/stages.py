"""Where the stages of a project stand, which of them may be opened now, and what the others wait for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongban.handling.projects.rules.kinds import Condition, Kind, Once


class Standing(StrEnum):
    """Where a stage stands."""

    WAITING = "waiting"  # for another stage
    READY = "ready"  # may be opened
    DRAFT = "draft"  # opened, not submitted
    RUNNING = "running"  # with the authorities
    GRANTED = "granted"
    ENDED = "ended"  # refused, withdrawn, not accepted: it may be opened again


@dataclass(frozen=True)
class StageFacts:
    """What the rules need to know of a stage: the last time it was opened, and the case that came of it."""

    is_opened: bool = False
    is_submitted: bool = False
    is_accepted: bool = False
    outcome: str = ""  # granted, refused…; empty while none

    @property
    def is_granted(self) -> bool:
        return self.outcome == "granted"

    @property
    def has_ended(self) -> bool:
        return bool(self.outcome) and not self.is_granted


NOT_OPENED = StageFacts()


def waits_for(kind: Kind, code: str, facts: Mapping[str, StageFacts]) -> tuple[Condition, ...]:
    """Return what a stage still waits for; KeyError when the kind has no such stage."""
    return tuple(each for each in kind.stage(code).after if not _holds(each, facts.get(each.stage, NOT_OPENED)))


def standing(kind: Kind, code: str, facts: Mapping[str, StageFacts]) -> Standing:
    """Return where a stage stands. What was opened stays open, whatever becomes of the stages before it."""
    own = facts.get(code, NOT_OPENED)
    if own.is_granted:
        return Standing.GRANTED
    if own.is_opened and not own.has_ended:
        return Standing.RUNNING if own.is_submitted else Standing.DRAFT
    if waits_for(kind, code, facts):
        return Standing.WAITING
    return Standing.ENDED if own.has_ended else Standing.READY


def may_open(kind: Kind, code: str, facts: Mapping[str, StageFacts]) -> bool:
    """Say whether a stage may be opened, for the first time or again, or its draft gone on with."""
    return standing(kind, code, facts) in (Standing.READY, Standing.DRAFT, Standing.ENDED)


def is_complete(kind: Kind, facts: Mapping[str, StageFacts]) -> bool:
    """Say whether every stage was granted."""
    return all(facts.get(stage.code, NOT_OPENED).is_granted for stage in kind.stages)


def _holds(condition: Condition, facts: StageFacts) -> bool:
    if condition.once is Once.GRANTED:
        return facts.is_granted
    return facts.is_accepted and not facts.has_ended
