"""What was found, in the reader's language. Rules speak Chinese and English in the data file; the door converts the script."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tongban.offer.inspection.rules import Lack, Lift, Rule

LACKS: Mapping[Lack, str | Promise] = {
    Lack.CHANNEL: _("没有网上办理渠道"),
    Lack.FORM: _("没有发布申请表单"),
    Lack.MATERIALS: _("有必要材料不能网上提交"),
    Lack.PRESENCE: _("要求本人到场"),
    Lack.PAYMENT: _("有收费而不能网上支付"),
    Lack.DELIVERY: _("结果不能电子送达也不能邮寄"),
    Lack.IDENTITY: _("不能网上核验身份"),
}
CURES: Mapping[Lack, str | Promise] = {
    Lack.CHANNEL: _("开通网上办理渠道"),
    Lack.FORM: _("发布申请表单"),
    Lack.MATERIALS: _("开通网上材料提交"),
    Lack.PRESENCE: _("取消到场要求"),
    Lack.PAYMENT: _("开通网上支付"),
    Lack.DELIVERY: _("开通电子证照或者邮寄送达"),
    Lack.IDENTITY: _("开通网上身份核验"),
}
PLACES: Mapping[str, str | Promise] = {
    "guide": _("整个指南"),
    "name": _("事项名称"),
    "name_en": _("英文名称"),
    "summary": _("简介"),
    "case_type": _("办件类型"),
    "themes_natural": _("自然人主题"),
    "themes_legal": _("法人主题"),
    "legal_basis": _("设定依据"),
    "statutory_limit": _("法定办结时限"),
    "committed_limit": _("承诺办结时限"),
    "conditions": _("受理条件"),
    "materials": _("申请材料"),
    "steps": _("办理环节"),
    "fees": _("收费"),
    "channels": _("办理形式"),
    "visits": _("到现场次数"),
    "visits_reason": _("现场办理原因"),
    "online_depth": _("网上办理深度"),
    "payment_online": _("网上支付"),
    "result": _("审批结果"),
    "rights": _("申请人的权利"),
    "duties": _("申请人的义务"),
    "faq": _("常见问题"),
    "form_published": _("申请表单"),
    "special_procedures": _("特别程序"),
    "central_department": _("中央业务指导部门"),
    "consult_phone": _("咨询电话"),
    "complaint_phone": _("监督投诉电话"),
    "address": _("办理地点"),
    "hours": _("办理时间"),
    "transport": _("交通指引"),
    "website": _("网址"),
}
LEVELS: Mapping[int, str | Promise] = {
    1: _("省级"),
    2: _("市级"),
    3: _("县级"),
    4: _("乡镇级"),
    5: _("村级"),
}
_HEAD = re.compile(r"(?:local\.)?(?P<name>[a-z_]+)(?:\[(?P<index>\d+)\])?")


def rule_name(rule: Rule) -> str:
    """Return what a rule is called."""
    return rule.name_en if get_language() == "en" else rule.name


def sentence_of(rule: Rule, said: Mapping[str, str]) -> str:
    """Return what was found at a place."""
    words = dict(said)
    if lacks := words.get("lacks"):
        words["lacks"] = lack_names(lacks.split("、"))
    return (rule.sentence_en if get_language() == "en" else rule.sentence).format_map(_Blank(words))


def cure_of(rule: Rule) -> str:
    """Return how to mend it."""
    return rule.cure_en if get_language() == "en" else rule.cure


def place_name(path: str) -> str:
    """Return where in the guide something stands: 申请材料第 3 项."""
    head = _HEAD.match(path)
    if head is None:
        return path
    name = str(PLACES.get(head["name"], head["name"]))
    if head["index"] is None:
        return name
    return gettext("{part}第 {number} 项").format(part=name, number=int(head["index"]) + 1)


def lack_name(lack: Lack) -> str:
    """Return what an item lacks for being online."""
    return str(LACKS[lack])


def lack_names(codes: list[str]) -> str:
    """Return what is missing, in words."""
    return gettext("、").join(str(LACKS[Lack(code)]) for code in codes if code in set(Lack))


def lack_cure(lack: Lack) -> str:
    """Return what would put it right."""
    return str(CURES[lack])


def level_name(level: int) -> str:
    """Return what a level is called: 市级."""
    return str(LEVELS.get(level, ""))


def lift_sentence(lift: Lift) -> str:
    """Return what would lift the online rate, and how far: 为 12 个事项开通网上材料提交，可从 62.0% 升到 80.0%."""
    text = ngettext(
        "为 {count} 个事项{cures}，可从 {before} 升到 {after}",
        "为 {count} 个事项{cures}，可从 {before} 升到 {after}",
        lift.items,
    ).format(
        count=lift.items,
        cures=gettext("并且").join(lack_cure(cure) for cure in lift.cures),
        before=f"{lift.before:.1%}",
        after=f"{lift.after:.1%}",
    )
    return gettext("{lift}，达到目标").format(lift=text) if lift.reaches_aim else text


class _Blank(dict[str, str]):
    """Facts of a sentence; one that an older finding did not note stays empty."""

    def __missing__(self, _key: str) -> str:
        return ""
