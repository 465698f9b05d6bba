"""Bad ratings: the responsible unit calls back, puts right and answers, or appeals; a supervisor decides the appeal."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.desk.presenters import ratings as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.engagement.ratings import api as ratings
from tongban.engagement.ratings.api import BadRating, Finding
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity.api import Role

FOLLOWERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER, Role.SUPERVISOR)


@require_safe
@open_to(*FOLLOWERS)
def bad_ratings(request: OfficerRequest) -> HttpResponse:
    """List bad ratings that wait for an answer, nearest due date first; of the own authority, or of the region."""
    appeals_only = request.GET.get("appeals") == "yes"
    try:
        page = ratings.bad_ratings(request.officer, after=request.GET.get("after") or None, appeals_only=appeals_only)
    except DomainError as refusal:
        raise Http404 from refusal
    base = f"{request.path}?{'appeals=yes&' if appeals_only else ''}"
    context = {
        "rows": [presenters.row(rating) for rating in page.rows],
        "appeals_only": appeals_only,
        "is_supervisor": Role.SUPERVISOR in request.officer.roles,
        "next": f"{base}after={page.after}" if page.after else "",
        "first": base if request.GET.get("after") else "",
    }
    return render(request, "desk/ratings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*FOLLOWERS)
def bad_rating(request: OfficerRequest, rating_id: UUID) -> HttpResponse:
    """Show a bad rating with what may be done about it now, and do it."""
    try:
        found = ratings.bad_rating(rating_id, officer=request.officer)
    except ratings.UnableToFindRating as refusal:
        raise Http404 from refusal
    typed = request.POST if request.method == "POST" else typed_before(request) or QueryDict()
    deed, error = typed.get("deed", ""), ""
    if request.method == "POST":
        try:
            _deed(request, deed)(found)
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("已记录，并写入账本。"))
            return redirect("desk:bad-rating", rating_id)
    context = {
        "rating": found,
        "row": presenters.row(found),
        "open": presenters.open_deeds(found, request.officer),
        "findings": presenters.finding_choices(),
        "finding": presenters.finding_name(found.finding),
        "typed": typed,
        "deed": deed,
        "error": error,
    }
    return render(request, "desk/rating.html", context, status=422 if error else 200)


def _deed(request: OfficerRequest, deed: str) -> Callable[[BadRating], object]:
    officer, sent = request.officer, request.POST
    deeds: dict[str, Callable[[BadRating], object]] = {
        "call_back": lambda rating: ratings.record_call_back(
            rating_id=rating.id, officer=officer, note=sent.get("note", "")
        ),
        "answer": lambda rating: ratings.answer_bad_rating(
            rating_id=rating.id,
            officer=officer,
            finding=_finding(sent.get("finding", "")),
            answer=sent.get("answer", ""),
            rectification=sent.get("rectification", ""),
        ),
        "appeal": lambda rating: ratings.appeal_rating(
            rating_id=rating.id, officer=officer, reason=sent.get("appeal", "")
        ),
        "exclude": lambda rating: ratings.decide_appeal(
            rating_id=rating.id, officer=officer, exclude=True, reasons=sent.get("decision", "")
        ),
        "keep": lambda rating: ratings.decide_appeal(
            rating_id=rating.id, officer=officer, exclude=False, reasons=sent.get("decision", "")
        ),
    }
    if deed not in deeds:
        raise Http404
    return deeds[deed]


def _finding(sent: str) -> Finding:
    if sent not in list(Finding):
        raise ratings.UnableToFollowUp(fault=_("请选择核实的结论。"))
    return Finding(sent)
