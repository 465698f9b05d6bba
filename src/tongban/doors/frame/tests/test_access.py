"""Who gets through the door."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tongban.doors.frame import access
from tongban.doors.frame.access import ANYONE, APPLICANT, STAFF, WrongVisitor, open_to
from tongban.doors.frame.tests.visitors import COMPANY, PERSON, applicant, officer, request_of, someone
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role

pytestmark = pytest.mark.urls("tongban.doors.frame.tests.doors")


def view(request: Any) -> HttpResponse:
    return HttpResponse("in")


@pytest.fixture
def signed_in(monkeypatch):
    """Let the account behind a request be an applicant, an officer or both."""

    def be(*, as_officer=None, as_applicant=None):
        def applicant_of(account, party_id=None):
            if as_applicant is None:
                raise identity.UnableToActFor()
            return as_applicant if party_id is None else applicant(party_id)

        monkeypatch.setattr(identity, "officer_of", lambda _account: as_officer)
        monkeypatch.setattr(identity, "applicant_of", applicant_of)

    return be


def test_a_view_says_who_may_enter_even_under_other_decorators():
    marked = require_POST(open_to(Role.CLERK, Role.REVIEWER)(view))

    assert marked.open_to == (Role.CLERK, Role.REVIEWER)


def test_a_view_cannot_leave_open_who_may_enter():
    with pytest.raises(TypeError):
        open_to()


def test_anyone_enters_an_open_page_without_a_look_at_who_it_is():
    assert open_to(ANYONE)(view)(HttpRequest()).content == b"in"


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back():
    response = open_to(APPLICANT)(view)(request_of(path="/my/?page=2"))

    target = urlsplit(response["Location"])
    assert target.path == "/sign-in/"
    assert parse_qs(target.query) == {"next": ["/my/?page=2"]}


def test_staff_sign_in_at_the_desk():
    assert open_to(STAFF)(view)(request_of())["Location"].startswith("/desk/sign-in/")


def test_who_was_sending_something_is_told_that_it_was_not_taken_and_returns_to_the_page():
    request = request_of(method="post", path="/my/send/", Referer="http://testserver/my/form/?step=1")

    response = open_to(APPLICANT)(view)(request)

    assert parse_qs(urlsplit(response["Location"]).query) == {"next": ["/my/form/?step=1"]}
    assert "没有提交" in str(next(iter(get_messages(request))))


def test_a_form_on_another_site_is_no_page_to_return_to():
    request = request_of(method="post", Referer="https://evil.example/form")

    assert parse_qs(urlsplit(open_to(APPLICANT)(view)(request)["Location"]).query) == {"next": ["/"]}


def test_an_applicant_enters_and_is_on_the_request(signed_in):
    signed_in(as_applicant=applicant())
    request = request_of(someone())

    assert open_to(APPLICANT)(view)(request).content == b"in"
    assert request.applicant.masked_name == "李*兰"


def test_an_applicant_acts_for_the_company_she_chose(signed_in):
    signed_in(as_applicant=applicant())
    request = request_of(someone(), session={access.ACTING_FOR: str(COMPANY)})

    open_to(APPLICANT)(view)(request)

    assert request.applicant.party_id == COMPANY


def test_an_ended_delegation_leaves_the_applicant_acting_for_herself(monkeypatch):
    def applicant_of(account, party_id=None):
        if party_id is not None:
            raise identity.UnableToActFor()
        return applicant()

    monkeypatch.setattr(identity, "officer_of", lambda _account: None)
    monkeypatch.setattr(identity, "applicant_of", applicant_of)
    request = request_of(someone(), session={access.ACTING_FOR: str(COMPANY)})

    open_to(APPLICANT)(view)(request)

    assert request.applicant == applicant()
    assert access.ACTING_FOR not in request.session


def test_an_applicant_does_not_enter_the_desk(signed_in):
    signed_in(as_applicant=applicant())

    with pytest.raises(WrongVisitor, match="工作人员"):
        open_to(STAFF)(view)(request_of(someone()))


def test_staff_without_a_person_of_their_own_do_not_enter_an_applicants_page(signed_in):
    signed_in(as_officer=officer(Role.CLERK))

    with pytest.raises(WrongVisitor, match="个人账号"):
        open_to(APPLICANT)(view)(request_of(someone()))


def confirmed_by(method, account=PERSON):
    """Return a session as allauth leaves it."""
    return {"account_authentication_methods_user": str(account), "account_authentication_methods": [{"method": method}]}


@pytest.mark.parametrize("session", [{access.SECOND_FACTOR: True}, confirmed_by("mfa")])
def test_the_right_role_with_a_second_factor_enters(signed_in, session):
    signed_in(as_officer=officer(Role.REVIEWER))
    request = request_of(someone(), session=session)

    assert open_to(Role.REVIEWER)(view)(request).content == b"in"
    assert request.officer.name == "赵敏"


@pytest.mark.parametrize("session", [confirmed_by("password"), confirmed_by("mfa", account=COMPANY)])
def test_without_a_second_factor_of_their_own_staff_are_asked_for_it_first(signed_in, session):
    signed_in(as_officer=officer(Role.REVIEWER))

    response = open_to(STAFF)(view)(request_of(someone(), session=session))

    assert response["Location"].startswith("/desk/second-factor/?next=")


def test_another_role_is_turned_away(signed_in):
    signed_in(as_officer=officer(Role.CLERK), as_applicant=applicant())
    request = request_of(someone(), session={access.SECOND_FACTOR: True})

    with pytest.raises(WrongVisitor, match="岗位"):
        open_to(Role.AUDITOR)(view)(request)


def test_a_part_of_a_page_asked_for_by_script_sends_the_whole_page_to_sign_in():
    response = open_to(APPLICANT)(view)(request_of(**{"HX-Request": "true"}))

    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/sign-in/")
