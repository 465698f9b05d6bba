"""Withdraw an application before it is decided."""

from django.db import transaction

from tongban.groundwork.foundation import clock, news, rows
from tongban.handling.cases.events import CaseClosed
from tongban.handling.cases.operations.alarms import silence
from tongban.handling.cases.operations.common import issue, move, own_case, tell_applicant, write_down
from tongban.handling.cases.operations.parts import drop_everything
from tongban.handling.cases.rules import Outcome, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Applicant


def withdraw_case(*, number: str, applicant: Applicant, reason: str = "") -> Done:
    """Close an undecided case at the applicant's wish; a reason is welcome, not asked for."""
    case = own_case(number, step=Step.WITHDRAW, applicant=applicant)
    with transaction.atomic(), rows.together():
        move(case, Step.WITHDRAW, outcome=Outcome.WITHDRAWN, closed_at=clock.now())
        drop_everything(case, "withdrawn")
        silence(case)
        confirmation = issue(case, "withdrawal_confirmation", withdrawn_on=clock.today(), reasons=reason.strip())
        done = write_down(case, Step.WITHDRAW, actor=applicant.actor, note=reason.strip(), document=confirmation)
        tell_applicant(case, "case-closed")
        news.tell(CaseClosed(case.number, Outcome.WITHDRAWN, case.item_code))
    return done
