"""One change of the catalogue: looked at by a second person, published, or given up."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.desk.presenters import catalogue as presenters
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import ChangeView
from tongban.offer.inspection import api as inspection
from tongban.registers.identity.api import Role

FORM_FAULT = 422
LONGEST_NOTE = 400
MOST_FINDINGS = 20
MAKE_A_GUIDE = ("create", "change")


@require_safe
@open_to(Role.ITEM_MANAGER)
def change(request: OfficerRequest, change_id: UUID) -> HttpResponse:
    """Show a change: what it would alter, who wants it and why, whose eyes have seen it, and what may be done now."""
    return _show(request, view_of(request, change_id))


@require_POST
@open_to(Role.ITEM_MANAGER)
def deed(request: OfficerRequest, change_id: UUID, slug: str) -> HttpResponse:
    """Do what the page of a change offers; a refusal comes back to the page in its own words."""
    if slug not in DEEDS:
        raise Http404
    view = view_of(request, change_id)
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
    view = view_of(request, change_id)
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


def view_of(request: OfficerRequest, change_id: UUID) -> ChangeView:
    try:
        return catalogue.change(change_id, request.officer)
    except DomainError as refusal:
        raise Http404 from refusal


def subject_page(view: ChangeView) -> str:
    """Return the page of what is changed, nothing while it does not exist yet."""
    if view.held is None and view.line.kind == "create":
        return ""
    return reverse("desk:catalogue-basic" if view.line.is_basic else "desk:catalogue-item", args=[view.line.code])


def card_rows(codes: Any) -> list[dict[str, Any]]:
    named = list(map(str, codes)) if isinstance(codes, list | tuple) else []
    known = catalogue.cards_by_code(named)
    return [
        presenters.card_row(known[code])
        if code in known
        else {"title": code, "note": _("没有这个事项"), "href": "", "code": code}
        for code in named
    ]


def makes_guide(view: ChangeView) -> bool:
    return view.line.is_basic or view.line.kind in MAKE_A_GUIDE


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
        "successors": card_rows(view.body.get("successors", ())),
        "merged": card_rows(view.body.get("merged", ())),
        "subject": subject_page(view),
        "held_number": view.held.line.number if view.held is not None else 0,
        "makes_guide": makes_guide(view),
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
