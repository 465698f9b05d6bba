"""What keeps a worklist alive without loading it anew: its counts and rows when something moved; and lists kept under a name."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.desk.presenters.worklist import Filters
from tongban.doors.desk.views import worklist
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.teamwork import api as teamwork


@require_safe
@open_to(*worklist.HANDLERS)
def live(request: OfficerRequest) -> HttpResponse:
    """
    Give tabs and rows of a list anew if anything moved since; else 304, which costs one statement beside the sign-in.

    The address carries the filters, and `after` for a later page.
    """
    filters = Filters.read(request.GET)
    counts = cases.work_counts(request.officer)
    etag = worklist.etag_of(request, filters, counts, teamwork.unread_mentions(request.officer))
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    context = worklist.shown(request, filters, counts)
    answer = render(request, "desk/teamwork/_list.html", context | {"is_fragment": True})
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


@require_POST
@open_to(*worklist.HANDLERS)
def save(request: OfficerRequest) -> HttpResponse:
    """Keep the filters sent under a name of one's own."""
    filters = Filters.read(request.POST)
    try:
        teamwork.save_list(officer=request.officer, name=request.POST.get("name", ""), query=asdict(filters))
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("已保存这个筛选。"))
    return HttpResponseRedirect(filters.address())


@require_POST
@open_to(*worklist.HANDLERS)
def forget(request: OfficerRequest, list_id: int) -> HttpResponse:
    """Forget a list of one's own."""
    teamwork.forget_list(list_id, officer=request.officer)
    return HttpResponseRedirect(Filters().address())
