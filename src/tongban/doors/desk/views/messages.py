"""What staff are told: repair tasks for guides they answer for, for one."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.doors.frame.access import STAFF, OfficerRequest, open_to
from tongban.groundwork.notifications import api as notifications

MESSAGES_ON_PAGE = 20
PAGES = {"inspection:tasks": "desk:inspection-tasks"}  # what a message speaks of → where that is


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def messages(request: OfficerRequest) -> HttpResponse:
    """List the officer's messages, the latest first; posting marks them as read."""
    account = request.officer.account_id
    if request.method == "POST":
        notifications.mark_all_read(account)
        return redirect("desk:messages")
    after = _cursor(request.GET.get("after", ""))
    found = notifications.inbox(account, after=after, limit=MESSAGES_ON_PAGE + 1)
    shown = found[:MESSAGES_ON_PAGE]
    context = {
        "inbox": [
            {"message": message, "href": reverse(PAGES[message.subject]) if message.subject in PAGES else ""}
            for message in shown
        ],
        "next": f"{request.path}?after={shown[-1].id}" if len(found) > MESSAGES_ON_PAGE else "",
        "first": request.path if after else "",
        "unread": any(not message.is_read for message in shown),
    }
    return render(request, "desk/messages.html", context)


def _cursor(after: str) -> UUID | None:
    try:
        return UUID(after) if after else None
    except ValueError as fault:
        raise Http404 from fault
