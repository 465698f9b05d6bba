"""Who is away and who stands in: entered by the officer herself or by who leads the posts."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow import api as workflow
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Officer, Role

HANDLERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER)
PARTS = ("year", "month", "day")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*HANDLERS)
def absences(request: OfficerRequest) -> HttpResponse:
    """List the absences of the authority (or one's own) that run or are to come, and enter one."""
    officer = request.officer
    leads = Role.DECIDER in officer.roles
    many = {str(each.account_id): each for each in identity.colleagues(officer.authority_id)}
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _enter(request, many if leads else {str(officer.account_id): officer}, many)
        if not problems:
            messages.success(request, _("离岗已登记。这段时间您的待办由代办人看到和办理。"))
            return HttpResponseRedirect(reverse("desk:absences"))
    context = {
        "rows": workflow.absences_of(officer.authority_id, account_id=None if leads else officer.account_id),
        "stands_in": workflow.stands_in_for(officer.account_id),
        "colleagues": [(key, f"{each.name}（{each.post_name}）") for key, each in many.items()],
        "leads": leads,
        "who": request.POST.get("who", str(officer.account_id)),
        "substitute": request.POST.get("substitute", ""),
        "reason": request.POST.get("reason", ""),
        "start": day_parts(request.POST, "start"),
        "end": day_parts(request.POST, "end"),
        "problems": problems,
        "error_list": [
            {"text": text, "href": f"#{field}-year" if field in ("start", "end") else f"#{field}"}
            for field, text in problems.items()
        ],
    }
    return render(request, "desk/teamwork/absences.html", context, status=422 if problems else 200)


@require_POST
@open_to(*HANDLERS)
def end(request: OfficerRequest, absence_id: int) -> HttpResponse:
    """End an absence today."""
    try:
        workflow.end_absence(absence_id, by=request.officer)
    except workflow.UnableToFindAbsence as refusal:
        raise Http404 from refusal
    messages.success(request, _("离岗登记已结束。"))
    return HttpResponseRedirect(reverse("desk:absences"))


def _enter(request: OfficerRequest, away: dict[str, Officer], many: dict[str, Officer]) -> dict[str, str]:
    sent = request.POST
    who = away.get(sent.get("who") or str(request.officer.account_id))
    start, back = day_of(sent, "start"), day_of(sent, "end")
    if who is None:
        return {"who": _("请选择离岗的人。")}
    if start is None or back is None:
        return {"start" if start is None else "end": str(workflow.UnableToBeAbsent())}
    try:
        workflow.enter_absence(
            who=who,
            substitute=many.get(sent.get("substitute", "")),
            start_on=start,
            end_on=back,
            reason=sent.get("reason", "")[:200],
            by=request.officer,
        )
    except workflow.UnableToSubstitute as refusal:
        return {"substitute": str(refusal)}
    except DomainError as refusal:
        return {"start": str(refusal)}
    return {}


def day_parts(sent: QueryDict, name: str) -> list[tuple[str, str]]:
    """Return year, month and day of a question as they were typed."""
    return [(part, sent.get(f"{name}-{part}", "")) for part in PARTS]


def day_of(sent: QueryDict, name: str) -> date | None:
    """Return the day that was typed, None when it is none."""
    try:
        year, month, day = (int(value) for _part, value in day_parts(sent, name))
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
