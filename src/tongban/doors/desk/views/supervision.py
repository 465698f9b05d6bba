"""What a supervisor watches: figures that open their rows and say how they are computed, late cases, cards, one case's course."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.desk import words
from tongban.doors.desk.presenters import case as case_presenters
from tongban.doors.desk.presenters import parts
from tongban.doors.desk.presenters import supervision as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.oversight.supervision import api as supervision
from tongban.oversight.supervision.api import CardView
from tongban.registers.identity.api import Role

SPANS = (7, 30, 90, 365)
OFFICES = (Role.CLERK, Role.REVIEWER, Role.DECIDER)


@require_safe
@open_to(Role.SUPERVISOR)
def overview(request: OfficerRequest) -> HttpResponse:
    """Show what is late and where, before any total; every figure leads to its rows and says how it is computed."""
    sent = request.GET.get("days", "")
    days = int(sent) if sent.isdecimal() and int(sent) in SPANS else SPANS[1]
    found = supervision.overview(region=request.officer.region_code, days=days)
    context = {
        "overview": found,
        "days": days,
        "spans": SPANS,
        "pressing": presenters.pressing(found),
        "figures": presenters.figures(found),
        "lights": presenters.lights(found),
        "authorities": presenters.authorities(found),
        "late_items": presenters.late_items(found),
        "by_day": presenters.by_day(found),
    }
    return render(request, "desk/supervision/overview.html", context)


@require_safe
@open_to(Role.SUPERVISOR)
def late(request: OfficerRequest) -> HttpResponse:
    """List running cases past their committed date, the longest late first, without persons."""
    try:
        page = supervision.late_cases(request.officer, after=request.GET.get("after") or None)
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "rows": presenters.late_rows(page.rows),
        "next": f"{request.path}?after={page.after}" if page.after else "",
        "first": request.path if request.GET.get("after") else "",
    }
    return render(request, "desk/supervision/late.html", context)


@require_safe
@open_to(Role.SUPERVISOR, Role.AUDITOR)
def course(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the course and clock of a case of the region, without persons."""
    try:
        facts = cases.case_for_supervision(number, officer=request.officer)
    except cases.UnableToFindCase as refusal:
        return render(request, "desk/find.html", {"typed": number, "error": str(refusal)}, status=404)
    context = {
        "case": facts,
        "tag": words.state_tag(facts.state, facts.outcome),
        "parts": parts.rows(facts),
        "late_parts": parts.late(facts),
        "course": case_presenters.past_course(facts.course),
        "times": case_presenters.times(facts.times),
        "light": presenters.light_of(facts.clock),
    }
    return render(request, "desk/supervision/course.html", context)


@require_safe
@open_to(Role.SUPERVISOR, *OFFICES)
def cards(request: OfficerRequest) -> HttpResponse:
    """List yellow and red cards, newest first: of the region to a supervisor, of the own authority to its officers."""
    waiting_only = request.GET.get("all") != "yes"
    try:
        page = supervision.cards(request.officer, waiting_only=waiting_only, after=request.GET.get("after") or None)
    except DomainError as refusal:
        raise Http404 from refusal
    base = f"{request.path}?{'all=yes&' if not waiting_only else ''}"
    context = {
        "rows": presenters.card_rows(page.rows),
        "waiting_only": waiting_only,
        "next": f"{base}after={page.after}" if page.after else "",
        "first": base if request.GET.get("after") else "",
    }
    return render(request, "desk/supervision/cards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.SUPERVISOR, *OFFICES)
def card(request: OfficerRequest, card_id: UUID) -> HttpResponse:
    """Show a card; its authority explains it, a supervisor settles it."""
    found = _card(request, card_id)
    error = ""
    typed = request.POST if request.method == "POST" else typed_before(request) or QueryDict()
    if request.method == "POST":
        try:
            _settle(request, card_id)
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("已记录，并写入账本。"))
            return redirect("desk:card", card_id)
    context = {
        "card": found,
        "row": presenters.card_row(found),
        "may_explain": found.authority_id == request.officer.authority_id and not presenters.is_settled(found),
        "may_settle": Role.SUPERVISOR in request.officer.roles and not presenters.is_settled(found),
        "typed": typed,
        "error": error,
    }
    return render(request, "desk/supervision/card.html", context, status=422 if error else 200)


def _card(request: OfficerRequest, card_id: UUID) -> CardView:
    try:
        return supervision.card(card_id, officer=request.officer)
    except supervision.UnableToFindCard as refusal:
        raise Http404 from refusal


def _settle(request: OfficerRequest, card_id: UUID) -> None:
    text = request.POST.get("text", "")
    if request.POST.get("deed") == "explain":
        supervision.explain_card(card_id=card_id, officer=request.officer, explanation=text)
    else:
        supervision.settle_card(
            card_id=card_id, officer=request.officer, confirmed=request.POST.get("deed") == "confirm", reasons=text
        )
