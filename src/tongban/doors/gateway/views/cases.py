"""The applicant's own cases."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from ninja import File
from ninja.files import UploadedFile

from tongban.doors.frame.access import APPLICANT, ApplicantRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.entrance import Who
from tongban.doors.gateway.files import document_response, file_response, given_in
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import cases as given
from tongban.doors.gateway.schemas.people import Entry
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role

group = Group("cases")

APPLICANTS: list[Who] = [APPLICANT, Role.CLERK]


@group.get("/cases", to=[APPLICANT], answers=Page[given.CaseCard])
def list_cases(request: ApplicantRequest, after: After = None, limit: Limit = 20) -> Page[given.CaseCard]:
    """List the applicant's cases, the latest first."""
    found = cases.cases_of(request.applicant, after=opened(after), limit=limit)
    return page([given.CaseCard.of(card) for card in found.rows], found.after)


@group.get("/cases/{number}", to=[APPLICANT], answers=given.Case, refuses=[404])
def show_case(request: ApplicantRequest, number: str) -> given.Case:
    """Show one's own case: its course with actors and times, its due date explained, its documents."""
    return given.Case.of(cases.case_for_applicant(number, applicant=request.applicant))


@group.get(
    "/cases/{number}/documents/{uuid:document_id}",
    to=[APPLICANT],
    answers=None,
    refuses=[404, 409],
    media="application/pdf",
)
def show_document(request: ApplicantRequest, number: str, document_id: UUID) -> HttpResponse:
    """Return the sealed PDF of an official document of one's own case."""
    return document_response(document_id, cases.case_for_applicant(number, applicant=request.applicant).documents)


@group.get(
    "/cases/{number}/files/{uuid:file_id}",
    to=[APPLICANT],
    answers=None,
    refuses=[404],
    media="application/octet-stream",
)
def show_file(request: ApplicantRequest, number: str, file_id: UUID) -> HttpResponse:
    """Return a file that was handed in with one's own case."""
    return file_response(file_id, given_in(cases.case_for_applicant(number, applicant=request.applicant).materials))


@group.get("/cases/{number}/ledger", to=[APPLICANT], answers=list[Entry], refuses=[404])
def list_entries(request: ApplicantRequest, number: str) -> list[Entry]:
    """List the deeds on one's own case as the ledger holds them, oldest first, with the digests that prove them."""
    view = cases.case_for_applicant(number, applicant=request.applicant)
    return [
        Entry(
            at=entry.occurred_at,
            deed=entry.deed,
            actor_name=entry.actor_name,
            actor_post=entry.actor_post,
            # The grounds of a proposal are not the applicant's to see, a decision's are in the case.
            reason="",
            digest=entry.digest,
            is_sealed=entry.position is not None,
        )
        for entry in ledger.entries_about(f"case:{view.number}")
    ]


@group.post("/cases/{number}/supplement", to=APPLICANTS, answers=given.Done, refuses=[404])
def supply_supplement(request: ApplicantRequest, number: str) -> given.Done:
    """Hand in what was asked for; its materials and answers are given through the case's draft first."""
    return given.Done.of(cases.supply_supplement(number=number, applicant=request.applicant))


@group.post("/cases/{number}/withdrawal", to=[APPLICANT], answers=given.Done, refuses=[404])
def withdraw_case(request: ApplicantRequest, number: str, body: given.ReasonWelcome) -> given.Done:
    """Withdraw an application before it is decided."""
    return given.Done.of(cases.withdraw_case(number=number, applicant=request.applicant, reason=body.reason))


@group.post("/cases/{number}/commitments/{code}/files", to=[APPLICANT], answers=given.Done, refuses=[404])
def fulfil_commitment(request: ApplicantRequest, number: str, code: str, file: File[UploadedFile]) -> given.Done:
    """Supply a paper that was promised when the application was made."""
    done = cases.fulfil_commitment(
        number=number, applicant=request.applicant, code=code, content=cast("BinaryIO", file), name=file.name or ""
    )
    return given.Done.of(done)
