"""
The deeds on a case, each on a page of its own: what it will cause, what it needs, then it is done.

The table DEEDS says how each deed reads its form and which sentences it offers; the law itself is in the cases room.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.doors.desk import sentences, words
from tongban.doors.desk.presenters import deeds as presenters
from tongban.doors.desk.presenters import delivery as presenters_delivery
from tongban.doors.desk.presenters.case import materials, slug_of
from tongban.doors.desk.presenters.deeds import joined_reasons
from tongban.doors.desk.views.case import HANDLERS, case_of
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.days import day_parts, typed_day
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.frame.uploads import refuses_huge_uploads, sent_file
from tongban.groundwork.documents.api import UnableToKeepFile
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseView, Done, Ground, Step
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

FORM_FAULT = 422
LONGEST_REASON = 2000
LONGEST_ID = 15  # digits
DAYS = range(1, 181)  # a special procedure of more than half a year is a slip of the pen

Facts = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """How one deed is asked for: its form, the sentences it offers, and what to call with what was sent."""

    do: Callable[..., Done]
    read: Callable[[QueryDict], Facts]
    faulty: str = "reason"  # the field that the error summary leads to
    has_draft: bool = True  # an official document can be looked at before it is issued
    read_file: Callable[[OfficerRequest], Facts] = lambda _request: {}
    sentences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _reason(name: str) -> Callable[[QueryDict], Facts]:
    return lambda sent: {name: _reasons(sent)}


def _reasons(sent: QueryDict) -> str:
    return joined_reasons(sent.getlist("sentence"), sent.get("reason", "")[:LONGEST_REASON])


def _supplement(sent: QueryDict) -> Facts:
    codes = sent.getlist("item")
    return {"items": [{"code": code, "reason": sent.get(f"reason-{code}", "").strip()[:500]} for code in codes]}


def _refusal(sent: QueryDict) -> Facts:
    return {"reason": _reasons(sent), "competent_authority": sent.get("competent_authority", "").strip()[:120]}


def _procedure(sent: QueryDict) -> Facts:
    days = sent.get("working_days", "").strip()
    count = int(days) if days.isdecimal() and int(days) in DAYS else 0
    return {"ground": sent.get("ground", ""), "working_days": count, "note": sent.get("reason", "")[:LONGEST_REASON]}


def _proposal(sent: QueryDict) -> Facts:
    return {"outcome": sent.get("outcome", ""), "reasons": _reasons(sent)}


def _decision(sent: QueryDict) -> Facts:
    # Neither button nor choice sent means nothing was decided: returning without reasons is refused, agreeing is never implied.
    return {"agree": sent.get("decision") == "agree", "reasons": _reasons(sent)}


def _delivery(sent: QueryDict) -> Facts:
    facts = {name: sent.get(name, "") for name in cases.DELIVERY_FACTS if name != "note"}
    return {"delivery": sent.get("delivery", ""), "note": sent.get("note", "")[:LONGEST_REASON], "facts": facts}


def _arrival(sent: QueryDict) -> Facts:
    return {**_delivery(sent), "delivered_on": typed_day(sent, "delivered_on")}


def _remedy(sent: QueryDict) -> Facts:
    day = typed_day(sent, "filed_on")
    # A day that cannot be read is refused by the deed like one to come.
    return {"kind": sent.get("kind", ""), "filed_on": day or date.max, "note": sent.get("reason", "")[:LONGEST_REASON]}


def _revocation(sent: QueryDict) -> Facts:
    kind, _dot, ground = sent.get("ground", "").partition(".")
    return {"kind": kind, "ground": ground, "reasons": sent.get("reason", "")[:LONGEST_REASON]}


def _scan(request: OfficerRequest) -> Facts:
    content, name = sent_file(request)
    return {"scan": content, "scan_name": name} if content else {}


def _transfer(sent: QueryDict) -> Facts:
    to = sent.get("to", "")
    return {"to": int(to) if to.isdecimal() and len(to) < LONGEST_ID else 0, "reason": _reasons(sent)}


DEEDS: Mapping[Step, Deed] = {
    Step.ACCEPT: Deed(cases.accept_application, lambda _sent: {}),
    Step.ASK_TO_SUPPLEMENT: Deed(cases.ask_to_supplement, _supplement, faulty="items"),
    Step.REFUSE_ACCEPTANCE: Deed(cases.refuse_acceptance, _refusal, sentences={"": sentences.NOT_ACCEPTED}),
    Step.START_SPECIAL_PROCEDURE: Deed(cases.start_special_procedure, _procedure, faulty="ground"),
    Step.END_SPECIAL_PROCEDURE: Deed(cases.end_special_procedure, _reason("result"), has_draft=False),
    Step.EXTEND_TIME_LIMIT: Deed(cases.extend_time_limit, _reason("ground"), sentences={"": sentences.EXTEND}),
    Step.PROPOSE: Deed(
        cases.propose_decision,
        _proposal,
        has_draft=False,
        sentences={"granted": sentences.GRANT, "refused": sentences.REFUSE},
    ),
    Step.DECIDE: Deed(cases.decide_case, _decision, sentences={"return": sentences.RETURN}),
    Step.SEND_RESULT: Deed(cases.send_result, _delivery, faulty="delivery", has_draft=False),
    Step.FAIL_DELIVERY: Deed(cases.fail_delivery, _reason("reason"), has_draft=False),
    Step.CLOSE: Deed(cases.close_case, _arrival, faulty="delivery", read_file=_scan),
    Step.NOTE_REMEDY: Deed(cases.note_remedy, _remedy, faulty="kind", has_draft=False),
    Step.PROPOSE_REVOCATION: Deed(cases.propose_revocation, _revocation, faulty="ground"),
    Step.CONFIRM_REVOCATION: Deed(cases.revoke_decision, _decision),
    Step.TRANSFER: Deed(cases.transfer_case, _transfer, faulty="to"),
    Step.PASS_ON: Deed(cases.transfer_case, _transfer, faulty="to"),
    Step.TERMINATE: Deed(cases.terminate_case, _reason("reason"), sentences={"": sentences.TERMINATE}),
}
BY_SLUG = {slug_of(step): step for step in DEEDS}


@refuses_huge_uploads
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*HANDLERS)
def deed(request: OfficerRequest, number: str, slug: str) -> HttpResponse:
    """Ask once, then do it. A form that lacks something comes back with what was typed; a case that moved on shows its new state."""
    step = _step(slug)
    if request.method != "POST":
        return _ask(request, number, step, typed_before(request) or QueryDict())
    about = DEEDS[step]
    try:
        if fault := _fault(step, request.POST):
            return _ask(request, number, step, request.POST, fault=fault)
        facts = about.read(request.POST) | about.read_file(request)
        done = about.do(number=number, officer=request.officer, **facts)
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        if refusal.status == FORM_FAULT or isinstance(refusal, UnableToKeepFile):
            return _ask(request, number, step, request.POST, fault=str(refusal))
        messages.warning(request, str(refusal))
        return redirect("desk:case", number)
    messages.success(request, _said(step, done))
    return redirect("desk:case", done.number)


@require_POST
@open_to(*HANDLERS)
def draft(request: OfficerRequest, number: str, slug: str) -> HttpResponse:
    """Show the official document that the deed would issue now, as a draft without number and seal. Nothing is done."""
    step = _step(slug)
    about = DEEDS[step]
    if not about.has_draft:
        raise Http404
    try:
        if fault := _fault(step, request.POST):
            return _ask(request, number, step, request.POST, fault=fault)
        pdf = cases.draft_of_document(
            lambda: about.do(number=number, officer=request.officer, **about.read(request.POST)),
            number=number,
            officer=request.officer,
        )
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        if refusal.status == FORM_FAULT:
            return _ask(request, number, step, request.POST, fault=str(refusal))
        messages.warning(request, str(refusal))
        return redirect("desk:case", number)
    if pdf is None:
        raise Http404
    return HttpResponse(pdf, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


def _step(slug: str) -> Step:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _fault(step: Step, sent: QueryDict) -> str:
    """Return what the form itself lacks; what the law lacks is said by the deed."""
    if step in (Step.DECIDE, Step.CONFIRM_REVOCATION) and sent.get("decision") not in ("agree", "return"):
        return _("请选择同意或者退回。")
    return ""


def _ask(request: OfficerRequest, number: str, step: Step, typed: QueryDict, *, fault: str = "") -> HttpResponse:
    view = case_of(request, number)
    if step not in view.open_steps:
        messages.warning(request, _("这一步现在不能办理：办件的状态是“{state}”。").format(state=_state(view)))
        return redirect("desk:case", view.number)
    about = DEEDS[step]
    context = {
        "case": view,
        "step": step,
        "slug": slug_of(step),
        "title": words.DEEDS[step],
        "effects": presenters.effects(step, view),
        "typed": typed,
        "chosen": typed.getlist("sentence"),
        "sentences": about.sentences,
        "fault": fault,
        "errors": [{"text": fault, "href": f"#{about.faulty}"}] if fault else [],
        "draft_href": reverse("desk:draft", args=[view.number, slug_of(step)]) if about.has_draft else "",
        **_choices(step, view, typed, request.officer),
    }
    return render(request, f"desk/deeds/{step}.html", context, status=FORM_FAULT if fault else 200)


def _choices(step: Step, view: CaseView, typed: QueryDict, officer: Officer) -> Facts:
    """Return what the form of a deed offers to choose from."""
    match step:
        case Step.ACCEPT:
            return {"materials": materials(view)}
        case Step.ASK_TO_SUPPLEMENT:
            ticked = typed.getlist("item")
            return {
                # All that the guide knows: the review may find that the applicant's situation is another one.
                "parts": [
                    _part(each.code, each.name, each.name_en, ticked, typed) for each in view.offer.guide.materials
                ],
                "topics": [_part(each.code, each.title, each.title_en, ticked, typed) for each in view.answers],
                "suggested": sentences.SUPPLEMENT,
            }
        case Step.REFUSE_ACCEPTANCE:
            return {"authorities": [each.name for each in organisations.authorities(view.offer.region_code[:4])]}
        case Step.START_SPECIAL_PROCEDURE:
            return {"grounds": [(ground.value, words.GROUNDS[ground]) for ground in Ground]}
        case Step.TRANSFER | Step.PASS_ON:
            targets = cases.transfer_targets(view.number, officer=officer)
            return {"targets": [(str(each.id), wording.local_text(each.name, each.name_en)) for each in targets]}
        case Step.CLOSE:
            return presenters_delivery.arrival(view, typed)
        case Step.SEND_RESULT:
            return presenters_delivery.sending(view, typed)
        case Step.NOTE_REMEDY:
            return {"kinds": presenters_delivery.remedies(), "filed_on": day_parts(typed, "filed_on")}
        case Step.PROPOSE_REVOCATION:
            return {"grounds": presenters_delivery.grounds()}
        case Step.CONFIRM_REVOCATION:
            return {"revocation": view.revocations[-1]}
        case Step.DECIDE if view.proposed_outcome is not None:
            return {"proposal": words.OUTCOMES[view.proposed_outcome]}
        case _:
            return {}


def _part(code: str, name: str, name_en: str, ticked: list[str], typed: QueryDict) -> Facts:
    return {
        "code": code,
        "name": wording.local_text(name, name_en),
        "is_ticked": code in ticked,
        "reason": typed.get(f"reason-{code}", ""),
    }


def _state(view: CaseView) -> str:
    return words.state_tag(view.state, view.outcome)[0]


def _said(step: Step, done: Done) -> str:
    """Say what happened and what comes next."""
    now = words.state_tag(done.state, done.outcome)[0]
    if done.document is not None:
        return _("已办理：{deed}。文书《{title}》{number} 已出具，正在生成。办件现在的状态：{state}。").format(
            deed=words.DEEDS[step], title=wording.hant(done.document.title), number=done.document.number, state=now
        )
    return _("已办理：{deed}。办件现在的状态：{state}。").format(deed=words.DEEDS[step], state=now)
