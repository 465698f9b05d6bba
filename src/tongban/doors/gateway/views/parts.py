"""What the authorities do that handle one case together: each on its own share."""

from tongban.doors.frame.access import OfficerRequest
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import parts as sent
from tongban.doors.gateway.schemas.cases import Done
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role

group = Group("work")

STAFF = [Role.CLERK, Role.REVIEWER, Role.DECIDER]


@group.post("/work/cases/{number}/parts/{slug:part}/opinion", to=STAFF, answers=Done, refuses=[404], whole=True)
def give_opinion(request: OfficerRequest, number: str, part: str, body: sent.Opinion) -> Done:
    """Give the opinion of the officer's authority on its step: a paper numbered and sealed by it, and a fact for those who follow."""
    return Done.of(cases.give_opinion(number=number, officer=request.officer, step=part, **body.model_dump()))


@group.post(
    "/work/cases/{number}/parts/{slug:part}/answer", to=[Role.REVIEWER], answers=Done, refuses=[404], whole=True
)
def answer_consultation(request: OfficerRequest, number: str, part: str, body: sent.Answer) -> Done:
    """Answer as an office that was asked; it does not decide."""
    done = cases.answer_consultation(number=number, officer=request.officer, step=part, answer=body.answer)
    return Done.of(done)


@group.post("/work/cases/{number}/parts/{slug:part}/meeting", to=STAFF, answers=Done, refuses=[404], whole=True)
def hold_meeting(request: OfficerRequest, number: str, part: str, body: sent.Meeting) -> Done:
    """Write down a joint meeting, with who took part and its outcome."""
    return Done.of(cases.hold_meeting(number=number, officer=request.officer, step=part, **body.model_dump()))


@group.post("/work/cases/{number}/consultations", to=STAFF, answers=Done, refuses=[404])
def consult_office(request: OfficerRequest, number: str, body: sent.Consultation) -> Done:
    """Ask an office that the plan does not name, while examining; nobody has to wait for it."""
    asked = body.model_dump(exclude={"part"})
    return Done.of(cases.consult_office(number=number, officer=request.officer, step=body.part, **asked))


@group.post("/work/cases/{number}/return", to=[Role.REVIEWER, Role.DECIDER], answers=Done, refuses=[404])
def return_to_step(request: OfficerRequest, number: str, body: sent.Return) -> Done:
    """Send a case back to some of the authorities; the results of the others stay."""
    return Done.of(cases.return_to_step(number=number, officer=request.officer, **body.model_dump()))
