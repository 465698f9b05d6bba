"""Reads: plans by version, the tasks of a subject. Worklists and counts have their own modules."""

import time
from functools import cache, lru_cache

from tongban.handling.workflow import models
from tongban.handling.workflow.rules import Plan, parse_plan
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
    return parse_plan(models.Plan.objects.get(code=code, version=version).graph, version=version)


def latest_plan(code: str) -> Plan:
    """Return the newest version of a plan; KeyError when there is none."""
    version = _latest_version(code, int(time.monotonic() // LATEST_PLAN_SECONDS))
    if version is None:
        raise KeyError(code)
    return plan(code, version)


@lru_cache(maxsize=64)
def _latest_version(code: str, _moment: int) -> int | None:
    return models.Plan.objects.filter(code=code).order_by("-version").values_list("version", flat=True).first()


def forget_kept() -> None:
    """Read the plans again: after an installation, and between tests."""
    plan.cache_clear()
    _latest_version.cache_clear()
