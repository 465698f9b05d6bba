"""What is wrong in a text and what to do about it, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.groundwork.documents.letters.notation import Fault

SENTENCES: Mapping[str, str | Promise] = {
    "too_long": gettext_lazy("全文超过 {most} 个字，请删减。"),
    "line_too_long": gettext_lazy("这一段超过 {most} 个字，请分成几段。"),
    "empty": gettext_lazy("还没有正文，请写下文书要说的话，一段一行。"),
    "empty_line": gettext_lazy("标记后面没有内容，请写下内容，或者删去这一行。"),
    "unreadable": gettext_lazy("这一行含有看不见的控制字符，请删去后重新输入这一行。"),
    "unknown_fact": gettext_lazy(
        "“{{{name}}}”不是这种文书知道的内容。请从“可以引用的内容”中选一个，或者去掉花括号直接写文字。"
    ),
    "unknown_fact_near": gettext_lazy(
        "“{{{name}}}”不是这种文书知道的内容。您是不是想写“{{{near}}}”？可以引用的内容都列在下面。"
    ),
    "brace": gettext_lazy("花括号没有成对。引用内容请写成“{{事项名称}}”这样，正文里不要单独使用花括号。"),
    "ends_line": gettext_lazy(
        "“{{{name}}}”可能有好几段，只能放在一行的末尾，同一行前面可以有小标题，但不能引用别的内容。"
    ),
    "own_line": gettext_lazy("“{{{name}}}”是一张表或者一列条目，请让它单独占一行。"),
    "plain_only": gettext_lazy("这里只能写一句话，不能引用表格、条目或者有好几段的内容。"),
    "heading": gettext_lazy("小标题不能空着，也不能引用内容。请写成“# 一、告知事项”这样。"),
    "otherwise_alone": gettext_lazy("“否则：”要紧跟在一段正文下面，而且每段正文只能有一个。"),
    "otherwise_never": gettext_lazy("上面一段没有引用任何内容，总会印出来，“否则：”永远用不到，请删去。"),
    "form_row": gettext_lazy("表单的一行要有两格，请写成“| 送达方式 | {{送达方式}} |”这样。"),
    "column": gettext_lazy("看不懂这一栏“{cell}”。请写成“标题 宽度”，例如“材料名称 5cm”；宽度可以不写。"),
    "unknown_column": gettext_lazy("“{table}”没有“{name}”这一栏。可以用：{choices}。想改标题的话写成“新标题=栏名”。"),
    "width": gettext_lazy("“{width}”不是宽度。请写成“3.5cm”或者“2fr”（剩下的宽度分几份）。"),
    "too_wide": gettext_lazy("各栏加起来超过了版心宽度 {most}cm，请改窄。"),
    "general_in_general": gettext_lazy("通用文本里不能写“{{通用}}”；只有自己的文本可以用它沿用通用文本。"),
    "general_twice": gettext_lazy("“{{通用}}”只能写一次，请删去这一行。"),
    "law_fact": gettext_lazy("{law}要求：{because}。文本里必须有“{{{name}}}”，并且无论缺少哪些别的内容都会印出来。"),
    "law_words": gettext_lazy("{law}要求：{because}。文本里必须写明“{word}”，并且无论缺少哪些内容都会印出来。"),
}
ONLY: Mapping[str, str | Promise] = {
    "licensing": gettext_lazy("（行政许可事项缺少）"),
    "other": gettext_lazy("（其他事项缺少）"),
}


def fault_sentence(fault: Fault) -> str:
    """Return what is wrong and how to mend it, with the number of the line."""
    code = "unknown_fact_near" if fault.said.get("near") else fault.code
    sentence = str(SENTENCES[code]).format(**fault.said)
    if only := fault.said.get("only"):
        sentence += str(ONLY[only])
    return _("第 {line} 行：{sentence}").format(line=fault.line, sentence=sentence) if fault.line else sentence
