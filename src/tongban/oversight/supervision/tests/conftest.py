import pytest

from tongban.handling.cases.tests.cast import officer_at
from tongban.handling.cases.tests.conftest import _monday, city, city_of_the_package, resident, staff
from tongban.registers.identity.api import Officer
from tongban.registers.organisations.models import Authority

__all__ = ["_monday", "city", "city_of_the_package", "resident", "staff"]


@pytest.fixture
def supervisor(city: None) -> Officer:
    """A supervisor of the city government."""
    return officer_at(Authority.objects.get(key="gov", region_id="9901"), "supervisor")
