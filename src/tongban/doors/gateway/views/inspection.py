"""How deep services really are online, for everybody; what is wrong with guides and who mends it, for those who answer for them."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import StringConstraints

from tongban.doors.frame.access import ANYONE, OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import inspection as given
from tongban.doors.gateway.views.catalogue import RegionPrefix, small
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.api import FindingState
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations

group = Group("inspection")

INSPECTORS = [Role.ITEM_MANAGER, Role.SUPERVISOR]
RuleCode = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9-]*$")]


@group.get("/online-depth", to=[ANYONE], answers=given.DepthFigures, refuses=[404])
def show_online_depth(request: HttpRequest, region: RegionPrefix = "") -> given.DepthFigures:  # noqa: ARG001
    """Show how much of what a region and those below it offer can really be applied for online, against the aim."""
    if region:
        organisations.region(region)
    return given.DepthFigures.of(inspection.depth_figures(region=region))


@group.get("/inspection/overview", to=INSPECTORS, answers=given.InspectionOverview)
def show_inspection(request: OfficerRequest) -> given.InspectionOverview:
    """Show which authorities' guides are worst, what is wrong most, and the trend; as of the last look at all guides."""
    return given.InspectionOverview.of(inspection.overview(request.officer))


@group.get("/inspection/findings", to=INSPECTORS, answers=Page[given.GuideFinding])
def list_findings(
    request: OfficerRequest,
    authority_id: int | None = None,
    rule: RuleCode = "",
    severity: Literal[1, 2, 3] | None = None,
    state: FindingState = FindingState.OPEN,
    after: After = None,
    limit: Limit = 30,
) -> Page[given.GuideFinding]:
    """List findings, newest first: of the own authority to its item manager, of the region to a supervisor."""
    found = inspection.findings(
        request.officer,
        authority_id=small(authority_id),
        rule=rule,
        severity=severity,
        state=state,
        after=opened(after),
        limit=limit,
    )
    return page([given.GuideFinding.of(row) for row in found.rows], found.after)


@group.get("/inspection/items/{code}", to=INSPECTORS, answers=given.ItemInspection, refuses=[404])
def show_inspected_item(request: OfficerRequest, code: str) -> given.ItemInspection:
    """Show an item with its score, its findings, and how deep it really is online."""
    found = inspection.item_inspection(code, officer=request.officer)
    return given.ItemInspection(
        item=given.ItemStanding.of(found.item), findings=[given.GuideFinding.of(row) for row in found.findings]
    )


@group.get("/inspection/tasks", to=INSPECTORS, answers=Page[given.RepairTask])
def list_repair_tasks(
    request: OfficerRequest, closed: bool = False, after: After = None, limit: Limit = 30
) -> Page[given.RepairTask]:
    """List repair tasks that wait, nearest due date first, or the closed ones."""
    found = inspection.tasks(request.officer, closed=closed, after=opened(after), limit=limit)
    return page([given.RepairTask.of(row) for row in found.rows], found.after)


@group.post("/inspection/tasks/{uuid:task_id}/claim", to=[Role.ITEM_MANAGER], answers=given.RepairTask, refuses=[404])
def claim_repair_task(request: OfficerRequest, task_id: UUID) -> given.RepairTask:
    """Take a repair task on oneself."""
    return given.RepairTask.of(inspection.claim_task(task_id=task_id, officer=request.officer))


@group.post("/inspection/tasks/{uuid:task_id}/mended", to=[Role.ITEM_MANAGER], answers=given.RepairTask, refuses=[404])
def report_task_mended(request: OfficerRequest, task_id: UUID, body: given.RepairNote) -> given.RepairTask:
    """Say that everything is mended; the next look verifies it."""
    return given.RepairTask.of(inspection.report_mended(task_id=task_id, officer=request.officer, note=body.text))


@group.post("/inspection/tasks/{uuid:task_id}/excuse", to=[Role.ITEM_MANAGER], answers=given.RepairTask, refuses=[404])
def ask_to_excuse_task(request: OfficerRequest, task_id: UUID, body: given.RepairNote) -> given.RepairTask:
    """Ask that what a task names be left as it is, with the reason."""
    return given.RepairTask.of(inspection.ask_to_excuse(task_id=task_id, officer=request.officer, reason=body.text))


@group.post("/inspection/tasks/{uuid:task_id}/decision", to=[Role.SUPERVISOR], answers=given.RepairTask, refuses=[404])
def decide_task_excuse(request: OfficerRequest, task_id: UUID, body: given.ExcuseDecision) -> given.RepairTask:
    """Excuse what a task names, or give it back; never by who asked for it or has the task."""
    return given.RepairTask.of(
        inspection.decide_excuse(task_id=task_id, officer=request.officer, grant=body.grant, reasons=body.reasons)
    )
