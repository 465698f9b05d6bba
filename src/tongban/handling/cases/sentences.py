"""Words of the statute that explanations of due dates show: marked here, for the rules know no Django."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.handling.cases.rules import GROUND_NAMES, Ground
from tongban.offer.deadlines import api as deadlines

SHOWN = (
    gettext_noop("补正"),
    gettext_noop("听证"),
    gettext_noop("招标"),
    gettext_noop("拍卖"),
    gettext_noop("检验"),
    gettext_noop("检测"),
    gettext_noop("检疫"),
    gettext_noop("鉴定"),
    gettext_noop("专家评审"),
)


RESULTS = {
    "agreed": gettext_noop("同意"),
    "with_conditions": gettext_noop("有条件同意"),
    "objected": gettext_noop("不同意"),
    "met": gettext_noop("符合"),
    "not_met": gettext_noop("不符合"),
    "answered": gettext_noop("已答复"),
    "concluded": gettext_noop("形成会审结论"),
    "returned": gettext_noop("退回重新审查"),
}


def result_name(result: str) -> str:
    """Return the result of a part in the reader's language; one that only its plan knows is shown as it is written there."""
    return _(RESULTS[result]) if result in RESULTS else result


def asked_name(authority_name: str) -> str:
    """Return what the share of an office is called that was asked besides the plan."""
    return _("征求{authority}意见").format(authority=authority_name)


def ground_name(ground: str) -> str:
    """Return the name of a special procedure in the reader's language."""
    return _(GROUND_NAMES[Ground(ground)])


def basis(
    *, sources: Iterable[str], calendar_edition: int, limits_edition: int, years: Collection[int]
) -> tuple[str, ...]:
    """Say by which law, by which edition of the limits and of the calendar a due date was judged."""
    notices = "、".join(deadlines.notices(calendar_edition, years))
    return (
        _("法律依据：{sources}").format(sources="、".join(sources)),
        _("期限规则：第 {number} 版").format(number=limits_edition),
        _("工作日历：第 {number} 版（{notice}）").format(number=calendar_edition, notice=notices),
    )
