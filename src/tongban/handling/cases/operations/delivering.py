"""What all ways of delivery have in common: what they need, how an attempt begins, how it arrives."""

from collections.abc import Mapping
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock, news, rows
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import models
from tongban.handling.cases.events import CaseClosed
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.alarms import silence
from tongban.handling.cases.operations.common import advance, issue, move, subject_of, tell_applicant, write_down
from tongban.handling.cases.rules import AlarmKind, Outcome, Step
from tongban.handling.cases.views import Done
from tongban.handling.cases.ways import Delivery, DeliveryState, DeliveryWay, delivery_ways

OUTCOME_NAMES = {Outcome.GRANTED: "准予", Outcome.REFUSED: "不予"}  # as official documents word them
SCANS = ("pdf", "jpg", "png")
LARGEST_SCAN = 10 * 1024 * 1024
LONGEST_FACT = 200
FACTS = (
    "address", "carrier", "tracking_number", "received_by", "relation", "identity_document", "place", "reason",
    "witnesses", "entrusted_to", "note",
)  # fmt: skip
FACT_NAMES = {
    "address": _("送达地址"),
    "carrier": _("快递公司"),
    "tracking_number": _("快递单号"),
    "received_by": _("签收人"),
    "place": _("公告的地方"),
    "reason": _("原因"),
    "witnesses": _("见证人"),
    "entrusted_to": _("受委托的机关"),
}


class UnableToDeliver(DomainError):
    """The way of delivery is unknown."""

    code = "case.delivery_unknown"
    sentence = _("请选择送达方式。")
    status = 422


class UnableToDeliverWithoutConsent(DomainError):
    """The applicant did not agree to electronic delivery, or has no inbox."""

    code = "case.delivery_without_consent"
    sentence = _("申请人没有同意电子送达，或者没有可以接收的账户。请改用其他方式送达。")
    status = 422


class UnableToDeliverWithoutProof(DomainError):
    """A fact is missing that this way of delivery needs."""

    code = "case.delivery_without_proof"
    sentence = _("请填写：{missing}。")
    status = 422


class UnableToDeliverAtOnce(DomainError):
    """This way takes its time: it is sent first; a public notice counts by itself when its period is over."""

    code = "case.delivery_not_at_once"
    sentence = _("这种送达方式要先登记发出；公告期满由系统自动认定送达。")
    status = 422


class UnableToDeliverOnThatDay(DomainError):
    """A result is delivered neither before it exists nor in the future."""

    code = "case.delivery_day_wrong"
    sentence = _("送达日期不能早于作出决定的日期，也不能晚于今天。")
    status = 422


def way_of(code: str) -> DeliveryWay:
    """Return a way of delivery, or raise UnableToDeliver."""
    if code not in list(Delivery):
        raise UnableToDeliver
    return delivery_ways()[Delivery(code)]


def known(facts: Mapping[str, str] | None) -> dict[str, str]:
    """Return the facts that a delivery knows, trimmed; what is empty is left out."""
    trimmed = {name: (facts or {}).get(name, "").strip()[:LONGEST_FACT] for name in FACTS}
    return {name: text for name, text in trimmed.items() if text}


def require(case: Case, way: DeliveryWay, facts: Mapping[str, str], *, is_sending: bool) -> None:
    """Raise when the way lacks the applicant's consent, or a fact that it needs."""
    if way.needs_consent and (case.agreed_to_electronic_at is None or case.account_id is None):
        raise UnableToDeliverWithoutConsent
    lacks = way.lacks(facts, is_sending=is_sending)
    if not is_sending and not case.is_sent:
        lacks = (*way.lacks(facts, is_sending=True), *lacks)
    if lacks:
        raise UnableToDeliverWithoutProof(missing=_now("、").join(str(FACT_NAMES[each]) for each in lacks))


def attempt(case: Case, way: DeliveryWay, facts: Mapping[str, str], actor: Actor) -> models.Delivery:
    """Return the next attempt to deliver the result of a case, not yet in the database; the address is kept as it is now."""
    return models.Delivery(
        case=case,
        attempt=case.delivery_attempts + 1,
        way=way.code,
        state=DeliveryState.SENT,
        document=case.decision_number,
        address=facts.get("address", "") or (case.phone if way.code is Delivery.ELECTRONIC else ""),
        sent_at=clock.now(),
        sent_by=actor.reference,
        facts=dict(facts),
    )


def arrive(
    case: Case,
    step: Step,
    way: DeliveryWay,
    facts: Mapping[str, str],
    *,
    actor: Actor,
    by: UUID | None,
    delivered_on: date,
    scan: tuple[BinaryIO, str] | None = None,
) -> Done:
    """Close the case with the proof that its result arrived; part of a deed's transaction."""
    under_way = rows.find(models.Delivery, case=case.pk, state=DeliveryState.SENT) if case.is_sent else None
    is_same = under_way is not None and under_way.way == way.code
    move(
        case, step, closed_at=clock.now(), is_sent=False, delivered_by=way.code,
        delivery_attempts=case.delivery_attempts + (not is_same),
    )  # fmt: skip
    silence(case, [AlarmKind.DELIVERY])
    advance(case, "deliver", "delivered", by=by, due_on=clock.today())
    whole = {**(under_way.facts if under_way and is_same else {}), **facts}
    notice = _papers(case, way, whole, actor=actor, delivered_on=delivered_on)
    told = "；".join(filter(None, (way.name, _parcel(whole), whole.get("note", ""))))
    done = write_down(
        case, step, actor=actor, note=told, document=notice,
        facts={"delivery": way.code, "delivered_on": delivered_on.isoformat(), "attempt": case.delivery_attempts},
    )  # fmt: skip
    ending = {
        "state": DeliveryState.DELIVERED,
        "delivered_on": delivered_on,
        "ended_at": clock.now(),
        "ended_by": actor.reference,
        "facts": whole,
        "proof": done.digest,
        "proof_file_id": _kept(case, scan, actor),
    }
    if under_way is not None and is_same:
        rows.change(under_way, ending)
    else:
        _give_up(under_way, way, actor)
        _add_arrived(case, way, whole, actor, ending)
    tell_applicant(case, "case-closed")
    news.tell(CaseClosed(case.number, Outcome(case.outcome), case.item_code))
    return done


def _add_arrived(
    case: Case, way: DeliveryWay, facts: Mapping[str, str], actor: Actor, ending: Mapping[str, object]
) -> None:
    row = attempt(case, way, facts, actor)
    row.attempt = case.delivery_attempts
    for name, value in ending.items():
        setattr(row, name, value)
    rows.add(row)


def _give_up(under_way: models.Delivery | None, way: DeliveryWay, actor: Actor) -> None:
    if under_way is not None:
        ended = {**under_way.facts, "reason": f"改以{way.name}送达"}
        rows.change(
            under_way,
            {"state": DeliveryState.FAILED, "ended_at": clock.now(), "ended_by": actor.reference, "facts": ended},
        )


def _papers(
    case: Case, way: DeliveryWay, facts: Mapping[str, str], *, actor: Actor, delivered_on: date
) -> documents.DocumentSummary:
    decision = {"document_title": case.decision_title, "document_number": case.decision_number}
    today = delivered_on == clock.today()
    received_by = facts.get("received_by", "") or (case.applicant_name if way.code is Delivery.WINDOW else "")
    issue(
        case,
        "delivery_receipt",
        **decision,
        delivery=way.name,
        delivery_source=way.source,
        delivered_at=clock.now() if today else delivered_on,
        delivered_by=actor.name,
        place=facts.get("place", "") or facts.get("address", ""),
        parcel=_parcel(facts),
        received_by=received_by,
        relation=facts.get("relation", ""),
        identity_document=facts.get("identity_document", ""),
        witnesses=facts.get("witnesses", ""),
        delivery_reason=facts.get("reason", ""),
        entrusted_to=facts.get("entrusted_to", ""),
        note=facts.get("note", ""),
    )
    return issue(
        case,
        "closing_notice",
        **decision,
        outcome=OUTCOME_NAMES[Outcome(case.outcome)],
        delivery=way.name,
        closed_on=clock.today(),
    )


def _parcel(facts: Mapping[str, str]) -> str:
    return " ".join(filter(None, (facts.get("carrier", ""), facts.get("tracking_number", ""))))


def _kept(case: Case, scan: tuple[BinaryIO, str] | None, actor: Actor) -> UUID | None:
    """Keep a picture of the return slip."""
    if scan is None:
        return None
    content, name = scan
    return documents.store_file(
        content=content, name=name, accept=SCANS, max_bytes=LARGEST_SCAN, owner=subject_of(case), actor=actor
    ).id
