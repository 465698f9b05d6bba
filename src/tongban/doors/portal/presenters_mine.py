"""How one's own things are shown: cases with their course, clocks and papers; licences; who read one's data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.doors.frame import wording
from tongban.doors.frame.drafts import source_name
from tongban.doors.portal import words
from tongban.doors.portal.presenters_apply import TRUST, material_summary
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.ledger.api import Entry
from tongban.handling.applications.api import DraftView, MaterialView, Way
from tongban.handling.cases.api import CaseCard, CaseView, CourseEntry, Outcome, State, Step
from tongban.offer.forms import api as forms
from tongban.proofs.licences.api import LicenceSummary, Status
from tongban.registers.identity.api import Applicant
from tongban.registers.organisations import api as organisations

Words = str | Promise

STATES: Mapping[State, tuple[Words, str]] = {
    State.SUBMITTED: (gettext_lazy("待受理"), "blue"),
    State.SUPPLEMENT_ASKED: (gettext_lazy("等您补正"), "amber"),
    State.ACCEPTED: (gettext_lazy("审核中"), "blue"),
    State.PROPOSED: (gettext_lazy("待决定"), "blue"),
    State.DECIDED: (gettext_lazy("已决定，待送达"), "blue"),
    State.CLOSED: (gettext_lazy("已办结"), "grey"),
}
OUTCOMES: Mapping[Outcome, tuple[Words, str]] = {
    Outcome.GRANTED: (gettext_lazy("准予，已办结"), "green"),
    Outcome.REFUSED: (gettext_lazy("不予，已办结"), "red"),
    Outcome.NOT_ACCEPTED: (gettext_lazy("不予受理"), "red"),
    Outcome.WITHDRAWN: (gettext_lazy("已撤回"), "grey"),
    Outcome.TERMINATED: (gettext_lazy("已终止"), "grey"),
}
STEPS: Mapping[Step, Words] = {
    Step.SUBMIT: gettext_lazy("提交申请"),
    Step.ACCEPT: gettext_lazy("受理"),
    Step.ASK_TO_SUPPLEMENT: gettext_lazy("一次性告知补正"),
    Step.SUPPLY_SUPPLEMENT: gettext_lazy("您交来补正内容"),
    Step.REFUSE_ACCEPTANCE: gettext_lazy("不予受理"),
    Step.DEEM_ACCEPTED: gettext_lazy("逾期未告知，视为受理"),
    Step.START_SPECIAL_PROCEDURE: gettext_lazy("进入特别程序，期间不计时"),
    Step.END_SPECIAL_PROCEDURE: gettext_lazy("特别程序结束，继续计时"),
    Step.EXTEND_TIME_LIMIT: gettext_lazy("延长办理期限"),
    Step.PROPOSE: gettext_lazy("审核完成"),
    Step.DECIDE: gettext_lazy("作出决定"),
    Step.RETURN_TO_REVIEW: gettext_lazy("退回重新审核"),
    Step.CLOSE: gettext_lazy("送达，办结"),
    Step.WITHDRAW: gettext_lazy("您撤回了申请"),
    Step.TERMINATE: gettext_lazy("终止办理"),
    Step.FULFIL_COMMITMENT: gettext_lazy("您补交了承诺的材料"),
    Step.GIVE_OPINION: gettext_lazy("一个部门办完了"),
    Step.ANSWER_CONSULTATION: gettext_lazy("一个部门答复了意见"),
    Step.HOLD_MEETING: gettext_lazy("各部门联合会审"),
    Step.RUN_CHECK: gettext_lazy("平台自动核查"),
    Step.CONSULT_OFFICE: gettext_lazy("征求其他部门意见"),
    Step.RETURN_TO_STEP: gettext_lazy("退回部门重新办理"),
    Step.MOVE_DUE_DATES: gettext_lazy("日历或者时限更改，期限调整"),
    Step.TRANSFER: gettext_lazy("转由有权机关办理"),
    Step.PASS_ON: gettext_lazy("转由上级或者下级机关办理"),
    Step.MOVE_PLAN: gettext_lazy("审批流程更新"),
    Step.AGREE_ON_DELIVERY: gettext_lazy("您确认了送达方式"),
    Step.SEND_RESULT: gettext_lazy("办理结果已发出"),
    Step.FAIL_DELIVERY: gettext_lazy("没有送到，将改用其他方式"),
    Step.CONFIRM_RECEIPT: gettext_lazy("您确认收到，办结"),
    Step.DEEM_DELIVERED: gettext_lazy("自动送达，办结"),
    Step.OPEN_RESULT: gettext_lazy("您打开了送达的文书"),
    Step.ARCHIVE: gettext_lazy("归档"),
    Step.NOTE_REMEDY: gettext_lazy("登记异议、复议或者诉讼"),
    Step.PROPOSE_REVOCATION: gettext_lazy("办理机关提出撤销、撤回或者注销"),
    Step.ANSWER_REVOCATION: gettext_lazy("您陈述了意见"),
    Step.CONFIRM_REVOCATION: gettext_lazy("准予决定不再有效"),
    Step.DROP_REVOCATION: gettext_lazy("决定不撤销"),
}
ENDED = {Step.REFUSE_ACCEPTANCE, Step.WITHDRAW, Step.TERMINATE}
# What is still ahead in each state: the first is under way.
AHEAD: Mapping[State, tuple[Words, ...]] = {
    State.SUBMITTED: (gettext_lazy("受理"), gettext_lazy("审核"), gettext_lazy("决定"), gettext_lazy("制证与送达")),
    State.SUPPLEMENT_ASKED: (
        gettext_lazy("等您补正"),
        gettext_lazy("受理"),
        gettext_lazy("审核"),
        gettext_lazy("决定"),
        gettext_lazy("制证与送达"),
    ),
    State.ACCEPTED: (gettext_lazy("审核"), gettext_lazy("决定"), gettext_lazy("制证与送达")),
    State.PROPOSED: (gettext_lazy("决定"), gettext_lazy("制证与送达")),
    State.DECIDED: (gettext_lazy("制证与送达"),),
    State.CLOSED: (),
}
LICENCE_STATUS: Mapping[Status, tuple[Words, str]] = {
    Status.VALID: (gettext_lazy("有效"), "green"),
    Status.SUSPENDED: (gettext_lazy("暂扣"), "amber"),
    Status.REVOKED: (gettext_lazy("已吊销或者撤销"), "red"),
    Status.CANCELLED: (gettext_lazy("已注销"), "grey"),
    Status.EXPIRED: (gettext_lazy("已过期"), "grey"),
}
# What the ledger calls the fields of a person or company.
FIELDS: Mapping[str, Words] = {
    "name": gettext_lazy("姓名或名称"),
    "number": gettext_lazy("证件号码"),
    "identity_number": gettext_lazy("公民身份号码"),
    "credit_code": gettext_lazy("统一社会信用代码"),
    "phone": gettext_lazy("手机号码"),
    "address": gettext_lazy("住址"),
    "sex": gettext_lazy("性别"),
    "nation": gettext_lazy("民族"),
    "born_on": gettext_lazy("出生日期"),
    "household_number": gettext_lazy("户号"),
    "legal_representative": gettext_lazy("法定代表人"),
    "capital_fen": gettext_lazy("注册资本"),
    "established_on": gettext_lazy("成立日期"),
    "business_scope": gettext_lazy("经营范围"),
    "kind": gettext_lazy("类型"),
    "answers": gettext_lazy("申请表内容"),
    "materials": gettext_lazy("申请材料"),
}
# The titles that the law gives to documents.
DOCUMENTS: Mapping[str, Words] = {
    "application_receipt": gettext_lazy("申请材料收件凭证"),
    "acceptance_notice": gettext_lazy("受理通知书"),
    "non_acceptance_decision": gettext_lazy("不予受理决定书"),
    "supplement_notice": gettext_lazy("补正告知书"),
    "special_procedure_notice": gettext_lazy("特别程序告知书"),
    "extension_notice": gettext_lazy("延期告知书"),
    "grant_decision": gettext_lazy("准予行政许可决定书"),
    "refusal_decision": gettext_lazy("不予行政许可决定书"),
    "delivery_receipt": gettext_lazy("送达回证"),
    "commitment_letter": gettext_lazy("告知承诺书"),
    "withdrawal_confirmation": gettext_lazy("撤回确认书"),
    "closing_notice": gettext_lazy("办结通知书"),
}
MOST_FIELDS_NAMED = 8


@dataclass(frozen=True)
class Link:
    """A link in a list of pieces."""

    text: str
    href: str


@dataclass(frozen=True)
class CourseLine:
    """A node of a time line, as the frame draws it."""

    title: str
    state: str  # done, now, todo, stopped, ended
    line: str = ""
    note: str = ""
    tag: str = ""
    tone: str = "blue"
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A fact in the strip at the head of a case."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """An official document in a list; without `href` while it is being made."""

    title: str
    note: str
    href: str
    status: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a list."""

    title: str
    href: str
    note: str = ""
    tag: str = ""
    tone: str = "blue"
    action: str = ""


@dataclass(frozen=True)
class ReadLine:
    """That somebody read one's data."""

    when: str
    who: str
    purpose: str
    fields: str


def state_tag(state: State, outcome: Outcome) -> tuple[str, str]:
    """Return where a case stands in words, and the tone of its tag."""
    words, tone = OUTCOMES.get(outcome, STATES[state]) if state is State.CLOSED else STATES[state]
    if state is State.DECIDED:
        words = _("准予，待送达") if outcome is Outcome.GRANTED else _("不予，待送达")
    return str(words), tone


def case_row(card: CaseCard) -> Row:
    """Return a case in a list: what is due and by whom."""
    tag, tone = state_tag(card.state, card.outcome)
    note = f"{card.grouped_number} · {wording.office(card.authority_name)}"
    if card.due is not None and card.state is not State.SUPPLEMENT_ASKED:
        due = _("{day}前答复") if card.state is State.SUBMITTED else _("{day}前办结")
        note += " · " + due.format(day=wording.short_day(card.due))
    return Row(
        title=wording.local_text(card.item_name, card.item_name_en),
        href=reverse("portal:case", args=[card.number]),
        note=note,
        tag=tag if not card.awaits_applicant or card.state is State.SUPPLEMENT_ASKED else _("等您补交"),
        tone="amber" if card.awaits_applicant else tone,
    )


def facts(view: CaseView, draft: DraftView) -> list[Fact]:
    """Return what the case costs its applicant: visits, answers, materials, money."""
    guide = view.offer.guide
    answered = sum(len(page.lines) for page in view.answers)
    known = sum(line.element in draft.prefilled for page in view.answers for line in page.lines)
    given = [material for material in view.materials if material.given]
    spared = sum(_is_spared(material) for material in given)
    fee = sum(fee.amount_fen for fee in guide.fees)
    return [
        Fact(_("您要跑"), ngettext("{count} 次", "{count} 次", guide.visits).format(count=guide.visits)),
        Fact(
            _("您填写"),
            ngettext("{count} 项", "{count} 项", answered - known).format(count=answered - known),
            _("免填 {count} 项").format(count=known) if known else "",
        ),
        Fact(
            _("您提交"),
            ngettext("{count} 份", "{count} 份", len(given) - spared).format(count=len(given) - spared),
            _("免交 {count} 份").format(count=spared) if spared else "",
        ),
        Fact(_("费用"), wording.yuan(fee)),
    ]


def course(view: CaseView, applicant: Applicant) -> list[CourseLine]:
    """Return the time line of a case: what was done and by whom, what is under way, what is ahead."""
    return [*(_done(entry, applicant) for entry in view.course), *_ahead(view)]


def papers(number: str, issued: Sequence[DocumentSummary]) -> list[Paper]:
    """Return the official documents of a case, the newest first."""
    return [
        Paper(
            title=document_title(document),
            note=f"{wording.hant(document.number)} · {wording.day(document.issued_at)}",
            href=reverse("portal:document", args=[number, document.id]) if document.is_ready else "",
        )
        for document in reversed(issued)
        if document.kind != "licence"
    ]


def document_title(document: DocumentSummary) -> str:
    """Return the title of a document: as it is printed, or what it means in English."""
    if wording.language() == wording.ENGLISH and document.kind in DOCUMENTS:
        return str(DOCUMENTS[document.kind])
    return wording.hant(document.title)


def authority_name(view: CaseView) -> str:
    """Return the name of the authority that handles a case."""
    authority = organisations.authority(view.offer.authority_id)
    return wording.local_text(authority.name, authority.name_en)


def materials(view: CaseView) -> list[Row]:
    """Return the materials of a case with how each was met and how far it is trusted."""
    return [
        Row(
            title=wording.local_text(material.name, material.name_en),
            href=_file_href(view.number, material),
            note=material_summary(material),
            tag=str(TRUST[material.given[0].trust_level]) if material.given else "",
            tone="green" if material.given and material.given[0].trust_level in "AB" else "grey",
        )
        for material in view.materials
    ]


def not_asked(view: CaseView, draft: DraftView) -> list[Row]:
    """Return what the applicant was spared, and where it came from instead."""
    lines = [line for page in view.answers for line in page.lines]
    by_source: dict[str, list[str]] = {}
    for line in lines:
        if source := draft.prefilled.get(line.element):
            by_source.setdefault(source_name(source), []).append(wording.local_text(line.name, line.name_en))
    spared = [
        Row(wording.local_text(material.name, material.name_en), "", tag=_("电子证照"), tone="green")
        for material in view.materials
        if _is_spared(material)
    ]
    return spared + [Row(_joined(names), "", note=source) for source, names in by_source.items()]


def read_line(entry: Entry, applicant: Applicant) -> ReadLine:
    """Return who read one's data, when, what and why."""
    who = words.official(entry.actor_post, entry.actor_name)
    if entry.actor == f"person:{applicant.person_id}":
        who = _("您本人")
    elif entry.actor.startswith("system:"):
        who = _("系统")
    return ReadLine(
        wording.moment(entry.occurred_at), who, words.purpose(entry.reason), _fields(entry.facts.get("fields", ()))
    )


def licence_status(licence: LicenceSummary) -> tuple[str, str]:
    """Return the status of a licence in words, and the tone of its tag."""
    words, tone = LICENCE_STATUS.get(licence.status, (licence.status, "grey"))
    return str(words), tone


def validity(licence: LicenceSummary) -> str:
    """Return how long a licence is valid, in words."""
    if licence.valid_until is None:
        return _("长期有效")
    return _("有效期至 {day}").format(day=wording.day(licence.valid_until))


def due_sentence(view: CaseView) -> str:
    """Return what is due next, by whom and when; empty when nothing is."""
    clock = view.clock
    if clock is None:
        return ""
    day = wording.day(clock.due)
    if view.state is State.SUPPLEMENT_ASKED:
        return _("您补正之前，受理期限暂停计算。")
    if view.accepted_on is None:
        return _("{day}前告诉您是否受理；逾期不告知的，自收到申请之日起即为受理。").format(day=day)
    if clock.is_stopped:
        return _("正在特别程序中，期间不计时。预计最早 {day}办结。").format(day=day)
    if clock.days_left < 0:
        left = wording.limit(-clock.days_left, clock.unit)
        return _("应于 {day}前办结，已超期 {limit}。您可以打下面的电话催办，或者拨打便民热线投诉。").format(
            day=day, limit=left
        )
    left = wording.limit(clock.days_left, clock.unit)
    return _("预计 {day}前办结，还剩 {limit}。").format(day=day, limit=left)


def _done(entry: CourseEntry, applicant: Applicant) -> CourseLine:
    who = words.official(entry.post, entry.actor_name)
    if not entry.post and entry.actor_name == applicant.person_masked_name:
        who = _("您本人")
    links: tuple[Link, ...] = ()
    if (document := entry.document) is not None and document.is_ready:
        number = document.subject.removeprefix("case:")
        links = (Link(document_title(document), reverse("portal:document", args=[number, document.id])),)
    return CourseLine(
        title=str(STEPS[entry.deed]),
        state="ended" if entry.deed in ENDED else "done",
        line=f"{wording.moment(entry.at)} · {who}" if who else wording.moment(entry.at),
        note=wording.hant(words.word(words.NOTES, entry.note)),
        links=links,
    )


def _ahead(view: CaseView) -> Iterator[CourseLine]:
    for position, title in enumerate(AHEAD[view.state]):
        is_stopped = position == 0 and view.clock is not None and view.clock.is_stopped and view.accepted_on is not None
        yield CourseLine(
            title=str(title),
            state="stopped" if is_stopped else "now" if position == 0 else "todo",
            tag=_("正在办") if position == 0 and view.state is not State.SUPPLEMENT_ASKED else "",
            line=_now_line(view) if position == 0 else "",
        )


def _now_line(view: CaseView) -> str:
    if view.state is State.SUPPLEMENT_ASKED or view.state is State.DECIDED or view.clock is None:
        return ""
    if view.state is State.PROPOSED:
        return _("由另一名工作人员决定")
    if view.accepted_on is None:
        return _("{authority}，{day}前答复").format(
            authority=authority_name(view), day=wording.short_day(view.clock.due)
        )
    guide = view.offer.guide
    return _("{authority}，法定 {statutory}，承诺 {committed}").format(
        authority=authority_name(view),
        statutory=wording.limit(guide.statutory_limit.amount, guide.statutory_limit.unit),
        committed=wording.limit(view.committed_limit.amount, view.committed_limit.unit),
    )


def _file_href(number: str, material: MaterialView) -> str:
    """Return where the first file of a material is saved from, "" when there is none."""
    file = next((thing for thing in material.given if thing.file_id is not None), None)
    return reverse("portal:case-file", args=[number, file.id]) if file else ""


def _is_spared(material: MaterialView) -> bool:
    return bool(material.given) and all(thing.way is Way.LICENCE for thing in material.given)


def _fields(codes: Sequence[str]) -> str:
    names = dict.fromkeys(_field_name(code) for code in codes)
    text = _joined([*names][:MOST_FIELDS_NAMED])
    rest = len(names) - MOST_FIELDS_NAMED
    return _("{names} 等 {count} 项").format(names=text, count=len(names)) if rest > 0 else text


def _field_name(code: str) -> str:
    element = forms.elements().get(code)
    if element is not None:
        return wording.local_text(element.name, element.name_en)
    kind, _dot, rest = code.partition(".")
    if kind == "licence":
        return _("证照信息")
    if kind == "material":
        return str(FIELDS["materials"])
    if kind == "document" and rest in DOCUMENTS:
        return str(DOCUMENTS[rest])
    return str(FIELDS.get(code.rpartition(".")[2], code))


def _joined(names: Sequence[str]) -> str:
    return (", " if wording.language() == wording.ENGLISH else "、").join(names)
