"""The guide of one item: whom to ask, where to go, how it is done."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame import fragments, wording
from tongban.doors.frame.access import ANYONE, applicant_at, open_to
from tongban.doors.portal import presenters_public
from tongban.doors.portal.guides.page import guiding, parts
from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.scenarios import api as scenarios
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import LicenceSummary
from tongban.registers.organisations import api as organisations

GONE = ("suspended", "cancelled")
MOST_ELSEWHERE = 3


@require_safe
@open_to(ANYONE)
def guide(request: HttpRequest, code: str) -> HttpResponse:
    try:
        offer = catalogue.offer(code)
    except catalogue.UnableToFindOffer:
        return _not_offered(request, code)
    given = guiding(offer, clock.today())
    scenario = scenarios.scenario_of(offer.basic_code)
    tag = fragments.entity_tag(request, *given.shown, scenario.version_id if scenario else 0)
    if same := fragments.unchanged(request, tag):
        return same
    made = parts(given, scenario, _held(request, offer))
    return fragments.with_entity_tag(fragments.assembled(request, "portal/public/guide.html", made), tag)


def _held(request: HttpRequest, offer: Offer) -> dict[str, LicenceSummary]:
    """Return what the visitor holds of what is asked for; only for who may apply."""
    applicant = applicant_at(request)
    types = {material.licence_type for material in offer.guide.materials if material.licence_type}
    if applicant is None or not types or not applicant.may_apply_for(offer.code):
        return {}
    return licences.usable_licences(applicant.party_id, types)


def _not_offered(request: HttpRequest, code: str) -> HttpResponse:
    """Show an item that has no guide in force: not written yet, suspended or cancelled, and where to go now."""
    try:
        card = catalogue.card(code)
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    context: dict[str, object] = {"card": card, "authority": organisations.authority(card.authority_id)}
    if card.state not in GONE:
        return render(request, "portal/public/guide_unfinished.html", context)
    ending = catalogue.ending(card)
    nearest = catalogue.nearest_offers(card.basic_code, card.region_code) if card.basic_code else ()
    context |= {
        "ending": ending,
        "since": wording.day(ending.since),
        "rows": [presenters_public.card_row(each) for each in ending.successors],
        "elsewhere": [presenters_public.card_row(each) for each in nearest if each not in ending.successors][
            :MOST_ELSEWHERE
        ],
    }
    return render(request, "portal/public/guide_gone.html", context)
