"""Accept what an authority left unanswered (行政许可法第三十二条第一款第四项: 逾期不告知的，自收到申请材料之日起即为受理)."""

import logging

from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import system
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.accept_application import take_on
from tongban.handling.cases.queries.facts import start_of_acceptance
from tongban.handling.cases.refusals import UnableAfterAnother
from tongban.handling.cases.rules import State, Step

log = logging.getLogger(__name__)


def deem_accepted(*, limit: int = 200) -> int:
    """
    Accept every submitted application whose acceptance limit has passed, as of the day of receipt; return how many.

    Each is a transaction of its own. Run by two workers at once or beside a clerk, each case is accepted once.
    """
    silent = Case.objects.filter(state=State.SUBMITTED, acceptance_due_on__lt=clock.today())
    return sum(_accept_by_silence(case) for case in silent.order_by("acceptance_due_on", "id")[:limit])


def _accept_by_silence(case: Case) -> bool:
    try:
        with transaction.atomic(), rows.together():
            take_on(
                case,
                Step.DEEM_ACCEPTED,
                on=start_of_acceptance(case),
                actor=system("deemed-acceptance"),
                by=None,
                template="deemed-accepted",
            )
    except UnableAfterAnother:
        log.info("somebody was quicker", extra={"case": case.number})
        return False
    return True
