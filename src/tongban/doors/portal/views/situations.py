"""Which situation is yours: a few questions, and exactly what has to be prepared; before applying, and in a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.frame import situations, wording
from tongban.doors.frame.access import ANYONE, APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.situations import LostPage, OutcomePage, QuestionPage
from tongban.doors.portal.own_drafts import draft_of, to_its_case
from tongban.doors.portal.own_things import form_page
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import DraftState, DraftView
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import Scenario


@require_safe
@open_to(ANYONE)
def guided(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one question after the other, answers in the address; then say exactly what applies, without anybody signing in."""
    try:
        offer = catalogue.offer(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    found = scenarios.scenario_of(offer.basic_code)
    if found is None:
        raise Http404
    page = situations.page_of(found, offer, request.GET)
    home = reverse("portal:item", args=[offer.code])
    return _show(request, found, offer, page, home=home, home_text=_("返回办事指南"), draft=None)


@form_page
@open_to(APPLICANT)
def own(request: ApplicantRequest, draft_id: UUID) -> HttpResponse:
    """Ask the same for a draft, and keep the answers with it."""
    draft = draft_of(request, draft_id)
    if draft.state is not DraftState.OPEN:
        return to_its_case(request, draft)
    found = scenarios.scenario_of(draft.offer.basic_code)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, draft, found)
    sent = request.GET.copy()
    if draft.situation is not None and not situations.answers_in(found.table, sent):
        sent.update(draft.situation.answers)
    page = situations.page_of(found, draft.offer, sent)
    home = reverse("portal:apply-tasks", args=[draft.id])
    return _show(request, found, draft.offer, page, home=home, home_text=_("返回申请清单"), draft=draft)


def _keep(request: ApplicantRequest, draft: DraftView, found: Scenario) -> HttpResponse:
    answers = situations.answers_in(found.table, request.POST)
    try:
        applications.answer_situation(draft_id=draft.id, applicant=request.applicant, answers=answers)
    except applications.UnableToAnswerSituation as refusal:
        messages.warning(request, str(refusal))
        return redirect("portal:apply-situation", draft.id)
    return redirect("portal:apply-tasks", draft.id)


def _show(
    request: HttpRequest,
    found: Scenario,
    offer: Offer,
    page: QuestionPage | OutcomePage | LostPage,
    *,
    home: str,
    home_text: str,
    draft: DraftView | None,
) -> HttpResponse:
    title = wording.local_text(found.table.title, found.table.title_en)
    context: dict[str, object] = {"offer": offer, "draft": draft, "title": title, "again": request.path}
    if isinstance(page, QuestionPage):
        is_first = page.back is None
        context |= {
            "asked": page,
            "back": home if is_first else f"{request.path}?{page.back}",
            "back_text": home_text if is_first else _("上一个问题"),
        }
        return render(request, "portal/situation/question.html", context, status=422 if page.error else 200)
    rows = situations.answer_rows(found, page.answers, request.path)
    context |= {"back": rows[-1].change_href, "back_text": _("上一个问题")}
    if isinstance(page, LostPage):
        return render(request, "portal/situation/lost.html", context)
    first = f"{request.path}?{situations.CHANGE}={found.table.questions[0].code}"
    context |= {
        "shown": situations.explained(page.outcome, offer),
        "rows": rows,
        "answers": page.answers,
        "query": page.query,
        "again": first if draft is not None else request.path,
        "can_apply": offer.form_version_id is not None and offer.guide.is_online,
    }
    return render(request, "portal/situation/outcome.html", context)
