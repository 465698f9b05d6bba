"""The cast of the portal's tests: the city of the handling tests, a resident signed in, the staff of her county."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.cast import MONDAY, Staff, staff_of
from tongban.handling.cases.tests.conftest import city, city_of_the_package
from tongban.registers.identity.api import Applicant
from tongban.registers.identity.models import Account

__all__ = ["city", "city_of_the_package"]


@pytest.fixture
def monday() -> Iterator[None]:
    with clock.frozen_at(MONDAY):
        yield


@pytest.fixture
def lan(city: None) -> Applicant:
    """李秀兰, who is in the population registry and has an account."""
    return cast.resident()


@pytest.fixture
def browser(lan: Applicant) -> Client:
    """The browser in which she is signed in."""
    return signed_in(lan)


@pytest.fixture
def staff(city: None) -> Staff:
    return staff_of(cast.offer_of())


def signed_in(applicant: Applicant) -> Client:
    client = Client()
    account = Account.objects.get(pk=applicant.account_id)
    client.force_login(account)
    return client
