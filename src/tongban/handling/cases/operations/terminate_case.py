"""Terminate a case that has lost its object: the applicant died, the company is dissolved, the supplement never came."""

from django.db import transaction

from tongban.groundwork.foundation import clock, news, rows
from tongban.handling.cases.events import CaseClosed
from tongban.handling.cases.operations.alarms import silence
from tongban.handling.cases.operations.common import (
    case_in_hand,
    issue,
    move,
    tell_applicant,
    with_reasons,
    write_down,
)
from tongban.handling.cases.operations.parts import drop_everything
from tongban.handling.cases.rules import Outcome, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Officer


def terminate_case(*, number: str, officer: Officer, reason: str) -> Done:
    """Close an undecided case without a decision, with the reason."""
    case = case_in_hand(number, step=Step.TERMINATE, officer=officer)
    reason = with_reasons(reason)
    with transaction.atomic(), rows.together():
        move(case, Step.TERMINATE, outcome=Outcome.TERMINATED, closed_at=clock.now(), reasons=reason)
        drop_everything(case, "terminated")
        silence(case)
        notice = issue(case, "closing_notice", outcome="终止办理", reasons=reason, closed_on=clock.today())
        done = write_down(case, Step.TERMINATE, actor=officer.actor, note=reason, document=notice)
        tell_applicant(case, "case-closed")
        news.tell(CaseClosed(case.number, Outcome.TERMINATED, case.item_code))
    return done
