"""To whom a case may be given."""

from collections.abc import Iterator
from itertools import islice

from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.facts import facts_of, officer_facts
from tongban.handling.cases.refusals import UnableToFindCase
from tongban.handling.cases.rules import State, Step, may_see, refusal_to_officer, ungrouped
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority
from tongban.registers.organisations.rules import upwards

MOST_OFFERED = 200
CITY_DIGITS = 4
POWER_LIST, PUBLIC_SERVICE = "power", "20"  # the list that grounds, and the type of item that needs no ground


def transfer_targets(number: str, *, officer: Officer) -> tuple[Authority, ...]:
    """Return to whom the officer may give a case, nothing where she may not; raise UnableToFindCase for a foreign number."""
    case = Case.objects.filter(number=ungrouped(number) or "").first()
    who = officer_facts(officer)
    if case is None or not may_see(facts := facts_of(case), who):
        raise UnableToFindCase
    may = any(refusal_to_officer(step, facts, who) is None for step in (Step.TRANSFER, Step.PASS_ON))
    return competent_for(case) if may else ()


def competent_for(case: Case) -> tuple[Authority, ...]:
    """
    Return to whom a case may go as it stands, at most 200: the same department above and below, nearest first.

    Before acceptance also whoever of the same city has the power on its list (法无授权不可为).
    """
    return tuple(islice(_competent_for(case), MOST_OFFERED))


def _competent_for(case: Case) -> Iterator[Authority]:
    lead = organisations.authority(case.authority_id)
    regions = upwards(lead.region_code)
    same = [each for each in organisations.authorities(regions[-1]) if each.key == lead.key and each.id != lead.id]
    above = [each for region in regions for each in same if each.region_code == region]
    below = [each for each in same if each not in above and each.region_code.startswith(lead.region_code)]
    yield from (*above, *below)
    if case.state != State.SUBMITTED:
        return
    grounds, is_public = _powers_of(case)
    for each in organisations.authorities(lead.region_code[:CITY_DIGITS]):
        if each.id == lead.id or each in above or each in below:
            continue
        if is_public or any(key == each.key and each.region_code.startswith(region) for key, region in grounds):
            yield each


def _powers_of(case: Case) -> tuple[set[tuple[str, str]], bool]:
    """Return which departments of which regions have the power that the item rests on, and whether it needs none."""
    offer = catalogue.offer_version(case.item_version_id)
    entries = catalogue.powers_of_basics(offer.basic_code)
    grounds = {(entry.department, entry.region_code) for entry in entries if entry.list == POWER_LIST}
    return grounds, offer.guide.item_type == PUBLIC_SERVICE
