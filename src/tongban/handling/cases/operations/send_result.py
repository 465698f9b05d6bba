"""Send the result to the applicant, and write down that it did not arrive: then another way is tried."""

from collections.abc import Mapping

from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.handling.cases import models
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.common import case_in_hand, move, tell_applicant, with_reasons, write_down
from tongban.handling.cases.operations.delivering import (
    UnableToDeliver,
    attempt,
    known,
    require,
    way_of,
)
from tongban.handling.cases.refusals import UnableAfterAnother
from tongban.handling.cases.rules import Step
from tongban.handling.cases.views import Done
from tongban.handling.cases.ways import Delivery, DeliveryState
from tongban.registers.identity.api import Officer

AT_ONCE = (Delivery.ELECTRONIC, Delivery.WINDOW, Delivery.LEAVING)  # nothing is under way: they arrive or do not


def send_result(
    *, number: str, officer: Officer, delivery: str, note: str = "", facts: Mapping[str, str] | None = None
) -> Done:
    """
    Write down that the result was sent by post, entrusted to another authority or put on public notice; the applicant is told.

    The case stays open, and its alarm set, until there is proof that it arrived. A public notice counts as delivery when
    its period is over, without anybody's doing.
    """
    case = case_in_hand(number, step=Step.SEND_RESULT, officer=officer)
    way = way_of(delivery)
    if way.code in AT_ONCE:
        raise UnableToDeliver
    told = {**known(facts), "note": note.strip()}
    if "address" in way.needs and case.delivery_address:
        told.setdefault("address", case.delivery_address)
    require(case, way, told, is_sending=True)
    with transaction.atomic(), rows.together():
        row = attempt(case, way, told, officer.actor)
        row.deemed_on = way.deemed_on(clock.today())
        move(case, Step.SEND_RESULT, is_sent=True, delivery_attempts=row.attempt)
        rows.add(row)
        parcel = " ".join(filter(None, (told.get("carrier", ""), told.get("tracking_number", ""))))
        done = write_down(
            case,
            Step.SEND_RESULT,
            actor=officer.actor,
            note="；".join(filter(None, (way.name, parcel, told.get("entrusted_to", ""), told["note"]))),
            facts={"delivery": way.code, "attempt": row.attempt},
        )
        tell_applicant(case, "result-sent", parcel=parcel, way=way.name, way_en=way.name_en)
    return done


def fail_delivery(*, number: str, officer: Officer, reason: str) -> Done:
    """Write down why what was sent did not arrive (a parcel that came back): the case waits to be delivered by another way."""
    case = case_in_hand(number, step=Step.FAIL_DELIVERY, officer=officer)
    reasons = with_reasons(reason)
    with transaction.atomic(), rows.together():
        move(case, Step.FAIL_DELIVERY, is_sent=False)
        row = _under_way(case)
        rows.change(
            row,
            {
                "state": DeliveryState.FAILED,
                "ended_at": clock.now(),
                "ended_by": officer.actor.reference,
                "facts": {**row.facts, "reason": reasons},
            },
        )
        done = write_down(
            case,
            Step.FAIL_DELIVERY,
            actor=officer.actor,
            note=reasons,
            facts={"delivery": row.way, "attempt": row.attempt},
        )
        tell_applicant(case, "result-not-delivered")
    return done


def _under_way(case: Case) -> models.Delivery:
    row = rows.find(models.Delivery, case=case.pk, state=DeliveryState.SENT)
    if row is None:
        raise UnableAfterAnother(number=case.number)
    return row
