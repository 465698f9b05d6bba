"""The teamwork tests use the city of the case tests, with two clerks and names that differ."""

import pytest

from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import officer_of
from tongban.handling.cases.tests.conftest import _monday, city, city_of_the_package, resident, staff
from tongban.registers.identity.api import colleague
from tongban.registers.identity.models import Account, Party

__all__ = ["_monday", "city", "city_of_the_package", "resident", "staff"]


@pytest.fixture
def named(staff):
    """Give an officer a name of her own; return her with it."""

    def name(officer, new):
        Party.objects.filter(pk=Account.objects.get(pk=officer.account_id).party_id).update(name=new)
        return colleague(officer.account_id)

    return name


@pytest.fixture
def second(staff, named):
    return named(officer_of(offer_of(), "clerk", name="窗口二"), "赵强")
