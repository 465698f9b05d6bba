"""Licences: the holder's own, and the check that is open to everybody. Receipts of the ledger, too."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query

from tongban.doors.frame.access import ANYONE, APPLICANT, ApplicantRequest
from tongban.doors.gateway import rates
from tongban.doors.gateway.files import UnableToFindDocument, document_response
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import proofs as given
from tongban.doors.gateway.schemas.people import LedgerReceipt
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences import api as licences
from tongban.registers.identity import api as identity

group = Group("proofs")

CHECKS = {"most": 120, "seconds": 60}  # from one address


class UnableToFindEntry(DomainError):
    """No sealed entry of the ledger has this digest; entries are sealed within seconds."""

    code = "ledger.not_found"
    sentence = _("存证记录中没有这个摘要，或者还没有封存。新记录几秒内封存，请稍候再试。")
    status = 404


@group.get("/licences", to=[APPLICANT], answers=list[given.Licence])
def list_licences(request: ApplicantRequest) -> list[given.Licence]:
    """List the applicant's licences."""
    return [given.Licence.of(each) for each in licences.licences_of(identity.party_seen_whole(request.applicant))]


@group.get("/licences/{uuid:licence_id}", to=[APPLICANT], answers=given.OwnLicence, refuses=[404])
def show_licence(request: ApplicantRequest, licence_id: UUID) -> given.OwnLicence:
    """Show one's own licence, clear."""
    return given.OwnLicence.of(licences.licence_for_holder(licence_id, identity.party_seen_whole(request.applicant)))


@group.get("/licences/{uuid:licence_id}/pdf", to=[APPLICANT], answers=None, refuses=[404, 409], media="application/pdf")
def show_licence_pdf(request: ApplicantRequest, licence_id: UUID) -> HttpResponse:
    """Return the sealed PDF of one's own licence."""
    view = licences.licence_for_holder(licence_id, identity.party_seen_whole(request.applicant))
    issued = documents.documents_about(view.summary.subject)
    if not issued:
        raise UnableToFindDocument
    return document_response(issued[-1].id, issued)


@group.get("/verification", to=[ANYONE], answers=given.Verification, refuses=[429])
def verify_licence(
    request: HttpRequest,
    number: Annotated[
        str, Query(description="The number or the identifier on the licence", min_length=1, max_length=500)
    ],
) -> given.Verification:
    """Check a licence without signing in: whether it is genuine and good today. The holder's name is masked."""
    rates.count("verification", who=rates.address_of(request), **CHECKS)
    return given.Verification.of(licences.verify(number))


@group.get("/ledger/receipts/{digest}", to=[ANYONE], answers=LedgerReceipt, refuses=[404, 429])
def show_receipt(
    request: HttpRequest,
    digest: Annotated[str, Path(description="Of the entry: 64 hexadecimal digits", pattern="^[0-9a-f]{64}$")],
) -> LedgerReceipt:
    """Prove that an entry is in the ledger, to whoever has its digest; what the entry says is not shown."""
    rates.count("receipt", who=rates.address_of(request), **CHECKS)
    receipt = ledger.receipt_for(digest)
    if receipt is None or receipt.entry.position is None:
        raise UnableToFindEntry
    return LedgerReceipt(
        digest=receipt.entry.digest,
        position=receipt.entry.position,
        size=receipt.size,
        root=receipt.root,
        path=list(receipt.path),
        signature=receipt.signature,
        made_at=receipt.made_at.isoformat(),
        public_key=receipt.public_key,
    )
