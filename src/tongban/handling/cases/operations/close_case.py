"""Close a decided case: its result is delivered (行政许可法第四十四条)."""

from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, news, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.events import CaseClosed
from tongban.handling.cases.operations.alarms import silence
from tongban.handling.cases.operations.common import (
    advance,
    case_in_hand,
    issue,
    move,
    tell_applicant,
    write_down,
)
from tongban.handling.cases.rules import AlarmKind, Outcome, Step
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Officer


class Delivery(StrEnum):
    """How a result reaches the applicant."""

    ELECTRONIC = "electronic"
    POST = "post"
    WINDOW = "window"


# As official documents word them.
OUTCOME_NAMES = {Outcome.GRANTED: "准予", Outcome.REFUSED: "不予"}
DELIVERY_NAMES = {Delivery.ELECTRONIC: "电子送达", Delivery.POST: "邮寄送达", Delivery.WINDOW: "窗口领取"}


class UnableToDeliver(DomainError):
    """The way of delivery is unknown."""

    code = "case.delivery_unknown"
    sentence = _("请选择送达方式：电子送达、邮寄送达或者窗口领取。")
    status = 422


def close_case(*, number: str, officer: Officer, delivery: str, note: str = "") -> Done:
    """Write down how the result was delivered (`note`: the parcel's number, who fetched it) and close the case."""
    case = case_in_hand(number, step=Step.CLOSE, officer=officer)
    if delivery not in list(Delivery):
        raise UnableToDeliver
    way = Delivery(delivery)
    told = "；".join(filter(None, (DELIVERY_NAMES[way], note.strip())))
    with transaction.atomic(), rows.together():
        move(case, Step.CLOSE, closed_at=clock.now())
        silence(case, [AlarmKind.DELIVERY])
        advance(case, "deliver", "delivered", by=officer.account_id, due_on=clock.today())
        decision = {"document_title": case.decision_title, "document_number": case.decision_number}
        issue(
            case,
            "delivery_receipt",
            **decision,
            delivery=DELIVERY_NAMES[way],
            delivered_at=clock.now(),
            delivered_by=officer.name,
            note=note.strip(),
        )
        notice = issue(
            case,
            "closing_notice",
            **decision,
            outcome=OUTCOME_NAMES[Outcome(case.outcome)],
            delivery=DELIVERY_NAMES[way],
            closed_on=clock.today(),
        )
        done = write_down(case, Step.CLOSE, actor=officer.actor, note=told, document=notice, facts={"delivery": way})
        tell_applicant(case, "case-closed")
        news.tell(CaseClosed(case.number, Outcome(case.outcome)))
    return done
