"""The sweep killed at random points, as a process that is gone at once: what it began is whole or not there."""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger.models import LedgerEntry
from tongban.handling.cases.models import Alarm
from tongban.handling.cases.tests.cast import MONDAY, accepted
from tongban.handling.cases.tests.copies import copies_of
from tongban.oversight.supervision import api as supervision
from tongban.oversight.supervision.models import Card
from tongban.oversight.supervision.operations import sweep as sweeping

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 50
CASES = 600
LONGEST_LIFE = 0.06  # seconds: some batches of four


def test_killed_fifty_times_at_random_points_the_sweep_opens_each_card_exactly_once(resident, staff, monkeypatch):
    monkeypatch.setattr(sweeping, "CARDS_AT_ONCE", 4)
    number = accepted(resident, staff)
    numbers = [number, *copies_of(number, CASES)]
    expected = set(Alarm.objects.values_list("case__number", "kind"))
    seen = []
    with clock.frozen_at(MONDAY + timedelta(days=100)):
        for _ in range(KILLS):
            _sweep_and_kill(after=random.uniform(0, LONGEST_LIFE))  # noqa: S311 - where to kill is no secret
            seen.append(Card.objects.count())
        supervision.sweep()
    assert seen == sorted(seen)  # what was done stays done
    assert Counter(Card.objects.values_list("case_number", "kind")) == dict.fromkeys(expected, 1)
    opened = LedgerEntry.objects.filter(deed="card.opened").values_list("subject", "facts__card")
    assert Counter(opened) == {(f"case:{of}", kind): 1 for of, kind in expected}
    assert not Alarm.objects.exists()
    assert {of for of, _kind in expected} == set(numbers)


def _sweep_and_kill(*, after: float) -> None:
    """Sweep in a process of its own and kill it after so many seconds, wherever it is."""
    connections.close_all()  # two processes cannot share one
    child = os.fork()
    if child == 0:
        try:
            supervision.sweep()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
