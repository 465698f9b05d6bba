"""How colleagues work on cases together: counts, who has which step, notes, mentions, lots, keeping away."""

from tongban.doors.frame.access import APPLICANT, ApplicantRequest, OfficerRequest
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import teamwork as given
from tongban.doors.gateway.views.work import STAFF
from tongban.handling.cases import api as cases
from tongban.handling.teamwork import api as teamwork
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Role

group = Group("teamwork")


@group.get("/work/counts", to=STAFF, answers=given.Counts)
def count_work(request: OfficerRequest) -> given.Counts:
    """Count what the officer may do, has in hand, and lies open at her authority; exact, and by step."""
    return given.Counts.of(cases.work_counts(request.officer))


@group.get("/work/cases/{number}/steps", to=STAFF, answers=list[given.OpenStep], refuses=[404])
def list_open_steps(request: OfficerRequest, number: str) -> list[given.OpenStep]:
    """List the open steps of a case and who has them."""
    brief = cases.brief_for_officer(number, officer=request.officer)
    return [given.OpenStep.of(task) for task in workflow.open_tasks_of(f"case:{brief.number}")]


@group.put(
    "/work/cases/{number}/steps/{step}/assignment", to=[Role.DECIDER], answers=given.Assigned, refuses=[404, 409]
)
def assign_step(request: OfficerRequest, number: str, step: str, body: given.Assign) -> given.Assigned:
    """Give an open step to a colleague, as who leads the posts of its authority: from then on nobody else may do it."""
    name = cases.hand_out(number=number, step=step, to=body.to, officer=request.officer, note=body.note)
    return given.Assigned(name=name)


@group.delete("/work/cases/{number}/steps/{step}/assignment", to=STAFF, refuses=[404, 409])
def give_back_step(request: OfficerRequest, number: str, step: str) -> None:
    """Give an assigned step back to the posts."""
    cases.give_back(number=number, step=step, officer=request.officer)


@group.post("/work/cases/{number}/steps/{step}/draw", to=[Role.DECIDER], answers=given.Assigned, refuses=[404])
def draw_again(request: OfficerRequest, number: str, step: str, body: given.Redraw) -> given.Assigned:
    """Draw another for a step that goes by lot, for a reason."""
    name = cases.draw_again(number=number, step=step, officer=request.officer, reason=body.reason)
    return given.Assigned(name=name)


@group.get("/work/cases/{number}/draws", to=STAFF, answers=list[given.Draw], refuses=[404])
def list_draws(request: OfficerRequest, number: str) -> list[given.Draw]:
    """List the lots of a case, each drawn again, with what anybody needs to do the same."""
    return [given.Draw.of(draw) for draw in cases.draws_of(number, officer=request.officer)]


@group.get("/work/cases/{number}/notes", to=STAFF, answers=list[given.Note], refuses=[404])
def list_notes(request: OfficerRequest, number: str) -> list[given.Note]:
    """List the internal notes of a case in their order; applicants never see them."""
    return [given.Note.of(note) for note in teamwork.notes_of(number, officer=request.officer)]


@group.post("/work/cases/{number}/notes", to=STAFF, answers=given.Written, refuses=[404])
def write_note(request: OfficerRequest, number: str, body: given.WriteNote) -> given.Written:
    """Write an internal note; naming somebody who may not see the case is refused and nothing is kept."""
    return given.Written(id=teamwork.write_note(number=number, officer=request.officer, text=body.text))


@group.get("/work/mentions", to=STAFF, answers=list[given.Mention])
def list_mentions(request: OfficerRequest) -> list[given.Mention]:
    """List where colleagues named the officer, the latest first, at most a page."""
    return [given.Mention.of(each) for each in teamwork.mentions_of(request.officer)]


@group.post("/work/cases/{number}/withdrawal", to=STAFF, answers=None, refuses=[404])
def keep_away(request: OfficerRequest, number: str, body: given.KeepAway) -> None:
    """Keep away from a case from now on (回避): from reading as from acting."""
    teamwork.withdraw_oneself(number=number, officer=request.officer, reason=body.reason)


@group.get("/cases/{number}/officers", to=[APPLICANT], answers=list[given.CaseOfficer], refuses=[404])
def list_officers_of_case(request: ApplicantRequest, number: str) -> list[given.CaseOfficer]:
    """List the officers who took a step of one's case or have one in hand."""
    found = cases.officers_of(number, applicant=request.applicant)
    return [given.CaseOfficer(account_id=account, name=name) for account, name in found.items()]


@group.get("/cases/{number}/withdrawals", to=[APPLICANT], answers=list[given.Withdrawal], refuses=[404])
def list_withdrawals(request: ApplicantRequest, number: str) -> list[given.Withdrawal]:
    """List the officers one asked to keep away from one's case, and what was answered."""
    found = teamwork.withdrawals_for_applicant(number, applicant=request.applicant)
    return [given.Withdrawal.of(each) for each in found]


@group.post("/cases/{number}/withdrawals", to=[APPLICANT], answers=given.Written, refuses=[404])
def ask_for_withdrawal(request: ApplicantRequest, number: str, body: given.AskForWithdrawal) -> given.Written:
    """Ask that an officer keep away from one's case; the decider of her authority answers with reasons."""
    asked = teamwork.ask_for_withdrawal(
        number=number, applicant=request.applicant, account_id=body.account_id, reason=body.reason
    )
    return given.Written(id=asked)
