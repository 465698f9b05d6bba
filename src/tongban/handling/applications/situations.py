"""The applicant's situation: what she answered to the decision table of an item, and which materials it leaves to be given."""

from collections.abc import Collection

from tongban.handling.applications.models import Application, Draft
from tongban.handling.applications.rules import DraftState
from tongban.handling.applications.views import SituationView
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Material
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import Scenario
from tongban.offer.scenarios.rules import Answers, Outcome, outcome, reread, row_for

SOURCE = "situation"  # as the draft names where a prefilled answer comes from


def draft_situation(row: Draft, offer: Offer) -> SituationView | None:
    """Return the situation of a draft; for an open one that was not guided yet, the table in force, unanswered."""
    if row.scenario_id is not None:
        found = scenarios.scenario_version(row.scenario_id)
        _followed, contradicted = reread(found.table, row.situation, row.answers)
        return SituationView(found, row.situation, _outcome(found, row.situation, offer), contradicted)
    if row.state != DraftState.OPEN:
        return None
    in_force = scenarios.scenario_of(offer.basic_code)
    return SituationView(in_force, {}, None) if in_force is not None else None


def frozen_situation(row: Application) -> SituationView | None:
    """Return the situation that an application was signed in, None where no table guided it."""
    if row.scenario_id is None:
        return None
    found = scenarios.scenario_version(row.scenario_id)
    offer = catalogue.offer_version(row.item_version_id)
    return SituationView(found, row.situation, _outcome(found, row.situation, offer))


def applying_materials(
    offer: Offer, situation: SituationView | None, *, also: Collection[str] = ()
) -> tuple[Material, ...]:
    """Return the materials that apply, in the order of the guide; `also` those asked for by name since."""
    if situation is None or situation.outcome is None or not situation.outcome.may_apply:
        return offer.guide.materials
    applying = {material.code: material for material in situation.outcome.materials}
    return tuple(
        applying.get(material.code, material)
        for material in offer.guide.materials
        if material.code in applying or material.code in also
    )


def _outcome(found: Scenario, answers: Answers, offer: Offer) -> Outcome | None:
    row = row_for(found.table, answers)
    return None if row is None else outcome(found.table, row, offer.guide)
