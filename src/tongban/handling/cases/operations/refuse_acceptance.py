"""Refuse to accept an application, with the reason and the competent authority (行政许可法第三十二条第一款第一、二项)."""

from django.db import transaction

from tongban.groundwork.foundation import clock, news, rows
from tongban.handling.cases.events import CaseClosed
from tongban.handling.cases.operations.alarms import silence
from tongban.handling.cases.operations.common import (
    advance,
    case_in_hand,
    issue,
    move,
    remedies,
    tell_applicant,
    with_reasons,
    write_down,
)
from tongban.handling.cases.rules import Outcome, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Officer


def refuse_acceptance(*, number: str, officer: Officer, reason: str, competent_authority: str = "") -> Done:
    """Close a submitted application without accepting it; `competent_authority` names the one to turn to, if another is."""
    case = case_in_hand(number, step=Step.REFUSE_ACCEPTANCE, officer=officer)
    reason = with_reasons(reason)
    with transaction.atomic(), rows.together():
        move(case, Step.REFUSE_ACCEPTANCE, outcome=Outcome.NOT_ACCEPTED, closed_at=clock.now(), reasons=reason)
        silence(case)
        advance(case, "accept", "not_accepted", by=officer.account_id, due_on=case.acceptance_due_on)
        decision = issue(
            case,
            "non_acceptance_decision",
            reasons=reason,
            competent_authority=competent_authority,
            **remedies(case),
        )
        done = write_down(case, Step.REFUSE_ACCEPTANCE, actor=officer.actor, note=reason, document=decision)
        tell_applicant(case, "case-not-accepted", reason=reason)
        news.tell(CaseClosed(case.number, Outcome.NOT_ACCEPTED, case.item_code))
    return done
