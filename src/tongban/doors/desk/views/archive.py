"""What was archived: the list of it, one case's packages, and the packages themselves."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tongban.doors.desk import words
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.documents.rules import readable_size
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.archives import api as archives
from tongban.registers.identity.api import Role

READERS = (Role.CLERK, Role.DECIDER, Role.AUDITOR)


@require_safe
@open_to(*READERS)
def archive(request: OfficerRequest) -> HttpResponse:
    """List what the officer's authority archived, for an auditor the region's; a number leads to its case."""
    asked = request.GET.get("number", "").strip()
    error = ""
    if asked:
        try:
            found = archives.archive_for_officer(asked, officer=request.officer)
            return redirect("desk:archive-case", found.case.number)
        except DomainError as refusal:
            error = str(refusal)
    try:
        page = archives.archive_page(request.officer, after=request.GET.get("after", ""))
    except ValueError as fault:
        raise Http404 from fault
    context = {
        "rows": [(row, words.OUTCOMES.get(row.outcome, ("", "grey"))) for row in page.rows],
        "next": f"{request.path}?after={page.after}" if page.after else "",
        "first": request.path if request.GET.get("after") else "",
        "asked": asked,
        "error": error,
    }
    return render(request, "desk/archive/list.html", context, status=404 if error else 200)


@require_safe
@open_to(*READERS)
def archive_case(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the packages of an archived case."""
    try:
        view = archives.archive_for_officer(number, officer=request.officer)
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "archive": view,
        "tag": words.OUTCOMES.get(view.case.outcome, ("", "grey")),
        "may_open": _handles(request),
        "size": readable_size,
    }
    return render(request, "desk/archive/case.html", context)


@require_safe
@open_to(*READERS)
def package(request: OfficerRequest, number: str, edition: int) -> StreamingHttpResponse:
    """Give a package, piece by piece; the read is written down."""
    try:
        found, pieces = archives.package_for_officer(number, edition, officer=request.officer)
    except DomainError as refusal:
        raise Http404 from refusal
    return zip_response(pieces, f"{number}-{found.edition}.zip", found.size)


def zip_response(pieces: Iterator[bytes], name: str, size: int) -> StreamingHttpResponse:
    """Answer with a package to be saved."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    headers = {"Content-Disposition": disposition, "Content-Length": str(size), "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


def _handles(request: OfficerRequest) -> bool:
    return bool(request.officer.roles & {Role.CLERK, Role.REVIEWER, Role.DECIDER})
