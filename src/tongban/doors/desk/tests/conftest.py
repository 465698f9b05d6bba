"""The desk's tests: officers of a small city who sit at their browsers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tongban.doors.frame.access import SECOND_FACTOR
from tongban.handling.cases.tests.conftest import _monday, city, city_of_the_package, resident, staff
from tongban.registers.identity.api import Officer
from tongban.registers.identity.models import Account

__all__ = ["_monday", "city", "city_of_the_package", "resident", "staff"]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.TONGBAN_FILES = tmp_path / "files"


@pytest.fixture
def desk() -> Callable[..., Client]:
    """Return the browser of an officer who has signed in, with her second factor unless told otherwise."""

    def sit(officer: Officer, *, second_factor: bool = True) -> Client:
        client = Client()
        client.force_login(Account.objects.get(pk=officer.account_id))
        if second_factor:
            session = client.session
            session[SECOND_FACTOR] = True
            session.save()
        return client

    return sit
