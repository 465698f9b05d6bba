"""One's own construction projects: the list, registering one, the project with its four stages, applying for a stage, correcting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame import projects as presenters
from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.questions import Question, answers_from, error_list, questions
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.doors.frame.wording import local_text
from tongban.doors.portal.own_things import form_page, own
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.api import Channel
from tongban.handling.projects import api as projects
from tongban.handling.projects.api import Kind, ProjectView
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import Field, Problem
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import PartyKind
from tongban.registers.organisations import api as organisations

COUNTY = 3  # level of a region


@require_safe
@open_to(APPLICANT)
def project_list(request: ApplicantRequest) -> HttpResponse:
    """List the projects of the party."""
    try:
        page = projects.projects_of(request.applicant, after=request.GET.get("after") or None)
    except projects.UnableToTurnPage as refusal:
        raise Http404 from refusal
    context = {
        "rows": presenters.card_rows(page.rows, lambda code: reverse("portal:project", args=[code])),
        "next": f"{request.path}?after={page.after}" if page.after else "",
        "first": request.path if "after" in request.GET else "",
        "is_company": request.applicant.party_kind is PartyKind.LEGAL,
        "companies": identity.parties_represented_by(request.applicant.person_id),
    }
    return render(request, "portal/projects/list.html", context)


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def register(request: ApplicantRequest) -> HttpResponse:
    """Register a project: which kind it is, then what every stage will be filled with."""
    kinds = projects.kinds()
    chosen = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    kind = next((each for each in kinds if each.code == chosen), None)
    if request.applicant.party_kind is not PartyKind.LEGAL:
        return redirect("portal:projects")
    if kind is None:
        choices = [
            (each.code, local_text(each.name, each.name_en), local_text(each.note, each.note_en)) for each in kinds
        ]
        error = _("请选择项目类型。") if "kind" in request.GET else ""
        return render(request, "portal/projects/kind.html", {"choices": choices, "error": error})
    if request.method != "POST":
        return _ask(request, kind, typed_before(request) or {}, ())
    answers = answers_from(request.POST, _fields(kind), forms.elements())
    try:
        project = projects.register_project(
            applicant=request.applicant,
            kind=kind.code,
            region_code=request.POST.get("region_code", "")[:12],
            facts=answers,
            code=request.POST.get("code", "")[:40],
            position=_position(request.POST.get("position", "")),
        )
    except projects.UnableToRegisterProject as refusal:
        return _ask(request, kind, request.POST, refusal.problems)
    except DomainError as refusal:
        problem = projects.FieldProblem("code", "refused", str(refusal))
        return _ask(request, kind, request.POST, (problem,))
    messages.success(request, _("项目已登记，项目代码 {code}。").format(code=project.code))
    return redirect("portal:project", project.code)


@require_safe
@open_to(APPLICANT)
def project(request: ApplicantRequest, code: str) -> HttpResponse:
    """Show one project: where it stands, what is next, how many of the 120 days are used and by whom, the shared record."""
    view = _project(request, code)
    context = {
        "project": view,
        "kind": local_text(view.kind.name, view.kind.name_en),
        "blocks": presenters.blocks(view),
        "light": presenters.light_of(view.light),
        "late": presenters.late_sentences(view),
        "picture": presenters.drawing(view),
        "time_bars": presenters.time_bars(view),
        "record": presenters.fact_lines(
            view.facts, presenters.stage_names(view), may_correct=request.applicant.has_full_mandate
        ),
    }
    return render(request, "portal/projects/project.html", context)


@require_POST
@open_to(APPLICANT)
def open_stage(request: ApplicantRequest, code: str, stage: str) -> HttpResponse:
    """Begin the application for a stage, or go on with it."""
    view = _project(request, code)
    try:
        draft = projects.open_stage(code=view.code, stage=stage, applicant=request.applicant, channel=Channel.PORTAL)
    except projects.UnableToFindProject as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("portal:project", view.code)
    return redirect("portal:apply-tasks", draft.id)


@form_page
@keeps_what_was_typed
@open_to(APPLICANT)
def correct(request: ApplicantRequest, code: str, element: str) -> HttpResponse:
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
        reason = request.POST.get("reason", "")
        try:
            projects.correct_project_fact(
                code=view.code, element=element, value=answers[element], reason=reason, by=request.applicant
            )
        except projects.UnableToCorrectFact as refusal:
            error, status = str(refusal), refusal.status
        else:
            messages.success(request, _("已更正。以后打开的申请表会用新的内容。"))
            return redirect("portal:project", view.code)
    context = {
        "project": view,
        "fact": fact,
        "name": local_text(fact.name, fact.name_en),
        "question": questions([field], elements=elements, answers=answers)[0],
        "reason": typed.get("reason", "") if typed is not None else "",
        "error": error,
    }
    return render(request, "portal/projects/correct.html", context, status=status)


def _project(request: ApplicantRequest, code: str) -> ProjectView:
    return own(request, lambda applicant: projects.project_for_applicant(code, applicant=applicant))


def _fields(kind: Kind) -> tuple[Field, ...]:
    return tuple(Field(element=each) for each in kind.asked)


def _ask(
    request: ApplicantRequest, kind: Kind, typed: Any, problems: tuple[projects.FieldProblem, ...]
) -> HttpResponse:
    elements = forms.elements()
    told = {each.field: each.sentence for each in problems}
    asked: tuple[Question, ...] = questions(
        _fields(kind),
        elements=elements,
        answers=answers_from(typed, _fields(kind), elements) if typed else {},
        problems=[Problem(each.field, each.code) for each in problems if each.field in elements],
        sentence=lambda problem, _element: told[problem.element],
    )
    own_problems = {field: told.get(field, "") for field in ("code", "region_code", "position")}
    anchors = {"code": "#code", "region_code": "#region-code", "position": "#position"}
    errors = [{"text": text, "href": anchors[field]} for field, text in own_problems.items() if text]
    context = {
        "kind": kind,
        "kind_name": local_text(kind.name, kind.name_en),
        "questions": asked,
        "errors": [*errors, *error_list(asked)],
        "problems": own_problems,
        "typed": {name: typed.get(name, "") for name in ("code", "region_code", "position")},
        "regions": [
            (each.code, local_text(each.name, each.name_en)) for each in organisations.regions_within("", COUNTY)
        ],
    }
    return render(request, "portal/projects/register.html", context, status=422 if problems else 200)


def _position(text: str) -> tuple[float, float] | None:
    """Return a typed latitude and longitude; out of range, so that it is refused, when it is none."""
    if not text.strip():
        return None
    try:
        latitude, longitude = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        return 999.0, 999.0
    return latitude, longitude
