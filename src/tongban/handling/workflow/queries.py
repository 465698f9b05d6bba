"""Reads: plans by version, the tasks of a subject. Worklists and counts have their own modules."""

import time
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from tongban.groundwork.foundation import clock
from tongban.handling.workflow import models
from tongban.handling.workflow.rules import Plan, read_plan
from tongban.handling.workflow.views import TaskView

LATEST_PLAN_SECONDS = 30  # how long a process may use a plan after a newer version was installed by another


def tasks_of(subject: str) -> tuple[TaskView, ...]:
    """Return the tasks of a subject, open and done, in the order in which they were opened."""
    columns = (
        "id",
        "step",
        "role",
        "due_on",
        "opened_at",
        "claimed_by",
        "claimed_name",
        "is_assigned",
        "done_at",
        "done_by",
        "result",
    )
    return tuple(
        TaskView(*row) for row in models.Task.objects.filter(subject=subject).order_by("id").values_list(*columns)
    )


@cache
def plan(code: str, version: int) -> Plan:
    """Return one version of a plan; it never changes, so each process reads it once."""
    return read_plan(models.Plan.objects.get(code=code, version=version).graph, version=version)


def latest_plan(code: str, on: date | None = None) -> Plan:
    """Return the newest version of a plan that is in force on a day, today without one; KeyError when there is none."""
    version = _version_in_force(code, on or clock.today(), int(time.monotonic() // LATEST_PLAN_SECONDS))
    if version is None:
        raise KeyError(code)
    return plan(code, version)


@lru_cache(maxsize=64)
def _version_in_force(code: str, on: date, _moment: int) -> int | None:
    versions = models.Plan.objects.filter(code=code, effective_from__lte=on)
    return versions.order_by("-version").values_list("version", flat=True).first()


def step_names() -> Mapping[str, tuple[str, str]]:
    """Return the Chinese and the English name of each step of the plans in force today; of plans that differ, one's."""
    return _step_names(clock.today(), int(time.monotonic() // LATEST_PLAN_SECONDS))


@lru_cache(maxsize=1)
def _step_names(on: date, _moment: int) -> Mapping[str, tuple[str, str]]:
    newest = models.Plan.objects.filter(effective_from__lte=on).order_by("code", "-version").distinct("code")
    plans = [plan(code, version) for code, version in newest.values_list("code", "version")]
    return {step.code: (step.name, step.name_en) for each in plans for step in each.steps.values()}


def forget_kept() -> None:
    """Read the plans again: after an installation, and between tests."""
    plan.cache_clear()
    _version_in_force.cache_clear()
    _step_names.cache_clear()
