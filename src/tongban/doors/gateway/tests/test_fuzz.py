"""schemathesis sends what the description allows and forbids; the answers must be those that are described."""

from contextlib import contextmanager

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tongban.doors.gateway.tests.conftest import Caller
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 2  # of each operation; there are some eighty
ROLES = ["clerk", "reviewer", "decider", "supervisor"]


@contextmanager
def one_connection():
    """Let requests use the transaction of the test, as Django's own client does for each of its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def callers(city, monkeypatch):
    """A resident and a member of staff with every role, and things of theirs to find."""
    cache.clear()
    for room in ("people.SIGN_INS", "people.SIGN_UPS", "proofs.CHECKS"):
        monkeypatch.setattr(f"tongban.doors.gateway.views.{room}", {"most": 10_000, "seconds": 60})
    authority = Authority.objects.get(pk=city.authority.id)
    staff = Caller(city._officer_in(PostFactory(authority=authority, name="多面手", roles=ROLES)))
    return {"resident": city.resident, "staff": staff}


@pytest.fixture
def known(city):
    """Path parameters that lead somewhere, so that not every answer is 404."""
    return {"number": city.case("accept"), "draft_id": city.open_draft(), "code": "id-photo", "page": "loss"}


def test_every_answer_is_one_that_is_described(callers, known):
    with one_connection():
        description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    asked, faults = 0, []
    with one_connection():
        for result in description.get_all_operations():
            operation = result.ok()
            visitors = {"applicant", "anyone"} & set(operation.definition.raw["x-open-to"])
            caller = callers["resident" if visitors else "staff"]
            # Signing out takes a token of its own.
            asked += fuzz(operation, Caller(caller.account), known, faults)
    assert not faults, "\n\n".join(faults)
    assert asked > 100


def fuzz(operation, caller, known, faults):
    """Send some examples of an operation; every second goes to things that exist. Return how many."""
    count = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case):
        nonlocal count
        count += 1
        if count % 2:
            case.headers.pop("On-Behalf-Of", None)
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        try:
            case.call_and_validate(headers=caller.headers, checks=CHECKS)
        except BaseException as fault:  # noqa: BLE001 (a group of failures is no Exception)
            faults.append(f"{operation.label}: {fault}")

    ask()
    return count
