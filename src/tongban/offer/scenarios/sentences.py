"""Situations, problems of tables and wrong answers in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.offer.scenarios.rules import NO, YES, Fault, Interval, Kind, Question, Said, TableProblem, unscaled

PROBLEMS = {
    "unknown_key": gettext_lazy("情形表里没有这一项，请检查拼写或者删去"),
    "not_a_mapping": gettext_lazy("应当是“键: 值”的结构"),
    "not_a_text": gettext_lazy("应当是文字"),
    "not_a_list": gettext_lazy("应当是列表"),
    "empty": gettext_lazy("不能为空，请填写"),
    "too_long": gettext_lazy("太长，最多 {most} 个字"),
    "too_few": gettext_lazy("至少要有 {least} 项"),
    "too_many": gettext_lazy("最多 {most} 项"),
    "twice": gettext_lazy("“{value}”重复出现，请改名或者删去一个"),
    "not_among": gettext_lazy("“{value}”不在允许的值里，可以是：{allowed}"),
    "wrong_shape": gettext_lazy("“{value}”的格式不对：代码用小写字母开头，可以有数字和连字符"),
    "not_a_whole_number": gettext_lazy("“{value}”应当是整数"),
    "out_of_range": gettext_lazy("{value} 超出范围，应当在 {least} 到 {most} 之间"),
    "empty_range": gettext_lazy("最大值应当大于最小值"),
    "not_a_number": gettext_lazy("“{value}”不是数字"),
    "too_many_decimals": gettext_lazy("“{value}”的小数位太多，最多 {decimals} 位"),
    "unknown_value": gettext_lazy("“{value}”不是这个问题的选项，可以是：{allowed}"),
    "not_an_interval": gettext_lazy("“{part}”不是区间，请写成 <=4.5、>4.5、4.5..12 或者 (4.5..12]"),
    "empty_interval": gettext_lazy("区间“{part}”里没有数"),
    "outside_bounds": gettext_lazy("区间“{part}”超出这个问题的范围 {least} 到 {most}"),
    "reserved": gettext_lazy("“{value}”另有用途，请换一个代码"),
    "asked_later": gettext_lazy("提问条件只能用前面的问题"),
    "unknown_question": gettext_lazy("没有这个问题，请检查代码或者删去这一格"),
    "unknown_row": gettext_lazy("没有代码为“{value}”的行"),
    "no_options_here": gettext_lazy("只有单选题才有选项，请删去选项或者改题型"),
    "required_not_asked": gettext_lazy("“{value}”标为必须，但没有列入要交的材料"),
    "required_anyway": gettext_lazy("“{value}”在办事指南里已经是必须，不用再标"),
    "only_for_other_item": gettext_lazy("只有“应当办另一个事项”的行才填写另一个事项"),
    "nothing_to_apply_for": gettext_lazy("这一行不是办理本事项，不能有材料、环节、收费和时限"),
    "reason_missing": gettext_lazy("请写明原因，办事人要看得懂为什么"),
    "notes_differ": gettext_lazy("中文说明和英文说明的条数应当一样"),
    "unknown_material": gettext_lazy("办事指南没有材料“{value}”"),
    "unknown_step": gettext_lazy("办事指南没有环节“{value}”"),
    "unknown_fee": gettext_lazy("办事指南没有收费项目“{value}”"),
    "fee_too_high": gettext_lazy("“{value}”不能高于办事指南的收费标准"),
    "limit_too_long": gettext_lazy("时限 {value} 日长于办事指南承诺的 {most} 日"),
    "unknown_element": gettext_lazy("申请表里没有数据项“{value}”，不能预填"),
    "element_type": gettext_lazy("数据项“{value}”的类型与题型不一致，不能预填"),
    "unknown_filling": gettext_lazy("数据项没有“{value}”这个值，可以是：{allowed}"),
    "leads_to_itself": gettext_lazy("不能指向本事项"),
    "unknown_item": gettext_lazy("没有基本编码为“{value}”的事项"),
    "unknown_office": gettext_lazy("没有代码为“{value}”的部门"),
    "unreadable": gettext_lazy("文件无法读取：{fault}"),
    "taken": gettext_lazy("{file} 已经有这个事项的情形表"),
    "few_examples": gettext_lazy("至少要有 {least} 个例子"),
    "example_failed": gettext_lazy("例子没有通过：应当是“{expected}”，实际是“{got}”"),
    "gap": gettext_lazy("这种情形没有答案：{situation}。请加一行，或者放宽相邻的行"),
    "overlap": gettext_lazy("“{first}”和“{second}”都回答了同一种情形：{situation}。请收窄其中一行"),
    "idle": gettext_lazy("没有任何情形会用到这一行，请删去或者改条件"),
    "too_large": gettext_lazy("表太大，无法在限定的计算量内逐一核对空缺和重叠。请减少问题，或者拆成两个事项的表"),
}
FAULTS = {
    "no_such_answer": gettext_lazy("请从下面的选项中选一个"),
    "answer_too_long": gettext_lazy("最多 {most} 个字，请重新填写"),
    "not_a_number": gettext_lazy("请填写数字，例如 12 或者 4.5"),
    "too_many_decimals": gettext_lazy("最多 {decimals} 位小数，请重新填写"),
    "number_out_of_range": gettext_lazy("应当在 {least} 到 {most} 之间，请核对后重新填写"),
    "too_long": gettext_lazy("最多 {most} 个字，请重新填写"),
}


def problem_sentence(problem: TableProblem) -> str:
    """Return a problem of a table as a sentence that says the cure."""
    return str(PROBLEMS[problem.code]).format(**problem.params)


def fault_sentence(fault: Fault) -> str:
    """Return what is wrong with an answer, and how to answer."""
    return str(FAULTS[fault.code]).format(**fault.params)


def answer_text(question: Question, answer: str) -> str:
    """Return an answer as people read it."""
    if question.kind is Kind.YES_NO:
        return {YES: _("是"), NO: _("否")}.get(answer, answer)
    if question.kind is Kind.NUMBER:
        unit = _own(question.unit, question.unit_en)
        return f"{answer} {unit}".strip()
    option = next((each for each in question.options if each.value == answer), None)
    return _own(option.text, option.text_en) if option else answer


def question_text(question: Question) -> str:
    return _own(question.text, question.text_en)


def said_text(said: Said) -> str:
    """Return what a situation says of one question: "经营面积：大于 300，不超过 1000 平方米"."""
    if said.spans:
        value = _or([_span_text(said.question, span) for span in said.spans])
    elif said.values:
        value = _or([answer_text(said.question, each) for each in said.values])
    else:
        value = _("不用回答")
    return _("{question}：{answer}").format(question=question_text(said.question).rstrip("？?"), answer=value)


def situation_text(parts: tuple[Said, ...]) -> str:
    """Return a situation in words."""
    return _("；").join(map(said_text, parts)) or _("所有情形")


def example_text(questions: Mapping[str, Question], answers: tuple[tuple[str, str], ...]) -> str:
    """Return answers in words."""
    return _("；").join(
        _("{question}：{answer}").format(
            question=question_text(questions[code]).rstrip("？?"), answer=answer_text(questions[code], given)
        )
        for code, given in answers
        if code in questions
    )


def _span_text(question: Question, span: Interval) -> str:
    low, high = (unscaled(end, question.decimals) for end in (span.low, span.high))
    unit = _own(question.unit, question.unit_en)
    if span.low == span.high:
        return f"{low} {unit}".strip()
    if span.low <= question.least:
        return _("{high} {unit}以下（含）").format(high=high, unit=unit)
    if span.high >= question.most:
        return _("{low} {unit}以上（含）").format(low=low, unit=unit)
    return _("{low} 到 {high} {unit}").format(low=low, high=high, unit=unit).strip()


def _or(texts: list[str]) -> str:
    return _(" 或者 ").join(texts)


def _own(chinese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else chinese
