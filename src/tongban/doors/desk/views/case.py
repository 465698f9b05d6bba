"""The page of a case, its personal data in clear for a purpose, its papers, and its materials side by side."""

from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.desk import words
from tongban.doors.desk.presenters import case as presenters
from tongban.doors.desk.presenters import parts as part_presenters
from tongban.doors.frame import case_charts, deliveries, drafts
from tongban.doors.frame.access import OfficerRequest, WrongVisitor, open_to
from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.api import GivenView, MaterialView
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseView, Step
from tongban.handling.workflow import api as workflow
from tongban.proofs.licences import api as licences
from tongban.registers.identity.api import Role

HANDLERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER)
LONGEST_PURPOSE = 200
EXAMINING = "核对申请材料"  # as the ledger keeps it, and as the person reads it
# What somebody handed in may be anything: it is framed by our own pages only, and nothing in it runs.
IMAGE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"
# The browser's own reader of PDFs does not start inside a sandbox; it may load nothing but the file.
PDF_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"


@require_safe
@open_to(*HANDLERS)
def case(request: OfficerRequest, number: str) -> HttpResponse:
    """Show a case to an officer who may see it; anything else looks like a number that does not exist."""
    try:
        view = cases.case_for_officer(number, officer=request.officer)
    except cases.UnableToFindCase as refusal:
        return _not_found(request, number, str(refusal))
    except cases.UnableWithOwnInterest as refusal:
        raise WrongVisitor(str(refusal)) from refusal
    return _show(request, view)


@require_POST
@sensitive_variables("details")
@open_to(*HANDLERS)
def clear(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the personal data of a case in clear, once, for the purpose given; the person sees who read it and why."""
    purpose = request.POST.get("purpose", "").strip()[:LONGEST_PURPOSE]
    view = case_of(request, number)
    if not purpose:
        return _show(request, view, error=_("请写明为什么要看明文。当事人会看到这个理由。"), status=422)
    details = cases.clear_details(view.number, officer=request.officer, purpose=purpose)
    context = {"case": view, "details": details, "purpose": purpose, "answers": drafts.answer_pages(details.answers)}
    response = render(request, "desk/clear.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@open_to(*HANDLERS)
def document(request: OfficerRequest, number: str, document_id: UUID) -> HttpResponse:
    """Give an official document of a case, which names the applicant; the read is written down."""
    try:
        return official_pdf(cases.document_for_officer(number, document_id, officer=request.officer))
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except cases.UnableWithOwnInterest as refusal:
        raise WrongVisitor(str(refusal)) from refusal


@require_safe
@open_to(*HANDLERS)
def viewer(request: OfficerRequest, number: str, given_id: int) -> HttpResponse:
    """Show one thing given beside what the guide asks of it and what the applicant wrote; the read is written down."""
    view = case_of(request, number)
    things = presenters.lookable(view)
    place = next((place for place, (_material, thing) in enumerate(things) if thing.id == given_id), None)
    if place is None:
        raise Http404
    material, thing = things[place]
    trust, trust_note, tone = words.TRUST[thing.trust_level]
    context = {
        "case": view,
        "material": material,
        "fact": view.offer.guide.material(material.code),
        "thing": thing,
        "title": presenters.given_words(thing),
        "trust": {"text": trust, "note": trust_note, "tone": tone},
        "is_shown": thing.file_kind in presenters.SHOWN_IN_PAGE,
        "licence": _licence(request, view, thing),
        "answers": drafts.answer_pages(view.answers),
        "position": place + 1,
        "count": len(things),
        "before": _neighbour(things, place - 1),
        "after": _neighbour(things, place + 1),
    }
    return render(request, "desk/viewer.html", context)


@require_safe
@xframe_options_sameorigin
@open_to(*HANDLERS)
def file(request: OfficerRequest, number: str, given_id: int) -> HttpResponseBase:
    """Give a file of a case to look at, or to save when a browser cannot show it; the read is written down."""
    try:
        thing = cases.given_for_officer(number, given_id, officer=request.officer)
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except cases.UnableWithOwnInterest as refusal:
        raise WrongVisitor(str(refusal)) from refusal
    summary = documents.file_summary(thing.file_id) if thing.file_id is not None else None
    if summary is None:
        raise Http404
    content: BinaryIO = documents.open_file(summary.id)
    is_shown = summary.kind in presenters.SHOWN_IN_PAGE and "save" not in request.GET
    return FileResponse(
        content,
        as_attachment=not is_shown,
        filename=summary.name,
        content_type=documents.media_type_of(summary.kind),
        headers={
            "Content-Security-Policy": PDF_POLICY if summary.kind == "pdf" else IMAGE_POLICY,
            "Cache-Control": "private, no-store",
        },
    )


def case_of(request: OfficerRequest, number: str) -> CaseView:
    """Return a case that the officer may see, or answer 404."""
    try:
        return cases.case_for_officer(number, officer=request.officer)
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except cases.UnableWithOwnInterest as refusal:
        raise WrongVisitor(str(refusal)) from refusal


def official_pdf(found: DocumentSummary) -> HttpResponse:
    """Answer with an official document to look at; with a plain line while it is being made."""
    content = documents.document_pdf(found.id)
    if content is None:
        text = _("文件正在生成，请过几秒钟刷新这一页。")
        return HttpResponse(text, status=202, content_type="text/plain; charset=utf-8", headers={"Refresh": "3"})
    name = content_disposition_header(as_attachment=False, filename=f"{found.title} {found.number}.pdf") or "inline"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": name}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _show(request: OfficerRequest, view: CaseView, *, error: str = "", status: int = 200) -> HttpResponse:
    task = presenters.open_task(workflow.tasks_of(f"case:{view.number}"), view)
    context = {
        "case": view,
        "tag": words.state_tag(view.state, view.outcome),
        "facts": presenters.facts(view),
        "clock": presenters.clock(view),
        "times": presenters.times(view.times),
        "materials": presenters.materials(view),
        "situation": presenters.situation(view),
        "answers": drafts.answer_pages(view.answers),
        "course": presenters.course(view),
        "papers": presenters.papers(view.number, view.documents),
        "deliveries": deliveries.delivery_rows(view.deliveries),
        "revocations": deliveries.revocation_rows(view.revocations),
        "deeds": [*part_presenters.buttons(view), *presenters.deeds(view)],
        "parts": part_presenters.rows(view),
        "late_parts": part_presenters.late(view),
        "awaited": part_presenters.awaited(view),
        "where": case_charts.where_it_is(view),
        "waiting": presenters.waiting_for(view),
        "task": task,
        "is_mine": presenters.claimed_by_me(task, request.officer.account_id),
        "proposal": words.OUTCOMES[view.proposed_outcome] if view.proposed_outcome else None,
        "may_claim": task is not None and task.role in request.officer.roles,
        "is_stopped": Step.END_SPECIAL_PROCEDURE in view.open_steps,
        "error": error,
    }
    return render(request, "desk/case.html", context, status=status)


def _not_found(request: OfficerRequest, number: str, refusal: str) -> HttpResponse:
    return render(request, "desk/find.html", {"typed": number, "error": refusal}, status=404)


def _licence(request: OfficerRequest, view: CaseView, thing: GivenView) -> licences.LicenceView | None:
    if thing.licence_id is None:
        return None
    purpose = f"{EXAMINING} {view.number}"
    try:
        return licences.clear_face(thing.licence_id, actor=request.officer.actor, purpose=purpose)
    except DomainError as refusal:
        raise Http404 from refusal


def _neighbour(things: list[tuple[MaterialView, GivenView]], place: int) -> GivenView | None:
    return things[place][1] if 0 <= place < len(things) else None
