import pytest

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import api
from tongban.registers.identity.tests.factories import (
    PartyFactory,
    identity_number,
    registered_company,
    registered_person,
)

pytestmark = pytest.mark.django_db

CLERK = Actor(reference="officer:1", name="杨安牧", post="受理岗")


def test_everybody_on_duty_sees_parties_masked_with_one_statement(django_assert_num_queries):
    person = PartyFactory(number=identity_number(2), phone="15410004999")
    company = PartyFactory(company=True)
    with django_assert_num_queries(1):
        found = api.party_summaries([person.pk, company.pk, person.pk])
    assert found[person.pk].masked_name == "李*兰"
    assert found[person.pk].masked_number == "990*************" + person.number[-2:]
    assert found[person.pk].masked_phone == "154****4999"
    assert found[company.pk].masked_name == "宁川*******有限公司"
    assert found[company.pk].masked_number == company.number


def test_a_clear_read_gives_only_what_was_asked_for_and_is_written_down():
    party = PartyFactory()
    clear = api.clear_party(party.pk, actor=CLERK, purpose="办理身份证补领", fields=["name", "phone"])
    assert (clear.name, clear.number, clear.phone) == ("李秀兰", "", party.phone)
    (read,) = ledger.reads_of(party.pk)
    assert read.reason == "办理身份证补领"
    assert read.facts == {"fields": ["name", "phone"]}


def test_a_clear_read_takes_two_statements(django_assert_num_queries):
    party = PartyFactory()
    with django_assert_num_queries(2):
        api.clear_party(party.pk, actor=CLERK, purpose="test")


def test_the_registry_prefills_what_it_knows_and_the_read_is_written_down():
    person = registered_person()
    party = PartyFactory(number=person.identity_number, phone="15410009998")
    facts = api.registry_facts(party.pk, actor=CLERK, purpose="预填申请表")
    assert facts["population.name"] == "李秀兰"
    assert facts["population.born_on"] == "1952-03-08"
    assert facts["population.phone"] == "15410009998"
    assert len(ledger.reads_of(party.pk)) == 1


def test_the_registry_of_legal_persons_prefills_a_company():
    company = registered_company(registered_person())
    party = PartyFactory(company=True, number=company.credit_code)
    facts = api.registry_facts(party.pk, actor=CLERK, purpose="预填申请表")
    assert facts["legal.capital_fen"] == "30000000"
    assert facts["legal.legal_representative"] == "李秀兰"
    assert not any("number" in key for key in facts)


def test_who_is_in_no_registry_prefills_nothing_and_no_read_is_written():
    party = PartyFactory()
    assert api.registry_facts(party.pk, actor=CLERK, purpose="预填申请表") == {}
    assert ledger.reads_of(party.pk) == ()


def test_an_unknown_party_cannot_be_read():
    with pytest.raises(api.UnableToFindParty):
        api.clear_party("01930000-0000-7000-8000-000000000000", actor=CLERK, purpose="test")
