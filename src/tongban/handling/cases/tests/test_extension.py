"""Who may extend a time limit, by how much, and how long a special procedure may be told to take."""

from dataclasses import replace

import pytest

from tongban.groundwork.foundation import clock
from tongban.handling.cases import api as cases
from tongban.handling.cases.operations import procedure_limits
from tongban.handling.cases.queries import facts
from tongban.handling.cases.rules import Refusal, Step, refusal_to_officer
from tongban.handling.cases.tests.cast import accepted, officer_at, row
from tongban.offer.catalogue.rules import SpecialProcedure
from tongban.offer.deadlines.rules import Limit, Unit
from tongban.registers.organisations.models import Authority

BASIS = "《居民身份证法》第十二条"


@pytest.fixture
def bounded(monkeypatch):
    """Let the item's guide say how long testing takes at most."""

    def bound(amount, unit="working_day"):
        offer_of = facts.limits_offer

        def with_bound(case):
            offer = offer_of(case)
            procedures = (SpecialProcedure(kind="testing", amount=amount, unit=unit, basis=BASIS),)
            return replace(offer, guide=replace(offer.guide, special_procedures=procedures))

        monkeypatch.setattr(procedure_limits, "limits_offer", with_bound)

    return bound


def start(number, staff, days, ground="testing"):
    return cases.start_special_procedure(number=number, officer=staff.reviewer, ground=ground, working_days=days)


def test_a_special_procedure_may_not_be_told_longer_than_the_guide_allows(resident, staff, bounded):
    number = accepted(resident, staff)
    bounded(10)
    with pytest.raises(cases.UnableToTakeSoLong, match=BASIS):
        start(number, staff, 11)
    assert not row(number).is_stopped
    start(number, staff, 10)
    assert row(number).is_stopped


def test_a_bound_in_calendar_days_is_a_day_and_other_procedures_have_none(resident, staff, bounded):
    number = accepted(resident, staff)
    bounded(7, "calendar_day")  # Monday to Monday: five working days
    with pytest.raises(cases.UnableToTakeSoLong, match="7 个自然日"):
        start(number, staff, 6)
    start(number, staff, 60, ground="expert_review")
    assert row(number).is_stopped


@pytest.mark.parametrize(
    ("statutory", "is_joint", "more"),
    [
        (Limit(20, Unit.WORKING_DAY), False, 10),
        (Limit(45, Unit.WORKING_DAY), True, 15),
        (Limit(45, Unit.WORKING_DAY), False, 10),
        (Limit(20, Unit.WORKING_DAY), True, 10),
        (Limit(2, Unit.MONTH), False, 1),
    ],
)
def test_how_much_longer_is_said_by_the_limits(city, statutory, is_joint, more):
    assert facts.extension_by_law(statutory, is_joint=is_joint) == more


def test_joint_handling_is_extended_by_the_government_of_the_level(resident, staff):
    case = row(accepted(resident, staff))
    government = Authority.objects.get(key="gov", region_id="9901")
    joint = replace(facts.facts_of(case), extender=government.pk)
    head, decider = officer_at(government, "decider"), staff.decider
    assert refusal_to_officer(Step.EXTEND_TIME_LIMIT, joint, facts.officer_facts(head)) is None
    assert refusal_to_officer(Step.EXTEND_TIME_LIMIT, joint, facts.officer_facts(decider)) is Refusal.NOT_YOUR_ROLE
    assert refusal_to_officer(Step.TERMINATE, joint, facts.officer_facts(head)) is Refusal.NOT_YOUR_ROLE


def test_one_authority_extends_its_own_and_only_once(resident, staff):
    number = accepted(resident, staff)
    with pytest.raises(cases.UnableInThisRole):
        cases.extend_time_limit(number=number, officer=staff.reviewer, ground="案情复杂")
    cases.extend_time_limit(number=number, officer=staff.decider, ground="案情复杂")
    with pytest.raises(cases.UnableToExtendAgain):
        cases.extend_time_limit(number=number, officer=staff.decider, ground="案情复杂")
    assert clock.today() < row(number).statutory_due_on
