"""What is wrong in a guide or an imported list, and the cure, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from tongban.offer.catalogue.rules import GuideProblem

SENTENCES = {
    "missing": _("缺少这一项，请补上"),
    "unknown_key": _("指南格式里没有这一项，请检查拼写或者删去"),
    "not_a_mapping": _("应当是“键: 值”的结构"),
    "not_a_text": _("应当是文字；数字请加引号"),
    "not_a_number": _("应当是整数"),
    "not_a_flag": _("应当是 true 或者 false"),
    "not_a_list": _("应当是列表"),
    "empty": _("不能为空"),
    "too_few": _("至少要有 {least} 项"),
    "twice": _("“{value}”重复出现"),
    "not_among": _("“{value}”不在允许的值里，可以是：{allowed}"),
    "wrong_shape": _("“{value}”的格式不对"),
    "out_of_range": _("{value} 超出范围，应当在 {least} 到 {most} 之间"),
    "faulty_form": _("表单有误：{fault}"),
    "type_differs": _("基本编码第 3、4 位应当与事项类型 {item_type} 一致"),
    "unit_differs": _("承诺时限与法定时限的单位应当一致"),
    "longer_than_statutory": _("承诺时限不能长于法定时限 {statutory}"),
    "longer_than_committed": _("各环节共 {days} 日，不能长于承诺时限 {committed}"),
    "audience_differs": _("服务对象与主题分类应当一致"),
    "reason_differs": _("到现场次数大于 0 时要写明原因，等于 0 时不写"),
    "depth_without_visits": _("网办深度为四级的，到现场次数应当为 0"),
    "depth_differs": _("网办深度一级的不能有网上渠道，二级以上的应当有"),
    "nothing_to_pay": _("不收费的事项不能有网上支付"),
    "way_differs": _("提交方式“{way}”与这一项不一致：有这种方式才填写，没有就留空"),
    "taken": _("“{value}”已被 {file} 使用"),
    "unreadable": _("文件无法读取：{fault}"),
}


def problem_sentence(problem: GuideProblem) -> str:
    """Return a problem of a guide as a sentence that says the cure."""
    return str(SENTENCES[problem.code]).format(**problem.params)
