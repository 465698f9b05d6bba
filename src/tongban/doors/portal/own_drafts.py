"""A draft of the visitor's own: found, changed where that is allowed, left for the page it belongs to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongban.doors.frame.access import ApplicantRequest
from tongban.doors.portal.own_things import own
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import DraftState, DraftView
from tongban.handling.cases import api as cases


def draft_of(request: ApplicantRequest, draft_id: UUID) -> DraftView:
    """Return a draft of the visitor or of a party she may act for, or answer 404."""
    return own(request, lambda applicant: applications.draft(draft_id, applicant=applicant))


def may_change(draft: DraftView, part: str) -> bool:
    """Say whether a page or a material may be changed: all of an open draft, what was asked for of a submitted one."""
    is_asked_for = draft.state is DraftState.SUPPLEMENTING and part in draft.supplement_codes
    return draft.state is DraftState.OPEN or is_asked_for


def closed(request: ApplicantRequest, draft: DraftView) -> HttpResponse:
    """Answer to a change of what is signed: the script is told so, a person sees her case."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=409)
    if request.method == "POST":
        messages.info(request, str(applications.UnableToChangeDraft()))
    return to_its_case(request, draft)


def way_back(request: ApplicantRequest, draft: DraftView) -> str:
    """Return where a page of the draft leads back to: the task list, or the list of what is to be supplemented."""
    if draft.state is DraftState.SUPPLEMENTING:
        return reverse("portal:supplement", args=[number_of(request, draft)])
    return reverse("portal:apply-tasks", args=[draft.id])


def to_its_case(request: ApplicantRequest, draft: DraftView) -> HttpResponse:
    """Lead from a submitted draft to what it became."""
    name = "portal:supplement" if draft.state is DraftState.SUPPLEMENTING else "portal:case"
    return redirect(name, number_of(request, draft))


def number_of(request: ApplicantRequest, draft: DraftView) -> str:
    """Return the number of the case that a submitted draft became."""
    return cases.number_of_draft(draft.id, applicant=request.applicant)
