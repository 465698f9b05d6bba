"""Changes of the catalogue: begun, written down, looked at by a second person, published, or given up."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import catalogue as presenters
from tongban.doors.desk.presenters import catalogue_fields as fields
from tongban.doors.desk.presenters import catalogue_guide as guide_form
from tongban.doors.desk.presenters import catalogue_own as own_form
from tongban.doors.desk.views.catalogue import is_basic
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import ChangeView
from tongban.offer.catalogue.rules import GuideProblem
from tongban.offer.inspection import api as inspection
from tongban.registers.identity.api import Officer, Role

Problems = tuple[GuideProblem, ...]

FORM_FAULT = 422
LONGEST_WHY, LONGEST_NOTE = 400, 400
MOST_AT_ONCE = 30
MOST_FINDINGS = 20
FOUND_AT_ONCE = 12
REVISION_OF_BEGINNING = 2  # a draft that nobody saved yet
MAKE_A_GUIDE = ("create", "change")


@dataclass(frozen=True)
class Typed:
    """What a form says of a change: its body, why, since when; `day` is None when it is none."""

    body: dict[str, Any]
    why: str
    day: Any
    day_text: str


@require_safe
@open_to(Role.ITEM_MANAGER)
def changes(request: OfficerRequest) -> HttpResponse:
    """List changes, newest first."""
    state, mine = request.GET.get("state", "open"), request.GET.get("mine") == "yes"
    try:
        page = catalogue.changes(request.officer, state=state, mine=mine, after=request.GET.get("after") or None)
    except DomainError as refusal:
        raise Http404 from refusal
    chosen = {"state": state, "mine": "yes" if mine else ""}
    rows = [presenters.change_row(line) | {"may": _may_tick(line, request.officer)} for line in page.items]
    states = [("open", _("进行中")), *((code, words) for code, (words, _tone) in presenters.CHANGE_STATES.items())]
    context = {
        "rows": rows,
        "state": state,
        "mine": mine,
        "tabs": [
            {
                "text": words,
                "href": f"{request.path}?{urlencode({'state': code} | ({'mine': 'yes'} if mine else {}))}",
                "is_current": code == state,
            }
            for code, words in states
        ],
        "may_tick": any(row["may"] for row in rows),
        "next": f"{request.path}?{urlencode(chosen | {'after': page.after})}" if page.after else "",
        "first": f"{request.path}?{urlencode(chosen)}" if request.GET.get("after") else "",
    }
    return render(request, "desk/catalogue/changes.html", context)


@require_POST
@open_to(Role.ITEM_MANAGER)
def several(request: OfficerRequest) -> HttpResponse:
    """Agree to, or publish, several changes, each by its own deed, and tell what came of each."""
    deed = request.POST.get("deed", "")
    deeds: Mapping[str, Callable[[UUID], None]] = {
        "agree": lambda id_: catalogue.review_change(change_id=id_, officer=request.officer, agree=True),
        "publish": lambda id_: catalogue.publish_change(change_id=id_, officer=request.officer),
    }
    ids = _ids(request.POST.getlist("change"))[:MOST_AT_ONCE]
    if deed not in deeds:
        raise Http404
    done, refused = 0, []
    for id_ in ids:
        try:
            deeds[deed](id_)
            done += 1
        except DomainError as refusal:
            refused.append(str(refusal))
    if not ids:
        messages.warning(request, _("请先勾选变更。"))
    if done and deed == "agree":
        messages.success(request, _("审核同意 {count} 个变更，接下来发布。").format(count=done))
    elif done:
        messages.success(request, _("发布 {count} 个变更。").format(count=done))
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
    return redirect(f"{reverse('desk:catalogue-changes')}?state={'reviewed' if deed == 'agree' and done else 'open'}")


@require_POST
@open_to(Role.ITEM_MANAGER)
def begin(request: OfficerRequest, code: str) -> HttpResponse:
    """Begin a change of an item or a basic item, and go on to write it down."""
    kind = request.POST.get("kind", "")
    if kind not in presenters.KINDS or kind == "create":
        raise Http404
    try:
        change_id = catalogue.draft_change(kind=kind, code=code, officer=request.officer, effective_from=clock.today())
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-basic" if is_basic(code) else "desk:catalogue-item", code)
    return redirect("desk:catalogue-edit", change_id)


@require_POST
@open_to(Role.ITEM_MANAGER)
def offer(request: OfficerRequest, code: str) -> HttpResponse:
    """Begin to offer a basic item at one more authority."""
    typed = request.POST.get("authority", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        messages.warning(request, _("请选择由谁办理。"))
        return redirect("desk:catalogue-basic", code)
    try:
        change_id = catalogue.draft_new_item(
            basic_code=code, authority_id=int(typed), officer=request.officer, effective_from=clock.today(), own={}
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-basic", code)
    return redirect("desk:catalogue-edit", change_id)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.ITEM_MANAGER)
def new_basic(request: OfficerRequest) -> HttpResponse:
    """Begin a basic item that the catalogue does not have yet."""
    typed = request.POST if request.method == "POST" else typed_before(request) or QueryDict()
    code, name = typed.get("code", "").strip()[:20], typed.get("name", "").strip()[:200]
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not is_basic(code) or code[2:4] not in catalogue.CHOICES["item_type"]:
            errors["code"] = _("基本编码是 12 位数字（业务办理项 14 位），第 3、4 位是事项类型，例如 01、20")
        if not name:
            errors["name"] = _("请填写事项名称")
        if not errors:
            try:
                body = {"guide": guide_form.skeleton(code, name)}
                change_id = catalogue.draft_change(
                    kind="create", code=code, officer=request.officer, effective_from=clock.today(), body=body
                )
                return redirect("desk:catalogue-edit", change_id)
            except DomainError as refusal:
                errors["code"] = str(refusal)
    context = {
        "code": code,
        "name": name,
        "errors": errors,
        "types": fields.choices_of("item_type"),
    }
    return render(request, "desk/catalogue/new_basic.html", context, status=FORM_FAULT if errors else 200)


@require_safe
@open_to(Role.ITEM_MANAGER)
def change(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Show a change: what it would alter, who wants it and why, whose eyes have seen it, and what may be done now."""
    return _show(request, _view(request, change_id))


@require_POST
@open_to(Role.ITEM_MANAGER)
def deed(request: OfficerRequest, change_id: UUID, slug: str) -> HttpResponse:
    """Do what the page of a change offers; a refusal comes back to the page in its own words."""
    if slug not in DEEDS:
        raise Http404
    view = _view(request, change_id)
    note = request.POST.get("note", "").replace("\0", "").strip()[:LONGEST_NOTE]
    try:
        said = DEEDS[slug](request, view, note)
    except catalogue.UnableToFindChange as refusal:
        raise Http404 from refusal
    except catalogue.UnableToReturnChange as refusal:
        return _show(request, view, note=note, note_error=str(refusal))
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-change", change_id)
    messages.success(request, said)
    return redirect("desk:catalogue-change", change_id)


@require_safe
@open_to(Role.ITEM_MANAGER)
def preview(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Show the guide as it would be, whole."""
    view = _view(request, change_id)
    if view.guide is None:
        messages.warning(request, _("还不能预览：有内容要先改正，见下面的清单。"))
        return redirect("desk:catalogue-change", change_id)
    context = {
        "view": view,
        "line": presenters.change_row(view.line),
        "sections": presenters.sections(view.guide, view.inherited),
        "local": presenters.local_rows(view.local, view.body.get("own", {})),
    }
    return render(request, "desk/catalogue/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.ITEM_MANAGER)
def edit(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """
    Write a change down. What is faulty is kept all the same; each field says what is wrong with it.

    Buttons of rows change the form only; "save" and "submit" write the draft.
    """
    view = _view(request, change_id)
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


# --- deeds ---


def _submit(request: OfficerRequest, view: ChangeView, _note: str) -> str:
    catalogue.submit_change(change_id=view.line.id, officer=request.officer)
    return _("已提交。接下来由另一位事项管理员审核。")


def _agree(request: OfficerRequest, view: ChangeView, note: str) -> str:
    catalogue.review_change(change_id=view.line.id, officer=request.officer, agree=True, note=note)
    return _("已审核同意。接下来发布，{day}生效。").format(day=wording.day(view.line.effective_from))


def _return(request: OfficerRequest, view: ChangeView, note: str) -> str:
    catalogue.review_change(change_id=view.line.id, officer=request.officer, agree=False, note=note)
    return _("已退回给{who}修改。").format(who=view.line.author_name)


def _publish(request: OfficerRequest, view: ChangeView, _note: str) -> str:
    catalogue.publish_change(change_id=view.line.id, officer=request.officer)
    if view.line.effective_from > clock.today():
        return _("已发布，{day}生效。在那之前可以撤销。").format(day=wording.day(view.line.effective_from))
    return _("已发布，现在生效。新的申请按它办理，正在办理的件不变。")


def _drop(request: OfficerRequest, view: ChangeView, _note: str) -> str:
    catalogue.drop_change(change_id=view.line.id, officer=request.officer)
    return _("已放弃这个变更，现在生效的内容不变。")


DEEDS: Mapping[str, Callable[[OfficerRequest, ChangeView, str], str]] = {
    "submit": _submit,
    "agree": _agree,
    "return": _return,
    "publish": _publish,
    "drop": _drop,
}


# --- the page of a change ---


def _show(request: OfficerRequest, view: ChangeView, *, note: str = "", note_error: str = "") -> HttpResponse:
    consequences = None
    if view.line.is_basic and view.guide is not None and view.line.state not in ("in_force", "dropped"):
        consequences = catalogue.consequences(view.line.code, view.guide)
    is_open = view.line.state not in ("in_force", "dropped")
    basis = view.guide or view.inherited
    context = {
        "view": view,
        "line": presenters.change_row(view.line),
        "course": presenters.course(view),
        "may": presenters.may(view, request.officer),
        "is_writer": request.officer.actor.reference in view.line.writers,
        "problems": [presenters.problem_words(each, basis) for each in view.problems] if is_open else [],
        "differences": presenters.compared(view.differences) if is_open else [],
        "effects": presenters.effects(view, consequences),
        "conflicts": _would_conflict(consequences),
        "findings": _findings(view) if is_open else [],
        "successors": _cards(view.body.get("successors", ())),
        "merged": _cards(view.body.get("merged", ())),
        "subject": _subject(view),
        "held_number": view.held.line.number if view.held is not None else 0,
        "makes_guide": _makes_guide(view),
        "is_future": view.line.effective_from > clock.today(),
        "note": note,
        "note_error": note_error,
    }
    return render(request, "desk/catalogue/change.html", context, status=FORM_FAULT if note_error else 200)


def _findings(view: ChangeView) -> list[str]:
    """Return what inspection would find in the guide: hints, gravest first. A basic item has no place to look at."""
    if view.guide is None:
        return []
    faults = inspection.inspect(view.guide, view.local, authority_id=view.line.authority_id).faults
    about_guide = (each for each in faults if not (view.line.is_basic and each.path.startswith("local")))
    return [
        f"{inspection.place_name(each.path)}{_('：')}{wording.hant(inspection.sentence_of(each.rule, each.said))}"
        for each in about_guide
    ][:MOST_FINDINGS]


def _would_conflict(consequences: catalogue.Consequences | None) -> list[dict[str, Any]]:
    return [
        {
            "count": each.count,
            "problems": [presenters.problem_words(problem) for problem in each.problems],
            "examples": [presenters.card_row(card) for card in each.examples],
        }
        for each in (consequences.conflicts if consequences is not None else ())
    ]


def _subject(view: ChangeView) -> str:
    """Return the page of what is changed, nothing while it does not exist yet."""
    if view.held is None and view.line.kind == "create":
        return ""
    return reverse("desk:catalogue-basic" if view.line.is_basic else "desk:catalogue-item", args=[view.line.code])


def _cards(codes: Any) -> list[dict[str, Any]]:
    named = list(map(str, codes)) if isinstance(codes, list | tuple) else []
    known = catalogue.cards_by_code(named)
    return [
        presenters.card_row(known[code])
        if code in known
        else {"title": code, "note": _("没有这个事项"), "href": "", "code": code}
        for code in named
    ]


# --- writing it down ---


@dataclass(frozen=True)
class Editor:
    """How one kind of change is written down: what a form says, and what the page needs beyond the common part."""

    template: str
    read: Callable[[OfficerRequest, ChangeView, QueryDict], Typed]
    context: Callable[[OfficerRequest, ChangeView, Typed, Problems], dict[str, Any]]


def _editor(view: ChangeView) -> Editor:
    if view.line.is_basic:
        return Editor("desk/catalogue/edit_guide.html", _read_guide, _guide_context)
    if view.line.kind in MAKE_A_GUIDE:
        if view.inherited is None:
            raise Http404
        return Editor("desk/catalogue/edit_own.html", _read_own, _own_context)
    return Editor("desk/catalogue/edit_ending.html", _read_ending, _ending_context)


def _makes_guide(view: ChangeView) -> bool:
    return view.line.is_basic or view.line.kind in MAKE_A_GUIDE


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
        return _ask(request, _view(request, view.line.id), typed, faults=late, is_refused=True)
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
        can_preview = _view(request, view.line.id).guide is not None
        return redirect("desk:catalogue-preview" if can_preview else "desk:catalogue-change", view.line.id)
    address = reverse("desk:catalogue-edit", args=[view.line.id])
    if view.line.is_basic:
        section = request.POST.get("to", "") if action == "next" else _section(request)
        address += f"?section={section if section in guide_form.BY_ID else _section(request)}"
    return redirect(address)


def _ask_again(request: OfficerRequest, view: ChangeView, typed: Typed, refusal: DomainError) -> HttpResponse:
    """Somebody wrote in between: what was typed stands in the form, and saving once more is a choice."""
    latest = _view(request, view.line.id)
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
        "subject": _subject(view),
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
    if view.inherited is not None and _makes_guide(view):
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
                "picked": _cards(picked),
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


def _view(request: OfficerRequest, change_id: UUID) -> ChangeView:
    try:
        return catalogue.change(change_id, request.officer)
    except DomainError as refusal:
        raise Http404 from refusal


def _revision(sent: QueryDict) -> int:
    typed = sent.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0


def _ids(sent: list[str]) -> list[UUID]:
    found = []
    for each in sent:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _may_tick(line: catalogue.ChangeLine, officer: Officer) -> str:
    """Return what may be done with a change from the list: agree to it, or publish it."""
    if line.state == "submitted" and officer.actor.reference not in line.writers:
        return "agree"
    return "publish" if line.state == "reviewed" else ""
