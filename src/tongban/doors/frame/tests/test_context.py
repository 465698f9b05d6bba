"""What every page knows."""

from datetime import timedelta

import pytest

from tongban.doors.frame.context import STAYED_AT, Page
from tongban.doors.frame.tests.visitors import applicant, officer, request_of, someone
from tongban.groundwork.foundation import clock
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role

pytestmark = pytest.mark.urls("tongban.doors.frame.tests.doors")


def test_an_applicant_is_shown_by_her_masked_name(monkeypatch):
    monkeypatch.setattr(identity, "officer_of", lambda _account: None)
    monkeypatch.setattr(identity, "applicant_of", lambda _account: applicant())

    assert Page(request_of(someone())).user_name == "李*兰"


def test_staff_are_shown_by_name(monkeypatch):
    monkeypatch.setattr(identity, "officer_of", lambda _account: officer(Role.CLERK))

    assert Page(request_of(someone())).user_name == "赵敏"


def test_a_page_for_nobody_asks_no_register(monkeypatch):
    monkeypatch.setattr(identity, "officer_of", None)

    page = Page(request_of())

    assert (page.is_signed_in, page.user_name, page.officer, page.applicant) == (False, "", None, None)


def test_the_end_of_the_session_is_counted_from_sign_in_or_from_the_last_word_of_staying(settings):
    settings.SESSION_COOKIE_AGE = 600
    account = someone()
    account.last_login = clock.now() - timedelta(seconds=400)

    assert 195 <= Page(request_of(account)).session_seconds <= 200
    assert Page(request_of(account, session={STAYED_AT: clock.now().timestamp() - 100})).session_seconds >= 495


def test_the_address_of_a_door_that_is_not_there_is_nothing():
    assert Page(request_of()).address("portal:home") == "/"
    assert Page(request_of()).address("portal:nowhere") == ""
