"""What ties an officer to others: declared by her, confirmed by an administrator, completed from registers."""

from datetime import date, timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import api
from tongban.registers.identity.models import Account, DeclaredInterest
from tongban.registers.identity.tests.factories import DelegationFactory, PartyFactory, officer

pytestmark = pytest.mark.django_db


def declared(who, party, kind="relative", **details):
    return api.declare_interest(
        officer=who,
        kind=kind,
        name=party.name,
        number=party.number,
        note=details.pop("note", "配偶"),
        since=details.pop("since", None),
        until=details.pop("until", None),
        **details,
    )


def again(who):
    """Return the officer as she is now."""
    return api.officer_of(Account.objects.get(pk=who.account_id))


def test_a_declared_relative_is_an_interest_at_once():
    clerk, sister = officer(), PartyFactory()
    declared(clerk, sister)
    assert again(clerk).interests == {sister.pk}
    assert again(clerk).has_interest_in(sister.pk)


def test_what_is_declared_is_encrypted_and_written_down():
    clerk, sister = officer(), PartyFactory()
    declared(clerk, sister)
    row = DeclaredInterest.objects.extra(select={"raw": "encode(name, 'escape')"}).get()
    assert sister.name not in row.raw
    assert ledger.entries_about(f"person:{clerk.party_id}")[0].deed == "interest.declared"


def test_the_company_of_a_relative_is_an_interest_too():
    clerk, firm = officer(), DelegationFactory()
    declared(clerk, firm.agent)
    assert again(clerk).interests == {firm.agent_id, firm.principal_id}


def test_who_was_an_agent_lately_keeps_the_interest_for_a_while():
    clerk = officer()
    today = clock.today()
    lately = DelegationFactory(agent_id=clerk.party_id, until=today - timedelta(days=30))
    DelegationFactory(agent_id=clerk.party_id, until=today - timedelta(days=4 * 365))
    assert again(clerk).interests == {lately.principal_id}


def test_an_interest_holds_for_its_days():
    clerk, former = officer(), PartyFactory(company=True)
    today = clock.today()
    declared(clerk, former, kind="employment", since=date(2020, 1, 1), until=today)
    assert again(clerk).interests == set()


def test_only_an_administrator_of_the_region_and_another_person_settles():
    clerk, sister = officer(), PartyFactory()
    number = declared(clerk, sister)
    stranger, administrator = officer(), officer(name="管理岗", roles=["administrator"])
    for nobody in (stranger, clerk):
        with pytest.raises(api.UnableToSettleInterest):
            api.settle_interest(number, by=nobody, agree=True)
    assert [each.name for each in api.interests_to_settle(administrator)] == [sister.name]
    assert api.interests_to_settle(stranger) == ()
    api.settle_interest(number, by=administrator, agree=True)
    with pytest.raises(api.UnableToSettleInterest):
        api.settle_interest(number, by=administrator, agree=True)
    assert api.interests_of(clerk)[0].state == "confirmed"


def test_a_refusal_says_why_and_ends_it():
    clerk, sister, administrator = officer(), PartyFactory(), officer(name="管理岗", roles=["administrator"])
    number = declared(clerk, sister)
    with pytest.raises(api.UnableToDeclareInterest):
        api.settle_interest(number, by=administrator, agree=False)
    api.settle_interest(number, by=administrator, agree=False, note="不属于应当回避的关系")
    assert again(clerk).interests == set()


def test_only_the_administrator_ends_what_was_confirmed():
    clerk, sister, administrator = officer(), PartyFactory(), officer(name="管理岗", roles=["administrator"])
    number = declared(clerk, sister)
    with pytest.raises(api.UnableToSettleInterest):
        api.ask_to_end_interest(number, officer=clerk)
    api.settle_interest(number, by=administrator, agree=True)
    with pytest.raises(api.UnableToSettleInterest):
        api.ask_to_end_interest(number, officer=officer())
    api.ask_to_end_interest(number, officer=clerk)
    assert again(clerk).interests == {sister.pk}
    api.settle_interest(number, by=administrator, agree=True)
    assert again(clerk).interests == set()


def test_faults_are_told_field_by_field():
    with pytest.raises(api.UnableToDeclareInterest) as refused:
        api.declare_interest(
            officer=officer(),
            kind="friend",
            name="",
            number="12",
            note="长" * 201,
            since=date(2026, 1, 2),
            until=date(2026, 1, 1),
        )
    assert {problem.field for problem in refused.value.problems} == {"kind", "name", "number", "note", "until"}


def test_colleagues_are_those_of_the_authority_and_role_with_their_interests():
    clerk, sister = officer(name="窗口", roles=["clerk"]), PartyFactory()
    declared(clerk, sister)
    found = api.colleagues(clerk.authority_id, role=api.Role.CLERK)
    assert clerk.account_id in {each.account_id for each in found}
    assert next(each for each in found if each.account_id == clerk.account_id).interests == {sister.pk}
    assert api.colleagues(clerk.authority_id, role=api.Role.AUDITOR) == ()
    assert api.colleague(clerk.account_id).name == clerk.name
