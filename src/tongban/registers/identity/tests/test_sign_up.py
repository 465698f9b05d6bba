import pytest
from django.utils import translation

from tongban.groundwork.foundation.clock import today
from tongban.groundwork.ledger import api as ledger
from tongban.registers.identity import api
from tongban.registers.identity.connections import chosen
from tongban.registers.identity.models import Account, Party
from tongban.registers.identity.tests.factories import (
    PASSWORD,
    PartyFactory,
    identity_number,
    registered_company,
    registered_person,
)

pytestmark = pytest.mark.django_db


def answers(**changes):
    return {
        "name": "李秀兰",
        "identity_number": identity_number(2),
        "phone": "15410004999",
        "password": PASSWORD,
        "language": "zh-hans",
    } | changes


def refusal(**changes):
    with pytest.raises(api.UnableToSignUp) as refused:
        api.sign_up(**answers(**changes))
    return {problem.field: problem.code for problem in refused.value.problems}


def test_a_resident_whom_the_registry_knows_gets_an_account():
    registered_person()
    account = api.sign_up(**answers(name=" 李 秀兰", identity_number=identity_number(2).lower() + " "))
    assert account.check_password(PASSWORD)
    applicant = api.applicant_of(account)
    assert (applicant.name, applicant.masked_name, applicant.phone) == ("李秀兰", "李*兰", "15410004999")
    assert [entry.deed for entry in ledger.entries_about(f"party:{account.party_id}")] == ["account.opened"]


def test_nothing_clear_stands_in_the_database():
    registered_person()
    account = api.sign_up(**answers())
    raw = Party.objects.raw("SELECT id, name::text AS sealed FROM identity_party WHERE id = %s", [account.party_id])[0]
    assert "李".encode().hex() not in raw.sealed


def test_a_name_with_rare_characters_is_accepted():
    registered_person(name="杨䶮𬭎")
    assert api.applicant_of(api.sign_up(**answers(name="杨䶮𬭎"))).name == "杨䶮𬭎"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": "李😀兰"}, {"name": "name.characters"}),
        ({"name": ""}, {"name": "name.missing"}),
        ({"identity_number": identity_number(2)[:-1] + "0"}, {"identity_number": "identity_number.check"}),
        ({"identity_number": "990101202602300028"}, {"identity_number": "identity_number.date"}),
        ({"identity_number": "990101209901010028"}, {"identity_number": "identity_number.future"}),
        ({"phone": "0999-2000137"}, {"phone": "phone.form"}),
        ({"password": "12345678901"}, {"password": "password.weak"}),
        ({"password": "kurz"}, {"password": "password.weak"}),
        ({"name": "李", "phone": "1"}, {"name": "name.length", "phone": "phone.form"}),
    ],
)
def test_each_faulty_field_is_named(changes, problems):
    registered_person()
    assert refusal(**changes) == problems
    assert not Account.objects.exists()


def test_a_wrong_name_and_an_unknown_number_get_the_same_answer():
    registered_person()
    assert refusal(name="李秀菊") == refusal(identity_number=identity_number(4)) == {"name": "name.mismatch"}


def test_a_second_account_for_one_number_is_refused():
    registered_person()
    api.sign_up(**answers())
    assert refusal(phone="15410009999") == {"identity_number": "identity_number.taken"}
    assert Account.objects.count() == 1


def test_a_walk_in_who_signs_up_later_stays_the_same_party():
    person = registered_person()
    party = PartyFactory(number=person.identity_number, phone="")
    account = api.sign_up(**answers())
    assert account.party_id == party.pk
    assert api.applicant_of(account).phone == "15410004999"


def test_a_legal_representative_may_act_for_her_company_at_once():
    registered_company(registered_person())
    account = api.sign_up(**answers())
    (company,) = api.parties_represented_by(account.party_id)
    assert company.kind is api.PartyKind.LEGAL
    acting = api.applicant_of(account, party_id=company.id)
    assert acting.name == "宁川市青桥晓梅餐饮有限公司"
    assert acting.actor.on_behalf_of == f"party:{company.id}"


def test_the_sentences_come_in_the_reader_s_language_and_name_the_cure():
    with translation.override("zh-hans"), pytest.raises(api.UnableToSignUp) as refused:
        api.sign_up(**answers(name="李😀兰", identity_number="123"))
    assert "“😀”" in str(refused.value)
    assert "您填写了 3 位" in str(refused.value)


def test_a_registry_that_cannot_be_asked_stops_the_sign_up_with_a_plain_message(monkeypatch):
    class Down:
        def find(self, _number):
            raise api.UnableToReachRegistry(registry="人口库")

    monkeypatch.setattr(chosen, "population", Down)
    with pytest.raises(api.UnableToReachRegistry, match="人口库"):
        api.sign_up(**answers())
    assert not Account.objects.exists()


def test_a_child_s_number_of_today_is_no_future():
    body_day = today()
    assert "identity_number" not in refusal(identity_number=identity_number(2, born_on=body_day))
