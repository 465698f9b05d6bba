"""Changing a review plan: written down in a table of steps, proven and drawn at once, published by a second person."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import plan_forms as forms_sent
from tongban.doors.desk.presenters import plans as presenters
from tongban.doors.desk.views.plans import KEEPERS, given_out
from tongban.doors.frame.access import OfficerRequest, WrongVisitor, open_to
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import PlanChangeView
from tongban.handling.workflow.rules import FIXED, read_plan

form_page = require_http_methods(["GET", "HEAD", "POST"])
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")  # as guides name plans
FORM_FAULT = 422
MOST_UPLOADED = 1_000_000
DRAFT = "draft"

Deed = Callable[[OfficerRequest, PlanChangeView], str]


@form_page
@open_to(*KEEPERS)
def add(request: OfficerRequest) -> HttpResponse:
    """Begin a plan that is not there yet: empty, or from a file of BPMN or YAML."""
    _require_right(request)
    code = request.POST.get("code", "").strip()[:40]
    error = ""
    sentences: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            if not CODE.fullmatch(code):
                error = _("代码以小写字母开头，只含小写字母、数字和下划线，最多 40 个字符")
            elif workflow.plan_versions(code):
                error = _("这个代码已有流程，请打开它再修改")
            else:
                given = _uploaded(request)
                body = given.body if given else _skeleton(request.POST.get("name", "").strip()[:100])
                change_id = workflow.draft_plan(code=code, officer=request.officer, body=body)
                _tell_left_out(request, given)
                return redirect("desk:plan-edit", change_id)
        except workflow.UnableToReadPlanFile as refusal:
            error, sentences = str(refusal), refusal.sentences
        except DomainError as refusal:
            error = str(refusal)
    context = {"code": code, "name": request.POST.get("name", "")[:100], "error": error, "sentences": sentences}
    return render(request, "desk/plans/new.html", context, status=FORM_FAULT if error else 200)


@require_POST
@open_to(*KEEPERS)
def begin(request: OfficerRequest, code: str) -> HttpResponse:
    """Begin to change a plan, and go on to write it down."""
    _require_right(request)
    try:
        change_id = workflow.draft_plan(code=code, officer=request.officer)
    except workflow.UnableToFindPlan as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:plan", code)
    return redirect("desk:plan-edit", change_id)


@require_safe
@open_to(*KEEPERS)
def change(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Show a change: what it alters, what is wrong in it, whose eyes have seen it, what may be done now."""
    return _show(request, _change(change_id))


@form_page
@open_to(*KEEPERS)
def edit(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Edit a plan as a table of steps. Every button saves what is typed, right or wrong, and then does what it says."""
    found = _draft(request, change_id)
    if request.method != "POST":
        return render(request, "desk/plans/edit.html", _edit_context(request, found))
    body = forms_sent.table_body(found.body, request.POST)
    deed, _colon, subject = request.POST.get("do", "").partition(":")
    there = reverse("desk:plan-edit", args=[change_id])
    if deed == "add":
        body, code = forms_sent.with_new_step(body, request.POST.get("new_kind", ""))
        there = reverse("desk:plan-step", args=[change_id, code])
    elif deed == "remove":
        body = forms_sent.without_step(body, subject)
    return _saved(request, found, body, there, lambda typed: _render_edit(request, typed))


@require_POST
@open_to(*KEEPERS)
def check(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Prove and draw what is typed, without saving it: the part of the editor that follows the typing."""
    found = _change(change_id)
    step = request.POST.get("step", "")
    if step and step in forms_sent.steps_of(found.body):
        body = forms_sent.step_body(found.body, step, request.POST)
    else:
        body = forms_sent.table_body(found.body, request.POST)
    context = {"shown": presenters.checked(body), "change": found, "is_live": True}
    return render(request, "desk/plans/_checked.html", context)


@form_page
@open_to(*KEEPERS)
def step(request: OfficerRequest, change_id: UUID, step: str) -> HttpResponse:
    """Edit one step or join: what is done, by whom, how long, and where each result leads."""
    found = _draft(request, change_id)
    if step not in forms_sent.steps_of(found.body):
        raise Http404
    if request.method != "POST":
        return render(request, "desk/plans/step.html", _step_context(request, found, step))
    body = forms_sent.step_body(found.body, step, request.POST)
    code = request.POST.get("code", "").strip()[:40]
    stays = code if code in body["steps"] and step not in body["steps"] else step
    there = reverse("desk:plan-edit", args=[change_id])
    if request.POST.get("do") == "more":
        there = reverse("desk:plan-step", args=[change_id, stays]) + "#results"
    return _saved(
        request,
        found,
        body,
        there,
        lambda typed: render(
            request,
            "desk/plans/step.html",
            _step_context(request, typed, stays) | {"error": _stale(typed)},
            status=409,
        ),
    )


@require_POST
@open_to(*KEEPERS)
def import_file(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Put what a file of BPMN or YAML says in the place of a draft."""
    found = _draft(request, change_id)
    try:
        given = _uploaded(request)
        if given is None:
            messages.warning(request, _("请先选择文件。"))
            return redirect("desk:plan-edit", change_id)
        workflow.save_plan(
            change_id=change_id,
            officer=request.officer,
            revision=_revision(request),
            body=given.body,
            why=found.why,
        )
    except workflow.UnableToReadPlanFile as refusal:
        context = _edit_context(request, found) | {"error": str(refusal), "sentences": refusal.sentences}
        return render(request, "desk/plans/edit.html", context, status=refusal.status)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:plan-edit", change_id)
    _tell_left_out(request, given)
    messages.success(request, _("已导入。请核对下面的环节。"))
    return redirect("desk:plan-edit", change_id)


@require_safe
@open_to(*KEEPERS)
def file(request: OfficerRequest, change_id: UUID, form: str) -> HttpResponse:
    """Give out a draft as a file; as BPMN only when nothing is wrong in it."""
    found = _change(change_id)
    if form == "bpmn" and workflow.faults_of(found.body):
        messages.warning(request, _("流程里还有问题，改正以后才能导出 BPMN；现在可以导出 YAML。"))
        return redirect("desk:plan-change", change_id)
    return given_out(found.body, f"{found.code}-draft", form, version=0)


@require_POST
@open_to(*KEEPERS)
def deed(request: OfficerRequest, change_id: UUID, slug: str) -> HttpResponse:
    """Do what the page of a change offers; a refusal comes back to the page in its own words."""
    if slug not in DEEDS:
        raise Http404
    found = _change(change_id)
    try:
        said = DEEDS[slug](request, found)
    except workflow.UnableToFindPlan as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        typed = {key: request.POST.get(key, "")[:500] for key in ("why", "effective_from", "note")}
        return _show(request, _change(change_id), error=str(refusal), typed=typed, status=refusal.status)
    messages.success(request, said)
    if slug == "publish":
        return redirect("desk:plan", found.code)
    return redirect("desk:plans" if slug == "drop" else reverse("desk:plan-change", args=[change_id]))


def _submit(request: OfficerRequest, found: PlanChangeView) -> str:
    """Write down why and since when, and hand the draft on."""
    workflow.save_plan(
        change_id=found.id,
        officer=request.officer,
        revision=_revision(request),
        body=found.body,
        why=request.POST.get("why", ""),
        effective_from=_day(request.POST.get("effective_from", "")),
    )
    workflow.submit_plan(change_id=found.id, officer=request.officer, revision=_revision(request) + 1)
    return _("已送审，请另一位有权人员审核发布。")


def _return(request: OfficerRequest, found: PlanChangeView) -> str:
    workflow.return_plan(
        change_id=found.id, officer=request.officer, revision=_revision(request), note=request.POST.get("note", "")
    )
    return _("已退回给起草人。")


def _publish(request: OfficerRequest, found: PlanChangeView) -> str:
    number = workflow.publish_plan(change_id=found.id, officer=request.officer, revision=_revision(request))
    return _("已发布第 {number} 版。在办的件仍按原来的版本办理。").format(number=number)


def _drop(request: OfficerRequest, found: PlanChangeView) -> str:
    workflow.drop_plan(change_id=found.id, officer=request.officer, revision=_revision(request))
    return _("已放弃这份修改，已发布的版本不变。")


DEEDS: Mapping[str, Deed] = {"submit": _submit, "return": _return, "publish": _publish, "drop": _drop}


def _show(
    request: OfficerRequest,
    found: PlanChangeView,
    *,
    error: str = "",
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = presenters.checked(found.body)
    before = workflow.plan_body(found.code, found.from_version) if found.from_version else None
    context = _context(request, found, shown) | {
        "differences": presenters.difference_rows(read_plan(before, version=0), shown.plan) if before else [],
        "is_new": before is None,
        "is_author": request.officer.account_id in found.authors,
        "error": error,
        "why": found.why,
        "day": max(found.effective_from, clock.today()).isoformat(),
        "note": "",
        **({"why": typed["why"], "day": typed["effective_from"], "note": typed["note"]} if typed else {}),
    }
    return render(request, "desk/plans/change.html", context, status=status)


def _context(request: OfficerRequest, found: PlanChangeView, shown: presenters.Checked) -> dict[str, Any]:
    return {
        "change": found,
        "shown": shown,
        "revision": found.revision,
        "may_work": workflow.may_work_on_plans(request.officer),
        "error": "",
    }


def _edit_context(request: OfficerRequest, found: PlanChangeView) -> dict[str, Any]:
    shown = presenters.checked(found.body)
    return _context(request, found, shown) | {
        "rows": presenters.table_rows(found.body, shown),
        "roles": presenters.role_choices(),
        "units": presenters.unit_choices(),
        "kinds": [*presenters.kind_choices(), ("join", _("汇合"))],
    }


def _render_edit(request: OfficerRequest, typed: PlanChangeView) -> HttpResponse:
    context = _edit_context(request, typed) | {"error": _stale(typed)}
    return render(request, "desk/plans/edit.html", context, status=409)


def _step_context(request: OfficerRequest, found: PlanChangeView, code: str) -> dict[str, Any]:
    body = forms_sent.steps_of(found.body)[code]
    limit = body.get("limit") if isinstance(body.get("limit"), Mapping) else {}
    issues = body.get("issues") if isinstance(body.get("issues"), Mapping) else {}
    others = [each for each in presenters.step_choices(found.body) if each[0] != code]
    who = str(body.get("who") or "lead")
    return _context(request, found, presenters.checked(found.body)) | {
        "code": code,
        "step": body,
        "is_join": body.get("kind") == forms_sent.JOIN,
        "is_fixed": code in FIXED,
        "kind": presenters.kind_of(code, body),
        "kinds": presenters.kind_choices(),
        "roles": presenters.role_choices(),
        "units": presenters.unit_choices(),
        "who": who,
        "who_choices": presenters.with_typed(presenters.who_choices(), who),
        "limit": limit,
        "issues": issues,
        "others": others,
        "not_by": list(body["not_by"]) if isinstance(body.get("not_by"), list) else [],
        "materials": "\n".join(map(str, body["materials"])) if isinstance(body.get("materials"), list) else None,
        "agreeing": "\n".join(map(str, body["agreeing"])) if isinstance(body.get("agreeing"), list) else "",
        "results": presenters.result_forms(body),
        "modes": presenters.mode_choices(),
        "targets": presenters.target_choices(found.body),
        "target_codes": {each for each, _name in presenters.target_choices(found.body)},
        "joins": presenters.join_choices(found.body),
    }


def _saved(
    request: OfficerRequest,
    found: PlanChangeView,
    body: dict[str, Any],
    there: str,
    shown_again: Callable[[PlanChangeView], HttpResponse],
) -> HttpResponse:
    """Save and lead on; where somebody else was quicker, show what was typed, to be saved over it or not."""
    try:
        workflow.save_plan(
            change_id=found.id,
            officer=request.officer,
            revision=_revision(request),
            body=body,
            why=found.why,
        )
    except workflow.UnableToKeepUpWithPlan:
        return shown_again(replace(found, body=body))
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(there)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(there)


def _stale(found: PlanChangeView) -> str:
    return str(workflow.UnableToKeepUpWithPlan(who=found.edited_by))


def _change(change_id: UUID) -> PlanChangeView:
    try:
        return workflow.plan_change(change_id)
    except workflow.UnableToFindPlan as refusal:
        raise Http404 from refusal


def _require_right(request: OfficerRequest) -> None:
    if not workflow.may_work_on_plans(request.officer):
        raise WrongVisitor(str(workflow.UnableToWorkOnPlans()))


def _draft(request: OfficerRequest, change_id: UUID) -> PlanChangeView:
    """Return a change that is still being written; 404 for one that was handed on."""
    _require_right(request)
    found = _change(change_id)
    if found.state != DRAFT:
        raise Http404
    return found


def _uploaded(request: OfficerRequest) -> workflow.PlanFile | None:
    file = request.FILES.get("file")
    if file is None:
        return None
    return workflow.read_plan_file(file.read(MOST_UPLOADED + 1))


def _tell_left_out(request: OfficerRequest, given: workflow.PlanFile | None) -> None:
    if given and given.left_out:
        messages.warning(request, _("；").join(given.left_out[:20]))


def _skeleton(name: str) -> dict[str, Any]:
    """Return a plan to begin with: what the ordinary one says, under another name."""
    known = workflow.plan_versions("standard")
    body = dict(workflow.plan_body("standard", known[0].version)) if known else {"first": "accept", "steps": {}}
    return body | {"name": name, "name_en": ""}


def _revision(request: OfficerRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def _day(typed: str) -> date:
    """Return the day that was typed; what is no day is long past, and refused as such."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return date.min
