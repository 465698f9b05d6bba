"""Accept what an authority left unanswered (行政许可法第三十二条第一款第四项: 逾期不告知的，自收到申请材料之日起即为受理)."""

import logging
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet

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

    They are read `limit` at a time, region by region; each is a transaction of its own. Run by two workers at once or beside
    a clerk, each case is accepted once; a case, or a region, that fails is left to the next sweep and stops no other.
    """
    silent = Case.objects.filter(state=State.SUBMITTED, acceptance_due_on__lt=clock.today())
    regions = silent.values_list("region_code", flat=True).distinct().order_by("region_code")
    return sum(_accepted_in(region, silent, limit) for region in regions)


def _accepted_in(region: str, silent: QuerySet[Case], limit: int) -> int:
    accepted = 0
    try:
        for case in silent_cases(silent, region, limit):
            accepted += _accept_by_silence(case)
    except Exception:
        log.exception("a region could not be swept for silent cases", extra={"place": region})
    return accepted


def silent_cases(silent: QuerySet[Case], region: str, limit: int) -> Iterator[Case]:
    """Yield the silent cases of a region, the oldest first; one that was passed over is not read again."""
    of_region = silent.filter(region_code=region).order_by("acceptance_due_on", "id")
    batch = list(of_region[:limit])
    while batch:
        yield from batch
        last = batch[-1]
        passed = Q(acceptance_due_on=last.acceptance_due_on, pk__gt=last.pk)
        batch = list(of_region.filter(Q(acceptance_due_on__gt=last.acceptance_due_on) | passed)[:limit])


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
    except Exception:
        log.exception("a silent case could not be accepted", extra={"case": case.number})
        return False
    return True
