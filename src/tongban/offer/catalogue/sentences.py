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
    "not_own": _("这一项由基本目录统一规定，各地不能自己填写"),
    "not_inherited": _("“{value}”不在基本目录事项里，不能修改它"),
    "worse_unit": _("承诺时限的单位应当与基本目录一致"),
    "worse_limit": _("承诺时限不能比基本目录的 {inherited} 更长，现在是 {own}"),
    "worse_visits": _("到现场次数不能比基本目录的 {inherited} 次更多，现在是 {own} 次"),
    "worse_depth": _("网办深度不能低于基本目录的 {inherited} 级，现在是 {own} 级"),
    "worse_scope": _("通办范围不能小于基本目录的范围（{inherited}），现在是 {own}"),
    "worse_channel": _("不能取消基本目录规定的办理渠道“{value}”"),
    "worse_offer": _("基本目录规定提供的便利不能取消：{value}"),
    "worse_condition": _("不能增加基本目录没有的条件：{value}"),
    "worse_new_material": _("不能增加基本目录没有的材料“{value}”"),
    "worse_necessity": _("材料的必要性不能比基本目录更严：基本目录是 {inherited}，现在是 {own}"),
    "worse_count": _("份数不能比基本目录的 {inherited} 份更多，现在是 {own} 份"),
    "worse_way": _("不能取消基本目录允许的方式“{value}”"),
    "worse_size": _("文件大小的限制不能比基本目录的 {inherited} MB 更小，现在是 {own} MB"),
    "worse_commitment": _("承诺后补交的时间不能比基本目录的 {inherited} 个工作日更短，现在是 {own} 个"),
    "worse_new_fee": _("不能增加基本目录没有的收费“{value}”"),
    "worse_fee": _("收费不能高于基本目录的 {inherited} 元，现在是 {own} 元"),
    "worse_procedure": _("不能增加或者延长基本目录没有规定的特别程序“{value}”"),
    "code_fixed": _("基本编码不能改，应当是 {value}"),
    "no_basic": _("基本目录里还没有它的办事指南"),
    "no_place": _("没有代号为“{value}”的办事地点"),
    "not_on_the_list": _("{authority}的权力清单里没有“{name}”，法无授权不可为：请先依法列入清单"),
    "exactly_one": _("应当正好有一个"),
    "no_item": _("没有代码为 {value} 的事项"),
    "itself": _("{value} 不能同时是原事项和接续的事项"),
    "not_online": _("{value} 没有在用，不能作为接续的事项"),
    "taken": _("“{value}”已被 {file} 使用"),
    "unreadable": _("文件无法读取：{fault}"),
}


def problem_sentence(problem: GuideProblem) -> str:
    """Return a problem of a guide as a sentence that says the cure."""
    return str(SENTENCES[problem.code]).format(**problem.params)
