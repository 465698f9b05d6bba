"""What anybody may check: a licence, an entry of the ledger."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.groundwork.documents import api as documents
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences import api as licences

LONGEST_TEXT = 300


@require_safe
@open_to(ANYONE)
def ask(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("number", "")[:LONGEST_TEXT].strip()
    if text:
        return redirect("portal:verify-licence", text=text)
    return render(request, "portal/public/verify.html", {"verification": None})


@require_safe
@open_to(ANYONE)
def verify(request: HttpRequest, text: str) -> HttpResponse:
    """Answer about one licence; the holder is masked, and nobody is asked who wants to know."""
    return render(request, "portal/public/verify.html", {"verification": licences.verify(text[:LONGEST_TEXT])})


@require_safe
@open_to(ANYONE)
def verify_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Say that an official document was issued, by whom and when; what it says stays with the one it was sent to."""
    document = documents.find_document(document_id)
    if document is None:
        raise Http404
    return render(request, "portal/public/verify_document.html", {"document": document})


@require_safe
@open_to(ANYONE)
def proof(request: HttpRequest, digest: str) -> HttpResponse:
    """Show the proof that a deed is in the ledger. Reads of personal data are shown to the person only."""
    receipt = ledger.receipt_for(digest)
    if receipt is None or receipt.entry.deed == "personal_data.read":
        raise Http404
    return render(request, "portal/public/proof.html", {"receipt": receipt})
