from collections.abc import Iterator

import pytest

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.applications.tests.conftest import city, django_db_setup, resident
from tongban.handling.cases.tests.cast import MONDAY, Staff, staff_of

__all__ = ["city", "django_db_setup", "resident"]


@pytest.fixture(autouse=True)
def _monday(request: pytest.FixtureRequest) -> Iterator[None]:
    with clock.frozen_at(MONDAY):
        yield


@pytest.fixture
def staff(city: None) -> Staff:
    return staff_of(offer_of())
