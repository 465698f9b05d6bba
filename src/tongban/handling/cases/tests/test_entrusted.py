"""Entrusted steps (行政许可法第二十四条): taken by another authority, in the name of the one that entrusts, while it holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, officer_at, row, submitted
from tongban.handling.cases.tests.statements import counted
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import EntrustmentFacts
from tongban.registers.organisations.models import Authority

LAST_DAY = MONDAY + timedelta(days=10)


@pytest.fixture
def township(city):
    return Authority.objects.get(key="twp", region_id="990101001")


@pytest.fixture
def entrusted(staff, township):
    """The subdistrict accepts and reviews lost identity cards for the county's police until the third of December."""
    offer = offer_of()
    facts = EntrustmentFacts(
        by_id=offer.authority_id,
        to_id=township.pk,
        scope="居民身份证补领的受理和审查",
        basis="《居民身份证法》第十条",
        document="宁东公委字〔2026〕1号",
        item_codes=(offer.guide.basic_code,),
        steps=("accept", "propose"),
        since=clock.today(),
        until=LAST_DAY.date(),
    )
    return organisations.entrust(facts, region_code="9901", actor=system("test"))


def numbers(page):
    return [each.number for each in page.rows]


def test_the_entrusted_take_their_steps_in_the_name_of_who_entrusts(resident, staff, entrusted, township):
    number = submitted(resident)
    clerk, reviewer = (officer_at(township, role) for role in ("clerk", "reviewer"))

    done = cases.accept_application(number=number, officer=clerk)
    cases.propose_decision(number=number, officer=reviewer, outcome="granted", reasons="符合条件。")

    police = organisations.authority(offer_of().authority_id)
    assert done.document.issuer_name == police.name
    entry = next(each for each in cases.case_for_officer(number, officer=clerk).course if each.deed == "accept")
    assert entry.post == f"{township.name} {clerk.post_name}（受{police.name}委托）"
    written = next(each for each in ledger.entries_about(f"case:{number}") if each.deed == "case.accepted")
    assert written.on_behalf_of == f"authority:{police.code}"
    assert row(number).authority_id == police.id


def test_what_is_not_entrusted_is_not_theirs(resident, staff, entrusted, township):
    number = submitted(resident)
    clerk, decider = officer_at(township, "clerk"), officer_at(township, "decider")
    elsewhere = officer_at(Authority.objects.get(key="twp", region_id="990101002"), "clerk")
    cases.accept_application(number=number, officer=clerk)
    cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="符合条件。")

    with pytest.raises(cases.UnableInThisRole):
        cases.decide_case(number=number, officer=decider, agree=True)
    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_officer(number, officer=elsewhere)
    assert cases.worklist(decider).rows == ()


def test_it_ends_at_midnight_of_its_last_day(resident, staff, entrusted, township):
    number = submitted(resident)
    clerk = officer_at(township, "clerk")
    last_moment = LAST_DAY.replace(hour=15, minute=59)  # 23:59 where the office is
    with clock.frozen_at(last_moment):
        assert numbers(cases.worklist(clerk)) == [number]
    with clock.frozen_at(last_moment + timedelta(minutes=1)):
        assert cases.worklist(clerk).rows == ()
        with pytest.raises(cases.UnableToFindCase):
            cases.accept_application(number=number, officer=clerk)


def test_the_worklist_and_the_counts_have_the_entrusted_tasks_in_one_statement_each(
    resident, staff, entrusted, township
):
    number = submitted(resident)
    clerk, reviewer = (officer_at(township, role) for role in ("clerk", "reviewer"))
    cases.worklist(clerk)
    with CaptureQueriesContext(connection) as statements:
        page = cases.worklist(clerk)
    assert numbers(page) == [number]
    assert len(counted(statements)) == 1
    with CaptureQueriesContext(connection) as statements:
        assert cases.work_counts(clerk).all.open == 1
    assert len(counted(statements)) == 1
    assert cases.work_counts(reviewer).all.open == 0
    cases.claim_case(number=number, officer=clerk)
    assert numbers(cases.worklist(clerk, mine=True)) == [number]
    assert numbers(cases.worklist(staff.clerk)) == [number]
    assert cases.worklist(clerk, item_code="none").rows == ()


def test_an_entrustment_that_is_ended_early_reaches_no_further(resident, staff, entrusted, township):
    number = submitted(resident)
    clerk = officer_at(township, "clerk")
    organisations.end_entrustment(
        id=entrusted, last_day=clock.today(), reason="机构调整", region_code="9901", actor=system("test")
    )
    assert numbers(cases.worklist(clerk)) == [number]
    with clock.frozen_at(MONDAY + timedelta(days=1)), pytest.raises(cases.UnableToFindCase):
        cases.case_for_officer(number, officer=clerk)
