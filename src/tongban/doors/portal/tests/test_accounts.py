"""Signing in, second factors and new passwords, as a browser sees them."""

import json
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tongban.doors.portal.accounts import urls
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications.models import Message
from tongban.registers.identity import api as identity
from tongban.registers.identity.models import Account
from tongban.registers.identity.tests.factories import (
    PASSWORD,
    TOTP_SECRET,
    AccountFactory,
    PartyFactory,
    StaffFactory,
    identity_number,
    registered_company,
    registered_person,
)

pytestmark = pytest.mark.django_db

OWN_NUMBER = identity_number(2)
LOGIN, AUTHENTICATE = "/account/login/", "/account/two-factor/authenticate/"


@pytest.fixture(autouse=True)
def shared_cache(db):
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def resident(quick_passwords):
    party = PartyFactory(number=OWN_NUMBER, phone="15410004999")
    return AccountFactory(username="lixiulan", party=party, password=PASSWORD)


@pytest.fixture
def clerk(quick_passwords):
    return StaffFactory(username="chengdong-psb-clerk", password=PASSWORD)


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password} | more)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def code_now():
    return format_hotp_value(hotp_value(TOTP_SECRET, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("login", ["lixiulan", "LiXiuLan ", "15410004999", "154 1000 4999", OWN_NUMBER])
def test_a_resident_signs_in_with_user_name_telephone_or_identity_number(client, resident, login):
    assert sign_in(client, login).status_code == 302
    assert signed_in_as(client) == str(resident.pk)


def test_a_telephone_that_two_share_signs_nobody_in(client, resident):
    AccountFactory(party=PartyFactory(phone="15410004999"), password=PASSWORD)
    assert "账号或密码不对" in sign_in(client, "15410004999").content.decode()
    assert signed_in_as(client) is None


def test_signing_in_leads_back_to_where_one_was(client, resident):
    assert sign_in(client, "lixiulan", next="/services/").url == "/services/"
    client.logout()
    assert sign_in(client, "lixiulan", next="https://elsewhere.example/").url == "/"


@pytest.mark.parametrize(
    ("login", "password"), [("lixiulan", "wrong"), ("nobody", PASSWORD), ("", ""), ("😀", "😀" * 300)]
)
def test_a_wrong_login_is_told_plainly_and_not_which_half_is_wrong(client, resident, login, password):
    answer = sign_in(client, login, password)
    assert answer.status_code == 200
    assert signed_in_as(client) is None


def test_five_wrong_passwords_lock_the_account_under_every_name(client, resident):
    for login in ("lixiulan", "15410004999", OWN_NUMBER, "lixiulan", "LIXIULAN"):
        assert "账号或密码不对" in sign_in(client, login, "wrong").content.decode()
    locked = sign_in(client, "lixiulan").content.decode()
    assert "账号已锁定" in locked
    assert "5 分钟" in locked
    assert "账号已锁定" in sign_in(client, "15410004999").content.decode()
    assert signed_in_as(client) is None


def test_the_lock_opens_after_five_minutes(client, resident, monkeypatch):
    for _attempt in range(5):
        sign_in(client, "lixiulan", "wrong")
    later = time.time() + 301
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    assert sign_in(client, "lixiulan").status_code == 302


def test_locking_one_account_leaves_the_others_open(client, resident):
    other = AccountFactory(username="wangqiang", password=PASSWORD)
    for _attempt in range(6):
        sign_in(client, "lixiulan", "wrong")
    sign_in(client, "wangqiang")
    assert signed_in_as(client) == str(other.pk)


def test_the_cache_holds_no_identity_number(client, resident):
    sign_in(client, identity_number(4), "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key, ' ') FROM shared_cache")
        assert identity_number(4) not in cursor.fetchone()[0]


def test_the_session_holds_no_identity_number(client, resident):
    sign_in(client, OWN_NUMBER)
    assert OWN_NUMBER not in str(dict(client.session))


def test_a_closed_account_is_told_where_to_go(client, quick_passwords):
    AccountFactory(username="closed", password=PASSWORD, is_active=False)
    assert sign_in(client, "closed").url == reverse("account_inactive")
    assert "便民热线" in client.get(reverse("account_inactive")).content.decode()


def test_staff_are_in_only_after_their_second_factor(client, clerk):
    assert sign_in(client, "chengdong-psb-clerk").url == AUTHENTICATE
    assert signed_in_as(client) is None
    assert "动态验证码" in client.get(AUTHENTICATE).content.decode()
    assert client.post(AUTHENTICATE, {"code": code_now()}).url == "/desk/"
    assert signed_in_as(client) == str(clerk.pk)


def test_a_wrong_code_is_refused_plainly(client, clerk):
    sign_in(client, "chengdong-psb-clerk")
    assert "动态验证码不对" in client.post(AUTHENTICATE, {"code": "000000"}).content.decode()
    assert signed_in_as(client) is None


def test_a_code_of_the_second_factor_is_good_once(clerk, monkeypatch):
    code = code_now()
    for is_first in (True, False):
        browser = Client()
        sign_in(browser, "chengdong-psb-clerk")
        browser.post(AUTHENTICATE, {"code": code})
        assert (signed_in_as(browser) is not None) == is_first
        # allauth remembers a code for half a minute, its clock takes it for longer.
        cache.delete(f"allauth.mfa.totp.used?user={clerk.pk}&code={code}")


def test_the_demonstration_s_code_is_for_its_own_staff(client, clerk, settings):
    settings.TONGBAN_DEMO = True
    sign_in(client, "chengdong-psb-clerk")
    assert client.post(AUTHENTICATE, {"code": "246810"}).status_code == 200
    assert signed_in_as(client) is None


def test_the_demonstration_s_code_lets_its_staff_in_only_while_the_flag_is_on(client, clerk, settings):
    Account.objects.update(is_demo=True)
    settings.TONGBAN_DEMO = True
    sign_in(client, "chengdong-psb-clerk")
    assert "246810" in client.get(AUTHENTICATE).content.decode()
    assert client.post(AUTHENTICATE, {"code": "246810"}).status_code == 302
    client.logout()
    settings.TONGBAN_DEMO = False
    sign_in(client, "chengdong-psb-clerk")
    assert "246810" not in client.get(AUTHENTICATE).content.decode()
    assert client.post(AUTHENTICATE, {"code": "246810"}).status_code == 200


def test_the_demonstration_s_code_is_no_second_factor_for_residents(client, resident, settings):
    settings.TONGBAN_DEMO = True
    Authenticator.objects.create(user=resident, type="totp", data={"secret": encrypt(TOTP_SECRET)})
    sign_in(client, "lixiulan")
    assert client.post(AUTHENTICATE, {"code": "246810"}).status_code == 200
    assert signed_in_as(client) is None


def test_staff_without_a_second_factor_are_led_to_set_one_up(client, quick_passwords, monkeypatch):
    StaffFactory(username="new-clerk", password=PASSWORD, second_factor=False)
    assert sign_in(client, "new-clerk").url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page).group(1)
    counter = next(iter(yield_hotp_counters_from_time()))
    monkeypatch.setattr(transaction, "on_commit", lambda tell: tell())  # the test itself never commits
    answer = client.post(reverse("mfa_activate_totp"), {"code": format_hotp_value(hotp_value(secret, counter))})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert any(each["method"] == "mfa" for each in client.session["account_authentication_methods"])
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored


def test_staff_cannot_give_up_their_last_second_factor(client, clerk):
    sign_in(client, "chengdong-psb-clerk")
    client.post(AUTHENTICATE, {"code": code_now()})
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "必须保留至少一种" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_resident_may_add_a_second_factor_and_give_it_up(client, resident):
    sign_in(client, "lixiulan")
    for name in ("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"):
        assert client.get(reverse(name)).status_code == 200, name


def test_signing_in_asks_the_registry_anew_for_whom_one_acts(client, quick_passwords):
    person = registered_person()
    account = AccountFactory(username="boss", party=PartyFactory(number=person.identity_number), password=PASSWORD)
    registered_company(person)
    sign_in(client, "boss")
    assert account.party.mandates.count() == 1


def test_an_open_session_costs_two_statements_a_page_for_who_it_is(client, resident, django_assert_max_num_queries):
    sign_in(client, "lixiulan")
    with django_assert_max_num_queries(8):
        client.get(reverse("account_change_password"))


def test_a_password_is_changed_and_other_sessions_end(client, resident):
    other = Client()
    sign_in(other, "lixiulan")
    sign_in(client, "lixiulan")
    new = "another-good-password"
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert signed_in_as(client) == str(resident.pk)
    assert other.get(reverse("account_change_password")).status_code == 302
    assert "account.password_changed" in [entry.deed for entry in ledger.entries_about(f"party:{resident.party_id}")]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [("wrong", "another-good-password", "当前密码不对"), (PASSWORD, "12345678901", "密码")],
)
def test_a_faulty_new_password_is_refused(client, resident, old, new, sentence):
    sign_in(client, "lixiulan")
    answer = client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": new})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    resident.refresh_from_db()
    assert resident.check_password(PASSWORD)


def sent_code():
    return json.loads(Message.objects.filter(template="password-reset-code").latest("queued_at").context)["code"]


def ask(client, name="李秀兰", number=OWN_NUMBER):
    return client.post(reverse("account_reset_password"), {"name": name, "identity_number": number})


def test_a_forgotten_password_is_set_anew_with_the_code_from_the_telephone(client, resident):
    assert ask(client).url == reverse("account_reset_password_code")
    new = "another-good-password"
    answer = client.post(reverse("account_reset_password_code"), {"code": sent_code(), "password": new})
    assert answer.url == LOGIN
    assert sign_in(client, "lixiulan", new).status_code == 302
    assert signed_in_as(client) == str(resident.pk)


def test_a_new_password_ends_what_the_old_one_opened(client, resident):
    other, token = Client(), identity.issue_token(account=resident, name="api", scopes=["apply"], days=1)
    sign_in(other, "lixiulan")
    ask(client)
    client.post(reverse("account_reset_password_code"), {"code": sent_code(), "password": "another-good-password"})
    assert other.get(reverse("account_change_password")).status_code == 302
    assert identity.bearer(token) is None


def test_a_locked_account_opens_with_the_new_password(client, resident):
    for _attempt in range(5):
        sign_in(client, "lixiulan", "wrong")
    ask(client)
    new = "another-good-password"
    client.post(reverse("account_reset_password_code"), {"code": sent_code(), "password": new})
    assert sign_in(client, "lixiulan", new).status_code == 302


@pytest.mark.parametrize(("name", "number"), [("李秀菊", OWN_NUMBER), ("李秀兰", identity_number(4))])
def test_who_has_no_account_gets_the_same_answer_and_no_code(client, resident, name, number):
    from tongban.groundwork.notifications.models import Message

    assert ask(client, name, number).url == reverse("account_reset_password_code")
    assert not Message.objects.exists()
    answer = client.post(
        reverse("account_reset_password_code"), {"code": "123456", "password": "another-good-password"}
    )
    assert "验证码不对" in answer.content.decode()


def test_a_code_is_good_for_five_tries_ten_minutes_and_once(client, resident):
    address, new = reverse("account_reset_password_code"), "another-good-password"
    ask(client)
    code = sent_code()
    assert "至少" in client.post(address, {"code": code, "password": "short"}).content.decode()
    with clock.frozen_at(clock.now() + timedelta(minutes=10, seconds=1)):
        assert client.post(address, {"code": code, "password": new}).status_code == 422
    wrong = "000000" if code != "000000" else "111111"
    for _attempt in range(5):
        assert client.post(address, {"code": wrong, "password": new}).status_code == 422
    assert client.post(address, {"code": code, "password": new}).status_code == 422
    resident.refresh_from_db()
    assert resident.check_password(PASSWORD)


def test_codes_cannot_be_asked_for_without_end(client, resident):
    for _attempt in range(3):
        assert ask(client).status_code == 302
    assert "10 分钟后" in ask(client).content.decode()


def test_ten_codes_a_day_are_enough(client, resident):
    for number in range(10):
        with clock.frozen_at(clock.now() - timedelta(hours=12, minutes=-11 * number)):
            assert ask(client).status_code == 302
    assert ask(client).status_code == 422
    with clock.frozen_at(clock.now() + timedelta(hours=13)):
        assert ask(client).status_code == 302


def test_codes_for_many_numbers_cannot_be_asked_for_from_one_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "3/10m/ip"}
    answers = [ask(client, number=identity_number(serial)).status_code for serial in range(10, 14)]
    assert answers == [302, 302, 302, 429]


def test_accounts_cannot_be_opened_without_end_from_one_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/10m/ip"}
    assert [client.post(reverse("portal:sign-up"), {}).status_code for _attempt in range(3)] == [422, 422, 429]


def test_the_code_page_without_a_request_leads_back(client):
    assert client.get(reverse("account_reset_password_code")).url == reverse("account_reset_password")


STRANGERS_MAY = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


@pytest.mark.parametrize("page", urls.urlpatterns, ids=lambda page: page.name)
def test_an_account_s_own_pages_are_closed_to_strangers(client, page):
    if page.name in STRANGERS_MAY:
        return
    address = reverse(page.name, kwargs={"pk": 1} if "<int:pk>" in str(page.pattern) else {})
    for method in (client.get, client.post):
        answer = method(address)
        assert answer.status_code == 302
        assert answer.url.startswith((LOGIN, reverse("account_reauthenticate")))


def test_the_sign_in_page_shows_the_demonstration_s_accounts_only_in_the_demonstration(client, settings):
    settings.TONGBAN_DEMO = True
    assert "tongban-demo-2026" in client.get(LOGIN).content.decode()
    settings.TONGBAN_DEMO = False
    assert "tongban-demo-2026" not in client.get(LOGIN).content.decode()
