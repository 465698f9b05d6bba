from dataclasses import replace

import pytest

from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import api
from tongban.registers.identity.tests.factories import (
    AccountFactory,
    PartyFactory,
    credit_code,
    identity_number,
    officer,
    registered_company,
    registered_person,
)

pytestmark = pytest.mark.django_db


def register(clerk, **changes):
    given = {"name": "李秀兰", "identity_number": identity_number(2), "phone": ""}
    return api.register_walk_in(officer=clerk, **given | changes)


def test_an_old_woman_without_a_telephone_is_served_at_the_window():
    registered_person()
    clerk = officer()
    party = register(clerk)
    applicant = api.applicant_at_window(officer=clerk, party_id=party)
    assert (applicant.name, applicant.account_id, applicant.phone) == ("李秀兰", None, "")
    assert applicant.actor.reference == f"officer:{clerk.account_id}"
    assert applicant.actor.on_behalf_of == f"party:{party}"
    (entry,) = ledger.entries_about(f"party:{party}")
    assert entry.deed == "walk_in.registered"


def test_coming_twice_makes_one_party():
    clerk = officer()
    assert register(clerk) == register(clerk, phone="15410009998")


def test_somebody_from_another_province_is_taken_as_the_card_says():
    assert register(officer(), identity_number="11010519491231002X")


def test_a_name_that_the_registry_contradicts_is_refused():
    registered_person()
    with pytest.raises(api.UnableToRegisterWalkIn) as refused:
        register(officer(), name="李秀菊")
    assert [problem.code for problem in refused.value.problems] == ["name.mismatch"]


def test_the_window_does_not_change_the_telephone_of_who_has_an_account():
    registered_person()
    party = PartyFactory(number=identity_number(2), phone="15410000001")
    AccountFactory(party=party)
    register(officer(), phone="15410009998")
    assert api.contacts([party.pk])[party.pk].phone == "15410000001"


def test_a_company_is_registered_by_its_code():
    registered_company(registered_person())
    clerk = officer()
    party = api.register_walk_in_company(credit_code=credit_code(1).lower(), phone="15410009998", officer=clerk)
    applicant = api.applicant_at_window(officer=clerk, party_id=party)
    assert applicant.party_kind is api.PartyKind.LEGAL
    assert applicant.phone == "15410009998"


@pytest.mark.parametrize(("code", "problem"), [(credit_code(2), "credit_code.unknown"), ("91", "credit_code.length")])
def test_a_code_that_is_wrong_or_unknown_is_refused(code, problem):
    with pytest.raises(api.UnableToRegisterWalkIn) as refused:
        api.register_walk_in_company(credit_code=code, phone="", officer=officer())
    assert [each.code for each in refused.value.problems] == [problem]


def test_an_unknown_party_cannot_be_served():
    with pytest.raises(api.UnableToFindParty):
        api.applicant_at_window(officer=officer(), party_id="01930000-0000-7000-8000-000000000000")


def test_nobody_serves_herself_or_whom_she_represents():
    person = registered_person()
    company = registered_company(person)
    own = PartyFactory(name=person.name, number=person.identity_number)
    firm = PartyFactory(company=True, number=company.credit_code)
    clerk = replace(officer(), party_id=own.pk, represents=frozenset({firm.pk}))
    for attempt in (
        lambda: register(clerk),
        lambda: api.register_walk_in_company(credit_code=company.credit_code, phone="", officer=clerk),
    ):
        with pytest.raises(api.UnableToRegisterWalkIn, match="请由同事办理"):
            attempt()
    for party in (own, firm):
        with pytest.raises(api.UnableToServeOwn):
            api.applicant_at_window(officer=clerk, party_id=party.pk)
    assert register(officer()) == own.pk
