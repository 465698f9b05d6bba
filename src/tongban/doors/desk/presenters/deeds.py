"""What a deed will cause, told before it is done: the document, the clock, the message, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tongban.doors.frame import wording
from tongban.groundwork.foundation import clock
from tongban.handling.cases.api import CaseView, Outcome, Step
from tongban.handling.cases.rules import extension_of
from tongban.offer.catalogue.rules import LimitFact
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import due_date
from tongban.proofs.licences import api as licences

ADMINISTRATIVE_LICENCE = "01"  # 事项类型 of GB/T 39554.1


@dataclass(frozen=True)
class Effect:
    """One thing that a deed causes."""

    about: str  # document, clock, message, next
    label: str
    text: str


def effects(step: Step, view: CaseView) -> list[Effect]:
    """Return what a deed on this case will cause if it is done today."""
    told = {
        "document": (_("文书"), _document(step, view)),
        "clock": (_("期限"), _clock(step, view)),
        "message": (_("告知"), _message(step, view)),
        "next": (_("接着"), _next(step)),
    }
    return [Effect(about, label, text) for about, (label, text) in told.items() if text]


def _document(step: Step, view: CaseView) -> str:
    authority = wording.hant(view.authority_name)
    match step:
        case Step.ACCEPT:
            return _("出具《受理通知书》，编号、盖{authority}电子印章。").format(authority=authority)
        case Step.ASK_TO_SUPPLEMENT:
            return _("出具《补正告知书》，列明全部要补正的内容和理由。")
        case Step.REFUSE_ACCEPTANCE:
            return _("出具《不予受理决定书》，写明理由和救济途径。")
        case Step.START_SPECIAL_PROCEDURE:
            return _("出具《特别程序告知书》，写明所需时间。")
        case Step.EXTEND_TIME_LIMIT:
            return _("出具《延期告知书》，写明理由。")
        case Step.DECIDE:
            return _decision(view)
        case Step.CLOSE:
            return _("出具《送达回证》和《办结通知书》。")
        case Step.TRANSFER | Step.PASS_ON:
            return _("出具《转办告知书》，写明由哪个机关办理和理由。")
        case Step.TERMINATE:
            return _("出具《办结通知书》，写明终止办理的理由。")
        case Step.PROPOSE_REVOCATION:
            return _("撤销、撤回的，出具告知书，写明理由和陈述、申辩的期限。")
        case Step.CONFIRM_REVOCATION:
            return _("同意后出具决定书，写明理由、依据和救济途径；证照同时失效。")
        case _:
            return ""


def _decision(view: CaseView) -> str:
    is_licensing = view.offer.guide.item_type == ADMINISTRATIVE_LICENCE
    if view.proposed_outcome is Outcome.REFUSED:
        title = _("《不予行政许可决定书》") if is_licensing else _("《不予决定书》")
        return _("同意后出具{title}，写明理由、依据和救济途径。").format(title=title)
    title = _("《准予行政许可决定书》") if is_licensing else _("《准予决定书》")
    result = view.offer.guide.result
    if result.kind == "licence" and result.licence_type:
        kind = licences.licence_type(result.licence_type)
        return _("同意后出具{title}，并签发电子证照“{licence}”。").format(
            title=title, licence=wording.local_text(kind.name, kind.name_en)
        )
    return _("同意后出具{title}。").format(title=title)


def _clock(step: Step, view: CaseView) -> str:
    guide = view.offer.guide
    match step:
        case Step.ACCEPT:
            return _("从今天起算：承诺 {committed}前决定，法定最迟 {statutory}。").format(
                committed=wording.day(_due(view.committed_limit)), statutory=wording.day(_due(guide.statutory_limit))
            )
        case Step.ASK_TO_SUPPLEMENT:
            return _("受理期限暂停，申请人补正后继续计算。只能告知一次。")
        case Step.REFUSE_ACCEPTANCE | Step.TERMINATE:
            return _("不再计时。")
        case Step.START_SPECIAL_PROCEDURE:
            return _("从今天起暂停计时，登记结果之日恢复。")
        case Step.END_SPECIAL_PROCEDURE:
            return _("从今天起恢复计时，期限按实际停止的天数顺延。")
        case Step.EXTEND_TIME_LIMIT:
            return _("延长 {limit}，只能延长一次。").format(limit=_extension(guide.statutory_limit))
        case Step.DECIDE:
            deliver = deadlines.rule_limit("delivery")
            return _("办理期限到此为止；{limit}内送达。").format(limit=wording.limit(deliver.amount, deliver.unit))
        case Step.PROPOSE | Step.TRANSFER | Step.PASS_ON:
            return _("期限不变，继续计时。")
        case _:
            return ""


def _message(step: Step, view: CaseView) -> str:
    names = {
        Step.ACCEPT: _("受理通知"),
        Step.ASK_TO_SUPPLEMENT: _("补正通知"),
        Step.REFUSE_ACCEPTANCE: _("不予受理通知"),
        Step.DECIDE: _("决定通知"),
        Step.CLOSE: _("办结通知和评价邀请"),
        Step.TERMINATE: _("办结通知"),
        Step.TRANSFER: _("转办通知"),
        Step.PASS_ON: _("转办通知"),
        Step.SEND_RESULT: _("发出通知"),
        Step.FAIL_DELIVERY: _("没有送到的通知"),
        Step.PROPOSE_REVOCATION: _("拟撤销通知"),
        Step.CONFIRM_REVOCATION: _("撤销决定通知"),
    }
    if step in names:
        return _("向申请人 {applicant} 发送{message}（站内消息和短信）。").format(
            applicant=view.applicant, message=names[step]
        )
    if step is Step.PROPOSE:
        return _("审查意见是内部意见，不告知申请人。")
    return _("申请人在办理进度中可以看到这一步。")


def _next(step: Step) -> str:
    match step:
        case Step.ACCEPT:
            return _("办件转到审查岗。")
        case Step.PROPOSE:
            return _("办件转到决定岗，由另一人决定。")
        case Step.SEND_RESULT:
            return _("签收后登记送达回证，办件才办结；公告期满自动办结。")
        case Step.FAIL_DELIVERY:
            return _("改用其他方式送达，送达期限不变。")
        case Step.PROPOSE_REVOCATION:
            return _("听取被许可人意见后，由另一人决定。")
        case Step.DECIDE:
            return _("同意的，办件转到送达；退回的，办件回到审查岗。")
        case Step.CLOSE | Step.REFUSE_ACCEPTANCE | Step.TERMINATE:
            return _("办件办结，不能再改。")
        case _:
            return ""


def _due(limit: LimitFact) -> date:
    return due_date(start=clock.today(), limit=limit.limit, calendar=deadlines.calendar()).day


def _extension(limit: LimitFact) -> str:
    return wording.limit(extension_of(limit.limit, deadlines.rule_limit("decision_extension")), limit.unit)


def joined_reasons(chosen: Sequence[str], text: str) -> str:
    """Return the chosen sentences and what was typed as one text, nothing said twice."""
    return "".join([*(each for each in dict.fromkeys(chosen) if each not in text), text.strip()])
