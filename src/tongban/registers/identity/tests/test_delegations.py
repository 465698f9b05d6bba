from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tongban.groundwork.foundation.actors import system
from tongban.groundwork.foundation.clock import today
from tongban.registers.identity import api
from tongban.registers.identity.models import CompanyRecord, number_key
from tongban.registers.identity.tests.factories import (
    AccountFactory,
    DelegationFactory,
    PartyFactory,
    identity_number,
    officer,
    registered_company,
    registered_person,
)

pytestmark = pytest.mark.django_db

TOMORROW = today() + timedelta(days=1)


@pytest.fixture
def daughter():
    person = registered_person(name="周禾清", identity_number=identity_number(4))
    return AccountFactory(party=PartyFactory(name=person.name, number=person.identity_number))


def delegate(mother, **changes):
    given = {"agent_name": "周禾清", "agent_number": identity_number(4), "item_codes": None, "until": TOMORROW}
    return api.delegate(applicant=api.applicant_of(mother), **given | changes)


def test_nobody_acts_for_another_without_a_delegation(daughter):
    with pytest.raises(api.UnableToActFor):
        api.applicant_of(daughter, party_id=PartyFactory().pk)


def test_a_mother_lets_her_daughter_act_for_her(daughter):
    mother = AccountFactory()
    delegate(mother, item_codes=["A"])
    acting = api.applicant_of(daughter, party_id=mother.party_id)
    assert acting.name == "李秀兰"
    assert acting.person_id == daughter.party_id
    assert acting.may_apply_for("A")
    assert not acting.may_apply_for("B")
    assert acting.actor.name == "周*清"


def test_acting_for_another_takes_one_statement_more(daughter, django_assert_num_queries):
    mandate = DelegationFactory(agent=daughter.party)
    with django_assert_num_queries(2):
        api.applicant_of(daughter, party_id=mandate.principal_id)


def test_a_delegation_ends_when_either_side_says_so(daughter):
    mother = AccountFactory()
    mandate = delegate(mother)
    assert [each.id for each in api.mandates_of(daughter.party_id)] == [mandate]
    api.end_delegation(id=mandate, applicant=api.applicant_of(daughter))
    assert api.parties_represented_by(daughter.party_id) == ()
    with pytest.raises(api.UnableToEndDelegation):
        api.end_delegation(id=mandate, applicant=api.applicant_of(mother))


def test_a_stranger_cannot_end_it(daughter):
    mandate = delegate(AccountFactory())
    with pytest.raises(api.UnableToEndDelegation):
        api.end_delegation(id=mandate, applicant=api.applicant_of(AccountFactory()))


def test_one_agent_cannot_end_the_mandate_of_another(daughter):
    mother, other = AccountFactory(), AccountFactory()
    mandate = delegate(mother)
    DelegationFactory(agent=other.party, principal=mother.party, ground="authorised")
    with pytest.raises(api.UnableToEndDelegation):
        api.end_delegation(id=mandate, applicant=api.applicant_of(other, party_id=mother.party_id))
    api.end_delegation(id=mandate, applicant=api.applicant_of(mother))


def test_who_was_authorised_for_some_items_has_no_full_mandate(daughter):
    mother = AccountFactory()
    assert api.applicant_of(mother).has_full_mandate
    delegate(mother, item_codes=["A"])
    acting = api.applicant_of(daughter, party_id=mother.party_id)
    assert not acting.has_full_mandate
    assert acting.may_reach(authority_id=1, region_code="9901", item_code="A")
    assert not acting.may_reach(authority_id=1, region_code="9901", item_code="B")


def test_a_clerk_at_the_window_reaches_no_further_than_her_post():
    clerk = officer(roles=["clerk"], item_codes=["A"])
    walk_in = api.applicant_at_window(officer=clerk, party_id=PartyFactory().pk)
    here = {"authority_id": clerk.authority_id, "region_code": clerk.region_code}
    assert walk_in.may_reach(**here, item_code="A")
    assert not walk_in.may_reach(**here, item_code="B")
    assert not walk_in.may_reach(**here | {"authority_id": clerk.authority_id + 1}, item_code="A")


def test_an_ended_delegation_lets_nobody_act(daughter):
    mandate = DelegationFactory(agent=daughter.party, until=today())
    with pytest.raises(api.UnableToActFor):
        api.applicant_of(daughter, party_id=mandate.principal_id)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"agent_name": "周禾兰"}, "name.mismatch"),
        ({"agent_number": "1"}, "identity_number.length"),
        ({"until": today()}, "until.passed"),
    ],
)
def test_a_faulty_delegation_is_refused_with_the_field(daughter, changes, problem):
    with pytest.raises(api.UnableToDelegate) as refused:
        delegate(AccountFactory(), **changes)
    assert [each.code for each in refused.value.problems] == [problem]


def test_nobody_delegates_to_herself(daughter):
    with pytest.raises(api.UnableToDelegate) as refused:
        delegate(daughter)
    assert [each.code for each in refused.value.problems] == ["agent_number.own"]


def test_an_agent_cannot_pass_the_mandate_on(daughter):
    mother, other = AccountFactory(), AccountFactory()
    DelegationFactory(agent=other.party, principal=mother.party, ground="authorised")
    acting = api.applicant_of(other, party_id=mother.party_id)
    with pytest.raises(api.UnableToActFor):
        api.delegate(
            applicant=acting, agent_name="周禾清", agent_number=identity_number(4), item_codes=None, until=TOMORROW
        )


def test_a_legal_representative_may_authorise_a_colleague(daughter):
    head = AccountFactory()
    company = DelegationFactory(agent=head.party).principal
    acting = api.applicant_of(head, party_id=company.pk)
    api.delegate(
        applicant=acting, agent_name="周禾清", agent_number=identity_number(4), item_codes=None, until=TOMORROW
    )
    assert [party.id for party in api.parties_represented_by(daughter.party_id)] == [company.pk]


def test_who_is_no_longer_the_representative_loses_the_company():
    person = registered_person()
    company = registered_company(person)
    party = PartyFactory(number=person.identity_number)
    assert api.recognise_companies(person_id=party.pk, actor=system("test")) == 1
    assert api.recognise_companies(person_id=party.pk, actor=system("test")) == 0
    CompanyRecord.objects.filter(pk=number_key(company.credit_code)).update(representative_key="another")
    assert api.recognise_companies(person_id=party.pk, actor=system("test")) == 1
    assert api.parties_represented_by(party.pk) == ()


def test_the_database_holds_one_running_delegation_per_ground():
    mandate = DelegationFactory()
    with pytest.raises(IntegrityError, match="one_running_delegation_per_ground"), transaction.atomic():
        DelegationFactory(agent=mandate.agent, principal=mandate.principal)
