"""The deeds on one authority's share of a case, each on a page of its own; the law itself is in the cases room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.doors.desk import words
from tongban.doors.desk.presenters import parts as presenters
from tongban.doors.desk.presenters.case import slug_of
from tongban.doors.desk.presenters.parts import WHOLE
from tongban.doors.desk.views.case import HANDLERS, case_of
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Done, Ground, Step

FORM_FAULT = 422
LONGEST_TEXT = 4000
LONGEST_NAME = 80
MOST_PARTICIPANTS = 60

Facts = dict[str, Any]


@dataclass(frozen=True)
class PartDeed:
    """How one deed is asked for: what to call with what was sent, and the field that a fault leads to."""

    do: Callable[..., Done]
    read: Callable[[QueryDict], Facts]
    faulty: str = "reason"
    has_draft: bool = True


def _text(sent: QueryDict) -> str:
    return sent.get("reason", "")[:LONGEST_TEXT]


def _opinion(sent: QueryDict) -> Facts:
    findings = {key.removeprefix("finding-"): value for key, value in sent.items() if key.startswith("finding-")}
    return {
        "result": sent.get("result", ""),
        "opinion": _text(sent),
        "fields": findings,
        "chosen": sent.getlist("branch"),
    }


def _meeting(sent: QueryDict) -> Facts:
    people = [line.strip()[:LONGEST_NAME] for line in sent.get("participants", "").splitlines() if line.strip()]
    return {
        "result": sent.get("result", ""),
        "minutes": _text(sent),
        "participants": people[:MOST_PARTICIPANTS],
        "chosen": sent.getlist("branch"),
    }


def _consultation(sent: QueryDict) -> Facts:
    office, days = sent.get("office", ""), sent.get("working_days", "").strip()
    return {
        "authority_id": int(office) if office.isdecimal() else 0,
        "question": _text(sent),
        "working_days": int(days) if days.isdecimal() and len(days) < 4 else 0,
        "materials": sent.getlist("material"),
    }


def _procedure(sent: QueryDict) -> Facts:
    days = sent.get("working_days", "").strip()
    count = int(days) if days.isdecimal() and len(days) < 4 else 0
    return {"ground": sent.get("ground", ""), "working_days": count, "note": _text(sent)}


DEEDS: Mapping[Step, PartDeed] = {
    Step.GIVE_OPINION: PartDeed(cases.give_opinion, _opinion),
    Step.ANSWER_CONSULTATION: PartDeed(cases.answer_consultation, lambda sent: {"answer": _text(sent)}),
    Step.HOLD_MEETING: PartDeed(cases.hold_meeting, _meeting),
    Step.CONSULT_OFFICE: PartDeed(cases.consult_office, _consultation, faulty="office"),
    Step.RETURN_TO_STEP: PartDeed(
        cases.return_to_step,
        lambda sent: {"reason": _text(sent), "chosen": sent.getlist("branch")},
        faulty="branch",
        has_draft=False,
    ),
    Step.START_SPECIAL_PROCEDURE: PartDeed(cases.start_special_procedure, _procedure, faulty="ground"),
    Step.END_SPECIAL_PROCEDURE: PartDeed(
        cases.end_special_procedure, lambda sent: {"result": _text(sent)}, has_draft=False
    ),
}
BY_SLUG = {slug_of(step): step for step in DEEDS}


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*HANDLERS)
def deed(request: OfficerRequest, number: str, part: str, slug: str) -> HttpResponse:
    """Ask once, then do it. A form that lacks something comes back with what was typed."""
    step = _step(slug)
    if request.method != "POST":
        return _ask(request, number, part, step, typed_before(request) or QueryDict())
    try:
        done = _done(request, number, part, step)
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        return _refused(request, number, part, step, refusal)
    messages.success(request, _said(step, done))
    return redirect("desk:case", done.number)


@require_POST
@open_to(*HANDLERS)
def draft(request: OfficerRequest, number: str, part: str, slug: str) -> HttpResponse:
    """Show the paper that the deed would issue now, as a draft without number and seal. Nothing is done."""
    step = _step(slug)
    if not DEEDS[step].has_draft:
        raise Http404
    try:
        pdf = cases.draft_of_document(
            lambda: _done(request, number, part, step), number=number, officer=request.officer
        )
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        return _refused(request, number, part, step, refusal)
    if pdf is None:
        raise Http404
    return HttpResponse(pdf, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


def _done(request: OfficerRequest, number: str, part: str, step: Step) -> Done:
    about = DEEDS[step]
    facts = about.read(request.POST)
    if step is not Step.RETURN_TO_STEP:
        facts["step"] = "" if part == WHOLE else part
    return about.do(number=number, officer=request.officer, **facts)


def _refused(request: OfficerRequest, number: str, part: str, step: Step, refusal: DomainError) -> HttpResponse:
    if refusal.status == FORM_FAULT:
        return _ask(request, number, part, step, request.POST, fault=refusal)
    messages.warning(request, str(refusal))
    return redirect("desk:case", number)


def _step(slug: str) -> Step:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _ask(
    request: OfficerRequest, number: str, part: str, step: Step, typed: QueryDict, *, fault: DomainError | None = None
) -> HttpResponse:
    view = case_of(request, number)
    code = "" if part == WHOLE else part
    may = {(each.step, each.part) for each in view.part_deeds} | {(each, "") for each in view.open_steps}
    if (step, code) not in may:
        messages.warning(request, _("这一步现在不能办理，请查看办件最新进度。"))
        return redirect("desk:case", view.number)
    share = next((each for each in reversed(view.parts) if each.step == code), None)
    field = _faulty_field(step, fault)
    context = {
        "case": view,
        "step": step,
        "part": share,
        "title": presenters.DEEDS[step],
        "effects": presenters.effects(step, share),
        "typed": typed,
        "chosen": typed.getlist("branch"),
        "materials_chosen": typed.getlist("material"),
        "fault": str(fault) if fault else "",
        "faulty": field,
        "errors": [{"text": str(fault), "href": f"#{field}"}] if fault else [],
        "draft_href": reverse("desk:part-draft", args=[view.number, part, slug_of(step)])
        if DEEDS[step].has_draft
        else "",
        "before": [row for row in presenters.rows(view) if row.has_more],
        "grounds": [(ground.value, words.GROUNDS[ground]) for ground in Ground],
        **presenters.form_of(step, view, code, request.officer.authority_id),
    }
    return render(request, f"desk/parts/{step}.html", context, status=FORM_FAULT if fault else 200)


def _faulty_field(step: Step, fault: DomainError | None) -> str:
    """Return the field that a fault is about."""
    by_code = {
        "case.reasons_missing": "reason",
        "part.result_unknown": "result",
        "plan.no_such_branch": "branch",
        "part.participants_missing": "participants",
    }
    return by_code.get(fault.code, DEEDS[step].faulty) if fault else DEEDS[step].faulty


def _said(step: Step, done: Done) -> str:
    if done.document is not None:
        return _("已办理：{deed}。文书《{title}》{number} 已出具，正在生成。").format(
            deed=presenters.DEEDS[step], title=wording.hant(done.document.title), number=done.document.number
        )
    return _("已办理：{deed}。").format(deed=presenters.DEEDS[step])
