"""People whom the tests of the whole product need."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from tongban.doors.frame.access import SECOND_FACTOR
from tongban.registers.identity.models import Account
from tongban.registers.identity.rules import Role
from tongban.registers.identity.tests.factories import AccountFactory, StaffFactory

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def resident_account(db: None) -> Account:
    """A resident with an account."""
    return AccountFactory()


@pytest.fixture
def sign_in_officer(db: None) -> Callable[..., Account]:
    """Sign a new member of staff with one role in; without her second factor when told so."""
    call_command("createcachetable", verbosity=0)

    def sign_in(client: Client, role: Role, *, second_factor: bool = True) -> Account:
        account = StaffFactory(post__roles=[role], second_factor=second_factor)
        client.force_login(account, backend=MODEL_BACKEND)
        if second_factor:
            session = client.session
            session[SECOND_FACTOR] = True
            session.save()
        return account

    return sign_in
