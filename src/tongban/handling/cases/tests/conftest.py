from collections.abc import Iterator
from typing import Any

import pytest

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests.cast import forget_everything, offer_of, sweep_city
from tongban.handling.applications.tests.conftest import resident
from tongban.handling.cases.tests.cast import MONDAY, Staff, install_city, staff_of

__all__ = ["resident"]


@pytest.fixture(scope="package")
def city_of_the_package(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Install the city once for all tests beside this file, and leave nothing of it to others."""
    with django_db_blocker.unblock():
        install_city()
    yield
    with django_db_blocker.unblock():
        sweep_city()


@pytest.fixture
def city(city_of_the_package: None, db: None) -> Iterator[None]:
    """The demonstration city; a test with transactions of its own sweeps it away, so it is installed again when missing."""
    install_city()
    yield
    forget_everything()


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.frozen_at(MONDAY):
        yield


@pytest.fixture
def staff(city: None) -> Staff:
    return staff_of(offer_of())
