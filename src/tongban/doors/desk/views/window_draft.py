"""Filling in an application for somebody at the window: the same form and materials as in the portal, originals compared here."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import window as presenters
from tongban.doors.desk.views.case import official_pdf
from tongban.doors.desk.views.window import applicant_here
from tongban.doors.frame import drafts, situations
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.questions import answers_from, error_list
from tongban.doors.frame.situations import OutcomePage, QuestionPage
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.frame.uploads import refuses_huge_uploads, sent_file
from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import UnableToKeepFile
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import DraftState, DraftView, FieldProblem, MaterialView, Way
from tongban.handling.cases import api as cases
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import Page
from tongban.offer.scenarios import api as scenarios
from tongban.registers.identity.api import Applicant, Role

form_page = require_http_methods(["GET", "HEAD", "POST"])
# What she takes home: the receipt, and the commitment she signed.
PAPERS_TO_TAKE = ("application_receipt", "commitment_letter")


@require_safe
@open_to(Role.CLERK)
def tasks(request: OfficerRequest, party_id: UUID, draft_id: UUID) -> HttpResponse:
    """Show what is done and what is left."""
    applicant, draft = _draft(request, party_id, draft_id)
    if draft.state is not DraftState.OPEN:
        return redirect("desk:window-receipt", party_id, draft_id)
    context = {
        "applicant": applicant,
        "draft": draft,
        "situation": drafts.situation_task(draft, reverse("desk:window-situation", args=[party_id, draft.id])),
        "pages": drafts.page_tasks(draft, lambda code: reverse("desk:window-page", args=[party_id, draft.id, code])),
        "materials": [] if drafts.is_situation_open(draft) else presenters.material_tasks(draft, party_id),
        "left": drafts.left_to_do(draft),
    }
    return render(request, "desk/window/tasks.html", context)


@form_page
@open_to(Role.CLERK)
def situation(request: OfficerRequest, party_id: UUID, draft_id: UUID) -> HttpResponse:
    """Ask which situation is hers, one question after the other, and keep the answers with the draft."""
    applicant, draft = _draft(request, party_id, draft_id)
    found = scenarios.scenario_of(draft.offer.basic_code)
    if draft.state is not DraftState.OPEN or found is None:
        return redirect("desk:window-tasks", party_id, draft_id)
    if request.method == "POST":
        answers = situations.answers_in(found.table, request.POST)
        try:
            applications.answer_situation(draft_id=draft.id, applicant=applicant, answers=answers)
        except applications.UnableToAnswerSituation as refusal:
            messages.warning(request, str(refusal))
            return redirect("desk:window-situation", party_id, draft_id)
        return redirect("desk:window-tasks", party_id, draft_id)
    sent = request.GET.copy()
    if draft.situation is not None and not situations.answers_in(found.table, sent):
        sent.update(draft.situation.answers)
    page = situations.page_of(found, draft.offer, sent)
    home = reverse("desk:window-tasks", args=[party_id, draft.id])
    context: dict[str, object] = {"applicant": applicant, "draft": draft, "back": home, "home": home}
    if isinstance(page, QuestionPage):
        context |= {"asked": page, "back": home if page.back is None else f"{request.path}?{page.back}"}
        return render(request, "desk/window/situation.html", context, status=422 if page.error else 200)
    context["rows"] = situations.answer_rows(found, page.answers, request.path)
    if isinstance(page, OutcomePage):
        context |= {"shown": situations.explained(page.outcome, draft.offer), "answers": page.answers}
    return render(request, "desk/window/situation.html", context)


@form_page
@keeps_what_was_typed
@open_to(Role.CLERK)
def page(request: OfficerRequest, party_id: UUID, draft_id: UUID, code: str) -> HttpResponse:
    """Ask one topic; everything typed is kept, right or wrong."""
    applicant, draft = _draft(request, party_id, draft_id)
    topic = _topic(draft, code)
    if draft.state is not DraftState.OPEN:
        return redirect("desk:window-receipt", party_id, draft_id)
    typed = request.POST if request.method == "POST" else typed_before(request)
    if typed is None:
        problems = drafts.present_problems(draft, topic) if "check" in request.GET else ()
        return _show_page(request, applicant, draft, topic, problems)
    answers = answers_from(typed, topic.fields, forms.elements())
    problems = applications.save_page(draft_id=draft.id, applicant=applicant, page=code, answers=answers)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    if request.method != "POST":
        messages.info(request, _("已恢复登录前填写的内容，请核对后继续。"))
        return redirect("desk:window-page", party_id, draft_id, code)
    if problems and "later" not in request.POST:
        _same, draft = _draft(request, party_id, draft_id)
        return _show_page(request, applicant, draft, topic, problems, status=422)
    return HttpResponseRedirect(_after_page(request, party_id, draft, code))


@refuses_huge_uploads
@form_page
@open_to(Role.CLERK)
def material(request: OfficerRequest, party_id: UUID, draft_id: UUID, code: str) -> HttpResponse:
    """Take a material: a scan compared with the original, the original seen, an e-licence, or a commitment signed here."""
    applicant, draft = _draft(request, party_id, draft_id)
    shown = _material(draft, code)
    if draft.state is not DraftState.OPEN:
        return redirect("desk:window-receipt", party_id, draft_id)
    if request.method != "POST":
        return _show_material(request, applicant, draft, shown)
    file, name = sent_file(request)
    way = request.POST.get("way", "")
    if fault := _fault(way, has_file=file is not None, is_sworn=request.POST.get("sworn") == "yes"):
        return _show_material(request, applicant, draft, shown, way=way, error=fault, status=422)
    try:
        applications.give_material(draft_id=draft.id, applicant=applicant, code=code, way=way, content=file, name=name)
    except (UnableToKeepFile, applications.UnableToGiveMaterial) as refusal:
        _same, draft = _draft(request, party_id, draft_id)
        return _show_material(request, applicant, draft, shown, way=way, error=str(refusal), status=refusal.status)
    if way == Way.UPLOAD:
        messages.success(request, _("“{name}”已存入，记为已与原件核对。还有别的页，可以继续。").format(name=name))
        return redirect("desk:window-material", party_id, draft_id, code)
    return redirect("desk:window-tasks", party_id, draft_id)


@require_POST
@open_to(Role.CLERK)
def remove(request: OfficerRequest, party_id: UUID, draft_id: UUID, code: str, given_id: int) -> HttpResponse:
    """Take back one thing given."""
    applicant, draft = _draft(request, party_id, draft_id)
    _material(draft, code)
    try:
        applications.remove_material(draft_id=draft.id, applicant=applicant, given_id=given_id)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    return redirect("desk:window-material", party_id, draft_id, code)


@form_page
@open_to(Role.CLERK)
def sign(request: OfficerRequest, party_id: UUID, draft_id: UUID) -> HttpResponse:
    """Show everything once more; she reads and signs, the clerk confirms that she did, and it is submitted."""
    applicant, draft = _draft(request, party_id, draft_id)
    if draft.state is not DraftState.OPEN:
        return redirect("desk:window-receipt", party_id, draft_id)
    if not draft.is_ready:
        messages.info(request, _("还有没完成的内容，请先完成下面标出的各项。"))
        return redirect("desk:window-tasks", party_id, draft_id)
    statement = presenters.statement(draft, applicant)
    context = {
        "applicant": applicant,
        "draft": draft,
        "statement": statement,
        "today": clock.today(),
        "pages": drafts.check_pages(draft, lambda code: reverse("desk:window-page", args=[party_id, draft.id, code])),
        "materials": presenters.check_materials(draft, party_id),
        "error": "",
    }
    if request.method != "POST":
        return render(request, "desk/window/sign.html", context)
    if request.POST.get("agree") != "yes":
        context["error"] = _("请申请人核对并签名后，再勾选确认。")
        return render(request, "desk/window/sign.html", context, status=422)
    try:
        cases.submit_application(
            draft_id=draft.id,
            applicant=applicant,
            statement="\n".join(statement),
            idempotency_key=f"window:{draft.id}",
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:window-tasks", party_id, draft_id)
    return redirect("desk:window-receipt", party_id, draft_id)


@require_safe
@open_to(Role.CLERK)
def receipt(request: OfficerRequest, party_id: UUID, draft_id: UUID) -> HttpResponse:
    """Show that the application has arrived, with the receipt to print; the same window may go on and accept it."""
    applicant, draft = _draft(request, party_id, draft_id)
    number = _number(applicant, draft)
    papers = presenters.papers(party_id, draft_id, documents.documents_about(f"case:{number}"), PAPERS_TO_TAKE)
    context = {
        "applicant": applicant,
        "draft": draft,
        "number": number,
        "grouped": cases.grouped(number),
        "papers": papers,
    }
    return render(request, "desk/window/receipt.html", context)


@require_safe
@open_to(Role.CLERK)
def receipt_pdf(request: OfficerRequest, party_id: UUID, draft_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Give a paper that she takes home."""
    applicant, draft = _draft(request, party_id, draft_id)
    for paper in documents.documents_about(f"case:{_number(applicant, draft)}"):
        if paper.id == document_id and paper.kind in PAPERS_TO_TAKE:
            return official_pdf(paper)
    raise Http404


def _draft(request: OfficerRequest, party_id: UUID, draft_id: UUID) -> tuple[Applicant, DraftView]:
    applicant = applicant_here(request, party_id)
    try:
        draft = applications.draft(draft_id, applicant=applicant)
    except applications.UnableToFindDraft as refusal:
        raise Http404 from refusal
    offer = draft.offer
    if not request.officer.acts_for(
        authority_id=offer.authority_id, region_code=offer.region_code, item_code=offer.code
    ):
        raise Http404
    return applicant, draft


def _number(applicant: Applicant, draft: DraftView) -> str:
    try:
        return cases.number_of_draft(draft.id, applicant=applicant)
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal


def _topic(draft: DraftView, code: str) -> Page:
    try:
        return draft.offer.guide.form.page(code)
    except KeyError as fault:
        raise Http404 from fault


def _material(draft: DraftView, code: str) -> MaterialView:
    for shown in draft.materials:
        if shown.code == code:
            return shown
    raise Http404


def _fault(way: str, *, has_file: bool, is_sworn: bool) -> str:
    """Return what the form lacks: a file, or the clerk's word that she compared it with the original."""
    if way == Way.UPLOAD and not has_file:
        return _("请先选择扫描件。")
    if way in (Way.UPLOAD, Way.WINDOW) and not is_sworn:
        return _("请核对原件后勾选确认。")
    if way == Way.COMMITMENT and not is_sworn:
        return _("请申请人签署告知承诺书后勾选确认。")
    return ""


def _show_page(
    request: OfficerRequest,
    applicant: Applicant,
    draft: DraftView,
    topic: Page,
    problems: tuple[FieldProblem, ...],
    status: int = 200,
) -> HttpResponse:
    questions = drafts.asked(draft, topic, problems)
    context = {
        "applicant": applicant,
        "draft": draft,
        "topic": topic,
        "known": drafts.known_facts(draft, questions),
        "questions": [question for question in questions if question.error or not question.source],
        "errors": error_list(questions),
        "position": draft.offer.guide.form.pages.index(topic) + 1,
        "back": reverse("desk:window-tasks", args=[applicant.party_id, draft.id]),
    }
    return render(request, "desk/window/page.html", context, status=status)


def _show_material(
    request: OfficerRequest,
    applicant: Applicant,
    draft: DraftView,
    shown: MaterialView,
    *,
    way: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "applicant": applicant,
        "draft": draft,
        "it": presenters.material_page(draft, shown),
        "fact": draft.offer.guide.material(shown.code),
        "promised_on": drafts.promise_by(shown) if Way.COMMITMENT in shown.ways else None,
        "way": way,
        "error": error,
        "errors": [{"text": error, "href": f"#way-{way}"}] if error else [],
    }
    return render(request, "desk/window/material.html", context, status=status)


def _after_page(request: OfficerRequest, party_id: UUID, draft: DraftView, code: str) -> str:
    following = drafts.next_page(draft, code)
    if request.GET.get("back") == "check":
        return reverse("desk:window-sign", args=[party_id, draft.id])
    if following and "later" not in request.POST and "check" not in request.GET:
        return reverse("desk:window-page", args=[party_id, draft.id, following])
    return reverse("desk:window-tasks", args=[party_id, draft.id])
