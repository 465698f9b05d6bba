"""Review plans: the list, one plan drawn and told, its versions, the difference of two, its files."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.desk.presenters import plans as presenters
from tongban.doors.frame import plan_charts, wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Plan, read_plan
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Role

MOST_ITEMS = 30
LONGEST_REASON = 200
KEEPERS = Role.ITEM_MANAGER, Role.ADMINISTRATOR
MEDIA_TYPES = {"bpmn": "application/xml", "yaml": "application/yaml", "svg": "image/svg+xml"}


@require_safe
@open_to(*KEEPERS)
def plans(request: OfficerRequest) -> HttpResponse:
    """List every plan with the version in force, who uses it, and whether somebody is changing it."""
    counts = catalogue.basics_by_plan()
    changes = {change.code: change for change in workflow.plan_changes(only_open=True)}
    versions: dict[str, list[workflow.PlanVersion]] = {}
    for version in workflow.plan_versions():
        versions.setdefault(version.code, []).append(version)
    rows = [
        {
            "code": code,
            "newest": known[0],
            "in_force": next((each for each in known if each.is_in_force), None),
            "count": len(known),
            "items": counts.get(code, 0),
            "change": changes.pop(code, None),
        }
        for code, known in versions.items()
    ]
    context = {
        "rows": rows,
        "new": list(changes.values()),
        "may_work": workflow.may_work_on_plans(request.officer),
    }
    return render(request, "desk/plans/list.html", context)


@require_safe
@open_to(*KEEPERS)
def plan(request: OfficerRequest, code: str) -> HttpResponse:
    """Show the version of a plan that is in force, or the one that will be."""
    known = workflow.plan_versions(code)
    if not known:
        raise Http404
    shown = next((each for each in known if each.is_in_force), known[0])
    return _show(request, code, shown.version)


@require_safe
@open_to(*KEEPERS)
def version(request: OfficerRequest, code: str, version: int) -> HttpResponse:
    """Show one version of a plan."""
    return _show(request, code, version)


@require_safe
@open_to(*KEEPERS)
def difference(request: OfficerRequest, code: str, before: int, after: int) -> HttpResponse:
    """Show what differs between two versions, in words and beside each other as drawings."""
    one, other = _read(code, before), _read(code, after)
    context = {
        "plan": other,
        "before": before,
        "after": after,
        "differences": presenters.difference_rows(one, other),
        "drawings": [(before, presenters.drawing(one)), (after, presenters.drawing(other))],
    }
    return render(request, "desk/plans/difference.html", context)


@require_safe
@open_to(*KEEPERS)
def file(request: OfficerRequest, code: str, version: int, form: str) -> HttpResponse:  # noqa: ARG001 - the same for all
    """Give out a version as a file: BPMN, YAML or the drawing."""
    return given_out(_body(code, version), f"{code}-v{version}", form, version=version)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def moves(request: OfficerRequest, code: str) -> HttpResponse:
    """Show which open cases could go on by the version in force and which not and why; move them when that is decided."""
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    problem, moved = "", None
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            moved = cases.move_plans(
                code=code,
                version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
                officer=request.officer,
                reason=reason,
            )
        except DomainError as refusal:
            problem = str(refusal)
    try:
        shown = cases.plan_moves(code=code, officer=request.officer)
    except KeyError as fault:
        raise Http404 from fault
    plan = workflow.latest_plan(code)
    context = {
        "shown": shown,
        "title": wording.local_text(plan.name, plan.name_en),
        "rows": [presenters.move_row(move) for move in shown.cases],
        "problem": problem,
        "reason": reason if problem else "",
        "moved": moved,
    }
    return render(request, "desk/plans/moves.html", context, status=422 if problem else 200)


def given_out(body: Mapping[str, Any], name: str, form: str, *, version: int) -> HttpResponse:
    """Return a body as a file of a form; 404 for a form there is none of."""
    if form not in MEDIA_TYPES:
        raise Http404
    content: str | bytes
    if form == "yaml":
        content = workflow.plan_as_yaml(body)
    elif form == "svg":
        content = presenters.checked(body, version=version).drawing
    else:
        content = plan_charts.plan_bpmn(read_plan(body, version=version))
    response = HttpResponse(content, content_type=f"{MEDIA_TYPES[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _show(request: OfficerRequest, code: str, number: int) -> HttpResponse:
    body = _body(code, number)
    known = workflow.plan_versions(code)
    change = next(iter(workflow.plan_changes(code=code, only_open=True)), None)
    items = catalogue.basics_of_plan(code, limit=MOST_ITEMS + 1)
    context = {
        "code": code,
        "title": wording.local_text(str(body.get("name", "")), str(body.get("name_en", ""))) or code,
        "shown": presenters.checked(body, version=number),
        "version": next(each for each in known if each.version == number),
        "versions": known,
        "change": change,
        "items": items[:MOST_ITEMS],
        "has_more_items": len(items) > MOST_ITEMS,
        "may_work": workflow.may_work_on_plans(request.officer),
        "may_move": Role.ADMINISTRATOR in request.officer.roles,
        "state": _("修改中") if change is None or change.state == "draft" else _("待审核"),
    }
    return render(request, "desk/plans/plan.html", context)


def _read(code: str, number: int) -> Plan:
    return read_plan(_body(code, number), version=number)


def _body(code: str, number: int) -> Mapping[str, Any]:
    try:
        return workflow.plan_body(code, min(number, 2**31 - 1))
    except workflow.UnableToFindPlan as refusal:
        raise Http404 from refusal
