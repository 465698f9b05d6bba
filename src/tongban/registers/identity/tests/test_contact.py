import pytest

from tongban.registers.identity import api
from tongban.registers.identity.queries import account_to_sign_in
from tongban.registers.identity.tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def test_a_new_telephone_is_where_news_goes_and_what_signs_in():
    account = AccountFactory()
    api.change_contact(account=account, phone="154 1000 9998")
    assert api.contacts([account.party_id])[account.party_id].phone == "15410009998"
    assert account_to_sign_in("15410009998") == account


def test_a_wrong_telephone_is_refused_and_nothing_changes():
    account = AccountFactory()
    before = api.contacts([account.party_id])
    with pytest.raises(api.UnableToChangeContact) as refused:
        api.change_contact(account=account, phone="110")
    assert [problem.code for problem in refused.value.problems] == ["phone.form"]
    assert api.contacts([account.party_id]) == before


def test_a_language_is_kept_without_touching_the_telephone():
    account = AccountFactory()
    phone = api.contacts([account.party_id])[account.party_id].phone
    api.change_contact(account=account, language="en")
    contact = api.contacts([account.party_id])[account.party_id]
    assert (contact.language, contact.phone) == ("en", phone)


def test_who_has_no_account_is_told_by_telephone_in_simplified_chinese(django_assert_num_queries):
    party = AccountFactory().party
    lonely = AccountFactory(is_official=True).party
    with django_assert_num_queries(1):
        found = api.contacts([party.pk, lonely.pk])
    assert found[lonely.pk].account_id is None
    assert found[lonely.pk].language == "zh-hans"
    assert found[party.pk].account_id
