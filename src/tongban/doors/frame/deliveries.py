"""How a result was brought to the applicant, and whether it was taken back, as the pages of every door show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.handling.cases.api import (
    Delivery,
    DeliveryState,
    DeliveryView,
    RevocationView,
    delivery_ways,
    revocation_kinds,
)

STATES: Mapping[DeliveryState, tuple[str | Promise, str]] = {
    DeliveryState.SENT: (gettext_lazy("送达途中"), "blue"),
    DeliveryState.DELIVERED: (gettext_lazy("已送达"), "green"),
    DeliveryState.FAILED: (gettext_lazy("没有送到"), "red"),
}
FACTS: Mapping[str, str | Promise] = {
    "carrier": gettext_lazy("快递公司"),
    "tracking_number": gettext_lazy("快递单号"),
    "entrusted_to": gettext_lazy("受委托的机关"),
    "address": gettext_lazy("送达地址"),
    "place": gettext_lazy("地点"),
    "received_by": gettext_lazy("签收人"),
    "relation": gettext_lazy("与申请人的关系"),
    "identity_document": gettext_lazy("核对的身份证件"),
    "witnesses": gettext_lazy("见证人"),
    "reason": gettext_lazy("原因"),
    "note": gettext_lazy("备注"),
}


@dataclass(frozen=True)
class DeliveryRow:
    """One attempt in words."""

    title: str
    tag: str
    tone: str
    lines: tuple[str, ...]
    proof: str  # digest of the ledger's entry


@dataclass(frozen=True)
class RevocationRow:
    """A revocation in words."""

    title: str
    tag: str
    tone: str
    reasons: str
    answer: str
    lines: tuple[str, ...]


def way_name(way: Delivery) -> str:
    """Return what a way of delivery is called, in the reader's language."""
    about = delivery_ways()[way]
    return wording.local_text(about.name, about.name_en)


def delivery_rows(deliveries: tuple[DeliveryView, ...]) -> list[DeliveryRow]:
    """Return the attempts to deliver, the latest first."""
    return [_row(each) for each in reversed(deliveries)]


def revocation_rows(revocations: tuple[RevocationView, ...]) -> list[RevocationRow]:
    """Return the revocations, the latest first."""
    return [_revocation(each) for each in reversed(revocations)]


def _row(delivery: DeliveryView) -> DeliveryRow:
    tag, tone = STATES[delivery.state]
    lines = [
        f"{label}：{wording.hant(delivery.facts[name])}" for name, label in FACTS.items() if delivery.facts.get(name)
    ]
    if delivery.state is DeliveryState.SENT:
        lines.insert(0, _("{day}发出").format(day=wording.day(delivery.sent_at)))
    if delivery.delivered_on:
        lines.insert(0, _("{day}送达").format(day=wording.day(delivery.delivered_on)))
    elif delivery.deemed_on:
        lines.append(_("公告到{day}期满，期满视为送达").format(day=wording.day(delivery.deemed_on)))
    if delivery.opened_at:
        lines.append(
            _("{day} {hour} 打开").format(day=wording.day(delivery.opened_at), hour=wording.hour(delivery.opened_at))
        )
    if delivery.has_file:
        lines.append(_("送达回执的扫描件已存档"))
    return DeliveryRow(way_name(delivery.way), str(tag), tone, tuple(lines), delivery.opening_proof or delivery.proof)


def _revocation(revocation: RevocationView) -> RevocationRow:
    kind = revocation_kinds()[revocation.kind]
    tags = {None: (_("还没有决定"), "amber"), True: (_("不再有效"), "red"), False: (_("决定不撤销"), "grey")}
    tag, tone = tags[revocation.is_confirmed]
    ground = next(each for each in kind.grounds.values() if each.name == revocation.ground)
    lines = [wording.local_text(ground.name, ground.name_en), wording.hant(ground.source)]
    if revocation.heard_until and revocation.is_confirmed is None:
        lines.append(_("可以陈述、申辩到{day}").format(day=wording.day(revocation.heard_until)))
    if revocation.decided_on:
        lines.append(_("{day}决定").format(day=wording.day(revocation.decided_on)))
    return RevocationRow(
        wording.local_text(kind.name, kind.name_en), tag, tone, revocation.reasons, revocation.answer, tuple(lines)
    )
