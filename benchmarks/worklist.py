"""A page of 20 of the worklist and its live counts, at the database, for a clerk with rights on 170 item types over a million open tasks."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.figures import Figure, percentile
from benchmarks.installation import statements_so_far

TASKS = int(os.environ.get("BENCH_TASKS", "1000000"))
ITEM_TYPES = 400
RIGHTS = 170
COMMON = 40  # item types that nearly all tasks are about
PAGES = 100
MOST_MS = 50
MOST_STATEMENTS = 8


def measure(home: Path) -> list[Figure]:  # noqa: ARG001 - as all benchmarks are called
    """Return how long a page takes with rights on common items, and with rights on rare ones only."""
    from django.contrib.auth import get_user_model

    from tongban.registers.identity import api as identity

    clerk = identity.officer_of(get_user_model().objects.get(username=f"{ground.OFFICE}-clerk"))
    codes = [f"BENCH-ITEM-{number:03}" for number in range(ITEM_TYPES)]
    ground.open_tasks(TASKS, authority_id=clerk.authority_id, item_codes=codes, common=codes[:COMMON])
    rights = {
        "common and rare items": codes[:RIGHTS],
        "rare items only": codes[-RIGHTS:],
        "all items": None,
    }
    figures = _summed_up()
    for what, items in rights.items():
        officer = replace(clerk, item_codes=None if items is None else frozenset(items))
        before = statements_so_far()
        times = _pages(officer)
        statements = (statements_so_far() - before - 1) / PAGES
        figures += [
            Figure("worklist", f"{what}, 95 of 100 pages within", percentile(times, 95), "ms", MOST_MS),
            Figure("worklist", f"{what}, SQL statements", statements, "a page", MOST_STATEMENTS),
            Figure("worklist", f"{what}, page and counts, 95 of 100 within", _with_counts(officer), "ms", MOST_MS),
        ]
    return figures


def _summed_up() -> list[Figure]:
    """Sum up the differences that opening the tasks left, and tell how long that took and how many rows remain."""
    from tongban.handling.workflow import api as workflow
    from tongban.handling.workflow.models import OpenTally

    started = time.perf_counter()
    while workflow.compact_tallies(fewest=1):
        pass
    seconds = time.perf_counter() - started
    return [
        Figure("worklist", "counts of all open tasks summed up", seconds, "s", 60),
        Figure("worklist", "rows of counts for all open tasks", OpenTally.objects.count(), "rows", 100_000),
    ]


def _with_counts(officer: Any) -> float:
    """Return within how many milliseconds 95 of 100 first pages come with their exact counts."""
    from tongban.handling.cases import api as cases

    times = []
    for _ in range(PAGES):
        started = time.perf_counter()
        counts = cases.work_counts(officer)
        cases.worklist(officer, limit=20)
        times.append((time.perf_counter() - started) * 1000)
    if officer.item_codes is None and counts.all.open < TASKS:
        raise RuntimeError(f"{counts.all.open} of {TASKS} open tasks are counted")
    return percentile(times, 95)


def _pages(officer: Any) -> Sequence[float]:
    """Read on from page to page, and begin again at the end; return the milliseconds of each page."""
    from tongban.handling.cases import api as cases

    times = []
    after = None
    for _ in range(PAGES):
        started = time.perf_counter()
        page = cases.worklist(officer, after=after, limit=20)
        times.append((time.perf_counter() - started) * 1000)
        after = page.after
    return times
