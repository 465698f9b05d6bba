"""Close a decided case: its result has reached the applicant, and there is proof of it (行政许可法第四十四条)."""

from collections.abc import Mapping
from datetime import date
from typing import BinaryIO

from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.common import case_in_hand, found_case
from tongban.handling.cases.operations.delivering import (
    UnableToDeliverAtOnce,
    UnableToDeliverOnThatDay,
    arrive,
    known,
    require,
    way_of,
)
from tongban.handling.cases.refusals import UnableAfterAnother, UnableInThisState
from tongban.handling.cases.rules import Outcome, State, Step
from tongban.handling.cases.views import Done
from tongban.handling.cases.ways import Delivery
from tongban.registers.identity.api import Officer


def close_case(
    *,
    number: str,
    officer: Officer,
    delivery: str,
    note: str = "",
    facts: Mapping[str, str] | None = None,
    delivered_on: date | None = None,
    scan: BinaryIO | None = None,
    scan_name: str = "",
) -> Done:
    """
    Write down how the result arrived, with its proof, and close the case.

    What was sent arrives by the way it was sent; another way says that the first did not lead there. Handing over at a
    window says that the officer checked the identity of whoever fetched it (`received_by`, else the applicant herself).
    `facts` are those of `ways.yaml`; `delivered_on` is the day on the return slip, today when none is given; `scan` is a
    picture of the slip. What the platform meanwhile put into the applicant's inbox is not delivered twice.
    """
    way = way_of(delivery)
    try:
        case = case_in_hand(number, step=Step.CLOSE, officer=officer)
        day = _checked_day(case, delivered_on)
        told = {**known(facts), "note": note.strip()}
        _require_whole(case, way.code, told)
        with transaction.atomic(), rows.together():
            return arrive(
                case, Step.CLOSE, way, told, actor=officer.actor, by=officer.account_id, delivered_on=day,
                scan=(scan, scan_name) if scan else None,
            )  # fmt: skip
    except (UnableInThisState, UnableAfterAnother):
        if way.code is Delivery.ELECTRONIC and (done := _delivered_meanwhile(number)):
            return done
        raise


def _require_whole(case: Case, code: Delivery, facts: Mapping[str, str]) -> None:
    way = way_of(code)
    if way.deemed_after_days or not (way.is_at_once or case.is_sent):
        raise UnableToDeliverAtOnce
    require(case, way, facts, is_sending=False)


def _checked_day(case: Case, delivered_on: date | None) -> date:
    day = delivered_on or clock.today()
    if day > clock.today() or (case.decided_on is not None and day < case.decided_on):
        raise UnableToDeliverOnThatDay
    return day


def _delivered_meanwhile(number: str) -> Done | None:
    """Return where the case stands when the platform was quicker to put the result into the applicant's inbox."""
    case = found_case(number)
    if case.state != State.CLOSED or case.delivered_by != Delivery.ELECTRONIC:
        return None
    return Done(case.number, State(case.state), Outcome(case.outcome), None)
