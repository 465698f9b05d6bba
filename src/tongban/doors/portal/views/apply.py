"""Applying for an item: whom for, the task list, one topic a page, checking, signing, the receipt."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.frame import drafts, situations
from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.questions import answers_from, error_list
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.portal import presenters_apply as presenters
from tongban.doors.portal.own_drafts import closed, draft_of, may_change, number_of, to_its_case, way_back
from tongban.doors.portal.own_things import act_for, applicant_for, form_page
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import Channel, DraftState, DraftView, FieldProblem
from tongban.handling.cases import api as cases
from tongban.handling.projects import api as projects
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import Page
from tongban.offer.scenarios import api as scenarios
from tongban.registers.identity import api as identity


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def start(request: ApplicantRequest, code: str) -> HttpResponse:
    """Choose for whom to apply; then a draft is opened, or the one begun before."""
    offer = _offer(code)
    parties = identity.parties_represented_by(request.applicant.person_id)
    choices = presenters.choices(offer, request.applicant, parties)
    found = scenarios.scenario_of(offer.basic_code)
    situation = situations.answers_in(found.table, request.GET) if found is not None else {}
    context = {
        "offer": offer,
        "choices": choices,
        "chosen": str(request.applicant.party_id),
        "refusal": "",
        "materials": presenters.materials_in(found, situation, offer),
        "asks_first": found is not None and not situation,
        "is_stage": projects.may_be_stage(offer.code),
    }
    if request.method != "POST":
        return render(request, "portal/apply/start.html", context)
    chosen = request.POST.get("party") or (str(choices[0].party_id) if len(choices) == 1 else "")
    if not chosen:
        context["refusal"] = _("请选择为谁办理。")
        return render(request, "portal/apply/start.html", context, status=422)
    applicant = applicant_for(request, chosen)
    try:
        draft = applications.open_draft(offer=offer, applicant=applicant, channel=Channel.PORTAL, situation=situation)
    except applications.UnableToOpenDraft as refusal:
        context["refusal"] = str(refusal)
        return render(request, "portal/apply/start.html", context, status=refusal.status)
    act_for(request, applicant)
    return redirect("portal:apply-tasks", draft.id)


@require_safe
@open_to(APPLICANT)
def tasks(request: ApplicantRequest, draft_id: UUID) -> HttpResponse:
    """Show what is done and what is left."""
    draft = draft_of(request, draft_id)
    if draft.state is not DraftState.OPEN:
        return to_its_case(request, draft)
    context = {
        "draft": draft,
        "situation": drafts.situation_task(draft, reverse("portal:apply-situation", args=[draft.id])),
        "contradiction": drafts.contradiction(draft),
        "pages": drafts.page_tasks(draft, lambda code: reverse("portal:apply-page", args=[draft.id, code])),
        "materials": presenters.material_tasks(draft),
        "left": drafts.left_to_do(draft),
    }
    return render(request, "portal/apply/tasks.html", context)


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def page(request: ApplicantRequest, draft_id: UUID, code: str) -> HttpResponse:
    """Ask one topic. Everything typed is kept, right or wrong; the script sends it now and then by itself."""
    draft = draft_of(request, draft_id)
    topic = _topic(draft, code)
    if not may_change(draft, code):
        return closed(request, draft)
    typed = request.POST if request.method == "POST" else typed_before(request)
    if typed is None:
        problems = drafts.present_problems(draft, topic) if "check" in request.GET else ()
        return _show_page(request, draft, topic, problems)
    answers = answers_from(typed, topic.fields, forms.elements())
    problems = applications.save_page(draft_id=draft.id, applicant=request.applicant, page=code, answers=answers)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    if request.method != "POST":
        messages.info(request, _("已恢复您登录前填写的内容，请核对后继续。"))
        return redirect("portal:apply-page", draft.id, code)
    if problems and "later" not in request.POST:
        # What is wrong is shown by a page of its own, so that the back button never asks to send a form again.
        return HttpResponseRedirect(_same_page(request, check="1"))
    return HttpResponseRedirect(_after_page(request, draft, code))


@require_safe
@open_to(APPLICANT)
def check(request: ApplicantRequest, draft_id: UUID) -> HttpResponse:
    """Show everything once more before it is signed."""
    draft = draft_of(request, draft_id)
    if draft.state is not DraftState.OPEN:
        return to_its_case(request, draft)
    if not draft.is_ready:
        return _not_ready(request, draft)
    context = {
        "draft": draft,
        "situation": presenters.situation_rows(draft),
        "pages": drafts.check_pages(draft, lambda code: reverse("portal:apply-page", args=[draft.id, code])),
        "materials": presenters.check_materials(draft),
    }
    return render(request, "portal/apply/check.html", context)


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def sign(request: ApplicantRequest, draft_id: UUID) -> HttpResponse:
    """Sign and submit. Twice the same button, or back and again, leads to the one receipt."""
    draft = draft_of(request, draft_id)
    if draft.state is not DraftState.OPEN:
        return redirect("portal:receipt", number_of(request, draft))
    if not draft.is_ready:
        return _not_ready(request, draft)
    statement = presenters.statement(draft, request.applicant)
    if request.method != "POST":
        error = _("请阅读声明，并勾选“我已阅读并确认”。") if "unsigned" in request.GET else ""
        context = {
            "draft": draft,
            "statement": statement,
            "today": clock.today(),
            "error": error,
            "may_agree": draft.answers.get("delivery.method") is None,  # else the form has asked
            "agrees": "electronic" in request.GET,
        }
        return render(request, "portal/apply/sign.html", context)
    if request.POST.get("agree") != "yes":
        agreed = "&electronic=1" if request.POST.get("electronic") == "yes" else ""
        return HttpResponseRedirect(f"{request.path}?unsigned=1{agreed}")
    try:
        receipt = cases.submit_application(
            draft_id=draft.id,
            applicant=request.applicant,
            statement="\n".join(statement),
            idempotency_key=f"portal:{draft.id}",
            agrees_to_electronic=request.POST.get("electronic") == "yes",
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("portal:apply-tasks", draft.id)
    return redirect("portal:receipt", receipt.case_number)


@form_page
@open_to(APPLICANT)
def discard(request: ApplicantRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away, after asking."""
    draft = draft_of(request, draft_id)
    if draft.state is not DraftState.OPEN:
        return to_its_case(request, draft)
    if request.method != "POST":
        return render(request, "portal/apply/discard.html", {"draft": draft})
    applications.discard_draft(draft_id=draft.id, applicant=request.applicant)
    messages.success(request, _("草稿已删除。"))
    return redirect("portal:mine")


def _offer(code: str) -> Offer:
    try:
        return catalogue.offer(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal


def _topic(draft: DraftView, code: str) -> Page:
    try:
        return draft.offer.guide.form.page(code)
    except KeyError as fault:
        raise Http404 from fault


def _same_page(request: ApplicantRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}"


def _show_page(
    request: ApplicantRequest, draft: DraftView, topic: Page, problems: tuple[FieldProblem, ...]
) -> HttpResponse:
    questions = drafts.asked(draft, topic, problems)
    context = {
        "draft": draft,
        "topic": topic,
        "known": drafts.known_facts(draft, questions),
        "questions": [question for question in questions if question.error or not question.source],
        "errors": error_list(questions),
        "position": draft.offer.guide.form.pages.index(topic) + 1,
        "back": way_back(request, draft),
    }
    return render(request, "portal/apply/page.html", context)


def _after_page(request: ApplicantRequest, draft: DraftView, code: str) -> str:
    following = drafts.next_page(draft, code)
    if "later" in request.POST or draft.state is DraftState.SUPPLEMENTING:
        return way_back(request, draft)
    if request.GET.get("back") == "check":
        return reverse("portal:apply-check", args=[draft.id])
    if following:
        return reverse("portal:apply-page", args=[draft.id, following])
    return reverse("portal:apply-tasks", args=[draft.id])


def _not_ready(request: ApplicantRequest, draft: DraftView) -> HttpResponse:
    messages.info(request, _("还有没完成的内容，请先完成下面标出的各项。"))
    return redirect("portal:apply-tasks", draft.id)
