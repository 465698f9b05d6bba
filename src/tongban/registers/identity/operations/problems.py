"""The sentences for what is wrong with the facts by which someone is registered."""

from datetime import date

from django.utils.translation import gettext as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity import rules
from tongban.registers.identity.answers import FieldProblem


class UnableToRegister(DomainError):
    """Some answers are wrong: `problems` says of each field what it is and how to mend it."""

    code = "identity.faulty"
    sentence = "{sentences}"
    status = 422

    def __init__(self, *problems: FieldProblem) -> None:
        self.problems = problems
        super().__init__(sentences=" ".join(problem.sentence for problem in problems))


def name_problem(name: str) -> FieldProblem | None:
    """Return what is wrong with a normalised name."""
    fault = rules.name_fault(name)
    sentences = {
        "missing": _("请填写姓名。"),
        "length": _("姓名应为 2 至 50 个字。"),
        "characters": _("姓名中不能有“{characters}”。请按居民身份证上的写法填写，生僻字可以直接输入。").format(
            characters=rules.unfit_characters(name)
        ),
    }
    return FieldProblem(field="name", code=f"name.{fault}", sentence=sentences[fault]) if fault else None


def identity_number_problem(number: str, *, today: date, field: str = "identity_number") -> FieldProblem | None:
    """Return what is wrong with a normalised resident identity number."""
    fault = rules.identity_number_fault(number, today=today)
    sentences = {
        "missing": _("请填写公民身份号码。"),
        "length": _("公民身份号码应为 18 位，您填写了 {count} 位。").format(count=len(number)),
        "characters": _("公民身份号码应为 17 位数字加最后一位数字或字母 X。"),
        "date": _("公民身份号码第 7 至 14 位不是真实的出生日期，请核对。"),
        "future": _("公民身份号码中的出生日期晚于今天，请核对。"),
        "check": _("公民身份号码有误：最后一位与前面的数字对不上，请逐位核对。"),
    }
    return FieldProblem(field=field, code=f"identity_number.{fault}", sentence=sentences[fault]) if fault else None


def credit_code_problem(code: str) -> FieldProblem | None:
    """Return what is wrong with a normalised unified social credit code."""
    fault = rules.credit_code_fault(code)
    sentences = {
        "missing": _("请填写统一社会信用代码。"),
        "length": _("统一社会信用代码应为 18 位，您填写了 {count} 位。").format(count=len(code)),
        "characters": _("统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z。"),
        "check": _("统一社会信用代码有误：最后一位与前面的字符对不上，请逐位核对。"),
    }
    return FieldProblem(field="credit_code", code=f"credit_code.{fault}", sentence=sentences[fault]) if fault else None


def phone_problem(phone: str) -> FieldProblem | None:
    """Return what is wrong with a normalised mobile number."""
    fault = rules.phone_fault(phone)
    sentences = {
        "missing": _("请填写手机号码。"),
        "form": _("手机号码应为 11 位数字，以 1 开头，请核对。"),
    }
    return FieldProblem(field="phone", code=f"phone.{fault}", sentence=sentences[fault]) if fault else None


def registry_mismatch() -> FieldProblem:
    """
    Return the one answer to a name and number that the population registry does not hold together.

    It does not tell an unknown number from a wrong name: else anybody could probe the registry for numbers.
    """
    sentence = _(
        "姓名与公民身份号码和人口登记信息不一致。请对照居民身份证核对；确认无误的，请携带身份证到户籍窗口更正。"
    )
    return FieldProblem(field="name", code="name.mismatch", sentence=sentence)
