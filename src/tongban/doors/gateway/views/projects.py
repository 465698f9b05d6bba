"""Construction projects: register one, apply for its stages, see who is at work and how many of the 120 days are used."""

from typing import Literal

from django.http import HttpRequest

from tongban.doors.frame.access import ANYONE, APPLICANT, ApplicantRequest, OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.entrance import Who
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import projects as given
from tongban.doors.gateway.schemas.cases import Draft
from tongban.handling.applications.api import Channel
from tongban.handling.projects import api as projects
from tongban.registers.identity.api import Role

group = Group("projects")

APPLICANTS: list[Who] = [APPLICANT, Role.CLERK]
WORKERS: list[Who] = [Role.CLERK, Role.REVIEWER, Role.DECIDER]
READERS: list[Who] = [*WORKERS, Role.SUPERVISOR]


@group.get("/project-kinds", to=[ANYONE], answers=list[given.ProjectKind])
def list_project_kinds(request: HttpRequest) -> list[given.ProjectKind]:  # noqa: ARG001
    """List the kinds of construction project: their stages, planned days, and what registering asks for."""
    return [given.ProjectKind.of(kind) for kind in projects.kinds()]


@group.get("/projects", to=APPLICANTS, answers=Page[given.ProjectCard])
def list_projects(request: ApplicantRequest, after: After = None, limit: Limit = 20) -> Page[given.ProjectCard]:
    """List the applicant's projects, the latest first."""
    found = projects.projects_of(request.applicant, after=opened(after), limit=limit)
    return page([given.ProjectCard.of(card) for card in found.rows], found.after)


@group.post("/projects", to=APPLICANTS, answers=given.Project, refuses=[404, 409])
def register_project(request: ApplicantRequest, body: given.RegisterProject) -> given.Project:
    """Register a project; what is told here fills the form of every stage."""
    view = projects.register_project(
        applicant=request.applicant,
        kind=body.kind,
        region_code=body.region_code,
        facts=body.facts,
        code=body.code,
        position=(body.position.latitude, body.position.longitude) if body.position else None,
    )
    return given.Project.of(view)


@group.get("/projects/{code}", to=APPLICANTS, answers=given.Project, refuses=[404])
def show_project(request: ApplicantRequest, code: str) -> given.Project:
    """Show one's own project: its stages, who is at work, the days used, the shared record."""
    return given.Project.of(projects.project_for_applicant(code, applicant=request.applicant))


@group.post("/projects/{code}/stages/{stage}", to=APPLICANTS, answers=Draft, refuses=[404, 409])
def open_stage(request: ApplicantRequest, code: str, stage: str) -> Draft:
    """Open the application for a stage, filled with what the project knows; it is answered and submitted as any draft."""
    channel = Channel.WINDOW if request.applicant.via else Channel.API
    return Draft.of(projects.open_stage(code=code, stage=stage, applicant=request.applicant, channel=channel))


@group.post("/projects/{code}/facts/{element}", to=APPLICANTS, answers=given.Project, refuses=[404])
def correct_project_fact(request: ApplicantRequest, code: str, element: str, body: given.Correction) -> given.Project:
    """Correct a value of the shared record, with the reason; what it was stays on record."""
    projects.correct_project_fact(
        code=code, element=element, value=body.value, reason=body.reason, by=request.applicant
    )
    return given.Project.of(projects.project_for_applicant(code, applicant=request.applicant))


@group.get("/work/projects", to=READERS, answers=Page[given.ProjectCard])
def list_projects_at_work(
    request: OfficerRequest,
    state: Literal["", "running", "completed"] = "",
    kind: given.Code = "",
    words: given.Code = "",
    after: After = None,
    limit: Limit = 20,
) -> Page[given.ProjectCard]:
    """List the projects that the officer's authority takes part in, or of the region she watches, the latest first."""
    found = projects.projects_for_desk(
        request.officer, state=state, kind=kind, words=words, after=opened(after), limit=limit
    )
    return page([given.ProjectCard.of(card) for card in found.rows], found.after)


@group.get("/work/projects/{code}", to=READERS, answers=given.Project, refuses=[404])
def show_project_at_work(request: OfficerRequest, code: str) -> given.Project:
    """Show a project to an officer, personal values masked; the reading is in the ledger."""
    return given.Project.of(projects.project_for_officer(code, officer=request.officer))


@group.post("/work/projects/{code}/facts/{element}", to=WORKERS, answers=given.Project, refuses=[404])
def correct_project_fact_at_work(
    request: OfficerRequest, code: str, element: str, body: given.Correction
) -> given.Project:
    """Correct a value of the shared record as an officer of an authority that takes part, with the reason."""
    projects.correct_project_fact(code=code, element=element, value=body.value, reason=body.reason, by=request.officer)
    return given.Project.of(projects.project_for_officer(code, officer=request.officer))
