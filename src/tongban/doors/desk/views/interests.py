"""What ties an officer to others: declared by her, settled by an administrator of her region."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongban.doors.desk import words
from tongban.doors.desk.views.absences import day_of, day_parts
from tongban.doors.frame.access import STAFF, OfficerRequest, open_to
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role


@sensitive_post_parameters("name", "number", "note")
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def interests(request: OfficerRequest) -> HttpResponse:
    """Show what the officer declared, and declare; to an administrator also what waits for her word."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _declare(request)
        if not problems:
            messages.success(request, _("已申报，从现在起有关办件不再由您办理。管理员会确认。"))
            return HttpResponseRedirect(reverse("desk:interests"))
    return _show(request, problems)


@require_POST
@open_to(STAFF)
def end(request: OfficerRequest, interest_id: int) -> HttpResponse:
    """Ask that a confirmed interest of one's own end."""
    try:
        identity.ask_to_end_interest(interest_id, officer=request.officer)
    except identity.UnableToSettleInterest as refusal:
        raise Http404 from refusal
    messages.success(request, _("已提出，管理员确认后终止。"))
    return HttpResponseRedirect(reverse("desk:interests"))


@require_POST
@open_to(Role.ADMINISTRATOR)
def settle(request: OfficerRequest, interest_id: int) -> HttpResponse:
    """Confirm or refuse what was declared, or that it end."""
    agree, note = request.POST.get("choice") == "agree", request.POST.get("note", "")
    try:
        identity.settle_interest(interest_id, by=request.officer, agree=agree, note=note)
    except identity.UnableToSettleInterest as refusal:
        raise Http404 from refusal
    except identity.UnableToDeclareInterest as refusal:
        return _show(request, {f"note-{interest_id}": str(refusal)})
    messages.success(request, _("已处理。"))
    return HttpResponseRedirect(reverse("desk:interests"))


def _show(request: OfficerRequest, problems: dict[str, str]) -> HttpResponse:
    context = {
        "own": identity.interests_of(request.officer),
        "waiting": identity.interests_to_settle(request.officer),
        "kinds": words.INTERESTS,
        "states": words.INTEREST_STATES,
        "typed": request.POST,
        "since": day_parts(request.POST, "since"),
        "until": day_parts(request.POST, "until"),
        "problems": problems,
        "error_list": [
            {"text": text, "href": f"#{field}-year" if field in ("since", "until") else f"#{field}"}
            for field, text in problems.items()
        ],
    }
    return render(request, "desk/teamwork/interests.html", context, status=422 if problems else 200)


def _declare(request: OfficerRequest) -> dict[str, str]:
    sent = request.POST
    wrong = {name: _("请按年、月、日填写真实的日期。") for name in ("since", "until") if _is_no_day(sent, name)}
    if wrong:
        return wrong
    try:
        identity.declare_interest(
            officer=request.officer,
            kind=sent.get("kind", ""),
            name=sent.get("name", ""),
            number=sent.get("number", ""),
            note=sent.get("note", ""),
            since=day_of(sent, "since"),
            until=day_of(sent, "until"),
        )
    except identity.UnableToDeclareInterest as refusal:
        return {problem.field: problem.sentence for problem in refusal.problems}
    return {}


def _is_no_day(sent: QueryDict, name: str) -> bool:
    return any(value for _part, value in day_parts(sent, name)) and day_of(sent, name) is None
