"""Change of law in flight: whether a subject that stands somewhere in one version of a plan can go on in another."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tongban.handling.workflow.rules.moves import Marking
from tongban.handling.workflow.rules.plan import Kind, Plan


class WhyStays(StrEnum):
    """Why a subject has to stay with its version."""

    STEP_GONE = "step_gone"  # the other version has no such step
    STEP_CHANGED = "step_changed"  # something else is done in it
    PLACE_CHANGED = "place_changed"  # it lies in another branch
    BRANCH_GONE = "branch_gone"  # an authority has answered, or is asked, that the other version does not ask
    SHAPE_CHANGED = "shape_changed"  # one asks several authorities, the other does not, and the review has begun


@dataclass(frozen=True)
class Stays:
    """One reason why a subject stays, and the step (or branch) it is about."""

    why: WhyStays
    step: str = ""


def reasons_to_stay(old: Plan, new: Plan, marking: Marking) -> tuple[Stays, ...]:
    """Return why a subject cannot go on in another version where it stands, nothing when it can."""
    if set(marking.open) <= {Kind.ACCEPT} and not marking.blocks:
        return ()  # every plan begins with the acceptance, so nothing is begun that could be lost
    if old.is_linear != new.is_linear:
        return (Stays(WhyStays.SHAPE_CHANGED),)
    return (*_of_steps(old, new, marking.open), *_of_branches(new, marking))


def changed_roles(old: Plan, new: Plan, steps: Collection[str]) -> dict[str, str]:
    """Return the steps that another role takes in the other version, with that role."""
    return {
        code: new.steps[code].role
        for code in sorted(steps)
        if code in old.steps and code in new.steps and old.steps[code].role != new.steps[code].role
    }


def _of_steps(old: Plan, new: Plan, steps: Collection[str]) -> Iterator[Stays]:
    for code in steps:
        if code not in old.steps:
            continue  # not of the plan: an office that was asked besides
        if code not in new.steps:
            yield Stays(WhyStays.STEP_GONE, code)
        elif old.steps[code].kind is not new.steps[code].kind:
            yield Stays(WhyStays.STEP_CHANGED, code)
        elif old.homes[code] != new.homes[code]:
            yield Stays(WhyStays.PLACE_CHANGED, code)


def _of_branches(new: Plan, marking: Marking) -> Iterator[Stays]:
    for join, block in marking.blocks.items():
        for branch, answer in block.items():
            known = branch in new.branches.get(join, ())
            if not known or (answer is not None and answer.step not in new.homes):
                yield Stays(WhyStays.BRANCH_GONE, branch)
