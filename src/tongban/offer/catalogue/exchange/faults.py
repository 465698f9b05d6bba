"""What is wrong in a file of items: the cell, what is wrong with it, and the cure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.offer.catalogue.rules import GuideProblem
from tongban.offer.catalogue.sentences import problem_sentence

LONGEST_SHOWN = 60  # characters of a value
# Faults of the guide that a row makes: worse than the basic item, or in contradiction with itself.
GUIDE, CONTRADICTS = "guide", "contradicts"

# code of a fault → what is wrong, and the cure
FAULTS: dict[str, tuple[Promise | str, Promise]] = {
    "unreadable": (_("文件打不开：{detail}"), _("请核对文件是否完整、能否用表格软件打开")),
    "encoding": (_("不是 UTF-8 编码，也不是 GB18030 编码"), _("请在表格软件中另存为“CSV UTF-8”后再导入")),
    "utf16": (_("是 UTF-16 编码"), _("请在表格软件中另存为“CSV UTF-8”后再导入")),
    "old_excel": (_("是 Excel 97–2003 的 .xls 文件"), _("请另存为 .xlsx 后再导入")),
    "web_page": (_("是改了名字的网页或者 XML 文件，不是表格"), _("请用表格软件打开，另存为 .xlsx 后再导入")),
    "not_a_workbook": (_("不是 Excel 工作簿"), _("请用表格软件另存为 .xlsx、CSV，或者使用模板")),
    "bomb": (_("压缩内容展开后过大（{detail}）"), _("请另存为 CSV 后再导入，或者分成几个文件")),
    "entity": (_("XML 里有外部实体或者文档类型声明"), _("请用表格软件重新保存，不要使用来路不明的文件")),
    "hidden_sheet": (_("工作表“{value}”是隐藏的"), _("请取消隐藏并核对内容，或者删去这张工作表")),
    "unknown_sheet": (_("不认识工作表“{value}”"), _("请删去它；可以有的工作表是：{allowed}")),
    "merged": (_("有合并的单元格（{value}）"), _("请取消合并，每一格都单独填写")),
    "formula": (_("是公式“{value}”"), _("请复制后“选择性粘贴为数值”")),
    "error_value": (_("是公式出错的结果“{value}”"), _("请改成正确的内容")),
    "empty_file": (_("文件是空的"), _("第一行应当是列名：{columns}")),
    "no_rows": (_("只有列名，没有事项"), _("请从第二行起每行写一个事项")),
    "too_many_rows": (_("超过 {most} 行"), _("请分成几个文件")),
    "too_many_columns": (_("有 {found} 列，最多 {most} 列"), _("请删去多余的列，或者使用模板")),
    "missing_column": (_("缺少这一列"), _("第一行应当有这些列名：{columns}")),
    "unknown_column": (_("多出这一列"), _("请删去这一列，或者改成规定的列名")),
    "column_twice": (_("这一列出现了两次"), _("请只留一列")),
    "quotes": (_("引号不成对或者有换行错误：{detail}"), _("请用表格软件重新保存为 CSV")),
    "json": (_("这一行不是 JSON 对象：{detail}"), _("每行应当是一个完整的 JSON 对象")),
    "cells": (_("有 {found} 格，应当是 {expected} 格"), _("请检查这一行有没有多余或者缺少的逗号")),
    "empty": (_("没有填写"), _("请补上这一格")),
    "too_long": (_("有 {length} 个字，最多 {most} 个"), _("请缩短")),
    "character": (_("含有不能使用的字符"), _("请删去空格、换行和控制字符")),
    "not_a_number": (_("“{value}”不是整数"), _("请只写 0 到 {most} 的整数，不要写单位")),
    "not_an_amount": (_("“{value}”不是金额"), _("请写以元为单位的数，最多两位小数，例如 10 或者 2.50")),
    "not_among": (_("“{value}”不在代码表里"), _("可以写代码或者名称：{allowed}")),
    "not_a_date": (_("“{value}”不是存在的日期"), _("请写成 2026-12-01 的样子")),
    "serial": (_("日期变成了数字“{value}”"), _("请把这一列设为日期或者文本格式，写成 2026-12-01 的样子")),
    "future": (_("“{value}”还没有到，批量导入当天生效"), _("请写今天或者以前的日期，或者在事项管理里提交变更，它会在那一天生效")),
    "number_code": (_("编码被表格软件变成了数字“{value}”"), _("请把这一列设为文本格式，补上开头的 0 和被截断的位数")),
    "not_a_list": (_("应当是列表"), _("请写成 JSON 列表")),
    "part": (_("“{value}”不是“名称=内容”的写法"), _("每项一行，各格用“ | ”隔开，例如：{example}")),
    "part_column": (_("不认识“{value}”"), _("可以有：{allowed}")),
    "part_unnamed": (_("没有写明是哪一项"), _("请填写“{title}”")),
    "no_such_item": (_("“{value}”不在工作表“事项”里"), _("请先在“事项”里写这个事项，或者删去这一行")),
    "item_type": (_("“{value}”不是事项类型"), _("可以是：{allowed}")),
    "region_code": (_("“{value}”不是行政区划代码"), _("应当是 2、4、6、9 或者 12 位数字，例如 511602000000")),
    "region_differs": (_("“{value}”不在实施主体的区划 {expected} 里"), _("请核对行政区划代码和实施主体编码")),
    "credit_code": (_("“{value}”的第 18 位校验码不对（GB 32100）"), _("请核对统一社会信用代码，常见的是输错或者漏了一位")),
    "code_differs": (_("“{value}”与编码里的“{expected}”不一致"), _("请核对这一格和实施编码")),
    "business_differs": (_("“{value}”不是在实施编码后面加两位数字"), _("业务办理项编码应当是实施编码加两位数字")),
    "needs_code": (_("“{value}”不是 31 位实施编码"), _("基本目录已有这个事项，请写信用代码 18 位、层级 1 位加基本编码 12 位")),
    "basic_shape": (_("“{value}”不是 12 位基本编码"), _("应当是 12 位数字，业务办理项是 14 位")),
    "basic_type": (_("“{value}”的第 3、4 位不是事项类型"), _("请核对基本编码")),
    "basic_moved": (_("这个事项属于基本编码 {expected}"), _("改变基本编码请用拆分、合并或者取消")),
    "fixed": (_("由基本目录统一规定为“{expected}”"), _("请改回这个值或者清空这一格；要修改请提交基本目录的变更")),
    "checked": (_("与其他各格不一致，应当是“{expected}”"), _("请改正，或者清空这一格")),
    "not_yours": (_("“{value}”不归您的岗位管理"), _("请删去这一行，交给它的实施主体的事项管理员导入")),
    "basics_not_yours": (_("基本目录由全区的事项管理员维护"), _("请删去这一行")),
    "twice": (_("“{value}”在第 {line} 行已经出现"), _("每个事项一行，请删去重复的一行")),
    "moved_on": (_("“{value}”在导入期间被别人修改了"), _("请重新导入这个文件")),
    "not_listed": (_("{authority}的权力清单里没有“{name}”，法无授权不可为"), _("请先依法列入权力清单，再导入这个事项")),
    "no_place": (_("没有代号为“{value}”的办事地点"), _("请核对服务点代号")),
    CONTRADICTS: ("{problem}", _("请改正这一格，或者改正与它矛盾的格")),
    GUIDE: ("{problem}", _("请改成不差于基本目录的值，或者清空这一格沿用基本目录")),
}  # fmt: skip


@dataclass(frozen=True)
class ImportFault:
    """One thing that keeps a file from being imported: the cell, what is wrong, and the cure."""

    line: int  # the row, as spreadsheet programs count
    column: str  # its heading
    code: str
    data: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""  # of a workbook
    letter: str = ""  # of the column
    guide_problem: GuideProblem | None = None

    @property
    def cell(self) -> str:
        """Return where it is, as a spreadsheet program writes it: E17."""
        return f"{self.letter}{self.line}"

    @property
    def value(self) -> str:
        return self.data.get("value", "")

    @property
    def problem(self) -> str:
        if self.guide_problem is not None:
            return problem_sentence(self.guide_problem)
        return str(FAULTS[self.code][0]).format(**self.data)

    @property
    def cure(self) -> str:
        return str(FAULTS[self.code][1]).format(**self.data)

    def __str__(self) -> str:
        sentence = _("第 {line} 行 {column}：{problem}。{cure}。")
        if self.letter:
            sentence = _("{cell} {column}：{problem}。{cure}。")
        said = str(sentence).format(
            line=self.line, cell=self.cell, column=self.column, problem=self.problem.rstrip("。"), cure=self.cure
        )
        return f"{self.sheet} {said}" if self.sheet else said


def shown(value: object) -> str:
    """Return a value as a report shows it: one line, not too long, nothing invisible."""
    text = "".join(each if each.isprintable() else "�" for each in str(value).replace("\n", " ").replace("\t", " "))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
