"""
What the elements of a guide are called (GB/T 39554.2), and the values that some of them may have.

An element is named by its path without places: `materials.originals` for both `materials[2].originals` and
`materials.photo.originals`.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongban.groundwork.foundation import money

Words = str | Promise

ELEMENTS: Mapping[str, Words] = {
    "slug": _("短名（网址用）"),
    "basic_code": _("基本编码"),
    "local_basic_code": _("地方基本编码"),
    "name": _("事项名称"),
    "name_en": _("英文名称"),
    "summary": _("一句话说明"),
    "summary_en": _("英文说明"),
    "aliases": _("别名和俗称"),
    "item_type": _("事项类型"),
    "authority": _("实施部门代号"),
    "level": _("行使层级"),
    "power_source": _("权力来源"),
    "central_department": _("中央业务指导部门"),
    "joint_authorities": _("联办机构"),
    "audience": _("服务对象"),
    "themes_natural": _("面向自然人的主题"),
    "themes_legal": _("面向法人的主题"),
    "life_events": _("人生和经营事件"),
    "case_type": _("办件类型"),
    "quantity_limit": _("数量限制"),
    "intermediary": _("中介服务"),
    "plan": _("审批流程"),
    "legal_basis": _("设定依据"),
    "legal_basis.law": _("法律法规"),
    "legal_basis.article": _("条款"),
    "legal_basis.text": _("条文内容"),
    "legal_basis.url": _("条文网址"),
    "statutory_limit": _("法定时限"),
    "statutory_limit.amount": _("法定时限"),
    "statutory_limit.unit": _("法定时限的单位"),
    "statutory_limit.note": _("法定时限说明"),
    "committed_limit": _("承诺时限"),
    "committed_limit.amount": _("承诺时限"),
    "committed_limit.unit": _("承诺时限的单位"),
    "committed_limit.note": _("承诺时限说明"),
    "special_procedures": _("特别程序"),
    "special_procedures.kind": _("特别程序种类"),
    "special_procedures.amount": _("特别程序时限"),
    "special_procedures.unit": _("特别程序时限的单位"),
    "special_procedures.basis": _("特别程序依据"),
    "conditions": _("受理条件"),
    "conditions_dropped": _("不再要求的条件"),
    "materials": _("申请材料"),
    "materials.code": _("材料代号"),
    "materials.name": _("材料名称"),
    "materials.name_en": _("材料英文名称"),
    "materials.kind": _("材料类型"),
    "materials.form": _("材料形式"),
    "materials.originals": _("原件份数"),
    "materials.copies": _("复印件份数"),
    "materials.necessity": _("必要性"),
    "materials.source": _("来源渠道"),
    "materials.issued_by": _("出具单位"),
    "materials.ways": _("提交方式"),
    "materials.licence_type": _("电子证照类型"),
    "materials.accept": _("接收的文件格式"),
    "materials.max_mb": _("单个文件上限（MB）"),
    "materials.commitment_days": _("承诺后补交期限（工作日）"),
    "materials.filling_notes": _("填报须知"),
    "materials.standard": _("受理标准"),
    "materials.basis": _("要求提供的依据"),
    "materials.paper_size": _("纸质材料规格"),
    "materials.when_not_needed": _("非必要时办理情形"),
    "materials.remark": _("材料备注"),
    "materials.dropped": _("不再要求这份材料"),
    "steps": _("办理流程"),
    "steps.name": _("环节名称"),
    "steps.name_en": _("环节英文名称"),
    "steps.office": _("办理岗位或科室"),
    "steps.days": _("环节天数"),
    "steps.result": _("环节结果"),
    "steps.post": _("办理人"),
    "fees": _("收费"),
    "fees.name": _("收费项目"),
    "fees.amount_fen": _("收费标准"),
    "fees.basis": _("收费依据"),
    "fees.reduction": _("减免情形"),
    "fees.reduction_basis": _("减免依据"),
    "fees.dropped": _("不再收取"),
    "channels": _("办理渠道"),
    "visits": _("到现场次数"),
    "visits_reason": _("必须到现场的原因"),
    "online_depth": _("网办深度"),
    "scope": _("通办范围"),
    "by_post": _("支持物流快递"),
    "appointment": _("支持预约办理"),
    "payment_online": _("支持网上支付"),
    "terminal": _("支持自助终端办理"),
    "hall": _("进驻政务大厅"),
    "mobile": _("支持移动端办理"),
    "result": _("办理结果"),
    "result.kind": _("结果类型"),
    "result.name": _("结果名称"),
    "result.licence_type": _("签发的电子证照类型"),
    "rights": _("申请人的权利"),
    "duties": _("申请人的义务"),
    "faq": _("常见问题"),
    "faq.q": _("问题"),
    "faq.a": _("回答"),
    "form": _("申请表"),
    "local": _("本地信息"),
    "local.consult_phone": _("咨询电话"),
    "local.complaint_phone": _("监督投诉电话"),
    "local.address": _("办理地址"),
    "local.hours": _("办理时间"),
    "local.transport": _("交通指引"),
    "local.website": _("网上办理地址"),
    "local.authority_nature": _("实施主体性质"),
    "local.entrusted": _("委托部门"),
    "local.places": _("办事地点"),
    "local.reconsideration": _("行政复议"),
    "local.reconsideration.office": _("行政复议机关"),
    "local.reconsideration.address": _("行政复议机关地址"),
    "local.reconsideration.phone": _("行政复议机关电话"),
    "local.reconsideration.website": _("行政复议机关网址"),
    "local.litigation": _("行政诉讼"),
    "local.litigation.office": _("行政诉讼法院"),
    "local.litigation.address": _("行政诉讼法院地址"),
    "local.litigation.phone": _("行政诉讼法院电话"),
    "local.litigation.website": _("行政诉讼法院网址"),
    "why": _("变更原因"),
    "effective_from": _("生效日期"),
    "successors": _("接续的事项"),
    "merged": _("一并合并的事项"),
    "basic_version": _("继承的基本目录版本"),
}

UNITS: Mapping[str, Words] = {"working_day": _("工作日"), "calendar_day": _("自然日")}
LIMITS: Mapping[str, Words] = {"working_day": _("{count} 个工作日"), "calendar_day": _("{count} 日")}
LEVEL_NAMES: Mapping[str, Words] = {
    "nation": _("国家级"),
    "province": _("省级"),
    "city": _("市级"),
    "county": _("县（区）级"),
    "township": _("乡镇（街道）级"),
    "village": _("村（社区）级"),
}
CHOICES: Mapping[str, Mapping[str, Words]] = {
    "item_type": {
        "01": _("行政许可"),
        "05": _("行政给付"),
        "07": _("行政确认"),
        "08": _("行政奖励"),
        "09": _("行政裁决"),
        "10": _("其他行政权力"),
        "20": _("公共服务"),
    },
    "level": LEVEL_NAMES,
    "power_source": {
        "1": _("法定本级行使"),
        "2": _("上级下放"),
        "3": _("上级授权"),
        "4": _("同级授权"),
        "5": _("上级委托"),
        "6": _("同级委托"),
    },
    "audience": {"natural": _("自然人"), "legal": _("法人和其他组织")},
    "case_type": {"committed": _("承诺件"), "instant": _("即办件")},
    "plan": {"standard": _("受理、审查、决定、送达"), "instant": _("当场办结")},
    "statutory_limit.unit": UNITS,
    "committed_limit.unit": UNITS,
    "special_procedures.unit": UNITS,
    "special_procedures.kind": {
        "hearing": _("听证"),
        "tender": _("招标"),
        "auction": _("拍卖"),
        "inspection": _("检验"),
        "testing": _("检测"),
        "quarantine": _("检疫"),
        "appraisal": _("鉴定"),
        "expert_review": _("专家评审"),
    },
    "materials.kind": {
        "certificate": _("证件证书证明"),
        "form": _("申请表格文书"),
        "other": pgettext_lazy("material", "其他"),
    },
    "materials.form": {"paper": _("纸质"), "electronic": _("电子"), "both": _("纸质或电子")},
    "materials.necessity": {"required": _("必要"), "deferrable": _("可容缺后补"), "optional": _("非必要")},
    "materials.source": {
        "applicant": _("申请人自备"),
        "government": _("政府部门核发"),
        "other": pgettext_lazy("source", "其他"),
    },
    "materials.ways": {
        "licence": _("电子证照免提交"),
        "upload": _("上传文件"),
        "commitment": _("告知承诺"),
        "window": _("窗口提交"),
    },
    "channels": {"window": _("窗口"), "online": _("网上"), "kiosk": _("自助终端"), "post": _("邮寄")},
    "online_depth": {"1": _("一级"), "2": _("二级"), "3": _("三级"), "4": _("四级")},
    "scope": {
        "nation": _("全国通办"),
        "province": _("全省通办"),
        "city": _("全市通办"),
        "county": _("全县（区）通办"),
        "township": _("乡镇（街道）内"),
        "village": _("村（社区）内"),
    },
    "result.kind": {"licence": _("证照"), "approval": _("批文"), "other": pgettext_lazy("result", "其他")},
    "local.authority_nature": {"1": _("法定机关"), "2": _("授权组织"), "3": _("受委托组织")},
}
PARTS = ("materials", "steps", "fees", "legal_basis", "faq", "special_procedures")
_PLACE = re.compile(r"\[\d+\]")


def element_of(path: str) -> str:
    """Return the element that a path leads to: `materials[2].max_mb` and `materials.photo.max_mb` → `materials.max_mb`."""
    head, _dot, rest = _PLACE.sub("", path).partition(".")
    if head not in PARTS:
        return f"{head}.{rest}" if rest else head
    last = f"{head}.{rest.rpartition('.')[2]}"
    return last if last in ELEMENTS else head


def element_name(path: str) -> str:
    """Return what the element at a path is called, the path itself for one that nobody knows."""
    return str(ELEMENTS.get(element_of(path), path))


def value_words(element: str, value: Any) -> str:
    """Return the value of an element in words; nothing for an empty one. Texts of guides stay as they are."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("是")) if value else str(_("否"))
    if isinstance(value, list | tuple):
        return str(_("、")).join(value_words(element, each) for each in value)
    if isinstance(value, Mapping):
        return _mapping_words(element, value)
    if element == "fees.amount_fen" and isinstance(value, int):
        return str(_("{amount} 元")).format(amount=money.yuan(value))
    return str(CHOICES.get(element, {}).get(str(value), value))


def limit_words(amount: object, unit: str) -> str:
    """Return a limit in words: 5 个工作日, 60 日."""
    return str(LIMITS.get(unit, "{count}")).format(count=amount)


def _mapping_words(element: str, value: Mapping[str, Any]) -> str:
    if {"amount", "unit"} <= value.keys() and element.endswith("_limit"):
        words = limit_words(value["amount"], str(value["unit"]))
        return str(_("{words}（{note}）")).format(words=words, note=value["note"]) if value.get("note") else words
    lines = ((element_name(f"{element}.{key}"), value_words(f"{element}.{key}", each)) for key, each in value.items())
    return str(_("；")).join(f"{name}{_('：')}{words}" for name, words in lines if words)
