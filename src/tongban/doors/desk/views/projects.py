"""
Construction projects for those who work on them: the list, one project with the time of every authority, its shared record.

At the comprehensive window a clerk opens a stage for the project's owner whom she serves.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.views.window import applicant_here
from tongban.doors.frame import projects as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.questions import answers_from, questions
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.frame.wording import local_text
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.api import Channel
from tongban.handling.projects import api as projects
from tongban.handling.projects.api import ProjectView
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import Field
from tongban.registers.identity.api import Role

WORKERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER)
READERS = (*WORKERS, Role.SUPERVISOR, Role.AUDITOR)
STATES = ("running", "completed")


@require_safe
@open_to(*READERS)
def project_list(request: OfficerRequest) -> HttpResponse:
    """List the projects of the officer's authority or region, with their lights."""
    asked = {
        "state": request.GET.get("state", "") if request.GET.get("state") in STATES else "",
        "kind": request.GET.get("kind", "")[:40],
        "words": request.GET.get("words", "").strip()[:100],
    }
    try:
        page = projects.projects_for_desk(
            request.officer,
            state=asked["state"],
            kind=asked["kind"],
            words=asked["words"],
            after=request.GET.get("after") or None,
        )
    except projects.UnableToTurnPage as refusal:
        raise Http404 from refusal
    query = QueryDict(mutable=True)
    query.update({name: text for name, text in asked.items() if text})
    first = query.urlencode()
    if page.after:
        query["after"] = page.after
    context = {
        "rows": presenters.card_rows(page.rows, lambda code: reverse("desk:project", args=[code])),
        "asked": asked,
        "kinds": [(each.code, local_text(each.name, each.name_en)) for each in projects.kinds()],
        "next": f"?{query.urlencode()}" if page.after else "",
        "first": f"?{first}" if "after" in request.GET else "",
    }
    return render(request, "desk/projects/list.html", context)


@require_safe
@open_to(*READERS)
def project(request: OfficerRequest, code: str) -> HttpResponse:
    """Show a project: its stages and parts, who is late, the time of every authority, where each value came from."""
    view = _project(request, code)
    works = bool(request.officer.roles & set(WORKERS))
    context = {
        "project": view,
        "kind": local_text(view.kind.name, view.kind.name_en),
        "blocks": presenters.blocks(view),
        "light": presenters.light_of(view.light),
        "late": presenters.late_sentences(view),
        "picture": presenters.drawing(view),
        "time_bars": presenters.time_bars(view),
        "record": presenters.fact_lines(view.facts, presenters.stage_names(view), may_correct=works),
        "case_view": "desk:case" if works else "desk:course" if Role.SUPERVISOR in request.officer.roles else "",
        "correct": "desk:project-correct" if works else "",
    }
    return render(request, "desk/projects/project.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*WORKERS)
def correct(request: OfficerRequest, code: str, element: str) -> HttpResponse:
    """Correct one value of the shared record, with the reason."""
    view = _project(request, code)
    fact = next((each for each in view.facts if each.element == element and each.element != "project.code"), None)
    if fact is None:
        raise Http404
    elements, field = forms.elements(), Field(element=element)
    typed = request.POST if request.method == "POST" else typed_before(request)
    answers = answers_from(typed, [field], elements) if typed is not None else {}
    error, status = "", 200
    if request.method == "POST":
        try:
            projects.correct_project_fact(
                code=view.code,
                element=element,
                value=answers[element],
                reason=request.POST.get("reason", ""),
                by=request.officer,
            )
        except projects.UnableToCorrectFact as refusal:
            error, status = str(refusal), refusal.status
        else:
            messages.success(request, _("已更正。以后打开的申请表会用新的内容。"))
            return redirect("desk:project", view.code)
    context: dict[str, Any] = {
        "project": view,
        "fact": fact,
        "name": local_text(fact.name, fact.name_en),
        "question": questions([field], elements=elements, answers=answers)[0],
        "reason": typed.get("reason", "") if typed is not None else "",
        "error": error,
    }
    return render(request, "desk/projects/correct.html", context, status=status)


@require_POST
@open_to(Role.CLERK)
def open_stage(request: OfficerRequest, code: str, stage: str) -> HttpResponse:
    """Open a stage for the owner who stands at the window, and go on with the form there."""
    view = _project(request, code)
    try:
        applicant = applicant_here(request, view.party_id)
    except Http404:
        messages.warning(request, _("请先在“窗口受理”登记来办事的项目单位，再为它申请。"))
        return redirect("desk:project", view.code)
    try:
        draft = projects.open_stage(code=view.code, stage=stage, applicant=applicant, channel=Channel.WINDOW)
    except projects.UnableToFindProject as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:project", view.code)
    return redirect("desk:window-tasks", view.party_id, draft.id)


def _project(request: OfficerRequest, code: str) -> ProjectView:
    try:
        return projects.project_for_officer(code, officer=request.officer)
    except projects.UnableToFindProject as refusal:
        raise Http404 from refusal
    except projects.UnableWithOwnProject as refusal:
        raise PermissionDenied(str(refusal)) from refusal
