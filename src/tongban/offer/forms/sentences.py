"""What is wrong with an answer, and how to mend it, in the reader's language."""

from datetime import date

from django.utils.dateformat import format as format_day
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.text import to_traditional
from tongban.offer.forms.rules import DataElement, ElementType, Problem

SENTENCES = {
    "required": _("请填写“{name}”。"),
    "unchosen": _("请选择“{name}”。"),
    "unknown": _("这张表不需要“{name}”，请不要提交它。"),
    "wrong_kind": _("“{name}”的格式不对，请重新填写。"),
    "too_long": _("“{name}”最多 {most} 个字，现在有 {length} 个字，请删减。"),
    "character": _("“{name}”里不能有“{character}”，请删去表情、特殊符号后再试。"),
    "name_character": _("“{name}”里不能有“{character}”，请只填文字；少数民族和外文姓名可以用间隔号“·”。"),
    "pattern": _("“{name}”的格式不对，应当是：{pattern_hint}。"),
    "not_a_date": _("“{name}”不是日期，请按“年-月-日”填写，例如 2026-01-31。"),
    "impossible_date": _("“{name}”填的 {day} 这一天不存在，请核对年、月、日。"),
    "in_the_future": _("“{name}”不能晚于今天，请核对年、月、日。"),
    "in_the_past": _("“{name}”不能早于今天，请核对年、月、日。"),
    "too_early": _("“{name}”不能早于 {least}，请核对年、月、日。"),
    "too_late": _("“{name}”不能晚于 {most}，请核对年、月、日。"),
    "not_a_number": _("“{name}”应当是数字，例如 12 或 12.5。"),
    "not_money": _("“{name}”应当是以元为单位的金额，最多两位小数，例如 1200 或 1200.50。"),
    "too_small": _("“{name}”不能小于 {least}，请核对。"),
    "too_large": _("“{name}”不能大于 {most}，请核对。"),
    "not_a_choice": _("请从“{name}”列出的选项中选择。"),
    "identity_number_length": _("“{name}”应当是 18 位，现在是 {length} 位，请对照身份证核对。"),
    "identity_number_form": _("“{name}”应当是 17 位数字加 1 位数字或字母 X，请对照身份证核对。"),
    "identity_number_birthday": _("“{name}”第 7 至 14 位不是有效的出生日期，请对照身份证核对。"),
    "identity_number_check": _("“{name}”有一位填错了（校验码不符），请对照身份证逐位核对。"),
    "credit_code_length": _("“{name}”应当是 18 位，现在是 {length} 位，请对照营业执照核对。"),
    "credit_code_form": _("“{name}”应当由数字和大写字母组成，且不含 I、O、Z、S、V，请对照营业执照核对。"),
    "credit_code_check": _("“{name}”有一位填错了（校验码不符），请对照营业执照逐位核对。"),
    "phone": _("“{name}”应当是 11 位手机号码，或者带区号的固定电话，例如 13900000000、0999-1234567。"),
    "postcode": _("“{name}”应当是 6 位数字。"),
}

CHOSEN = {ElementType.CHOICE, ElementType.CHOICES, ElementType.BOOLEAN}


def sentence_of(problem: Problem, element: DataElement | None = None) -> str:
    """Return a problem as a sentence: what is wrong and how to mend it; `element` is None for an unknown answer."""
    data = {key: _fact(value) for key, value in problem.params.items()}
    name, pattern_hint = (problem.element, "") if element is None else _words(element)
    is_unchosen = problem.code == "required" and element is not None and element.type in CHOSEN
    return str(SENTENCES["unchosen" if is_unchosen else problem.code]).format(
        **data, name=name, pattern_hint=pattern_hint
    )


def _words(element: DataElement) -> tuple[str, str]:
    language = get_language() or ""
    if language.startswith("en"):
        return element.name_en, element.pattern_hint_en
    words = element.name, element.pattern_hint
    return (to_traditional(words[0]), to_traditional(words[1])) if language == "zh-hant" else words


def _fact(value: str) -> str:
    try:
        return format_day(date.fromisoformat(value), pgettext("date format", "Y年n月j日"))
    except ValueError:
        return value
