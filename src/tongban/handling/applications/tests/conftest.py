from collections.abc import Iterator

import pytest

from tongban.handling.applications.tests import cast
from tongban.registers.identity.api import Applicant


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        cast.install_city()


@pytest.fixture
def city(db: None) -> Iterator[None]:
    """The demonstration city; a test with transactions of its own sweeps it away, so it is installed again when missing."""
    cast.install_city()
    yield
    cast.forget_everything()


@pytest.fixture
def resident(city: None) -> Applicant:
    return cast.resident()
