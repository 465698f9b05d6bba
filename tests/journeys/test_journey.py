"""`tongban journey` against the whole product in this process, the worker's rounds included."""

import httpx
import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from tongban.config.commands import journey
from tongban.config.commands.refusal import Refusal
from tongban.config.commands.seed import SEEDS, seed
from tongban.doors.gateway.tests.conftest import forget_kept
from tongban.groundwork.documents import api as documents
from tongban.groundwork.ledger import api as ledger


@pytest.fixture
def one_connection():
    """Let requests use the transaction of the test, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def city(db, settings, tmp_path, monkeypatch, one_connection):
    settings.TONGBAN_FILES = tmp_path / "files"
    settings.TONGBAN_HOME = tmp_path
    cache.clear()
    forget_kept()
    seed(SEEDS, with_cases=False)
    monkeypatch.setattr(journey.time, "sleep", lambda _seconds: (ledger.seal_entries(), documents.render_pending()))
    with httpx.Client(
        transport=httpx.WSGITransport(get_wsgi_application()), base_url="http://127.0.0.1:8000"
    ) as client:
        yield client
    forget_kept()


def test_the_main_job_works_twice_on_one_installation(city, capsys):
    journey.Journey(city, "").walk()
    journey.Journey(city, "990101195203083402").walk()
    told = capsys.readouterr().out
    assert told.count("The whole main job works") == 2
    for step in ("four eyes", "A tampered number is found out", "path and signature checked here"):
        assert step in told


def test_a_step_that_fails_is_told_in_plain_words(city, monkeypatch):
    monkeypatch.setattr(journey, "PASSWORD", "wrong-password")
    with pytest.raises(Refusal, match="should have been refused as sign_in.second_factor, but: 401 sign_in.refused"):
        journey.Journey(city, "").walk()


def test_a_server_that_is_not_there_is_told_in_plain_words():
    with pytest.raises(Refusal, match="does not answer"):
        journey.run(journey.argparse.Namespace(base_url="http://127.0.0.1:9", person=""))
