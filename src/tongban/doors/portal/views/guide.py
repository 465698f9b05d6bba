"""The guide of one item: whom to ask, where to go, how it is done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, applicant_at, open_to
from tongban.doors.portal import presenters_public
from tongban.offer.catalogue import api as catalogue
from tongban.proofs.licences import api as licences
from tongban.registers.organisations import api as organisations


@require_safe
@open_to(ANYONE)
def guide(request: HttpRequest, code: str) -> HttpResponse:
    try:
        offer = catalogue.offer(code)
    except catalogue.UnableToFindOffer:
        return _unfinished(request, code)
    applicant = applicant_at(request)
    types = {material.licence_type for material in offer.guide.materials if material.licence_type}
    held = (
        licences.usable_licences(applicant.party_id, types)
        if applicant and applicant.may_apply_for(code) and types
        else {}
    )
    context = {
        "offer": offer,
        "guide": offer.guide,
        "authority": organisations.authority(offer.authority_id),
        "hours": presenters_public.office_hours(offer.authority_id),
        "region": organisations.region(offer.region_code),
        "facts": presenters_public.fact_strip(offer),
        "flow": presenters_public.flow(offer),
        "materials": [presenters_public.material(each, held) for each in offer.guide.materials],
        "elsewhere": presenters_public.elsewhere(offer),
        "can_apply": offer.form_version_id is not None and offer.guide.online_depth > 1,
    }
    return render(request, "portal/public/guide.html", context)


def _unfinished(request: HttpRequest, code: str) -> HttpResponse:
    """Show an item whose guide has not been written yet: who is competent, and how to reach them."""
    try:
        card = catalogue.card(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    context = {"card": card, "authority": organisations.authority(card.authority_id)}
    return render(request, "portal/public/guide_unfinished.html", context)
