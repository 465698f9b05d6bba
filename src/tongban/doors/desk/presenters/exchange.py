"""How uploaded files of items are shown."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.doors.frame import wording
from tongban.offer.catalogue.api import UploadView

AT_WORK = ("waiting", "confirmed")
STATES = {
    "waiting": (gettext_lazy("正在核对"), "blue"),
    "checked": (gettext_lazy("核对通过，等待确认"), "amber"),
    "faulty": (gettext_lazy("有错误，没有导入"), "red"),
    "confirmed": (gettext_lazy("正在导入"), "blue"),
    "done": (gettext_lazy("已导入"), "green"),
    "dropped": (gettext_lazy("已放弃"), "grey"),
}
STATE_CODES = ("online", "imported", "suspended", "cancelled")
LACKING = {
    "guide": gettext_lazy("办事指南（基本目录里还没有这个事项）"),
    "main_item": gettext_lazy("主项名称"),
    "implementation_code": gettext_lazy("31 位实施编码"),
    "authority_credit_code": gettext_lazy("实施主体的统一社会信用代码"),
    "basic_item_for_its_values": gettext_lazy("基本目录事项：填写的指南内容暂时没有保存"),
}


def states() -> list[tuple[str, str]]:
    """Return the states of items as choices."""
    names = (_("在用"), _("待完善"), _("暂停"), _("取消"))
    return list(zip(STATE_CODES, names, strict=True))


def line(view: UploadView) -> dict[str, Any]:
    """Return a file as a line of the list."""
    words, tone = STATES[view.state]
    note = f"{wording.hant(view.author_name)} · {wording.moment(view.created_at)}"
    return {
        "title": view.name,
        "href": reverse("desk:exchange-upload", args=[view.id]),
        "note": note,
        "tag": words,
        "tone": tone,
    }


def upload(view: UploadView) -> dict[str, Any]:
    """Return what the page of a file says beside the file itself."""
    words, tone = STATES[view.state]
    report = view.report
    counts = [
        (_("事项"), report.get("rows", 0)),
        (_("新增"), report.get("created", 0)),
        (_("修改"), report.get("updated", 0)),
        (_("没有变化"), report.get("unchanged", 0)),
        (_("发布新版办事指南"), report.get("published", 0)),
        (_("基本目录事项"), report.get("basics", 0)),
        (_("新设立的实施主体"), report.get("authority_count", 0)),
    ]
    return {
        "state": words,
        "tone": tone,
        "is_at_work": view.state in AT_WORK,
        "counts": [{"key": name, "value": f"{count:,}"} for name, count in counts if report],
        "lacking": [(LACKING[name], count) for name, count in report.get("lacks", {}).items() if name in LACKING],
        "may_confirm": view.state == "checked" and not (view.needs_another and view.is_own),
        "may_drop": view.state in ("waiting", "checked", "faulty"),
        "at": wording.moment(view.created_at),
    }
