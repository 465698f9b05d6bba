import json

import pytest

from tongban.groundwork.notifications.models import Message
from tongban.registers.identity import api
from tongban.registers.identity.queries import account_to_sign_in
from tongban.registers.identity.tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


NEW = "15410009998"


def sent_code():
    return json.loads(Message.objects.filter(template="phone-change-code").latest("queued_at").context)["code"]


def test_a_new_telephone_is_where_news_goes_and_what_signs_in():
    account = AccountFactory()
    asked = api.request_phone_change(account=account, phone="154 1000 9998")
    assert Message.objects.latest("queued_at").phone == NEW
    api.change_phone(account=account, asked=asked, phone=NEW, code=sent_code())
    assert api.contacts([account.party_id])[account.party_id].phone == NEW
    assert account_to_sign_in(NEW) == account


def test_a_wrong_telephone_is_refused_and_no_code_is_sent():
    with pytest.raises(api.UnableToChangeContact) as refused:
        api.request_phone_change(account=AccountFactory(), phone="110")
    assert [problem.code for problem in refused.value.problems] == ["phone.form"]
    assert not Message.objects.exists()


def test_a_code_is_good_once_for_its_own_account_and_number_and_purpose():
    account, other = AccountFactory(), AccountFactory()
    before = api.contacts([account.party_id])
    asked = api.request_phone_change(account=account, phone=NEW)
    code = sent_code()
    for wrong in (
        {"account": other, "phone": NEW, "code": code},
        {"account": account, "phone": "15410009997", "code": code},
        {"account": account, "phone": NEW, "code": "000000" if code != "000000" else "111111"},
    ):
        with pytest.raises(api.UnableToConfirmPhone):
            api.change_phone(asked=asked, **wrong)
    with pytest.raises(api.UnableToResetPassword):
        api.reset_password(asked=asked, code=code, password="another-good-password")
    assert api.contacts([account.party_id]) == before
    api.change_phone(account=account, asked=asked, phone=NEW, code=code)
    with pytest.raises(api.UnableToConfirmPhone):
        api.change_phone(account=account, asked=asked, phone=NEW, code=code)


def test_codes_are_not_sent_to_one_number_without_end():
    account = AccountFactory()
    for _time in range(3):
        api.request_phone_change(account=account, phone=NEW)
    with pytest.raises(api.UnableToResetPassword, match="频繁"):
        api.request_phone_change(account=account, phone=NEW)


def test_a_language_is_kept_without_touching_the_telephone():
    account = AccountFactory()
    phone = api.contacts([account.party_id])[account.party_id].phone
    api.choose_language(account=account, language="en")
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
