"""The statutory clock: a due date, the lights of a million open cases on one morning, a week that no worker saw."""

import os
import time
import timeit
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks import ground
from benchmarks.figures import Figure
from benchmarks.installation import execute

CASES = int(os.environ.get("CLOCK_CASES", "1000000"))  # fewer on a busy machine: the limits shrink with them
SHARE = CASES / 1_000_000
DAYS = 25  # over which due dates spread: a fifth of a hundredth turns yellow on one morning
MISSED = CASES // 5  # alarms of a week without a worker
MOST_MICROSECONDS = 2
MOST_SECONDS_TO_LIGHT = 20
MOST_SECONDS_TO_CATCH_UP = 60
CALLS = 50_000


def measure(home: Path) -> list[Figure]:  # noqa: ARG001 - as all benchmarks are called
    """Return how long a due date takes, the lights of all open cases, and the sweep of a missed week."""
    return [*_due_dates(), *_sweeps()]


def _due_dates() -> list[Figure]:
    from tongban.offer.deadlines import api as deadlines
    from tongban.offer.deadlines.rules import Limit, Stop, Unit, due_date

    calendar, start = deadlines.calendar(), date(2026, 11, 20)
    twenty, sixty = Limit(20, Unit.WORKING_DAY), Limit(60, Unit.CALENDAR_DAY)
    stops = (Stop(date(2026, 12, 3), date(2026, 12, 10), "专家评审"),)
    kinds: dict[str, Callable[[], object]] = {
        "due date, 20 working days": lambda: due_date(start=start, limit=twenty, calendar=calendar),
        "due date, 60 calendar days": lambda: due_date(start=start, limit=sixty, calendar=calendar),
        "due date, 20 working days with a stop": lambda: due_date(
            start=start, limit=twenty, calendar=calendar, stops=stops
        ),
    }
    return [
        Figure("clock", what, min(timeit.repeat(call, number=CALLS, repeat=5)) / CALLS * 1e6, "µs", MOST_MICROSECONDS)
        for what, call in kinds.items()
    ]


def _sweeps() -> list[Figure]:
    from tongban.groundwork.foundation import clock
    from tongban.oversight.supervision import api as supervision

    ground.open_cases(CASES, days=DAYS)
    supervision.sweep()  # the installation's own
    execute("UPDATE cases_alarm SET ring_on = %s WHERE kind = 'yellow' AND id %% %s = 0", [clock.today(), DAYS])
    turned = _rings_by(clock.today())
    lit = _timed(supervision.sweep)
    _check(lit.cards, turned)
    week = clock.today() - timedelta(days=7)
    execute(
        "UPDATE cases_alarm SET ring_on = %s + (id %% 7)::int WHERE id IN"
        " (SELECT id FROM cases_alarm WHERE kind = 'red' ORDER BY id LIMIT %s)",
        [week, MISSED],
    )
    missed = _rings_by(clock.today())
    caught_up = _timed(supervision.sweep)
    _check(caught_up.cards, missed)
    again = _timed(supervision.sweep)
    _check(again.cards, 0)
    most = MOST_SECONDS_TO_LIGHT * SHARE, MOST_SECONDS_TO_CATCH_UP * SHARE
    return [
        Figure("clock", f"lights of {CASES:,} open cases, {turned:,} of them turning", lit.seconds, "s", most[0]),
        Figure("clock", "of that, CPU of the application", lit.cpu, "s"),
        Figure("clock", "the same when none turns", again.seconds, "s"),
        Figure("clock", f"sweep of a missed week, {missed:,} events, each once", caught_up.seconds, "s", most[1]),
        Figure("clock", "of that, CPU of the application", caught_up.cpu, "s"),
    ]


@dataclass(frozen=True)
class Sweep:
    cards: int
    seconds: float
    cpu: float  # of this process; the database has its own


def _timed(sweep: Callable[[], int]) -> Sweep:
    started, worked = time.perf_counter(), time.process_time()
    cards = sweep()
    return Sweep(cards, time.perf_counter() - started, time.process_time() - worked)


def _rings_by(day: date) -> int:
    return int(execute("SELECT count(*) FROM cases_alarm WHERE ring_on <= %s", [day])[0][0])


def _check(opened: int, expected: int) -> None:
    if opened != expected:
        raise RuntimeError(f"{opened} cards were opened, where {expected} were due")
