"""The sweep killed at random points, as a process that is gone at once: what it began is whole or not there."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger.models import LedgerEntry
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Alarm, Case, CourseEntry, Part
from tongban.handling.cases.tests.cast import MONDAY, accepted, submitted
from tongban.handling.cases.tests.copies import copies_of
from tongban.handling.workflow.models import Task
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
    _share(numbers[:60])
    expected = set(Alarm.objects.values_list("case__number", "kind"))
    assert {kind for _of, kind in expected} >= {"yellow", "red", "breach", "commitment", "part_yellow", "part_red"}
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


def test_killed_fifty_times_at_random_points_each_silent_case_is_accepted_exactly_once(resident, staff):
    number = submitted(resident)
    numbers = [number, *copies_of(number, 120)]
    with clock.frozen_at(MONDAY + timedelta(days=30)):
        for _ in range(KILLS):
            _sweep_and_kill(after=random.uniform(0, LONGEST_LIFE), sweep=cases.deem_accepted)  # noqa: S311
        cases.deem_accepted()
    assert set(Case.objects.values_list("number", "state")) == {(each, "accepted") for each in numbers}
    entries = CourseEntry.objects.filter(step="deem_accepted").values_list("case__number", flat=True)
    assert Counter(entries) == dict.fromkeys(numbers, 1)
    assert Counter(Task.objects.filter(done_at=None).values_list("subject", "step")) == dict.fromkeys(
        ((f"case:{each}", "propose") for each in numbers), 1
    )
    notices = OfficialDocument.objects.filter(kind="acceptance_notice").values_list("subject", flat=True)
    assert Counter(notices) == dict.fromkeys((f"case:{each}" for each in numbers), 1)


def _share(numbers):
    """Let another authority have a share of these cases, with alarms of its own."""
    found = Case.objects.filter(number__in=numbers)
    alarms = []
    for case in found:
        part = Part.objects.create(
            case=case,
            step=f"ask-{case.authority_id}",  # an office was asked
            kind="opinion",
            authority_id=case.authority_id,
            opened_at=MONDAY,
            opened_on=MONDAY.date(),
            due_on=MONDAY.date() + timedelta(days=7),
        )
        day = MONDAY.date() + timedelta(days=5)
        alarms += [
            Alarm(case=case, part=part, kind=kind, ring_on=day, region_code="990101")
            for kind in ("part_yellow", "part_red")
        ]
    Alarm.objects.bulk_create(alarms)


def _sweep_and_kill(*, after: float, sweep: Callable[[], int] = supervision.sweep) -> None:
    """Sweep in a process of its own and kill it after so many seconds, wherever it is."""
    connections.close_all()  # two processes cannot share one
    child = os.fork()
    if child == 0:
        try:
            sweep()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
