"""
The comprehensive window (综合窗口): somebody came in person. Register her, find her item, open the application for her.

Whom an officer serves is kept in her own session until she says that the visit is over: nothing of the last visitor stays.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import Channel
from tongban.offer.catalogue import api as catalogue
from tongban.offer.guidance import api as guidance
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant, Officer, PartyKind, Role
from tongban.registers.organisations import api as organisations

SERVED = "desk_window"  # session: the party at the window
FIELDS = ("kind", "name", "identity_number", "credit_code", "phone")
MOST_HITS = 20


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.CLERK)
def register(request: OfficerRequest) -> HttpResponse:
    """Register who stands at the window, by identity card or business licence, checked against the registry."""
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            party_id = _register(typed, request.officer)
        except identity.UnableToRegister as refusal:
            problems = {problem.field: problem.sentence for problem in refusal.problems}
        except identity.UnableToReachRegistry as refusal:
            problems = {"credit_code" if typed["kind"] == PartyKind.LEGAL else "identity_number": str(refusal)}
        else:
            request.session[SERVED] = str(party_id)
            return redirect("desk:window-choose", party_id)
    context = {
        "typed": {**typed, "kind": typed["kind"] or PartyKind.NATURAL.value},
        "problems": problems,
        "error_list": [{"text": text, "href": f"#{field.replace('_', '-')}"} for field, text in problems.items()],
        "served": _served(request),
    }
    return render(request, "desk/window/register.html", context, status=422 if problems else 200)


@require_safe
@open_to(Role.CLERK)
def choose(request: OfficerRequest, party_id: UUID) -> HttpResponse:
    """Find the item she came for, and show what she began before."""
    applicant = applicant_here(request, party_id)
    asked = request.GET.get("asked", "").strip()[:100]
    hits = guidance.search(asked, audience=applicant.party_kind, limit=MOST_HITS * 3).hits if asked else ()
    context = {
        "applicant": applicant,
        "asked": asked,
        "hits": [_hit(hit) for hit in hits if hit.card.is_online and _may_take(request.officer, hit.card)][:MOST_HITS],
        "drafts": applications.drafts_of(applicant),
    }
    return render(request, "desk/window/choose.html", context)


@require_POST
@open_to(Role.CLERK)
def begin(request: OfficerRequest, party_id: UUID, code: str) -> HttpResponse:
    """Open the application for her, or the one she began before."""
    applicant = applicant_here(request, party_id)
    try:
        offer = catalogue.offer(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    if not _may_take(request.officer, offer):
        messages.warning(request, _("这个事项不归您的窗口收件，请到承办单位或者综合窗口办理。"))
        return redirect("desk:window-choose", party_id)
    try:
        draft = applications.open_draft(offer=offer, applicant=applicant, channel=Channel.WINDOW)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:window-choose", party_id)
    return redirect("desk:window-tasks", party_id, draft.id)


@require_POST
@open_to(Role.CLERK)
def finish(request: OfficerRequest, party_id: UUID) -> HttpResponse:
    """End the visit."""
    if request.session.get(SERVED) == str(party_id):
        del request.session[SERVED]
    messages.success(request, _("这位办事人的信息已从窗口清除。可以接待下一位。"))
    return redirect("desk:window")


def applicant_here(request: OfficerRequest, party_id: UUID) -> Applicant:
    """Return the party this officer serves now as an applicant, or answer 404: nobody's data opens by an address alone."""
    if request.session.get(SERVED) != str(party_id):
        raise Http404
    try:
        return identity.applicant_at_window(officer=request.officer, party_id=party_id)
    except (identity.UnableToFindParty, identity.UnableToServeOwn) as refusal:
        raise Http404 from refusal


def _served(request: OfficerRequest) -> Applicant | None:
    party = request.session.get(SERVED)
    if party is None:
        return None
    try:
        return identity.applicant_at_window(officer=request.officer, party_id=UUID(party))
    except (identity.UnableToFindParty, identity.UnableToServeOwn):
        return None


def _register(typed: dict[str, str], officer: Officer) -> UUID:
    if typed["kind"] == PartyKind.LEGAL:
        return identity.register_walk_in_company(
            credit_code=typed["credit_code"], phone=typed["phone"], officer=officer
        )
    return identity.register_walk_in(
        name=typed["name"], identity_number=typed["identity_number"], phone=typed["phone"], officer=officer
    )


def _may_take(officer: Officer, item: catalogue.Offer | catalogue.OfferCard) -> bool:
    return officer.acts_for(authority_id=item.authority_id, region_code=item.region_code, item_code=item.code)


def _hit(hit: guidance.Hit) -> dict[str, object]:
    return {"card": hit.card, "why": hit.why.sentence, "authority": organisations.authority(hit.card.authority_id)}
