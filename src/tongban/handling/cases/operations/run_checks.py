"""The checks that the platform does in a plan: of a register, of a licence held, of a commitment given."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import Way
from tongban.handling.cases.models import Case, Part
from tongban.handling.cases.operations.common import write_down
from tongban.handling.cases.operations.consult_office import send_letters
from tongban.handling.cases.operations.part_deeds import InHand, end_part, held, part_name, result_in_words
from tongban.handling.cases.part_rules import MET, NOT_MET
from tongban.handling.cases.queries.facts import plan_of
from tongban.handling.cases.queries.parts import parts_of
from tongban.handling.cases.rules import Step
from tongban.proofs.licences import api as licences
from tongban.registers.identity import api as identity

log = logging.getLogger(__name__)

CHECKER = system("checks")
MOST_CHECKS = 8  # of one part: after them it is a person's alone
AGAIN_AFTER = timedelta(minutes=15)
PURPOSE = "办件自动核查"


class UnableToCheck(Exception):
    """The platform cannot tell now, or does not know such a check: a person does."""


def run_checks(*, limit: int = 50) -> int:
    """
    Do the checks that are due, the longest waiting first; return how many were tried.

    Each is a transaction of its own: killed at any point, what was not written is checked again. Run by two workers at once,
    each part ends once. What cannot be told is tried again for two hours, and may be done by hand meanwhile.
    """
    waiting = Part.objects.filter(ended_at=None, check_after__lte=clock.now()).order_by("check_after")
    return sum(_check(part) for part in waiting[:limit])


def _check(part: Part) -> bool:
    try:
        case = Case.objects.get(pk=part.case_id)
        result = _result_of(case, part)
        if result is None:
            _leave_to_a_person(part)
        else:
            _end(case, part, result)
    except DomainError:
        log.info("somebody was quicker", extra={"case": f"{part.case_id}"})
    except Exception:
        log.exception("a part could not be checked", extra={"case": f"{part.case_id}"})
        _leave_to_a_person(part)
    return True


def _result_of(case: Case, part: Part) -> str | None:
    """Return what the check comes to, None when it cannot be told."""
    step = plan_of(case).steps.get(part.step)
    kind, _, argument = (step.check if step else "").partition(":")
    try:
        is_met = CHECKS[kind](case, argument)
    except (KeyError, UnableToCheck, DomainError):
        return None
    result = MET if is_met else NOT_MET
    return result if step is not None and result in step.leads_to else None


def _leave_to_a_person(part: Part) -> None:
    tried = part.checks + 1
    again = clock.now() + AGAIN_AFTER if tried < MOST_CHECKS else None
    Part.objects.filter(pk=part.pk, ended_at=None).update(checks=tried, check_after=again)


def _end(case: Case, part: Part, result: str) -> None:
    with transaction.atomic(), rows.together():
        case = held(case)
        parts = parts_of(case)
        mine = next((each for each in parts if each.pk == part.pk and each.ended_at is None), None)
        if mine is None:
            return
        case.step_authority = mine.authority_id
        _moves, opened = end_part(
            InHand(case, mine, parts), by=None, result=result, changes={"checks": mine.checks + 1}
        )
        send_letters(case, opened)
        write_down(
            case,
            Step.RUN_CHECK,
            actor=CHECKER,
            note=f"{part_name(case, mine)}：{result_in_words(result)}",
            facts={"part": mine.step, "round": mine.round, "result": result},
        )


def _is_registered(case: Case, argument: str) -> bool:
    """Say whether the population or company register knows the applicant; with a field and a value, also that it says so."""
    facts = identity.registry_facts(case.party_id, actor=CHECKER, purpose=f"{PURPOSE} {case.number}")
    field, _, value = argument.partition("=")
    if not field:
        return bool(facts)
    return facts.get(field) == value if value else bool(facts.get(field))


def _holds_licence(case: Case, argument: str) -> bool:
    return licences.usable_licence(case.party_id, argument) is not None


def _gave_commitment(case: Case, argument: str) -> bool:
    """Say whether a promise was given for a material, or for any."""
    materials = applications.application_view(case.application_id).materials
    return any(
        thing.way is Way.COMMITMENT
        for material in materials
        if not argument or material.code == argument
        for thing in material.given
    )


# What a plan's `check` may say: "registry", "registry:legal.status=存续", "licence:business-licence", "commitment:rules".
CHECKS: Mapping[str, Callable[[Case, str], bool]] = {
    "registry": _is_registered,
    "licence": _holds_licence,
    "commitment": _gave_commitment,
}
