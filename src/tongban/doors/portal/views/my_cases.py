"""One's own things: drafts, cases, the page of a case and what an applicant may still do there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.frame import case_charts, deliveries, drafts
from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.frame.uploads import refuses_huge_uploads, sent_file
from tongban.doors.portal import presenters_apply, presenters_mine
from tongban.doors.portal.own_things import form_page, handed_in_file, official_pdf, own
from tongban.doors.portal.parts import part_rows
from tongban.engagement.ratings import api as ratings
from tongban.groundwork.documents.api import DocumentSummary, UnableToKeepFile
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import MaterialView
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import CaseView, State, Step
from tongban.proofs.licences import api as licences
from tongban.registers.organisations import api as organisations

CASES_ON_OVERVIEW = 5
READS_ON_CASE = 3
DAYS_BEFORE_EXPIRY = 60  # a renewal is applied for 30 days before (行政许可法第五十条), so it is told in time for that


@require_safe
@open_to(APPLICANT)
def overview(request: ApplicantRequest) -> HttpResponse:
    """Show what waits for the visitor, and what she waits for."""
    applicant = request.applicant
    page = cases.cases_of(applicant, limit=CASES_ON_OVERVIEW)
    context = {
        "applicant": applicant,
        "drafts": applications.drafts_of(applicant),
        "cases": [presenters_mine.case_row(card) for card in page.rows],
        "more_cases": page.after is not None,
        "waiting": sum(card.awaits_applicant for card in page.rows),
        "expiring": licences.expiring(applicant.party_id, DAYS_BEFORE_EXPIRY) if applicant.has_full_mandate else (),
        "unread": notifications.unread_count(applicant.account_id) if applicant.account_id else 0,
    }
    return render(request, "portal/my/overview.html", context)


@require_safe
@open_to(APPLICANT)
def case_list(request: ApplicantRequest) -> HttpResponse:
    """List the cases of the party, latest first."""
    after = request.GET.get("after", "")
    try:
        page = cases.cases_of(request.applicant, after=after or None)
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "rows": [presenters_mine.case_row(card) for card in page.rows],
        "next": f"{request.path}?after={page.after}" if page.after else "",
        "first": request.path if after else "",
    }
    return render(request, "portal/my/cases.html", context)


@require_safe
@open_to(APPLICANT)
def case(request: ApplicantRequest, number: str) -> HttpResponse:
    """Show a case: where it stands, what is awaited from whom, its papers, who read the data."""
    view = case_of(request, number)
    draft = applications.draft(view.draft_id, applicant=request.applicant)
    reads = ledger.reads_of(view.party_id, limit=READS_ON_CASE) if request.applicant.has_full_mandate else ()
    context = {
        "case": view,
        "tag": presenters_mine.state_tag(view.state, view.outcome),
        "due": presenters_mine.due_sentence(view),
        "facts": presenters_mine.facts(view, draft),
        "course": presenters_mine.course(view, request.applicant),
        "papers": presenters_mine.papers(view.number, view.documents),
        "parts": part_rows(view),
        "where": case_charts.where_it_is(view),
        "materials": presenters_mine.materials(view),
        "not_asked": presenters_mine.not_asked(view, draft),
        "answers": drafts.answer_pages(view.answers),
        "reads": [presenters_mine.read_line(entry, request.applicant) for entry in reads],
        "authority": organisations.authority(view.offer.authority_id),
        "may_withdraw": Step.WITHDRAW in view.open_steps,
        "may_supply": Step.FULFIL_COMMITMENT in view.open_steps,
        "may_confirm": Step.CONFIRM_RECEIPT in view.open_steps,
        "may_choose_delivery": Step.AGREE_ON_DELIVERY in view.open_steps,
        "may_answer": Step.ANSWER_REVOCATION in view.open_steps,
        "deliveries": deliveries.delivery_rows(view.deliveries),
        "revocations": deliveries.revocation_rows(view.revocations),
        "may_rate": view.state is State.CLOSED and not ratings.is_rated(view.number),
    }
    return render(request, "portal/my/case.html", context)


@require_safe
@open_to(APPLICANT)
def receipt(request: ApplicantRequest, number: str) -> HttpResponse:
    """Show that the application has arrived, under which number, and what happens next."""
    view = case_of(request, number)
    context = {
        "case": view,
        "authority": organisations.authority(view.offer.authority_id),
        "papers": presenters_mine.papers(view.number, view.documents),
        "owed": view.open_obligations,
    }
    return render(request, "portal/my/receipt.html", context)


@require_safe
@open_to(APPLICANT)
def document(request: ApplicantRequest, number: str, document_id: UUID) -> HttpResponse:
    """Give an official document of a case to its applicant."""
    view = case_of(request, number)
    found = _document(view, document_id)
    if view.awaits_opening(document_id) and request.method == "GET":
        cases.open_result(number=view.number, applicant=request.applicant)
    return official_pdf(found.id, f"{found.title} {found.number}")


@require_safe
@open_to(APPLICANT)
def case_file(request: ApplicantRequest, number: str, given_id: int) -> HttpResponseBase:
    """Give a file of a case back to the one who handed it in."""
    view = case_of(request, number)
    for material in view.materials:
        for thing in material.given:
            if thing.id == given_id and thing.file_id is not None:
                return handed_in_file(thing.file_id)
    raise Http404


@form_page
@open_to(APPLICANT)
def supplement(request: ApplicantRequest, number: str) -> HttpResponse:
    """Show exactly what the authority asked for, take each thing, and send them together."""
    view = case_of(request, number)
    if Step.SUPPLY_SUPPLEMENT not in view.open_steps:
        return redirect("portal:case", view.number)
    error, status = "", 200
    if request.method == "POST":
        try:
            cases.supply_supplement(number=view.number, applicant=request.applicant)
        except DomainError as refusal:
            error, status = str(refusal), refusal.status
        else:
            messages.success(
                request, _("补正内容已送达承办单位。受理期限从现在起继续计算，结果会用短信和站内消息告诉您。")
            )
            return redirect("portal:case", view.number)
    draft = applications.draft(view.draft_id, applicant=request.applicant)
    context = {"case": view, "items": presenters_apply.supplement_tasks(draft, view.supplement_items), "error": error}
    return render(request, "portal/my/supplement.html", context, status=status)


@refuses_huge_uploads
@form_page
@open_to(APPLICANT)
def fulfil(request: ApplicantRequest, number: str, code: str) -> HttpResponse:
    """Take the paper that was promised when applying."""
    view = case_of(request, number)
    material = _owed(view, code)
    if material is None or Step.FULFIL_COMMITMENT not in view.open_steps:
        return redirect("portal:case", view.number)
    error, status = "", 200
    if request.method == "POST":
        file, name = sent_file(request)
        if file is None:
            error, status = _("请先选择文件，再点“上传”。"), 422
        else:
            try:
                cases.fulfil_commitment(
                    number=view.number, applicant=request.applicant, code=code, content=file, name=name
                )
            except (UnableToKeepFile, DomainError) as refusal:
                error, status = str(refusal), refusal.status
            else:
                messages.success(request, _("承诺的材料已补交，承办单位已经收到。"))
                return redirect("portal:case", view.number)
    context = {
        "case": view,
        "material": material,
        "fact": view.offer.guide.material(code),
        "promised_on": next(thing.promised_on for thing in material.given if thing.is_open_obligation),
        "error": error,
    }
    return render(request, "portal/my/fulfil.html", context, status=status)


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def withdraw(request: ApplicantRequest, number: str) -> HttpResponse:
    """Withdraw an application, after saying what that means."""
    view = case_of(request, number)
    if Step.WITHDRAW not in view.open_steps:
        return redirect("portal:case", view.number)
    if request.method == "POST":
        try:
            cases.withdraw_case(
                number=view.number, applicant=request.applicant, reason=request.POST.get("reason", "")[:500]
            )
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("申请已撤回，撤回确认书可以在下面下载。以后需要时，可以重新申请。"))
        return redirect("portal:case", view.number)
    typed = typed_before(request)
    context = {"case": view, "reason": typed.get("reason", "") if typed else ""}
    return render(request, "portal/my/withdraw.html", context)


def case_of(request: ApplicantRequest, number: str) -> CaseView:
    """Return a case of the visitor or of a party she may act for, or answer 404."""
    return own(request, lambda applicant: cases.case_for_applicant(number, applicant=applicant))


def _document(view: CaseView, document_id: UUID) -> DocumentSummary:
    for found in view.documents:
        if found.id == document_id:
            return found
    raise Http404


def _owed(view: CaseView, code: str) -> MaterialView | None:
    return next((material for material in view.open_obligations if material.code == code), None)
