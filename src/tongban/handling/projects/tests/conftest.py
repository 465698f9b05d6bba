from collections.abc import Iterator
from typing import Any

import pytest

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests.cast import company as company_of
from tongban.handling.applications.tests.cast import forget_everything, sweep_city
from tongban.handling.cases.tests.cast import MONDAY
from tongban.handling.projects import api as projects
from tongban.handling.projects.tests.cast import Offices, install_city
from tongban.registers.identity.api import Applicant


@pytest.fixture(scope="package")
def city_of_the_package(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Install the city once for all tests beside this file, and leave nothing of it to others."""
    with django_db_blocker.unblock():
        install_city()
    yield
    with django_db_blocker.unblock():
        sweep_city()
    projects.forget_kept()


@pytest.fixture
def city(city_of_the_package: None, db: None) -> Iterator[None]:
    install_city()
    yield
    forget_everything()


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.frozen_at(MONDAY):
        yield


@pytest.fixture
def company(city: None) -> Applicant:
    return company_of()


@pytest.fixture
def offices(city: None) -> Offices:
    return Offices()
