"""One's own e-licences: the list, the face of one, its PDF and its QR code."""

import io
from uuid import UUID

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.portal import presenters_mine
from tongban.doors.portal.own_things import official_pdf, own
from tongban.groundwork.documents import api as documents
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import LicenceSummary, LicenceView
from tongban.registers.identity import api as identity


@require_safe
@open_to(APPLICANT)
def licence_list(request: ApplicantRequest) -> HttpResponse:
    """Show the licences of the party as cards, the newest first."""
    cards = [
        {
            "licence": licence,
            "tag": presenters_mine.licence_status(licence),
            "validity": presenters_mine.validity(licence),
        }
        for licence in _licences(request)
    ]
    return render(request, "portal/my/licences.html", {"cards": cards})


@require_safe
@open_to(APPLICANT)
def licence(request: ApplicantRequest, licence_id: UUID) -> HttpResponse:
    """Show the face of a licence to its holder."""
    view = _licence(request, licence_id)
    context = {
        "view": view,
        "licence": view.summary,
        "tag": presenters_mine.licence_status(view.summary),
        "validity": presenters_mine.validity(view.summary),
        "is_ready": any(document.is_ready for document in _papers(view)),
    }
    return render(request, "portal/my/licence.html", context)


@require_safe
@open_to(APPLICANT)
def licence_code(request: ApplicantRequest, licence_id: UUID) -> HttpResponse:
    """Show the QR code alone and large, for somebody to scan."""
    view = _licence(request, licence_id)
    context = {"licence": view.summary, "validity": presenters_mine.validity(view.summary)}
    return render(request, "portal/my/licence_code.html", context)


@require_safe
@open_to(APPLICANT)
def licence_qr(request: ApplicantRequest, licence_id: UUID) -> HttpResponse:
    """Return the QR code of a licence; it leads to its public check."""
    view = _licence(request, licence_id)
    drawn = io.BytesIO()
    segno.make(view.summary.verify_url, error="m", micro=False).save(drawn, kind="svg", scale=8, border=2, light="#fff")
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml", headers=headers)


@require_safe
@open_to(APPLICANT)
def licence_pdf(request: ApplicantRequest, licence_id: UUID) -> HttpResponse:
    """Give the newest PDF of a licence to its holder."""
    view = _licence(request, licence_id)
    issued = _papers(view)
    if not issued:
        raise Http404
    return official_pdf(issued[-1].id, f"{view.summary.type_name} {view.summary.number}")


def _licence(request: ApplicantRequest, licence_id: UUID) -> LicenceView:
    return own(request, lambda applicant: licences.licence_for_holder(licence_id, identity.party_seen_whole(applicant)))


def _licences(request: ApplicantRequest) -> tuple[LicenceSummary, ...]:
    """Return the licences of the party; none to who acts for it in some items only."""
    applicant = request.applicant
    return licences.licences_of(applicant.party_id) if applicant.has_full_mandate else ()


def _papers(view: LicenceView) -> list[documents.DocumentSummary]:
    return [each for each in documents.documents_about(view.summary.subject) if each.kind == "licence"]
