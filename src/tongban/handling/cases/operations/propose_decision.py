"""Propose a decision: the result of the review, for another person to decide on."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.operations.common import advance, case_in_hand, move, with_reasons, write_down
from tongban.handling.cases.rules import Outcome, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Officer


class UnableToProposeOutcome(DomainError):
    """A review ends in granting or refusing."""

    code = "case.outcome_unknown"
    sentence = _("审查意见只能是准予或者不予。")
    status = 422


def propose_decision(*, number: str, officer: Officer, outcome: str, reasons: str) -> Done:
    """Propose to grant or to refuse, with reasons. The applicant is told the decision, not the proposal."""
    case = case_in_hand(number, step=Step.PROPOSE, officer=officer)
    if outcome not in (Outcome.GRANTED, Outcome.REFUSED):
        raise UnableToProposeOutcome
    reasons = with_reasons(reasons)
    with transaction.atomic(), rows.together():
        move(
            case,
            Step.PROPOSE,
            proposed_by=officer.account_id,
            proposed_outcome=outcome,
            proposed_reasons=reasons,
        )
        advance(
            case, "propose", "proposed", by=officer.account_id, due_on=case.committed_due_on or case.acceptance_due_on
        )
        return write_down(case, Step.PROPOSE, actor=officer.actor, note=reasons, facts={"proposed": outcome})
