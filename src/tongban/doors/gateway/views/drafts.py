"""Apply: open a draft, answer its pages, give its materials, sign and submit. A clerk does the same for a walk-in."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from ninja import File
from ninja.files import UploadedFile

from tongban.doors.frame.access import APPLICANT, ApplicantRequest
from tongban.doors.gateway.entrance import Who
from tongban.doors.gateway.files import file_response, given_in
from tongban.doors.gateway.idempotency import key_of
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import cases as given
from tongban.doors.gateway.schemas.scenarios import SituationAnswers
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import Channel, Way
from tongban.handling.cases import api as cases
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Role

group = Group("drafts")

APPLICANTS: list[Who] = [APPLICANT, Role.CLERK]


@group.post("/drafts", to=APPLICANTS, answers=given.Draft, refuses=[404])
def open_draft(request: ApplicantRequest, body: given.OpenDraft) -> given.Draft:
    """Open the applicant's draft for an item, filled with what the registers know; a draft that is open already is returned."""
    channel = Channel.WINDOW if request.applicant.via else Channel.API
    offer = catalogue.offer(body.item_code)
    draft = applications.open_draft(offer=offer, applicant=request.applicant, channel=channel, situation=body.situation)
    return given.Draft.of(draft)


@group.get("/drafts", to=APPLICANTS, answers=list[given.DraftCard])
def list_drafts(request: ApplicantRequest) -> list[given.DraftCard]:
    """List the applicant's open drafts, the latest first."""
    return [given.DraftCard.of(card) for card in applications.drafts_of(request.applicant)]


@group.get("/drafts/{uuid:draft_id}", to=APPLICANTS, answers=given.Draft, refuses=[404])
def show_draft(request: ApplicantRequest, draft_id: UUID) -> given.Draft:
    """Show a draft: what is done, what is missing, what was prefilled from where."""
    return given.Draft.of(applications.draft(draft_id, applicant=request.applicant))


@group.delete("/drafts/{uuid:draft_id}", to=APPLICANTS, refuses=[404, 409])
def discard_draft(request: ApplicantRequest, draft_id: UUID) -> None:
    """Throw an open draft away."""
    applications.discard_draft(draft_id=draft_id, applicant=request.applicant)


@group.put("/drafts/{uuid:draft_id}/pages/{page}", to=APPLICANTS, answers=given.Saved, refuses=[404, 409])
def save_page(request: ApplicantRequest, draft_id: UUID, page: str, body: given.Answers) -> given.Saved:
    """Save the answers of one page, right or wrong, and say what is wrong with them."""
    problems = applications.save_page(draft_id=draft_id, applicant=request.applicant, page=page, answers=body.answers)
    return given.Saved(problems=[given.FieldProblem.of(problem) for problem in problems])


@group.put("/drafts/{uuid:draft_id}/situation", to=APPLICANTS, answers=given.Draft, refuses=[404, 409])
def answer_situation(request: ApplicantRequest, draft_id: UUID, body: SituationAnswers) -> given.Draft:
    """Say which situation is the applicant's; from then on only what applies in it is asked for."""
    applications.answer_situation(draft_id=draft_id, applicant=request.applicant, answers=body.answers)
    return given.Draft.of(applications.draft(draft_id, applicant=request.applicant))


@group.post("/drafts/{uuid:draft_id}/materials/{code}", to=APPLICANTS, answers=given.Draft, refuses=[404])
def give_material(request: ApplicantRequest, draft_id: UUID, code: str, body: given.GiveMaterial) -> given.Draft:
    """Meet a material by a licence held, by a promise (告知承诺), or by showing the original at a window."""
    applications.give_material(
        draft_id=draft_id, applicant=request.applicant, code=code, way=body.way, licence_id=body.licence_id
    )
    return given.Draft.of(applications.draft(draft_id, applicant=request.applicant))


@group.post("/drafts/{uuid:draft_id}/materials/{code}/files", to=APPLICANTS, answers=given.Draft, refuses=[404])
def upload_material(request: ApplicantRequest, draft_id: UUID, code: str, file: File[UploadedFile]) -> given.Draft:
    """Meet a material by a file; its size, kind and content are checked. Another file joins those given before."""
    applications.give_material(
        draft_id=draft_id,
        applicant=request.applicant,
        code=code,
        way=Way.UPLOAD,
        content=cast("BinaryIO", file),
        name=file.name or "",
    )
    return given.Draft.of(applications.draft(draft_id, applicant=request.applicant))


@group.get(
    "/drafts/{uuid:draft_id}/files/{uuid:file_id}",
    to=APPLICANTS,
    answers=None,
    refuses=[404],
    media="application/octet-stream",
)
def show_draft_file(request: ApplicantRequest, draft_id: UUID, file_id: UUID) -> HttpResponse:
    """Return a file that was given for a material of the draft."""
    return file_response(file_id, given_in(applications.draft(draft_id, applicant=request.applicant).materials))


@group.delete("/drafts/{uuid:draft_id}/materials/given/{given_id}", to=APPLICANTS, refuses=[404, 409])
def remove_material(request: ApplicantRequest, draft_id: UUID, given_id: int) -> None:
    """Take back one thing that was given for a material."""
    applications.remove_material(draft_id=draft_id, applicant=request.applicant, given_id=min(given_id, 2**31))


@group.post("/drafts/{uuid:draft_id}/submission", to=APPLICANTS, answers=given.Receipt, refuses=[404], whole=True)
def submit_application(request: ApplicantRequest, draft_id: UUID, body: given.Submission) -> given.Receipt:
    """
    Sign and submit a draft. The receipt is given once the case is committed.

    Submitting again, with or without the same Idempotency-Key, makes no second case and gives the same receipt.
    """
    receipt = cases.submit_application(
        draft_id=draft_id,
        applicant=request.applicant,
        statement=body.statement,
        idempotency_key=key_of(request),
        agrees_to_electronic=body.agrees_to_electronic,
    )
    return given.Receipt.of(receipt)
