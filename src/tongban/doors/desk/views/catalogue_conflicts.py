"""Conflicts: items whose own values became worse than what they would inherit, and the ways to settle them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.desk.presenters import catalogue as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import ConflictView
from tongban.registers.identity.api import Role


@require_safe
@open_to(Role.ITEM_MANAGER)
def conflicts(request: OfficerRequest) -> HttpResponse:
    """List the open conflicts of the officer's items, oldest first."""
    try:
        page = catalogue.conflicts(request.officer, after=request.GET.get("after") or None)
    except DomainError as refusal:
        raise Http404 from refusal
    context = {
        "rows": [presenters.conflict_row(line) for line in page.items],
        "next": f"{request.path}?after={page.after}" if page.after else "",
        "first": request.path if request.GET.get("after") else "",
    }
    return render(request, "desk/catalogue/conflicts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ITEM_MANAGER)
def conflict(request: OfficerRequest, conflict_id: int) -> HttpResponse:
    """Show a conflict with its reasons, and settle it: take the inherited values, or change the own ones."""
    try:
        view = catalogue.conflict(conflict_id, request.officer)
    except DomainError as refusal:
        raise Http404 from refusal
    if request.method == "POST":
        return _settle(request, view)
    try:
        differences = catalogue.compare(
            catalogue.resolve(view.inherited, view.own), catalogue.resolve(view.inherited, view.mended)
        )
    except (KeyError, TypeError, ValueError):  # own values of long ago may fit the new guide no more
        differences = ()
    context = {
        "row": presenters.conflict_row(view.line),
        "problems": [presenters.problem_words(each, view.inherited) for each in view.line.problems],
        "given_up": presenters.compared(differences),
        "kept": catalogue.own_count(view.mended),
        "alike": [presenters.conflict_row(line) for line in view.alike],
    }
    return render(request, "desk/catalogue/conflict.html", context)


def _settle(request: OfficerRequest, view: ConflictView) -> HttpResponse:
    deed = request.POST.get("deed", "")
    why = _("与基本目录第 {number} 版一致，采用继承的内容").format(number=view.line.basic_number)
    if deed == "change":
        return _begin(request, view)
    if deed not in ("take", "take_all"):
        raise Http404
    ids = [view.line.id]
    if deed == "take_all":
        chosen = set(request.POST.getlist("alike"))
        ids += [line.id for line in view.alike if str(line.id) in chosen]
    settled = catalogue.settle_conflicts(
        conflict_ids=ids, officer=request.officer, why=why, effective_from=clock.today()
    )
    done = [each for each in settled if not each.refusal]
    if done:
        messages.success(
            request,
            _("{count} 个事项的变更已经提交，由另一位事项管理员审核、发布后冲突解决。").format(count=len(done)),
        )
    for sentence in dict.fromkeys(each.refusal for each in settled if each.refusal):
        messages.warning(request, sentence)
    if len(done) == 1 and done[0].change_id is not None:
        return redirect("desk:catalogue-change", done[0].change_id)
    return redirect("desk:catalogue-conflicts")


def _begin(request: OfficerRequest, view: ConflictView) -> HttpResponse:
    try:
        change_id = catalogue.draft_change(
            kind="change", code=view.line.code, officer=request.officer, effective_from=clock.today()
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-item", view.line.code)
    return redirect("desk:catalogue-edit", change_id)
