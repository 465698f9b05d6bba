"""What becomes of a decided case: delivery with proof, remedies, revocation, the archive."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import results as given
from tongban.doors.gateway.schemas.cases import Done
from tongban.handling.archives import api as archives
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role

group = Group("results")

ARCHIVE_READERS = [Role.CLERK, Role.DECIDER]


@group.post("/work/cases/{number}/closing", to=[Role.CLERK], answers=Done, refuses=[404], whole=True)
def close_case(request: OfficerRequest, number: str, body: given.Closing) -> Done:
    """Write down how the result arrived, with its proof, and close the case."""
    done = cases.close_case(
        number=number,
        officer=request.officer,
        delivery=body.delivery,
        note=body.note,
        facts=body.facts.model_dump(),
        delivered_on=body.delivered_on,
    )
    return Done.of(done)


@group.post("/work/cases/{number}/sending", to=[Role.CLERK], answers=Done, refuses=[404], whole=True)
def send_result(request: OfficerRequest, number: str, body: given.Sending) -> Done:
    """Write down that the result was sent by post, entrusted to another authority or put on public notice."""
    done = cases.send_result(
        number=number,
        officer=request.officer,
        delivery=body.delivery,
        note=body.note,
        facts=body.facts.model_dump(),
    )
    return Done.of(done)


@group.post("/work/cases/{number}/failed-delivery", to=[Role.CLERK], answers=Done, refuses=[404], whole=True)
def fail_delivery(request: OfficerRequest, number: str, body: given.WhyNot) -> Done:
    """Write down why what was sent did not arrive; the case waits for another way."""
    return Done.of(cases.fail_delivery(number=number, officer=request.officer, reason=body.reason))


@group.put("/cases/{number}/delivery-wish", to=[APPLICANT], answers=Done, refuses=[404, 409])
def agree_on_delivery(request: ApplicantRequest, number: str, body: given.DeliveryWish) -> Done:
    """Agree to electronic delivery or take the consent back, and say where post is to go."""
    return Done.of(cases.agree_on_delivery(number=number, applicant=request.applicant, **body.model_dump()))


@group.post("/cases/{number}/receipt-confirmation", to=[APPLICANT], answers=Done, refuses=[404], whole=True)
def confirm_receipt(request: ApplicantRequest, number: str) -> Done:
    """Confirm that what was sent has arrived; her word is the proof, and the case is closed."""
    return Done.of(cases.confirm_receipt(number=number, applicant=request.applicant))


@group.post("/work/cases/{number}/remedies", to=[Role.DECIDER], answers=Done, refuses=[404], whole=True)
def note_remedy(request: OfficerRequest, number: str, body: given.NotedRemedy) -> Done:
    """Note an objection, a reconsideration or a suit against the decision."""
    return Done.of(cases.note_remedy(number=number, officer=request.officer, **body.model_dump()))


@group.post("/work/cases/{number}/revocation", to=[Role.DECIDER], answers=Done, refuses=[404], whole=True)
def propose_revocation(request: OfficerRequest, number: str, body: given.RevocationProposal) -> Done:
    """Propose to take a granted decision back; where the law asks for it, the holder is told and may answer first."""
    return Done.of(cases.propose_revocation(number=number, officer=request.officer, **body.model_dump()))


@group.post("/work/cases/{number}/revocation/decision", to=[Role.DECIDER], answers=Done, refuses=[404], whole=True)
def revoke_decision(request: OfficerRequest, number: str, body: given.RevocationDecision) -> Done:
    """Confirm a proposed revocation as another person than who proposed it, or drop it with reasons."""
    return Done.of(cases.revoke_decision(number=number, officer=request.officer, **body.model_dump()))


@group.post("/cases/{number}/revocation/answer", to=[APPLICANT], answers=Done, refuses=[404], whole=True)
def answer_revocation(request: ApplicantRequest, number: str, body: given.RevocationAnswer) -> Done:
    """Answer a proposed revocation before it is decided."""
    return Done.of(cases.answer_revocation(number=number, applicant=request.applicant, answer=body.answer))


@group.get("/work/archive", to=ARCHIVE_READERS, answers=Page[given.ArchivedCase])
def list_archive(request: OfficerRequest, after: After = None, limit: Limit = 20) -> Page[given.ArchivedCase]:
    """List what the officer's authority archived (an auditor: the region's), latest first."""
    found = archives.archive_page(request.officer, after=opened(after) or "", limit=limit)
    return page([given.ArchivedCase.of(row) for row in found.rows], found.after)


@group.get("/work/archive/{number}", to=ARCHIVE_READERS, answers=given.Archive, refuses=[404])
def show_archive(request: OfficerRequest, number: str) -> given.Archive:
    """Show an archived case with its packages."""
    return given.Archive.of(archives.archive_for_officer(number, officer=request.officer))


@group.get(
    "/work/archive/{number}/packages/{edition}",
    to=ARCHIVE_READERS,
    answers=None,
    refuses=[404],
    media="application/zip",
)
def show_package(request: OfficerRequest, number: str, edition: int) -> StreamingHttpResponse:
    """Return a package, whole; the reading is in the ledger. `tongban verify-archive` verifies it offline."""
    found, pieces = archives.package_for_officer(number, edition, officer=request.officer)
    return _zip(found, pieces, number)


@group.get("/cases/{number}/archive", to=[APPLICANT], answers=None, refuses=[404], media="application/zip")
def show_own_package(request: ApplicantRequest, number: str) -> StreamingHttpResponse:
    """Return the applicant's own copy of the archived file, without what is internal to the office."""
    found, pieces = archives.package_for_applicant(number, applicant=request.applicant)
    return _zip(found, pieces, number)


def _zip(found: archives.PackageView, pieces: Iterator[bytes], number: str) -> StreamingHttpResponse:
    name = "".join(each for each in number if each.isdigit())
    headers = {
        "Content-Disposition": f"attachment; filename={name}-{found.edition}.zip",
        "Content-Length": str(found.size),
    }
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)
