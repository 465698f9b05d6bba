"""The law of a case that several authorities handle at once: who may do which part of it, and what it may come to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from tongban.handling.cases.rules import (
    CaseFacts,
    OfficerFacts,
    PartFacts,
    Refusal,
    State,
    Step,
    has_conflict_of_interest,
    may_see,
    refusal_to_officer,
)
from tongban.handling.workflow.rules import AGREED, END, FIXED, Fork, Kind, Plan, PlanStep
from tongban.offer.deadlines.rules import Limit
from tongban.registers.identity.rules import Role

ASKED = "ask-"  # how the steps begin that no plan knows: an office was asked besides
ANSWERED = "answered"  # the one result of those
MET, NOT_MET = "met", "not_met"  # what a check of the platform comes to; where it cannot tell, a person does
TO_ASSIST = Role.REVIEWER  # who answers for an office that was asked besides

# Which deed each kind of part is done by. What the platform could not check, or has not yet, may be checked by hand.
DEED_OF: Mapping[str, Step] = {
    Kind.OPINION: Step.GIVE_OPINION,
    Kind.AUTO: Step.GIVE_OPINION,
    Kind.CONSULT: Step.ANSWER_CONSULTATION,
    Kind.MEETING: Step.HOLD_MEETING,
}
PROCEDURES = (Step.START_SPECIAL_PROCEDURE, Step.END_SPECIAL_PROCEDURE)
_RETURNS_FROM = {State.ACCEPTED: Kind.PROPOSE, State.PROPOSED: Kind.DECIDE}  # where the lead may open parts again
_OWN_RESULTS = {Kind.PROPOSE: frozenset({"proposed"}), Kind.DECIDE: frozenset({"agreed", "returned"})}


@dataclass(frozen=True)
class PartDeed:
    """A deed that an officer may do now, and on which part; the part is empty where it is the lead's."""

    step: Step
    part: str


def asked_step(authority_id: int) -> str:
    """Return the code of the step by which an office is asked that the plan does not name: one open question to each."""
    return f"{ASKED}{authority_id}"


def asked_authority(step: str) -> int:
    """Return the office that such a step asks."""
    return int(step.removeprefix(ASKED))


def is_asked(step: str) -> bool:
    """Say whether a step is such a question."""
    return step.startswith(ASKED)


def refusal_on_part(step: Step, case: CaseFacts, officer: OfficerFacts, part: str) -> Refusal | None:
    """
    Return why an officer may not do a deed on a part, None when she may. Denies first, as `refusal_to_officer` does.

    Only the authority that was given the part does it, in the role the plan asks for, and never who did what it is barred by.
    """
    if not may_see(case, officer):
        return Refusal.NOT_FOUND
    if has_conflict_of_interest(case, officer):
        return Refusal.CONFLICT_OF_INTEREST
    found = next((each for each in case.parts if each.step == part and each.is_open), None)
    if found is None:
        return Refusal.WRONG_STATE
    if not officer.acts_as(found.authority_id, case.item_code, part) or found.role not in officer.roles:
        return Refusal.NOT_YOUR_ROLE
    if officer.account_id in found.barred:
        return Refusal.FOUR_EYES
    return _refusal_by_kind(step, case, found)


def _refusal_by_kind(step: Step, case: CaseFacts, part: PartFacts) -> Refusal | None:
    match step:
        case Step.START_SPECIAL_PROCEDURE if part.kind not in (Kind.OPINION, Kind.MEETING):
            return Refusal.WRONG_STATE
        case Step.END_SPECIAL_PROCEDURE:
            return None if part.is_stopped else Refusal.NOT_STOPPED
        case Step.CONSULT_OFFICE:
            return Refusal.WRONG_STATE if part.kind == Kind.CONSULT else None
        case Step.START_SPECIAL_PROCEDURE:
            return Refusal.STOPPED if part.is_stopped else None
        case _ if DEED_OF.get(part.kind) is not step:
            return Refusal.WRONG_STATE
        case _:
            return Refusal.STOPPED if part.is_stopped or case.is_stopped else None


def only_takes_part(case: CaseFacts, officer: OfficerFacts) -> bool:
    """Say whether an officer sees the case for nothing but a share of it: she is shown no more than that needs."""
    return may_see(case, officer) and not may_see(replace(case, parts=()), officer)


def share_of(case: CaseFacts, officer: OfficerFacts) -> str:
    """Return the step of an open share that an officer may do, empty when there is none."""
    return next(
        (
            part.step
            for part in case.parts
            if part.is_open
            and part.role in officer.roles
            and officer.account_id not in part.barred
            and officer.acts_as(part.authority_id, case.item_code, part.step)
        ),
        "",
    )


def materials_of(case: CaseFacts, officer: OfficerFacts, plan: Plan) -> frozenset[str] | None:
    """Return the codes of the materials that the shares of an officer's authority need; None for all."""
    found: set[str] = set()
    for part in case.parts:
        if part.authority_id != officer.authority_id:
            continue
        step = plan.steps.get(part.step)
        named = step.materials if step else part.materials
        if named is None:
            return None
        found.update(named)
    return frozenset(found)


def refusal_to_return(case: CaseFacts, officer: OfficerFacts, plan: Plan) -> Refusal | None:
    """Return why an officer may not open parts again, None when she may: who proposes or decides may, if the plan knows such a way."""
    if not may_see(case, officer):
        return Refusal.NOT_FOUND
    if has_conflict_of_interest(case, officer):
        return Refusal.CONFLICT_OF_INTEREST
    if case.awaits_parts or not (code := returning_step(case.state)) or not ways_back(plan, code):
        return Refusal.WRONG_STATE
    own = Step.PROPOSE if code == Kind.PROPOSE else Step.RETURN_TO_REVIEW
    return refusal_to_officer(own, case, officer)


def returning_step(state: State) -> str:
    """Return the step of the plan from which the lead may open parts again, empty when there is none now."""
    return _RETURNS_FROM.get(state, "")


def ways_back(plan: Plan, code: str) -> Mapping[str, tuple[str, ...]]:
    """Return the results by which the lead opens parts again, each with the branches to choose from (none: all of them)."""
    step = plan.steps.get(code)
    if step is None or step.kind not in _OWN_RESULTS:
        return {}
    return {result: choices(step, result) for result in step.leads_to if result not in _OWN_RESULTS[step.kind]}


def choices(step: PlanStep, result: str) -> tuple[str, ...]:
    """Return the branches of which some must be chosen with a result; empty where there is nothing to choose."""
    following = step.leads_to[result]
    if isinstance(following, Fork) and following.is_chosen:
        return tuple(branch.to for branch in following.branches)
    return ()


def part_deeds(case: CaseFacts, officer: OfficerFacts, plan: Plan) -> tuple[PartDeed, ...]:
    """Return what an officer may do now on the parts of a case."""
    found = [
        PartDeed(step, part.step)
        for part in case.parts
        if part.is_open
        for step in (DEED_OF[part.kind], *PROCEDURES, Step.CONSULT_OFFICE)
        if refusal_on_part(step, case, officer, part.step) is None
    ]
    if refusal_to_return(case, officer, plan) is None:
        found.append(PartDeed(Step.RETURN_TO_STEP, ""))
    return tuple(found)


def agrees(plan: Plan, step: str, result: str) -> bool:
    """Say whether a result counts as agreement where its branch is joined; without a join that says so, `agreed` and `met` do."""
    home = plan.homes.get(step)
    while home is not None:
        join = plan.joins[home.join]
        if join.rule.agreeing:
            return result in join.rule.agreeing
        home = plan.homes.get(join.code)
    return result in (AGREED, MET)


def asked_fields(plan: Plan, step: str) -> tuple[str, ...]:
    """Return the findings of a step on which later branches depend, without its result: its form asks for them."""
    prefix = f"{step}."
    return tuple(
        sorted(
            name.removeprefix(prefix) for name in plan.facts if name.startswith(prefix) and name != f"{prefix}result"
        )
    )


def is_at_parts(open_steps: tuple[str, ...], plan: Plan) -> bool:
    """Say whether any of the open steps is an authority's share, so that nothing can be proposed yet."""
    return any(plan.steps[code].kind not in FIXED for code in open_steps if code != END)


def joint_extension_applies(statutory: Limit, joint: Limit) -> bool:
    """Say whether a case of several authorities is extended as joint handling is (行政许可法第四十二条第二款: 45 days by 15)."""
    return statutory.unit is joint.unit and statutory.amount == joint.amount


def barred_by(plan: Plan, doers: Mapping[str, frozenset[UUID]]) -> Mapping[str, frozenset[UUID]]:
    """Return for each step who may not do it, for having done one that it is barred by, at whichever authority."""
    return {
        code: frozenset(account for other in step.not_by for account in doers.get(other, frozenset()))
        for code, step in plan.steps.items()
    }
