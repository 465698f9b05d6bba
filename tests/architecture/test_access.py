"""Deny first: every address of the product says who may enter, and holds everybody else off."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tongban.doors.frame.access import ANYONE, APPLICANT, STAFF
from tongban.registers.identity.rules import Role

NOT_OURS = ("accounts/", "static/")  # allauth's pages and files; allauth guards its own
SAMPLES = {
    "uuid": lambda: str(uuid4()),
    "int": lambda: "1",
    "slug": lambda: "nothing",
    "str": lambda: "nothing",
    "path": lambda: "nothing",
}


def pages():
    """Yield (address pattern, view) of every page of portal and desk."""

    def walk(patterns, prefix):
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if pattern.app_name not in {"api", "api-1.0.0"} and not address.startswith(NOT_OURS):
                    yield from walk(pattern.url_patterns, address)
            elif isinstance(pattern, URLPattern) and not address.startswith((*NOT_OURS, "api/", "health/")):
                yield address, pattern.callback

    yield from walk(get_resolver().url_patterns, "")


PAGES = sorted(set(pages()), key=lambda page: page[0])
GUARDED = [(address, view.open_to) for address, view in PAGES if ANYONE not in getattr(view, "open_to", (ANYONE,))]


def example(address):
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", SAMPLES["str"])(), address)


def looks_let_in(answer):
    """Say whether somebody got further than the door: shown a page, or told that a thing behind it is not there."""
    if answer.status_code in (301, 302):
        return not re.search(r"sign-in|second-factor|/login|two-factor|2fa", answer["Location"])
    return answer.status_code != 403


@pytest.mark.parametrize(("address", "view"), PAGES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_page_says_who_may_enter(address, view):
    assert getattr(view, "open_to", None), f"{address} has no @open_to"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "who"), GUARDED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_stranger_enters_no_guarded_page(address, who):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(example(address))
        assert answer.status_code == 405 or not looks_let_in(answer), f"{method} {address} let a stranger in ({who})"


@pytest.mark.django_db
def test_a_resident_enters_no_page_of_the_staff(client, resident_account):
    client.force_login(resident_account, backend="django.contrib.auth.backends.ModelBackend")
    for address, who in GUARDED:
        if APPLICANT not in who:
            answer = client.get(example(address))
            assert answer.status_code == 405 or not looks_let_in(answer), f"{address} let a resident in"


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_an_officer_enters_only_the_pages_of_her_role(client, sign_in_officer, role):
    sign_in_officer(client, role)
    for address, who in GUARDED:
        if STAFF not in who and role not in who:
            answer = client.get(example(address))
            assert answer.status_code == 405 or not looks_let_in(answer), f"{address} let {role} in"


@pytest.mark.django_db
def test_an_officer_without_a_second_factor_enters_no_page_of_the_staff(client, sign_in_officer):
    sign_in_officer(client, Role.CLERK, second_factor=False)
    for address, who in GUARDED:
        if STAFF in who or Role.CLERK in who:
            answer = client.get(example(address))
            assert answer.status_code == 405 or not looks_let_in(answer), (
                f"{address} let her in without a second factor"
            )
