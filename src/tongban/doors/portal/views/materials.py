"""The materials of a draft: an e-licence already held, a file, a promise, or the original at a window."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame import drafts
from tongban.doors.frame.access import APPLICANT, ApplicantRequest, open_to
from tongban.doors.frame.uploads import refuses_huge_uploads, sent_file
from tongban.doors.portal import presenters_apply as presenters
from tongban.doors.portal.own_drafts import closed, draft_of, may_change, way_back
from tongban.doors.portal.own_things import form_page, handed_in_file
from tongban.groundwork.documents.api import UnableToKeepFile
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import DraftView, MaterialView, Way


@refuses_huge_uploads
@form_page
@open_to(APPLICANT)
def material(request: ApplicantRequest, draft_id: UUID, code: str) -> HttpResponse:
    """Show the ways to give a material, the easiest first, and take what is given."""
    draft = draft_of(request, draft_id)
    shown = _material(draft, code)
    if not may_change(draft, code):
        return closed(request, draft)
    if request.method != "POST":
        return _show(request, draft, shown)
    file, name = sent_file(request)
    way = request.POST.get("way", "")
    if way == Way.UPLOAD and file is None:
        return _show(request, draft, shown, error=_("请先选择文件，再点“上传”。"), status=422)
    try:
        applications.give_material(
            draft_id=draft.id,
            applicant=request.applicant,
            code=code,
            way=way,
            content=file,
            name=name,
        )
    except (UnableToKeepFile, applications.UnableToGiveMaterial) as refusal:
        return _show(request, draft_of(request, draft_id), shown, error=str(refusal), status=refusal.status)
    if way == Way.UPLOAD:
        messages.success(request, _("“{name}”已上传。还有别的页，可以继续上传。").format(name=name))
        return redirect("portal:apply-material", draft.id, code)
    return redirect(way_back(request, draft))


@form_page
@open_to(APPLICANT)
def commitment(request: ApplicantRequest, draft_id: UUID, code: str) -> HttpResponse:
    """Show the letter of commitment with its day, and take the promise."""
    draft = draft_of(request, draft_id)
    shown = _material(draft, code)
    if not may_change(draft, code):
        return closed(request, draft)
    if Way.COMMITMENT not in shown.ways:
        raise Http404
    context = {
        "draft": draft,
        "material": shown,
        "fact": draft.offer.guide.material(code),
        "applicant": request.applicant,
        "promised_on": drafts.promise_by(shown),
        "today": clock.today(),
        "error": _("请阅读承诺书，并勾选“我已阅读，我承诺”。") if "unsigned" in request.GET else "",
    }
    if request.method != "POST":
        return render(request, "portal/apply/commitment.html", context)
    if request.POST.get("agree") != "yes":
        return HttpResponseRedirect(f"{request.path}?unsigned=1")
    applications.give_material(draft_id=draft.id, applicant=request.applicant, code=code, way=Way.COMMITMENT)
    return redirect(way_back(request, draft))


@require_POST
@open_to(APPLICANT)
def remove(request: ApplicantRequest, draft_id: UUID, code: str, given_id: int) -> HttpResponse:
    """Take back one thing given."""
    draft = draft_of(request, draft_id)
    _material(draft, code)
    try:
        applications.remove_material(draft_id=draft.id, applicant=request.applicant, given_id=given_id)
    except DomainError as refusal:  # a second click, or another window was quicker: the page shows how things are
        if refusal.status != 404:
            return closed(request, draft)
    return redirect("portal:apply-material", draft.id, code)


@require_safe
@open_to(APPLICANT)
def file(request: ApplicantRequest, draft_id: UUID, given_id: int) -> HttpResponseBase:
    """Give a file back to the one who handed it in."""
    draft = draft_of(request, draft_id)
    for shown in draft.materials:
        for thing in shown.given:
            if thing.id == given_id and thing.file_id is not None:
                return handed_in_file(thing.file_id)
    raise Http404


def _material(draft: DraftView, code: str) -> MaterialView:
    for shown in draft.materials:
        if shown.code == code:
            return shown
    raise Http404


def _show(
    request: ApplicantRequest, draft: DraftView, shown: MaterialView, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "it": presenters.material_page(draft, shown),
        "error": error,
        "errors": [{"text": error, "href": "#file"}] if error else [],
        "back": way_back(request, draft),
        "commitment_href": reverse("portal:apply-commitment", args=[draft.id, shown.code]),
    }
    return render(request, "portal/apply/material.html", context, status=status)
