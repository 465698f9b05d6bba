"""What is wrong with a plan, and why subjects stay with a version of it, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.handling.workflow.rules import Fault, Stays, WhyStays

FAULTS: Mapping[str, str | Promise] = {
    "not_a_mapping": _("“{where}”的写法不对，请检查结构"),
    "no_code": _("流程要有代码：小写字母开头，可以有数字和连字符"),
    "too_many_steps": _("流程有{count}个环节，最多{most}个"),
    "no_name": _("环节“{where}”要有中文名称和英文名称"),
    "unknown_role": _("环节“{where}”的岗位“{value}”不存在"),
    "unknown_kind": _("环节“{where}”的类型“{value}”不存在"),
    "leads_nowhere": _("环节“{where}”没有写明办完以后到哪里"),
    "unknown_target": _("环节“{where}”通向“{value}”，流程里没有这个环节"),
    "unknown_barred": _("环节“{where}”要回避“{value}”的经办人，流程里没有这个环节"),
    "unknown_first": _("第一个环节“{value}”不在流程里"),
    "wrong_first": _("流程要从受理开始，不能从“{value}”开始"),
    "wrong_code": _("环节“{where}”的代码和类型“{value}”不相符"),
    "missing_step": _("缺少环节“{where}”"),
    "fixed_result": _("环节“{where}”的结果“{result}”是办件程序规定的，不能缺少或者改变去向"),
    "ends_early": _("环节“{where}”直接结束流程；只有受理和送达可以结束"),
    "decided_from": _("环节“{where}”不能通向“{value}”，它只能跟在“{allowed}”之后"),
    "bad_value": _("环节“{where}”里有不能识别的内容：{value}"),
    "bad_condition": _("环节“{where}”的分支条件不对：{value}"),
    "unknown_join": _("环节“{where}”的分支汇合到“{value}”，流程里没有这个汇合"),
    "twice_in_fork": _("环节“{where}”重复开启了“{value}”"),
    "maybe_nothing": _("环节“{where}”之后可能一个分支也不开启：要有一个无条件的分支，或者“否则”分支"),
    "otherwise_alone": _("环节“{where}”有“否则”分支，却没有带条件的分支"),
    "outcome_missing": _("汇合“{where}”没有写明结果“{value}”到哪里"),
    "leaves_block": _("环节“{where}”通向“{value}”，后者在别的分支里：分支会丢失或者重复开启"),
    "join_without_fork": _("环节“{where}”通向汇合“{value}”，却不在它的分支里"),
    "fixed_in_branch": _("环节“{where}”不能放在分支里"),
    "ends_in_branch": _("环节“{where}”在分支里结束了流程，其他分支还在办理"),
    "unreached": _("环节“{where}”永远不会开启"),
    "waits_for_too_many": _("环节“{where}”可能只开启{count}个有表决权的分支，而汇合“{join}”要{needed}个同意"),
    "no_end": _("从环节“{where}”永远到不了结束"),
    "too_many_ways": _("流程有超过{most}种情形，无法逐一证明不会卡住，请拆分"),
    "personal_fact": _("环节“{where}”的条件用到了个人信息“{value}”，流程的条件不能用个人信息"),
    "unknown_department": _("环节“{where}”的部门“{value}”不存在"),
}


def fault_sentence(fault: Fault) -> str:
    """Say what is wrong with a plan; the way that leads there is the fault's `trace`."""
    return str(FAULTS[fault.code]).format(where=fault.where, **fault.params)


STAYS: Mapping[WhyStays, str | Promise] = {
    WhyStays.STEP_GONE: _("正在办理的环节“{step}”，新版本里没有"),
    WhyStays.STEP_CHANGED: _("正在办理的环节“{step}”，新版本里办的是另一件事"),
    WhyStays.PLACE_CHANGED: _("正在办理的环节“{step}”，新版本里在另一个分支"),
    WhyStays.BRANCH_GONE: _("已经征求的“{step}”，新版本里不再征求"),
    WhyStays.SHAPE_CHANGED: _("已经开始审查，新旧版本一个由多个部门办理，一个不是"),
}


def stays_sentence(reason: Stays, name: str = "") -> str:
    """Say why a subject stays with its version; `name` is that of the step in the reader's language."""
    return str(STAYS[reason.why]).format(step=name or reason.step)
