"""What the applicant does about delivery: agree to her inbox, confirm that it came, open it; and what happens by itself."""

from django.db import transaction

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import system
from tongban.handling.cases import models
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.common import move, own_case, subject_of, write_down
from tongban.handling.cases.operations.delivering import UnableToDeliverWithoutConsent, arrive, way_of
from tongban.handling.cases.refusals import UnableAfterAnother, UnableInThisState
from tongban.handling.cases.rules import State, Step
from tongban.handling.cases.views import Done
from tongban.handling.cases.ways import Delivery, DeliveryState
from tongban.registers.identity.api import Applicant

AGREED = "同意电子送达"
REVOKED = "不再同意电子送达"
BY_PLATFORM = system("delivery")
MOST_AT_ONCE = 50


def agree_on_delivery(*, number: str, applicant: Applicant, electronic: bool, address: str = "") -> Done:
    """
    Agree to electronic delivery or take the consent back, and say where post is to go; until the result has arrived.

    Consent is needed by 行政处罚法第六十一条 and 民事诉讼法第九十条, followed by analogy; it needs an inbox.
    """
    case = own_case(number, step=Step.AGREE_ON_DELIVERY, applicant=applicant)
    if electronic and case.account_id is None:
        raise UnableToDeliverWithoutConsent
    with transaction.atomic(), rows.together():
        agreed_at = (case.agreed_to_electronic_at or clock.now()) if electronic else None
        move(case, Step.AGREE_ON_DELIVERY, agreed_to_electronic_at=agreed_at, delivery_address=address.strip()[:200])
        return write_down(
            case,
            Step.AGREE_ON_DELIVERY,
            actor=applicant.actor,
            note=AGREED if electronic else REVOKED,
            facts={"electronic": electronic},
        )


def confirm_receipt(*, number: str, applicant: Applicant) -> Done:
    """Confirm that what was sent has arrived: her word is the proof, and the case is closed."""
    case = own_case(number, step=Step.CONFIRM_RECEIPT, applicant=applicant)
    under_way = rows.find(models.Delivery, case=case.pk, state=DeliveryState.SENT)
    if under_way is None:
        raise UnableAfterAnother(number=case.number)
    with transaction.atomic(), rows.together():
        return arrive(
            case,
            Step.CONFIRM_RECEIPT,
            way_of(under_way.way),
            {"received_by": case.applicant_name, "note": "申请人在平台确认收到"},
            actor=applicant.actor,
            by=None,
            delivered_on=clock.today(),
        )


def open_result(*, number: str, applicant: Applicant) -> None:
    """
    Write down, once, that the applicant opened what reached her inbox; the proof is kept with the delivery.

    Asked for again, or when nothing awaits to be opened, it does nothing.
    """
    try:
        case = own_case(number, step=Step.OPEN_RESULT, applicant=applicant)
        row = rows.find(models.Delivery, case=case.pk, state=DeliveryState.DELIVERED)
        if row is None:
            return
        with transaction.atomic(), rows.together():
            move(case, Step.OPEN_RESULT, is_opened=True)
            done = write_down(case, Step.OPEN_RESULT, actor=applicant.actor, facts={"attempt": row.attempt})
            rows.change(row, {"opened_at": clock.now(), "opening_proof": done.digest})
    except (UnableInThisState, UnableAfterAnother):
        return


def deliver_by_consent(*, limit: int = MOST_AT_ONCE) -> int:
    """
    Put what is ready into the inbox of those who agreed, and close their cases; return how many.

    The day on which it reaches the inbox is the day of delivery (民事诉讼法第九十条). Each case is a transaction of its own,
    which fails harmlessly when an officer was quicker, so that any number of workers may run this and be killed.
    """
    waiting = Case.objects.filter(
        state=State.DECIDED, agreed_to_electronic_at__isnull=False, is_sent=False, account_id__isnull=False
    )
    cases = list(waiting.order_by("-id")[:limit])
    issued = documents.documents_about_many([subject_of(case) for case in cases]) if cases else {}
    ready = [
        case
        for case in cases
        if any(paper.number == case.decision_number and paper.is_ready for paper in issued[subject_of(case)])
    ]
    return sum(_deemed(case, Delivery.ELECTRONIC) for case in ready)


def end_public_notices(*, limit: int = MOST_AT_ONCE) -> int:
    """Let public notices whose period is over count as delivery, and close their cases; return how many."""
    over = models.Delivery.objects.select_related("case").filter(state=DeliveryState.SENT, deemed_on__lt=clock.today())
    return sum(_deemed(row.case, Delivery(row.way), row) for row in over.order_by("deemed_on", "id")[:limit])


def _deemed(case: Case, way: Delivery, notice: models.Delivery | None = None) -> bool:
    day = notice.deemed_on if notice is not None and notice.deemed_on else clock.today()
    try:
        with transaction.atomic(), rows.together():
            arrive(case, Step.DEEM_DELIVERED, way_of(way), {}, actor=BY_PLATFORM, by=None, delivered_on=day)
    except UnableAfterAnother:
        return False
    return True
