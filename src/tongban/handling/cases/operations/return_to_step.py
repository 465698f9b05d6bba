"""Open steps of authorities again, with the reason: some of them look once more, the results of the others stay."""

from collections.abc import Collection

from django.db import transaction

from tongban.groundwork.foundation import rows
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.operations.common import found_case, move, subject_of, with_reasons, write_down
from tongban.handling.cases.operations.consult_office import send_letters
from tongban.handling.cases.operations.part_deeds import UnableToGiveResult
from tongban.handling.cases.operations.parts import carry_on
from tongban.handling.cases.part_rules import refusal_to_return, returning_step, ways_back
from tongban.handling.cases.queries.facts import facts_of, officer_facts, plan_of
from tongban.handling.cases.queries.parts import parts_of
from tongban.handling.cases.refusals import REFUSALS
from tongban.handling.cases.rules import Refusal, State, Step
from tongban.handling.cases.views import Done
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Officer


def return_to_step(
    *, number: str, officer: Officer, reason: str, chosen: Collection[str] = (), result: str = ""
) -> Done:
    """
    Send a case back from the proposal or the decision to the authorities that are `chosen`, with the reason.

    `result` names the plan's way back where it has several; without it, the one there is. They get new shares with clocks of
    their own; what the others gave stays, and the case is proposed again when all answers are there.
    """
    case = found_case(number)
    parts = parts_of(case)
    plan, facts = plan_of(case), facts_of(case, parts)
    refusal = refusal_to_return(facts, officer_facts(officer), plan)
    if refusal is Refusal.CONFLICT_OF_INTEREST:
        ledger.record(
            deed="case.step_refused",
            subject=subject_of(case),
            actor=officer.actor,
            reason=refusal,
            region_code=case.region_code,
            facts={"step": Step.RETURN_TO_STEP},
        )
    if refusal is not None:
        raise REFUSALS[refusal](number=case.number)
    step = returning_step(State(case.state))
    ways = ways_back(plan, step)
    result = result or next(iter(ways))
    if result not in ways:
        raise UnableToGiveResult
    if ways[result] and (not chosen or set(chosen) - set(ways[result])):
        raise workflow.UnableToChooseBranches
    reason = with_reasons(reason)
    with transaction.atomic(), rows.together():
        move(case, Step.RETURN_TO_STEP, awaits_parts=True)
        _moves, opened = carry_on(
            case,
            step=step,
            result=result,
            by=officer.account_id,
            chosen=chosen if ways[result] else (),
            reason=reason,
            parts=parts,
        )
        send_letters(case, opened)
        return write_down(
            case,
            Step.RETURN_TO_STEP,
            actor=officer.actor,
            note=reason,
            facts={"from": step, "to": [part.step for part in opened]},
        )
