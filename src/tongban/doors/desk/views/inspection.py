"""Inspection of guides: which are worst and why, what must be mended by when, the rules, and how deep services really are online."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.desk.presenters import inspection as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.api import FindingState, ItemInspection, Lack, RepairTaskView, RuleCount, Severity
from tongban.registers.identity.api import Officer, Role

INSPECTORS = (Role.ITEM_MANAGER, Role.SUPERVISOR)


@require_safe
@open_to(*INSPECTORS)
def overview(request: OfficerRequest) -> HttpResponse:
    """Show which guides are worst, what is wrong most, and whether it is getting better, before any total."""
    found = inspection.overview(request.officer)
    context = {
        "found": found,
        "authorities": presenters.authorities(found),
        "rules": [presenters.rule_row(row) for row in found.rules],
        "trend": presenters.trend(found.days),
        "columns": presenters.columns(found),
        "serious": found.by_severity[Severity.SERIOUS],
    }
    return render(request, "desk/inspection/overview.html", context)


@require_safe
@open_to(*INSPECTORS)
def findings(request: OfficerRequest) -> HttpResponse:
    """List findings, newest first, by authority, rule, severity and state."""
    sent = request.GET
    chosen = {
        "authority": sent.get("authority", "") if sent.get("authority", "").isdecimal() else "",
        "rule": sent.get("rule", ""),
        "severity": sent.get("severity", "") if sent.get("severity") in {"1", "2", "3"} else "",
        "state": sent.get("state", "") if sent.get("state") in FindingState.values else FindingState.OPEN.value,
    }
    try:
        page = inspection.findings(
            request.officer,
            authority_id=_number(chosen["authority"]),
            rule=chosen["rule"],
            severity=_number(chosen["severity"]),
            state=FindingState(chosen["state"]),
            after=sent.get("after") or None,
        )
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "rows": [presenters.finding_row(view) for view in page.rows],
        "chosen": chosen,
        "authorities": presenters.authority_choices(request.officer.region_code),
        "rules": [(row.code, row.name) for row in map(presenters.rule_row, inspection.rules(request.officer))],
        "severities": [(str(int(code)), str(name)) for code, (name, _tone) in presenters.SEVERITIES.items()],
        "states": [(code.value, str(name)) for code, (name, _tone) in presenters.FINDING_STATES.items()],
        **_pager(request, page.after, chosen),
    }
    return render(request, "desk/inspection/findings.html", context)


@require_safe
@open_to(*INSPECTORS)
def items(request: OfficerRequest) -> HttpResponse:
    """List items, the worst first: of an authority, or those that are not online for want of one thing."""
    sent = request.GET
    lack = sent.get("lack", "")
    chosen = {
        "authority": sent.get("authority", "") if sent.get("authority", "").isdecimal() else "",
        "lack": lack if lack in list(Lack) else "",
    }
    try:
        page = inspection.items(
            request.officer,
            authority_id=_number(chosen["authority"]),
            lack=Lack(chosen["lack"]) if chosen["lack"] else None,
            after=sent.get("after") or None,
        )
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "rows": [presenters.item_row(row) for row in page.rows],
        "chosen": chosen,
        "authorities": presenters.authority_choices(request.officer.region_code),
        "lacks": [(lack.value, inspection.lack_name(lack)) for lack in Lack],
        **_pager(request, page.after, chosen),
    }
    return render(request, "desk/inspection/items.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*INSPECTORS)
def item(request: OfficerRequest, code: str) -> HttpResponse:
    """Show an item with its findings; its manager vouches for it, a supervisor excuses a finding."""
    found = _item(request, code)
    typed, error = _typed(request), ""
    if request.method == "POST":
        try:
            _act_on_item(request, code)
        except DomainError as refusal:
            error = str(refusal)
        else:
            return redirect("desk:inspection-item", code)
    rows = [presenters.finding_row(view) for view in found.findings]
    context = {
        "item": found.item,
        "row": presenters.item_row(found.item),
        "open": [row for row in rows if row.is_open],
        "settled": [row for row in rows if not row.is_open],
        "materials": found.item.lacking_materials,
        "edit_href": presenters.edit_href(code) if Role.ITEM_MANAGER in request.officer.roles else "",
        "may_confirm": _answers_for(request.officer, found.item.authority_id, found.item.region_code),
        "may_excuse": Role.SUPERVISOR in request.officer.roles,
        "typed": typed,
        "error": error,
    }
    return render(request, "desk/inspection/item.html", context, status=422 if error else 200)


@require_safe
@open_to(*INSPECTORS)
def tasks(request: OfficerRequest) -> HttpResponse:
    """List repair tasks, nearest due date first, or the closed ones."""
    closed = request.GET.get("closed") == "yes"
    try:
        page = inspection.tasks(request.officer, closed=closed, after=request.GET.get("after") or None)
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "rows": [presenters.task_row(task) for task in page.rows],
        "closed": closed,
        **_pager(request, page.after, {"closed": "yes"} if closed else {}),
    }
    return render(request, "desk/inspection/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*INSPECTORS)
def task(request: OfficerRequest, task_id: UUID) -> HttpResponse:
    """Show a repair task; the authority claims it and mends it, or asks that it be excused, which a supervisor decides."""
    found = _task(request, task_id)
    typed, error = _typed(request), ""
    if request.method == "POST":
        try:
            _act_on_task(request, task_id)
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("已记录，并写入账本。"))
            return redirect("desk:inspection-task", task_id)
    state = inspection.TaskState
    is_own = _answers_for(request.officer, found.authority_id, found.region_code)
    context = {
        "task": found,
        "row": presenters.task_row(found),
        "rule": presenters.rule_row(RuleCount(found.rule, found.findings, 0, 0)),
        "may_mend": is_own and found.state in (state.OPEN, state.CLAIMED),
        "may_claim": is_own and found.state is state.OPEN,
        "may_decide": Role.SUPERVISOR in request.officer.roles and found.state is state.EXCUSE_ASKED,
        "typed": typed,
        "error": error,
    }
    return render(request, "desk/inspection/task.html", context, status=422 if error else 200)


@require_safe
@open_to(*INSPECTORS)
def rules(request: OfficerRequest) -> HttpResponse:
    """List what is checked, with how often each rule is broken."""
    rows = [presenters.rule_row(row) for row in inspection.rules(request.officer)]
    groups = [
        (str(name), tone, [row for row in rows if row.severity == str(name)])
        for name, tone in presenters.SEVERITIES.values()
    ]
    return render(request, "desk/inspection/rules.html", {"groups": groups, "count": len(rows)})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*INSPECTORS)
def rule(request: OfficerRequest, code: str) -> HttpResponse:
    """Show a rule: what it checks, why, and where that is written; a supervisor switches it off or on with a reason."""
    found = next((row for row in inspection.rules(request.officer) if row.rule.code == code), None)
    if found is None:
        raise Http404
    typed, error = _typed(request), ""
    if request.method == "POST":
        try:
            inspection.switch_rule(
                code=code,
                on=request.POST.get("deed") == "on",
                officer=request.officer,
                reason=request.POST.get("text", ""),
            )
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("已记录，并写入账本。下一次巡检起生效。"))
            return redirect("desk:inspection-rule", code)
    context = {
        "row": presenters.rule_row(found),
        "may_switch": Role.SUPERVISOR in request.officer.roles,
        "typed": typed,
        "error": error,
    }
    return render(request, "desk/inspection/rule.html", context, status=422 if error else 200)


@require_safe
@open_to(*INSPECTORS)
def depth(request: OfficerRequest) -> HttpResponse:
    """Show how much can really be applied for online, who is below the aim, and what would lift them."""
    found = inspection.depth_figures(region=request.officer.region_code)
    context = {
        "found": found,
        "whole": presenters.depth_row(found.whole),
        "levels": presenters.depth_rows(found.levels),
        "regions": presenters.depth_rows(found.regions),
        "below": presenters.below(found),
        "lacks": [(lack.value, inspection.lack_name(lack)) for lack in Lack],
    }
    return render(request, "desk/inspection/depth.html", context)


def _act_on_item(request: OfficerRequest, code: str) -> None:
    if request.POST.get("deed") == "confirm":
        inspection.confirm_guide(code=code, officer=request.officer)
        messages.success(request, _("已记录：您今天复核过这份指南。"))
        return
    finding = request.POST.get("finding", "")
    if not finding.isascii() or not finding.isdecimal():
        raise inspection.UnableToFindTask
    inspection.excuse_finding(
        finding_id=int(finding[:18]), officer=request.officer, reason=request.POST.get("text", "")
    )
    messages.success(request, _("已免于整改，分数已经重算，并写入账本。"))


def _act_on_task(request: OfficerRequest, task_id: UUID) -> None:
    text, deed = request.POST.get("text", ""), request.POST.get("deed")
    if deed == "claim":
        inspection.claim_task(task_id=task_id, officer=request.officer)
    elif deed == "mended":
        inspection.report_mended(task_id=task_id, officer=request.officer, note=text)
    elif deed == "excuse":
        inspection.ask_to_excuse(task_id=task_id, officer=request.officer, reason=text)
    else:
        inspection.decide_excuse(task_id=task_id, officer=request.officer, grant=deed == "grant", reasons=text)


def _item(request: OfficerRequest, code: str) -> ItemInspection:
    try:
        return inspection.item_inspection(code, officer=request.officer)
    except inspection.UnableToFindInspection as refusal:
        raise Http404 from refusal


def _task(request: OfficerRequest, task_id: UUID) -> RepairTaskView:
    try:
        return inspection.task(task_id, officer=request.officer)
    except inspection.UnableToFindTask as refusal:
        raise Http404 from refusal


def _answers_for(officer: Officer, authority_id: int, region_code: str) -> bool:
    return Role.ITEM_MANAGER in officer.roles and officer.acts_for(authority_id=authority_id, region_code=region_code)


def _typed(request: OfficerRequest) -> QueryDict:
    return request.POST if request.method == "POST" else typed_before(request) or QueryDict()


def _number(text: str) -> int | None:
    return int(text[:9]) if text else None


def _pager(request: OfficerRequest, after: str | None, chosen: dict[str, str]) -> dict[str, Any]:
    base = {key: value for key, value in chosen.items() if value}
    return {
        "next": f"{request.path}?{urlencode(base | {'after': after})}" if after else "",
        "first": f"{request.path}?{urlencode(base)}" if request.GET.get("after") else "",
    }
