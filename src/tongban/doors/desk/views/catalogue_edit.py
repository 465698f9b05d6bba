"""A change of the catalogue is written down. What is faulty is kept all the same; each field says what is wrong with it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tongban.doors.desk.presenters import catalogue as presenters
from tongban.doors.desk.presenters import catalogue_fields as fields
from tongban.doors.desk.presenters import catalogue_guide as guide_form
from tongban.doors.desk.presenters import catalogue_own as own_form
from tongban.doors.desk.views.catalogue_change import MAKE_A_GUIDE, card_rows, makes_guide, subject_page, view_of
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import ChangeView
from tongban.offer.catalogue.rules import GuideProblem
from tongban.registers.identity.api import Role

Problems = tuple[GuideProblem, ...]

FORM_FAULT = 422
LONGEST_WHY = 400
FOUND_AT_ONCE = 12
REVISION_OF_BEGINNING = 2  # a draft that nobody saved yet


@dataclass(frozen=True)
class Typed:
    """What a form says of a change: its body, why, since when; `day` is None when it is none."""

    body: dict[str, Any]
    why: str
    day: Any
    day_text: str


@dataclass(frozen=True)
class Editor:
    """How one kind of change is written down: what a form says, and what the page needs beyond the common part."""

    template: str
    read: Callable[[OfficerRequest, ChangeView, QueryDict], Typed]
    context: Callable[[OfficerRequest, ChangeView, Typed, Problems], dict[str, Any]]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.ITEM_MANAGER)
def edit(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """
    Write a change down. What is faulty is kept all the same; each field says what is wrong with it.

    Buttons of rows change the form only; "save" and "submit" write the draft.
    """
    view = view_of(request, change_id)
    if view.line.state != "draft":
        messages.warning(request, _("这个变更已经不是草稿，不能再改。要改的话，请审核人退回，或者放弃后重新起草。"))
        return redirect("desk:catalogue-change", change_id)
    editor = _editor(view)
    if request.method != "POST":
        before = typed_before(request)
        typed = editor.read(request, view, before) if before is not None else _written(view)
        return _ask(request, view, typed)
    typed = editor.read(request, view, request.POST)
    action = request.POST.get("action", "save")
    if action not in ("save", "next", "submit", "preview"):
        return _ask(request, view, typed)
    return _save(request, view, typed, action)


def _editor(view: ChangeView) -> Editor:
    if view.line.is_basic:
        return Editor("desk/catalogue/edit_guide.html", _read_guide, _guide_context)
    if view.line.kind in MAKE_A_GUIDE:
        if view.inherited is None:
            raise Http404
        return Editor("desk/catalogue/edit_own.html", _read_own, _own_context)
    return Editor("desk/catalogue/edit_ending.html", _read_ending, _ending_context)


def _written(view: ChangeView) -> Typed:
    day = view.line.effective_from
    return Typed(dict(view.body), view.line.why, day, day.isoformat())


def _typed(sent: QueryDict, body: dict[str, Any]) -> Typed:
    why = fields.line(sent, "why", LONGEST_WHY)
    return Typed(body, why, fields.read_day(sent, "effective_from"), fields.line(sent, "effective_from", 10))


def _read_own(_request: OfficerRequest, view: ChangeView, sent: QueryDict) -> Typed:
    basic, action = view.inherited, sent.get("action", "save")
    if basic is None:
        raise Http404
    own = own_form.read(sent, basic)
    if ":" in action:
        own_form.act_on_rows(own, action, basic)
    else:
        own_form.without_blanks(own)
    return _typed(sent, dict(view.body) | {"own": own})


def _read_guide(request: OfficerRequest, view: ChangeView, sent: QueryDict) -> Typed:
    section, action = _section(request), sent.get("action", "save")
    guide = guide_form.read(sent, section, fields.mapping(view.body.get("guide")))
    if ":" in action:
        guide_form.act_on_rows(guide, section, action)
    else:
        guide_form.without_blanks(guide, section)
    return _typed(sent, {"guide": guide})


def _read_ending(_request: OfficerRequest, view: ChangeView, sent: QueryDict) -> Typed:
    body: dict[str, Any] = {}
    for key in ENDING_LISTS.get(view.line.kind, ()):
        body[key] = [each[:64] for each in fields.chosen(sent, key)]
    return _typed(sent, body)


# Which items each kind names beside the one it is about.


ENDING_LISTS: Mapping[str, tuple[str, ...]] = {
    "cancel": ("successors",),
    "split": ("successors",),
    "merge": ("merged", "successors"),
}


def _save(request: OfficerRequest, view: ChangeView, typed: Typed, action: str) -> HttpResponse:
    if typed.day is None:
        return _ask(request, view, typed, faults=(GuideProblem("effective_from", "no_day"),), is_refused=True)
    try:
        catalogue.save_change(
            change_id=view.line.id,
            officer=request.officer,
            revision=_revision(request.POST),
            body=typed.body,
            why=typed.why,
            effective_from=typed.day,
        )
        if action == "submit":
            catalogue.submit_change(change_id=view.line.id, officer=request.officer)
    except catalogue.UnableToSubmitChange as refusal:
        late = tuple(each for each in refusal.problems if each.path == "effective_from")
        return _ask(request, view_of(request, view.line.id), typed, faults=late, is_refused=True)
    except catalogue.UnableToMoveChange as refusal:
        return _ask_again(request, view, typed, refusal)
    except catalogue.UnableToChangeItem as refusal:
        messages.warning(request, str(refusal))
        return _ask(request, view, typed, is_refused=True)
    if action == "submit":
        messages.success(request, _("已提交。接下来由另一位事项管理员审核。"))
        return redirect("desk:catalogue-change", view.line.id)
    messages.success(request, _("草稿已保存，还没有提交。"))
    if action == "preview":
        can_preview = view_of(request, view.line.id).guide is not None
        return redirect("desk:catalogue-preview" if can_preview else "desk:catalogue-change", view.line.id)
    address = reverse("desk:catalogue-edit", args=[view.line.id])
    if view.line.is_basic:
        section = request.POST.get("to", "") if action == "next" else _section(request)
        address += f"?section={section if section in guide_form.BY_ID else _section(request)}"
    return redirect(address)


def _ask_again(request: OfficerRequest, view: ChangeView, typed: Typed, refusal: DomainError) -> HttpResponse:
    """Somebody wrote in between: what was typed stands in the form, and saving once more is a choice."""
    latest = view_of(request, view.line.id)
    if latest.line.state != "draft":
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-change", view.line.id)
    return _ask(request, latest, typed, overtaken_by=latest.line.author_name, is_refused=True)


def _ask(
    request: OfficerRequest,
    view: ChangeView,
    typed: Typed,
    *,
    faults: Problems = (),
    overtaken_by: str = "",
    is_refused: bool = False,
) -> HttpResponse:
    """Show the form with what was typed. What is wrong is shown once something was sent, or saved before."""
    editor = _editor(view)
    has_begun = request.method == "POST" or view.line.revision > REVISION_OF_BEGINNING
    problems = faults
    if has_begun:
        problems += catalogue.problems_with(view.line.id, body=typed.body, why=typed.why)
    context = {
        "view": view,
        "line": presenters.change_row(view.line),
        "typed": typed,
        "why_error": _sentence_at(problems, "why"),
        "day_error": _sentence_at(problems, "effective_from"),
        "overtaken_by": overtaken_by,
        "overtaken": presenters.compared(_overtaken(view, typed)) if overtaken_by else [],
        "subject": subject_page(view),
        "errors": [
            {"text": presenters.problem_words(each, view.inherited), "href": _href(request, view, typed, each)}
            for each in problems
        ],
        **editor.context(request, view, typed, problems),
    }
    return render(request, editor.template, context, status=FORM_FAULT if is_refused else 200)


def _sentence_at(problems: Problems, path: str) -> str:
    return next((catalogue.problem_sentence(each) for each in problems if each.path == path), "")


def _overtaken(view: ChangeView, typed: Typed) -> tuple[catalogue.Difference, ...]:
    """Return how what was typed differs from what somebody else saved meanwhile, where both can be read."""
    mine = catalogue.guide_with(view, typed.body)
    return catalogue.compare(view.guide, mine) if view.guide is not None and mine is not None else ()


def _href(request: OfficerRequest, view: ChangeView, typed: Typed, problem: GuideProblem) -> str:
    """Return where the error summary leads for a problem: to its field, also in another section."""
    if problem.path in ("why", "effective_from"):
        return f"#{problem.path}"
    if view.line.is_basic:
        section, id_ = guide_form.section_of(problem.path), fields.id_of(guide_form.field_of(problem.path))
        return f"#{id_}" if section == _section(request) else f"?section={section}#{id_}"
    if view.inherited is not None and makes_guide(view):
        return own_form.href_of(problem, fields.mapping(typed.body.get("own")), view.inherited)
    return f"#{problem.path or 'main'}"


def _own_context(_request: OfficerRequest, view: ChangeView, typed: Typed, problems: Problems) -> dict[str, Any]:
    own, basic = fields.mapping(typed.body.get("own")), view.inherited
    if basic is None:
        raise Http404
    errors = own_form.errors_of(problems, own, basic)
    form = own_form.form(own, basic, errors, authority_id=view.line.authority_id or 0, region=view.line.region_code)
    return {"form": form}


def _guide_context(request: OfficerRequest, view: ChangeView, typed: Typed, problems: Problems) -> dict[str, Any]:
    section, guide = _section(request), fields.mapping(typed.body.get("guide"))
    faulty = Counter(
        guide_form.section_of(each.path) for each in problems if each.path not in ("why", "effective_from")
    )
    ids = [each.id for each in guide_form.SECTIONS]
    return {
        "section": guide_form.BY_ID[section],
        "fields_of_section": guide_form.fields(section, guide, guide_form.errors_of(problems, guide)),
        "tabs": [
            {
                "text": each.title,
                "count": faulty[each.id],
                "href": f"?section={each.id}",
                "is_current": each.id == section,
            }
            for each in guide_form.SECTIONS
        ],
        "next_section": ids[ids.index(section) + 1] if section != ids[-1] else "",
        "inheriting": catalogue.basic_view(view.line.code, request.officer).inheriting if view.held is not None else 0,
    }


def _ending_context(request: OfficerRequest, view: ChangeView, typed: Typed, problems: Problems) -> dict[str, Any]:
    lists = []
    sought_in = request.POST.get("action", "").partition(":")[2]
    for key in ENDING_LISTS.get(view.line.kind, ()):
        picked = [str(each) for each in typed.body.get(key) or ()]
        asked = request.POST.get(f"asked-{key}", "").strip()[:60]
        found = _search(request, asked, key) if asked and sought_in == key else []
        lists.append(
            {
                "key": key,
                "label": catalogue.element_name(key),
                "hint": LIST_HINTS[view.line.kind, key],
                "asked": asked,
                "picked": card_rows(picked),
                "found": [each for each in found if each["code"] not in (*picked, view.line.code)],
                "is_fruitless": bool(asked) and sought_in == key and not found,
                "error": _sentence_at(problems, key),
            }
        )
    return {"lists": lists, "effects": [str(each) for each in presenters.EFFECTS.get(view.line.kind, ())]}


LIST_HINTS: Mapping[tuple[str, str], Any] = {
    ("cancel", "successors"): gettext_lazy("有接续的事项就选上，指南页面会引导到那里；没有可以不选"),
    ("split", "successors"): gettext_lazy("选两个或者更多已经在用的事项，先把它们发布出来再拆分"),
    ("merge", "merged"): gettext_lazy("和这个事项一起被合并、取消的其他事项"),
    ("merge", "successors"): gettext_lazy("合并到哪一个在用的事项，只能选一个"),
}


def _search(request: OfficerRequest, asked: str, key: str) -> list[dict[str, Any]]:
    """Find items by name or code: any that is in use as a successor, but only what the officer keeps to be merged."""
    is_successor = key == "successors"
    found = catalogue.items_of(
        request.officer,
        asked=asked,
        state="online" if is_successor else "",
        everywhere=is_successor,
        limit=FOUND_AT_ONCE,
    ).items
    return [
        {
            "code": each.code,
            "title": wording.local(each.name, each.name_en),
            "note": f"{presenters.authority_name(each.authority_id)} · {each.code}",
        }
        for each in found
    ]


def _section(request: OfficerRequest) -> str:
    asked = request.GET.get("section", "")
    return asked if asked in guide_form.BY_ID else guide_form.SECTIONS[0].id


def _revision(sent: QueryDict) -> int:
    typed = sent.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
