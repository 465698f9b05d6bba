"""What cannot be done with a case, said so that people can go on. Each refusal of the rules has its error here."""

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.rules import Refusal


class UnableToFindCase(DomainError):
    """No case of this number exists for the one who asks; a forged and a foreign number get the same answer."""

    code = "case.not_found"
    sentence = _("没有找到这个办件。请核对办件编号；只能查看您本人或者您经办的办件。")
    status = 404


class UnableWithOwnInterest(DomainError):
    """The officer is a party to the case and must leave it to a colleague."""

    code = "case.conflict_of_interest"
    sentence = _(
        "您与办件{number}的当事人有利害关系，或者已经回避，依法不能查看和办理，请由同事办理。本次操作已被记录。"
    )
    status = 403


class UnableInThisRole(DomainError):
    """The officer's post does not take this step."""

    code = "case.not_your_role"
    sentence = _("您的岗位不能办理办件{number}的这一步，请由具有相应职责的岗位办理。")
    status = 403


class UnableInThisState(DomainError):
    """The case is not where this step begins."""

    code = "case.wrong_state"
    sentence = _("办件{number}现在的状态不能办理这一步，请刷新后查看最新进度。")


class UnableToDecideAlone(DomainError):
    """Four eyes: who proposed does not decide."""

    code = "case.four_eyes"
    sentence = _("办件{number}由您经办，依规定须由另一人作出决定。")
    status = 403


class UnableToAskTwice(DomainError):
    """Everything to be supplemented is told once (行政许可法第三十二条第一款第四项)."""

    code = "case.supplement_asked_before"
    sentence = _("办件{number}已经一次性告知补正，依法不能再次要求补正。请决定是否受理。")


class UnableWhileStopped(DomainError):
    """A special procedure runs."""

    code = "case.stopped"
    sentence = _("办件{number}正在特别程序中，请先登记特别程序的结果。")


class UnableWithoutStop(DomainError):
    """No special procedure runs."""

    code = "case.not_stopped"
    sentence = _("办件{number}没有正在进行的特别程序。")


class UnableToExtendAgain(DomainError):
    """The limit is extended once at most (行政许可法第四十二条)."""

    code = "case.extended_before"
    sentence = _("办件{number}已经延长过一次期限，依法不能再次延长。")


class UnableToSupplyNothingOwed(DomainError):
    """No promised paper is owed."""

    code = "case.nothing_owed"
    sentence = _("办件{number}没有待补交的承诺材料。")


class UnableAfterAnother(DomainError):
    """Somebody else took a step while this one was prepared: look at the case again."""

    code = "case.moved_on"
    sentence = _("办件{number}刚刚已由他人办理，您的操作没有生效。请刷新后查看最新进度。")


class UnableWithoutReasons(DomainError):
    """A deed that the applicant may contest says why."""

    code = "case.reasons_missing"
    sentence = _("请写明理由。")
    status = 422


class UnableWithoutSending(DomainError):
    """Nothing is on its way to the applicant."""

    code = "case.nothing_sent"
    sentence = _("办件{number}的结果现在没有在送达途中。")


class UnableToSendTwice(DomainError):
    """A delivery is under way: record its end first."""

    code = "case.sent_before"
    sentence = _("办件{number}的结果已经在送达途中。请先登记签收，或者登记没有送到。")


class UnableToRevokeNothing(DomainError):
    """Only a granted decision that still holds is revoked."""

    code = "case.nothing_granted"
    sentence = _("办件{number}没有可以撤销的准予决定。")


class UnableToProposeRevocationTwice(DomainError):
    """A revocation is proposed already."""

    code = "case.revocation_proposed"
    sentence = _("办件{number}已经提出撤销，请先作出决定。")


class UnableWithoutRevocation(DomainError):
    """No revocation is proposed."""

    code = "case.no_revocation"
    sentence = _("办件{number}没有待决定的撤销。")


class UnableBeforeOpinions(DomainError):
    """Authorities that take part have not given their results yet."""

    code = "case.awaits_parts"
    sentence = _("办件{number}还有部门没有出具意见，收齐后才能提出审查意见。")


class UnableToReadArchive(DomainError):
    """The officer's post does not reach to the whole file."""

    code = "case.archive_not_yours"
    sentence = _("您的岗位不能查阅办件{number}的归档案卷，请由受理或者决定岗位查阅。")
    status = 403


REFUSALS: dict[Refusal, type[DomainError]] = {
    Refusal.NOT_FOUND: UnableToFindCase,
    Refusal.CONFLICT_OF_INTEREST: UnableWithOwnInterest,
    Refusal.NOT_YOUR_ROLE: UnableInThisRole,
    Refusal.WRONG_STATE: UnableInThisState,
    Refusal.FOUR_EYES: UnableToDecideAlone,
    Refusal.SUPPLEMENT_ASKED_BEFORE: UnableToAskTwice,
    Refusal.STOPPED: UnableWhileStopped,
    Refusal.NOT_STOPPED: UnableWithoutStop,
    Refusal.EXTENDED_BEFORE: UnableToExtendAgain,
    Refusal.NOTHING_OWED: UnableToSupplyNothingOwed,
    Refusal.NOTHING_SENT: UnableWithoutSending,
    Refusal.SENT_BEFORE: UnableToSendTwice,
    Refusal.NOTHING_GRANTED: UnableToRevokeNothing,
    Refusal.REVOCATION_PROPOSED: UnableToProposeRevocationTwice,
    Refusal.NO_REVOCATION: UnableWithoutRevocation,
    Refusal.AWAITS_PARTS: UnableBeforeOpinions,
}
