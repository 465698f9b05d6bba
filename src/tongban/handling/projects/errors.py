"""Why something could not be done to a project."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one answer, in the reader's language."""

    field: str
    code: str
    sentence: str


class UnableToFindProject(DomainError):
    """There is no such project, or not for this reader."""

    code = "project.not_found"
    sentence = _("没有找到这个项目。请核对项目代码。")
    status = 404


class UnableToRegisterProject(DomainError):
    """The project is not registered: `problems` says of each field what is wrong."""

    code = "project.faulty"
    sentence = _("项目没有登记：有 {count} 处需要修改。")
    status = 422

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))


class UnableToRegisterForOthers(DomainError):
    """Only a company or another body registers projects, by its representative or who was authorised for everything."""

    code = "project.not_for_applicant"
    sentence = _("工程建设项目由单位申请。请换成您的单位，并由法定代表人或者全权代办人办理。")
    status = 422


class UnableToRegisterTwice(DomainError):
    """The code is in use."""

    code = "project.code_taken"
    sentence = _("项目代码 {project} 已经登记。如果是您的项目，请在“我的项目”里打开；不是的，请核对代码。")


class UnableToOpenStage(DomainError):
    """The stage waits for another, runs already, or is done."""

    code = "project.stage_closed"
    sentence = _("“{stage}”现在不能申请：{why}")


class UnableToCorrectFact(DomainError):
    """The value cannot be corrected so."""

    code = "project.fact_faulty"
    sentence = _("没有更正：{why}")
    status = 422


class UnableWithOwnProject(DomainError):
    """An officer with an interest of her own neither reads nor acts (公务员法第七十六条)."""

    code = "project.own_interest"
    sentence = _("您与项目单位有利害关系，应当回避，由同事办理。")
    status = 403
