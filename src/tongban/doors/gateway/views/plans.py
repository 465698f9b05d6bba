"""Review plans, open to everybody; and whether one that is being written is sound, for those who keep them."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

import json
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import StringConstraints

from tongban.doors.frame import plan_charts
from tongban.doors.frame.access import ANYONE, OfficerRequest
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import plans as given
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Plan, read_plan
from tongban.registers.identity.api import Role

group = Group("review plans")

MOST_BYTES = 200_000
Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_-]*$")]
Version = Annotated[int | None, Query(ge=1, le=100_000, description="Without one, the version in force today")]


@group.get("/plans", to=[ANYONE], answers=given.PlanVersions)
def list_plans(request: HttpRequest, code: Annotated[Code | None, Query()] = None) -> given.PlanVersions:
    """List the published versions of review plans, the newest of each first; at most 200."""
    return given.PlanVersions(plans=[given.PlanVersion.of(each) for each in workflow.plan_versions(code or "")])


@group.get("/plans/{code}", to=[ANYONE], answers=given.PlanBody, refuses=[404])
def show_plan(request: HttpRequest, code: Code, version: Version = None) -> given.PlanBody:
    """Show a version of a review plan: steps, who takes them, where each result leads, what branches out and joins again."""
    version = version or _in_force(code)
    return given.PlanBody(code=code, version=version, body=dict(workflow.plan_body(code, version)))


@group.get("/plans/{code}/bpmn", to=[ANYONE], answers=None, refuses=[404], media="application/xml")
def plan_bpmn(request: HttpRequest, code: Code, version: Version = None) -> HttpResponse:
    """Give out a version of a plan as BPMN 2.0 with its drawing; what BPMN cannot say stands in elements of our own."""
    plan = _plan(code, version)
    response = HttpResponse(plan_charts.plan_bpmn(plan), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-v{plan.version}.bpmn"'
    return response


@group.get("/plans/{code}/chart", to=[ANYONE], answers=None, refuses=[404], media="image/svg+xml")
def plan_chart(
    request: HttpRequest,
    code: Code,
    version: Version = None,
    narrow: Annotated[bool, Query(description="For a telephone: all authorities in one lane")] = False,
) -> HttpResponse:
    """Draw a version of a plan in swim lanes by authority, as SVG."""
    return HttpResponse(plan_charts.plan_svg(_plan(code, version), narrow=narrow), content_type="image/svg+xml")


@group.post("/plan-checks", to=[Role.ITEM_MANAGER], answers=given.PlanFaults, refuses=[413], keyed=False)
def check_plan(request: OfficerRequest, body: given.PlanToCheck) -> given.PlanFaults:
    """Say everything that is wrong with a plan: what could dead-lock, lose a branch or never end is told with the way there."""
    if len(json.dumps(body.body)) > MOST_BYTES:
        raise workflow.UnableToSavePlan
    faults = [given.PlanFault.of(fault) for fault in workflow.faults_of(body.body)]
    return given.PlanFaults(is_sound=not faults, faults=faults)


def _plan(code: str, version: int | None) -> Plan:
    number = version or _in_force(code)
    return read_plan(workflow.plan_body(code, number), version=number)


def _in_force(code: str) -> int:
    return next((each.version for each in workflow.plan_versions(code) if each.is_in_force), 0)
