"""How the shares of a case are shown on the desk: the table, who is late, the buttons, the forms of their deeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.doors.desk.presenters.case import DeedButton, slug_of
from tongban.doors.desk.presenters.deeds import Effect
from tongban.doors.frame import plan_words, wording
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseFactsForSupervision, CaseView, PartView, Step
from tongban.handling.workflow.rules import Kind
from tongban.registers.organisations import api as organisations

WHOLE = "whole"  # stands in an address where a deed is about no single share
DEEDS: Mapping[Step, str | Promise] = {
    Step.GIVE_OPINION: gettext_lazy("出具部门意见"),
    Step.ANSWER_CONSULTATION: gettext_lazy("答复征求意见"),
    Step.HOLD_MEETING: gettext_lazy("登记联合会审"),
    Step.CONSULT_OFFICE: gettext_lazy("征求其他部门意见"),
    Step.RETURN_TO_STEP: gettext_lazy("退回部门重新办理"),
    Step.START_SPECIAL_PROCEDURE: gettext_lazy("启动特别程序"),
    Step.END_SPECIAL_PROCEDURE: gettext_lazy("登记特别程序结果"),
}
MAIN = (Step.GIVE_OPINION, Step.ANSWER_CONSULTATION, Step.HOLD_MEETING, Step.END_SPECIAL_PROCEDURE)


@dataclass(frozen=True)
class Row:
    """One share in the table."""

    name: str
    kind: str
    authority: str
    light: str
    clock: str
    due: str
    status: str
    tone: str
    result: str
    opinion: str
    question: str
    findings: tuple[tuple[str, str], ...]
    participants: tuple[str, ...]
    given_by: str
    paper: str
    paper_href: str
    lines: tuple[str, ...]
    days: tuple[str, ...]
    source: str
    stops: tuple[str, ...]
    has_more: bool


def rows(view: CaseView | CaseFactsForSupervision) -> list[Row]:
    """Return the shares of a case, in the order in which they were opened."""
    return [_row(view.number, part) for part in view.parts]


def late(view: CaseView | CaseFactsForSupervision) -> str:
    """Return who makes the others wait, empty when nobody does."""
    names = dict.fromkeys(
        f"{_authority(part)}（{_name(part)}）" for part in view.parts if part.is_late and part.is_open
    )
    return _("已超期：{names}").format(names=_("、").join(names)) if names else ""


def awaited(view: CaseView) -> str:
    """Return how many authorities the case waits for."""
    waiting = {part.authority_id for part in view.parts if part.is_open and not part.is_asked_besides}
    if not view.awaits_parts or not waiting:
        return ""
    return ngettext("还有 {count} 个部门在办理", "还有 {count} 个部门在办理", len(waiting)).format(count=len(waiting))


def buttons(view: CaseView) -> list[DeedButton]:
    """Return the deeds on shares that are lawful now for this officer."""
    names = {part.step: _name(part) for part in view.parts if part.is_open}
    own = [cases.PartDeed(Step.CONSULT_OFFICE, "")] if Step.CONSULT_OFFICE in view.open_steps else []
    several = len({deed.part for deed in view.part_deeds if deed.part}) > 1
    return [
        DeedButton(
            text=f"{DEEDS[deed.step]}（{names[deed.part]}）" if several and deed.part else str(DEEDS[deed.step]),
            href=reverse("desk:part-deed", args=[view.number, deed.part or WHOLE, slug_of(deed.step)]),
            kind="primary" if deed.step in MAIN else "secondary",
        )
        for deed in (*view.part_deeds, *own)
    ]


def effects(step: Step, part: PartView | None) -> list[Effect]:
    """Return what a deed on a share will cause."""
    told = {
        Step.GIVE_OPINION: [
            ("document", _("文书"), _("出具《部门审查意见书》，由本单位编号、盖章。")),
            ("next", _("接着"), _("意见转给后续部门；全部部门出具意见后，主办部门提出决定意见。")),
            ("message", _("告知"), _("意见是内部意见，不告知申请人；申请人能看到本单位已经办完。")),
        ],
        Step.ANSWER_CONSULTATION: [
            ("document", _("文书"), _("出具《征求意见复函》，由本单位编号、盖章。")),
            ("next", _("接着"), _("答复供办理部门参考，不代替其决定。")),
        ],
        Step.HOLD_MEETING: [
            ("document", _("文书"), _("出具《联合会审纪要》。")),
            ("next", _("接着"), _("按会审结论继续办理，或者退回选定的部门重新办理。")),
        ],
        Step.CONSULT_OFFICE: [
            ("document", _("文书"), _("出具《征求意见函》，由本单位编号、盖章。")),
            ("clock", _("期限"), _("不停止计时。本环节先办完的，这次征求意见随之结束。")),
        ],
        Step.RETURN_TO_STEP: [
            ("clock", _("期限"), _("整件期限不变；被退回的部门重新计算本环节期限。")),
            ("next", _("接着"), _("选定的部门重新办理，其他部门的意见保留。")),
        ],
        Step.START_SPECIAL_PROCEDURE: [
            ("document", _("文书"), _("出具《特别程序告知书》，写明所需时间。")),
            ("clock", _("期限"), _("只停止本部门的计时，其他部门和整件照常计时。")),
        ],
        Step.END_SPECIAL_PROCEDURE: [("clock", _("期限"), _("从今天起恢复本部门的计时。"))],
    }[step]
    if part is not None and step in MAIN:
        told.insert(0, ("clock", _("期限"), _("本环节 {day}到期。").format(day=wording.day(part.clock.due))))
    return [Effect(about, label, text) for about, label, text in told]


def result_choices(view: CaseView, code: str) -> list[tuple[str, str]]:
    """Return the results that a step may come to."""
    step = view.plan.steps.get(code) if view.plan else None
    order = {result: place for place, result in enumerate(plan_words.RESULTS)}  # a database keeps none
    results = sorted(step.leads_to, key=lambda result: order.get(result, len(order))) if step else []
    return [(result, plan_words.result_word(result, code)) for result in results]


def branch_choices(view: CaseView, code: str) -> list[tuple[str, str]]:
    """Return the branches that some result of a step opens again, of which some are chosen."""
    step = view.plan.steps.get(code) if view.plan else None
    if view.plan is None or step is None:
        return []
    entries = dict.fromkeys(entry for result in step.leads_to for entry in cases.choices(step, result))
    return [(entry, _branch(view, entry)) for entry in entries]


def returning_choices(view: CaseView) -> list[tuple[str, str]]:
    """Return the branches that the lead may open again from where the case is."""
    code = Kind.PROPOSE if view.state == "accepted" else Kind.DECIDE
    ways = cases.ways_back(view.plan, code) if view.plan else {}
    return [(entry, _branch(view, entry)) for entry in dict.fromkeys(entry for way in ways.values() for entry in way)]


def finding_names(view: CaseView, code: str) -> tuple[str, ...]:
    """Return the findings on which later branches depend: the form asks for them."""
    return cases.asked_fields(view.plan, code) if view.plan else ()


def office_choices(view: CaseView, own: int) -> list[tuple[str, str]]:
    """Return the offices that may be asked: those of the region and above."""
    return [
        (str(each.id), wording.local_text(each.name, each.name_en))
        for each in organisations.authorities(view.offer.region_code[:4])
        if each.id != own
    ]


def material_choices(view: CaseView) -> list[tuple[str, str]]:
    return [(each.code, wording.local_text(each.name, each.name_en)) for each in view.materials]


def form_of(step: Step, view: CaseView, code: str, own: int) -> dict[str, Any]:
    """Return what the form of a deed offers to choose from."""
    match step:
        case Step.GIVE_OPINION | Step.HOLD_MEETING:
            return {
                "results": result_choices(view, code),
                "branches": branch_choices(view, code),
                "findings": finding_names(view, code),
            }
        case Step.CONSULT_OFFICE:
            return {"offices": office_choices(view, own), "materials": material_choices(view)}
        case Step.RETURN_TO_STEP:
            return {"branches": returning_choices(view)}
        case _:
            return {}


def _branch(view: CaseView, entry: str) -> str:
    step = view.plan.steps[entry] if view.plan else None
    names = {_authority(part) for part in view.parts if part.step == entry}
    name = wording.local_text(step.name, step.name_en) if step else entry
    return f"{name}（{'、'.join(sorted(names))}）" if names else name


def _row(number: str, part: PartView) -> Row:
    status, tone = _status(part)
    document = part.document
    return Row(
        name=_name(part) + (_("（第 {count} 次）").format(count=part.round) if part.round > 1 else ""),
        kind=str(plan_words.KINDS[part.kind]),
        authority=_authority(part),
        light="green" if part.is_dropped else part.clock.light,
        clock=_left(part),
        due=wording.short_day(part.clock.due),
        status=status,
        tone=tone,
        result=part.result_name,
        opinion=wording.hant(part.opinion),
        question=wording.hant(part.question),
        findings=tuple(part.fields.items()),
        participants=part.participants,
        given_by=wording.hant(part.given_name),
        paper=f"{wording.hant(document.title)} {wording.hant(document.number)}" if document else "",
        paper_href=reverse("desk:document", args=[number, document.id]) if document and document.is_ready else "",
        lines=part.clock.lines,
        days=part.clock.days,
        source=wording.hant(part.clock.source),
        stops=tuple(
            f"{wording.hant(stop.ground)} {wording.short_day(stop.started_on)}—"
            f"{wording.short_day(stop.ended_on) if stop.ended_on else _('进行中')}"
            for stop in part.stops
        ),
        has_more=bool(part.opinion or part.question or part.fields or part.participants),
    )


def _left(part: PartView) -> str:
    if not part.is_open:
        return _("超期办完") if part.is_late else _("按期办完")
    if part.is_stopped:
        return _("计时已暂停")
    return wording.time_left(part.clock.days_left, part.clock.unit)


def _status(part: PartView) -> tuple[str, str]:
    if part.is_dropped:
        return _("不再需要"), "grey"
    if not part.is_open:
        return _("已办"), "green"
    if part.kind is Kind.AUTO:
        return (_("等人工核查"), "amber") if part.is_for_a_person else (_("平台核查中"), "blue")
    return (_("已超期"), "red") if part.is_late else (_("办理中"), "blue")


def _name(part: PartView) -> str:
    return wording.local_text(part.name, part.name_en)


def _authority(part: PartView) -> str:
    return wording.local_text(part.authority_name, part.authority_name_en)
