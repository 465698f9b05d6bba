import pytest

from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import Staff, closed, officer_at, officer_of
from tongban.handling.cases.tests.conftest import _monday, city, city_of_the_package, resident, staff
from tongban.registers.identity.api import Applicant, Officer
from tongban.registers.organisations.models import Authority

__all__ = ["_monday", "city", "city_of_the_package", "resident", "staff"]


@pytest.fixture
def closed_case(resident: Applicant, staff: Staff) -> str:
    """The number of a case of the resident that was granted and closed."""
    return closed(resident, staff)


@pytest.fixture
def head(staff: Staff) -> Officer:
    """An officer of the rated authority who did not handle the case."""
    return officer_of(offer_of(), "decider", name="科长")


@pytest.fixture
def supervisor(city: None) -> Officer:
    """A supervisor of the city government."""
    return officer_at(Authority.objects.get(key="gov", region_id="9901"), "supervisor")
