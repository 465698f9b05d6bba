"""What the forms of delivery, remedy and revocation offer."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.doors.frame import deliveries, wording
from tongban.doors.frame.days import day_parts
from tongban.handling.cases.api import CaseView, Delivery, DeliveryState, delivery_ways, revocation_kinds

SENT_FIRST = (Delivery.POST, Delivery.ENTRUSTED, Delivery.PUBLIC_NOTICE)

Choices = dict[str, Any]


def arrival(view: CaseView, typed: QueryDict) -> Choices:
    """Return the ways by which a result can be said to have arrived: those that need no sending, and the one it was sent by."""
    under_way = view.delivery if view.delivery and view.delivery.state is DeliveryState.SENT else None
    ways = [
        way
        for way, about in delivery_ways().items()
        if (about.is_at_once or (under_way and under_way.way is way and not about.deemed_after_days))
        and (way is not Delivery.ELECTRONIC or view.agrees_to_electronic)
    ]
    return {
        "ways": [(way.value, deliveries.way_name(way), _hint(way)) for way in ways],
        "way": typed.get("delivery", under_way.way.value if under_way else ""),
        "under_way": deliveries.delivery_rows((under_way,))[0] if under_way else None,
        "is_posted": bool(under_way and under_way.way is Delivery.POST),
        "delivered_on": day_parts(typed, "delivered_on"),
    }


def sending(view: CaseView, typed: QueryDict) -> Choices:
    """Return the ways that take their time."""
    return {
        "ways": [(way.value, deliveries.way_name(way), _hint(way)) for way in SENT_FIRST],
        "way": typed.get("delivery", ""),
        "has_address": bool(view.delivery_address),
        "address": view.delivery_address,
    }


def remedies() -> list[tuple[str, str]]:
    """Return what may be undertaken against a decision."""
    return [("objection", _("异议")), ("reconsideration", _("行政复议")), ("litigation", _("行政诉讼"))]


def grounds() -> list[tuple[str, str, str]]:
    """Return the grounds of the statute for taking a decision back, each with its source."""
    return [
        (
            f"{kind.code}.{ground.code}",
            f"{wording.local_text(kind.name, kind.name_en)}：{wording.local_text(ground.name, ground.name_en)}",
            wording.hant(ground.source),
        )
        for kind in revocation_kinds().values()
        for ground in kind.grounds.values()
    ]


def _hint(way: Delivery) -> str:
    hints = {
        Delivery.ELECTRONIC: _("申请人在“我的办件”和“我的证照”中查收"),
        Delivery.WINDOW: _("核对身份后当面交付；由他人代领的，写明姓名和关系"),
        Delivery.POST: _("写快递公司、单号，签收后登记签收人和签收日期"),
        Delivery.LEAVING: _("拒绝签收的，写明原因和见证人"),
        Delivery.ENTRUSTED: _("委托当地机关代为送达"),
        Delivery.PUBLIC_NOTICE: _("下落不明或者其他方式无法送达的，公告期满视为送达"),
    }
    return hints[way]
