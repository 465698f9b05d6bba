"""Who may enter the desk: every page as everybody who has no business there."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter, UUIDConverter

from tongban.doors.desk import urls
from tongban.doors.frame.access import STAFF
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import officer_of, submitted
from tongban.registers.identity.api import Role
from tongban.registers.identity.models import Account

NOTHING = UUID(int=7)
PARTS = {
    "number": "990101261123000017", "document_id": NOTHING, "given_id": 1, "slug": "accept", "party_id": NOTHING,
    "draft_id": NOTHING, "code": "x", "card_id": NOTHING, "rating_id": NOTHING,
}  # fmt: skip
OPEN_TO_ALL = {"sign-in", "second-factor", "sign-out"}
PAGES = [pattern for pattern in urls.urlpatterns if pattern.name not in OPEN_TO_ALL]
HANDLERS = {Role.CLERK, Role.REVIEWER, Role.DECIDER}


def sample(converter):
    """Return a value that a part of an address takes, and that nothing has."""
    return {UUIDConverter: NOTHING, IntConverter: 1}.get(type(converter), "nothing")


def address(pattern):
    wanted = pattern.pattern.converters
    return reverse(
        f"desk:{pattern.name}", kwargs={name: PARTS.get(name, sample(each)) for name, each in wanted.items()}
    )


def asked(client, pattern):
    """Open a page, or send its form where it takes nothing else."""
    answer = client.get(address(pattern))
    return client.post(address(pattern)) if answer.status_code == 405 else answer


@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_every_page_says_who_may_enter(pattern):
    assert pattern.callback.open_to


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_a_stranger_is_sent_to_sign_in(pattern):
    answer = asked(Client(), pattern)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("desk:sign-in"))


@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_a_resident_is_turned_away(resident, pattern):
    client = Client()
    client.force_login(Account.objects.get(pk=resident.account_id))
    assert asked(client, pattern).status_code == 403


@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_an_officer_without_the_role_is_turned_away(city, desk, pattern):
    allowed = set(pattern.callback.open_to)
    if STAFF in allowed:
        pytest.skip("open to all staff")
    others = sorted(set(Role) - allowed)
    answer = asked(desk(officer_of(offer_of(), *others, name="他岗")), pattern)
    assert answer.status_code == 403


@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_without_the_second_factor_nothing_opens(city, desk, pattern):
    officer = officer_of(offer_of(), *Role, name="全岗")
    answer = asked(desk(officer, second_factor=False), pattern)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("desk:second-factor"))


def test_a_case_of_another_authority_does_not_exist(resident, desk):
    number = submitted(resident)
    foreign = officer_of(offer_of("food-business-permit-change"), *HANDLERS)
    for name, parts in [("case", []), ("deed", ["accept"]), ("viewer", [1]), ("file", [1])]:
        assert desk(foreign).get(reverse(f"desk:{name}", args=[number, *parts])).status_code == 404
