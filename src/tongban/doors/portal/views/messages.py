"""The visitor's messages."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.groundwork.notifications import api as notifications
from tongban.handling.cases import api as cases

MESSAGES_ON_PAGE = 20
CASE = "case:"


@require_safe
@open_to(APPLICANT)
def inbox(request: ApplicantRequest) -> HttpResponse:
    """List the visitor's messages, the latest first."""
    after = _cursor(request.GET.get("after", ""))
    account = request.applicant.account_id
    found = notifications.inbox(account, after=after, limit=MESSAGES_ON_PAGE + 1) if account else ()
    shown = found[:MESSAGES_ON_PAGE]
    context = {
        "inbox": [
            {"message": message, "case": message.subject.removeprefix(CASE) if message.subject.startswith(CASE) else ""}
            for message in shown
        ],
        "next": f"{request.path}?after={shown[-1].id}" if len(found) > MESSAGES_ON_PAGE else "",
        "first": request.path if after else "",
        "unread": sum(not message.is_read for message in shown),
    }
    return render(request, "portal/my/messages.html", context)


@require_POST
@open_to(APPLICANT)
def read(request: ApplicantRequest, message_id: UUID) -> HttpResponse:
    """Mark a message as read and go on to the case it speaks of."""
    if request.applicant.account_id:
        notifications.mark_read(request.applicant.account_id, message_id)
    if number := cases.ungrouped(request.POST.get("case", "")):
        return redirect("portal:case", number)
    return redirect("portal:messages")


@require_POST
@open_to(APPLICANT)
def read_all(request: ApplicantRequest) -> HttpResponse:
    """Mark all messages as read."""
    if request.applicant.account_id:
        notifications.mark_all_read(request.applicant.account_id)
    return redirect("portal:messages")


def _cursor(after: str) -> UUID | None:
    try:
        return UUID(after) if after else None
    except ValueError as fault:
        raise Http404 from fault
