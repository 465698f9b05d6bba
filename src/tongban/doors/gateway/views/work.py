"""The work of staff: the worklist, cases as officers see them, and every deed that moves a case."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from pydantic import StringConstraints

from tongban.doors.frame.access import OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.files import document_response, file_response
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import cases as given
from tongban.doors.gateway.schemas.people import Purpose
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role

group = Group("work")

STAFF = [Role.CLERK, Role.REVIEWER, Role.DECIDER]


@group.get("/work/cases", to=STAFF, answers=Page[given.WorkRow])
def list_work(
    request: OfficerRequest,
    step: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,40}$")] = "",
    after: After = None,
    limit: Limit = 20,
) -> Page[given.WorkRow]:
    """List the open tasks of the officer's post, nearest legal date first."""
    found = cases.worklist(officer=request.officer, step=step, after=opened(after), limit=limit)
    return page([given.WorkRow.of(row) for row in found.rows], found.after)


@group.get("/work/cases/{number}", to=STAFF, answers=given.Case, refuses=[404])
def show_case_at_work(request: OfficerRequest, number: str) -> given.Case:
    """Show a case to an officer whose post reaches to it, personal data masked; the reading is in the ledger."""
    return given.Case.of(cases.case_for_officer(number, officer=request.officer))


@group.post("/work/cases/{number}/details", to=STAFF, answers=given.ClearDetails, refuses=[404], keyed=False)
def show_details(request: OfficerRequest, number: str, body: Purpose) -> given.ClearDetails:
    """Show the personal data of a case in clear, for a purpose that is written down and shown to the applicant."""
    return given.ClearDetails.of(cases.clear_details(number, officer=request.officer, purpose=body.purpose))


@group.get(
    "/work/cases/{number}/documents/{uuid:document_id}",
    to=STAFF,
    answers=None,
    refuses=[404, 409],
    media="application/pdf",
)
def show_document_at_work(request: OfficerRequest, number: str, document_id: UUID) -> HttpResponse:
    """Return the sealed PDF of an official document of a case; the reading is in the ledger."""
    document = cases.document_for_officer(number, document_id, officer=request.officer)
    return document_response(document_id, [document])


@group.get(
    "/work/cases/{number}/files/{uuid:file_id}", to=STAFF, answers=None, refuses=[404], media="application/octet-stream"
)
def show_file_at_work(request: OfficerRequest, number: str, file_id: UUID) -> HttpResponse:
    """Return a file that was handed in with a case; the reading is in the ledger."""
    return file_response(file_id, [cases.given_for_officer(number, file_id, officer=request.officer)])


@group.put("/work/cases/{number}/claim", to=STAFF, answers=None, refuses=[404, 409])
def claim_case(request: OfficerRequest, number: str) -> None:
    """Put one's name to the open task of a case, for colleagues to see."""
    cases.claim_case(number=number, officer=request.officer)


@group.delete("/work/cases/{number}/claim", to=STAFF, refuses=[404, 409])
def release_case(request: OfficerRequest, number: str) -> None:
    """Take one's name from the open task of a case."""
    cases.release_case(number=number, officer=request.officer)


@group.post("/work/cases/{number}/acceptance", to=[Role.CLERK], answers=given.Done, refuses=[404], whole=True)
def accept_application(request: OfficerRequest, number: str) -> given.Done:
    """Accept an application: the notice is issued, the clock of the decision starts."""
    return given.Done.of(cases.accept_application(number=number, officer=request.officer))


@group.post("/work/cases/{number}/supplement-request", to=[Role.CLERK], answers=given.Done, refuses=[404])
def ask_to_supplement(request: OfficerRequest, number: str, body: given.AskToSupplement) -> given.Done:
    """Ask, once, for everything that is missing."""
    items = [{"code": item.code, "reason": item.reason} for item in body.items]
    done = cases.ask_to_supplement(number=number, officer=request.officer, items=items, working_days=body.working_days)
    return given.Done.of(done)


@group.post("/work/cases/{number}/refusal-of-acceptance", to=[Role.CLERK], answers=given.Done, refuses=[404])
def refuse_acceptance(request: OfficerRequest, number: str, body: given.RefuseAcceptance) -> given.Done:
    """Refuse to accept an application, with the reason and, where another authority is competent, its name."""
    return given.Done.of(cases.refuse_acceptance(number=number, officer=request.officer, **body.model_dump()))


@group.post(
    "/work/cases/{number}/proposal", to=[Role.REVIEWER, Role.CLERK], answers=given.Done, refuses=[404], whole=True
)
def propose_decision(request: OfficerRequest, number: str, body: given.Proposal) -> given.Done:
    """Propose to grant or to refuse, with reasons. The plan of the item says whether reviewer or clerk proposes."""
    return given.Done.of(cases.propose_decision(number=number, officer=request.officer, **body.model_dump()))


@group.post("/work/cases/{number}/decision", to=[Role.DECIDER], answers=given.Done, refuses=[404], whole=True)
def decide_case(request: OfficerRequest, number: str, body: given.Decision) -> given.Done:
    """Decide as proposed or return the case to the review; never by the one who proposed. Granting issues the licence."""
    return given.Done.of(cases.decide_case(number=number, officer=request.officer, **body.model_dump()))


@group.post("/work/cases/{number}/special-procedure", to=[Role.REVIEWER, Role.CLERK], answers=given.Done, refuses=[404])
def start_special_procedure(request: OfficerRequest, number: str, body: given.StartSpecialProcedure) -> given.Done:
    """Start a special procedure (hearing, inspection, expert review …): its days are not counted."""
    return given.Done.of(cases.start_special_procedure(number=number, officer=request.officer, **body.model_dump()))


@group.post(
    "/work/cases/{number}/special-procedure/result", to=[Role.REVIEWER, Role.CLERK], answers=given.Done, refuses=[404]
)
def end_special_procedure(request: OfficerRequest, number: str, body: given.SpecialResult) -> given.Done:
    """End the special procedure with its result: the clock runs on."""
    return given.Done.of(cases.end_special_procedure(number=number, officer=request.officer, result=body.result))


@group.post("/work/cases/{number}/extension", to=[Role.DECIDER], answers=given.Done, refuses=[404])
def extend_time_limit(request: OfficerRequest, number: str, body: given.ReasonGiven) -> given.Done:
    """Extend the time limit, once; the applicant is told the ground."""
    return given.Done.of(cases.extend_time_limit(number=number, officer=request.officer, ground=body.reason))


@group.post("/work/cases/{number}/termination", to=[Role.DECIDER], answers=given.Done, refuses=[404])
def terminate_case(request: OfficerRequest, number: str, body: given.ReasonGiven) -> given.Done:
    """Close an undecided case that has lost its object."""
    return given.Done.of(cases.terminate_case(number=number, officer=request.officer, reason=body.reason))
