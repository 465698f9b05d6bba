"""What the pages about one's own things have in common: whose they are, and files that only their owner gets."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.doors.frame.access import ACTING_FOR, ApplicantRequest
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation.errors import DomainError
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant

Thing = TypeVar("Thing")
form_page = require_http_methods(["GET", "HEAD", "POST"])
HIDDEN = (403, 404)  # what one may not see does not exist for one
MOST_PARTIES_TRIED = 20
# A file that somebody handed in may be anything: it is saved, never shown as a page of ours.
SANDBOX = "default-src 'none'; sandbox"


def own(request: ApplicantRequest, find: Callable[[Applicant], Thing]) -> Thing:
    """
    Return what `find` returns for the visitor, or answer 404.

    A thing of a company (or a principal) she may act for opens too, from a message or a bookmark: she acts for it then.
    """
    thing, refusal = _tried(find, request.applicant)
    if thing is not None:
        return thing
    for other in _others(request):
        thing, _refusal = _tried(find, other)
        if thing is not None:
            act_for(request, other)
            messages.info(request, _("您现在是为“{name}”办事。").format(name=other.name))
            return thing
    raise Http404 from refusal


def act_for(request: ApplicantRequest, applicant: Applicant) -> None:
    """Let the visitor act for this party from now on, herself included."""
    if applicant.party_id == applicant.person_id:
        request.session.pop(ACTING_FOR, None)
    else:
        request.session[ACTING_FOR] = str(applicant.party_id)
    request.applicant = request._applicant = applicant  # type: ignore[attr-defined]


def applicant_for(request: ApplicantRequest, party: str) -> Applicant:
    """Return the visitor as applicant for a party whose id a form sent; raise Http404 when she may not act for it."""
    try:
        return identity.applicant_of(request.user, party_id=UUID(party))
    except (ValueError, DomainError) as refusal:
        raise Http404 from refusal


def official_pdf(id: UUID, name: str) -> HttpResponse:
    """Answer with an official document to look at; with a plain line while it is being made."""
    content = documents.document_pdf(id)
    if content is None:
        text = _("文件正在生成，请过几秒钟刷新这一页。")
        return HttpResponse(text, status=202, content_type="text/plain; charset=utf-8", headers={"Refresh": "3"})
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or "inline",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def handed_in_file(id: UUID) -> FileResponse:
    """Answer with a file that somebody handed in, to be saved."""
    summary = documents.file_summary(id)
    if summary is None:
        raise Http404
    content: BinaryIO = documents.open_file(id)
    return FileResponse(
        content,
        as_attachment=True,
        filename=summary.name,
        content_type=documents.media_type_of(summary.kind),
        headers={"Content-Security-Policy": SANDBOX, "Cache-Control": "private, no-store"},
    )


def _tried(find: Callable[[Applicant], Thing], applicant: Applicant) -> tuple[Thing | None, DomainError | None]:
    try:
        return find(applicant), None
    except DomainError as refusal:
        if refusal.status not in HIDDEN:
            raise
        return None, refusal


def _others(request: ApplicantRequest) -> Iterator[Applicant]:
    """Yield the visitor for each other party she may act for, herself first."""
    mine = request.applicant.party_id
    parties = [party.id for party in identity.parties_represented_by(request.applicant.person_id)]
    for party in [request.applicant.person_id, *parties[:MOST_PARTIES_TRIED]]:
        if party != mine:
            yield identity.applicant_of(request.user, party_id=party)
