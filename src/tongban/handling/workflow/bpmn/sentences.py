"""What is wrong with a file of BPMN, in words, each with its cure."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.handling.workflow.bpmn.faults import Fault

SENTENCES: Mapping[str, str | Promise] = {
    "too_large": _("文件太大，或者层次太深：一份审批流程的 BPMN 文件不超过 1 MB。"),
    "not_xml": _("这不是可以安全打开的 XML 文件：请在建模工具里另存为 BPMN 2.0，不要带文档类型和实体声明。"),
    "not_bpmn": _("文件的根元素是 {what}，不是 BPMN 2.0 的 definitions：请导出为 BPMN 2.0 XML。"),
    "no_process": _("文件里没有流程（process）：请先画出流程。"),
    "several_processes": _("只能有一个流程、一个泳池：请把各部门画成同一个泳池里的泳道，删去其他泳池。"),
    "unknown_element": _("不支持 {what}：请改用任务、网关、开始和结束事件，或者删去它。"),
    "event_definition": _("事件不能带 {what}：期限写在环节的时限里，请改为空白的开始或者结束事件。"),
    "inside": _("不支持 {what}：请删去；循环和多实例请画成退回或者并行的分支。"),
    "id_twice": _("{what} 没有 id，或者 id 重复：请在建模工具里重新保存。"),
    "loose_flow": _("连线没有接好：请把两端都接到任务、网关或者事件上。"),
    "nested_lanes": _("泳道里不能再分泳道：请每个部门画一条泳道。"),
    "no_lane": _("不在任何泳道里：请放进办理部门的泳道。"),
    "lane_unknown": _("看不出泳道“{what}”是哪个部门：请把名称写成 lead、department:部门、upper:部门或者 lower。"),
    "no_start": _("没有开始事件：请画一个，连到第一个环节。"),
    "several_starts": _("只能有一个开始事件：请删去多余的。"),
    "start_not_task": _("开始事件要有且只有一条连线，通向第一个环节。"),
    "end_goes_on": _("结束事件后面不能再有连线：请删去。"),
    "no_code": _("代码“{what}”不能用：小写字母开头，只含小写字母、数字、连字符和下划线，最多 40 个字符；请改它的 id。"),
    "code_twice": _("代码 {what} 已经用过：复制出来的环节要有自己的代码，请改 tongban:step 的 code。"),
    "no_way_on": _("后面没有连线：请连到下一个环节或者结束事件。"),
    "several_ways_on": _("后面有几条连线：结果不同的用排他网关分开，同时办理的用并行或者包容网关分开。"),
    "no_result": _("看不出连线“{what}”对应哪个结果：请写上条件，例如 result(\"accept\") == \"accepted\"，或者把结果的代码写成名称。"),
    "result_twice": _("结果 {what} 有两条连线：每个结果只能通向一处。"),
    "foreign_result": _("条件问的是 {what} 的结果，而连线是从另一个环节出来的：请改成这个环节的结果。"),
    "choice_after_choice": _("排他网关后面又是排他网关：请把结果并在一个网关上。"),
    "circle": _("网关绕成了一圈，没有经过任何环节：请改连线。"),
    "mixed_gateway": _("同一个网关既汇合又分开：请分成两个。"),
    "no_join": _("分开以后没有汇合：请用并行、包容或者复杂网关把各分支汇合起来。"),
    "join_without_rule": _("复杂网关没有说明几个分支就够：请写 tongban:join 的 of，为 any 或者个数。"),
    "branch_not_task": _("分支要从一个环节开始：请把连线接到任务上。"),
    "condition": _("读不懂条件“{what}”：只能比较事实，例如 fact(\"site.area\") >= 300，几个条件用 and 连接。"),
    "condition_on_parallel": _("并行网关的连线不能有条件：请改用包容网关。"),
    "chosen_mixed": _("退回时挑选分支的网关，每条连线都要写 chosen(\"分支\")。"),
}  # fmt: skip
# What says nothing about the course, and was left out.
REMARKS: Mapping[str, str | Promise] = {
    "documentation": _("说明文字“{what}”没有带入"),
    "textAnnotation": _("注释没有带入"),
    "association": _("注释的连线没有带入"),
    "group": _("分组框没有带入"),
    "category": _("分组的类别没有带入"),
    "foreign": _("其他软件的扩展 {what} 没有带入"),
}


def sentence_of(fault: Fault) -> str:
    """Return what is wrong and how to mend it, with the id of the element."""
    told = str(SENTENCES.get(fault.code) or REMARKS[fault.code]).format(what=fault.what)
    return f"{fault.element}：{told}" if fault.element else told
