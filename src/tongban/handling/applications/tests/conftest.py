from collections.abc import Iterator
from typing import Any

import pytest

from tongban.handling.applications.tests import cast
from tongban.registers.identity.api import Applicant


@pytest.fixture(scope="package")
def city_of_the_package(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Install the city once for all tests beside this file, and leave nothing of it to others."""
    with django_db_blocker.unblock():
        cast.install_city()
    yield
    with django_db_blocker.unblock():
        cast.sweep_city()


@pytest.fixture
def city(city_of_the_package: None, db: None) -> Iterator[None]:
    """The demonstration city; a test with transactions of its own sweeps it away, so it is installed again when missing."""
    cast.install_city()
    yield
    cast.forget_everything()


@pytest.fixture
def resident(city: None) -> Applicant:
    return cast.resident()
