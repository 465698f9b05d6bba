"""Reads: plans by version, worklists, the tasks of a subject."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.periods import Period
from tongban.handling.workflow import models
from tongban.handling.workflow.rules import Plan, parse_plan
from tongban.handling.workflow.views import TaskPage, TaskRow, TaskView

LARGEST_ID = 2**63 - 1
LATEST_PLAN_SECONDS = 30  # how long a process may use a plan after a newer version was installed by another
ROW = "id, subject, step, role, authority_id, region_code, item_code, title, applicant_label, due_on, opened_at, claimed_by, claimed_name"

# One descent of the index task_worklist per authority and role, each stopped after a page; the merge sorts a few pages at most.
# With rights on some items there is one descent of task_of_item for each of them: rare items would lie far apart in the other.
WORKLIST = f"""
SELECT {", ".join("page." + column for column in ROW.split(", "))}
FROM unnest(%(authorities)s::bigint[], %(roles)s::varchar[]) AS scope (authority, role)
{{items}}
CROSS JOIN LATERAL (
    SELECT {ROW} FROM workflow_task
    WHERE done_at IS NULL AND authority_id = scope.authority AND role = scope.role {{of_item}}
      AND (due_on, id) > (%(due_on)s::date, %(id)s::bigint)
      AND (%(step)s::varchar = '' OR step = %(step)s::varchar)
      AND due_on <= %(until)s::date
      {{in_hand}}
      AND NOT (%(account)s::uuid = ANY (barred))
    ORDER BY due_on, id LIMIT %(limit)s
) AS page
ORDER BY page.due_on, page.id LIMIT %(limit)s
"""  # noqa: S608 - only constant column names are put in

# The same descents, each stopped after a number of rows, so that a backlog of any size costs the same.
NEAR_DUE = """
SELECT count(*) FILTER (WHERE near.due_on < %(today)s::date), count(*) FILTER (WHERE near.due_on >= %(today)s::date)
FROM unnest(%(authorities)s::bigint[], %(roles)s::varchar[]) AS scope (authority, role)
{items}
CROSS JOIN LATERAL (
    SELECT due_on FROM workflow_task
    WHERE done_at IS NULL AND authority_id = scope.authority AND role = scope.role {of_item}
      AND due_on <= %(until)s::date
      AND NOT (%(account)s::uuid = ANY (barred))
    ORDER BY due_on, id LIMIT %(most)s
) AS near
"""


def narrowed(statement: str, *, some_items: bool, in_hand: bool = False) -> str:
    """Return the statement for all items or some, and for all tasks or those somebody has in hand."""
    return statement.format(
        items="CROSS JOIN unnest(%(items)s::varchar[]) AS item (code)" if some_items else "",
        of_item="AND item_code = item.code" if some_items else "",
        in_hand="AND claimed_by = %(claimed_by)s::uuid" if in_hand else "",
    )


class UnableToReadCursor(DomainError):
    """The page asked for does not exist: start again at the first page."""

    code = "worklist.cursor"
    sentence = _("页码无效，请从第一页重新查看。")
    status = 400


@dataclass(frozen=True)
class Scope:
    """The tasks of one authority for one role."""

    authority_id: int
    role: str


def worklist(
    *,
    scopes: Collection[Scope],
    account_id: UUID,
    item_codes: Collection[str] | None = None,
    after: str | None = None,
    limit: int = 20,
    step: str = "",
    due: Period | None = None,
    claimed_by: UUID | None = None,
) -> TaskPage:
    """
    Return open tasks of the scopes, nearest due date first: one statement, whatever the size of the table.

    `item_codes` None means all items. Tasks from which the account is barred (four eyes) are left out. `due` keeps those
    that fall due in it, `claimed_by` those that this account has in hand.
    """
    due_on, after_id = _read_cursor(after)
    if due is not None:
        due_on, after_id = max((due_on, after_id), (due.start, 0))
    with connection.cursor() as cursor:
        cursor.execute(
            narrowed(WORKLIST, some_items=item_codes is not None, in_hand=claimed_by is not None),
            {
                "authorities": [scope.authority_id for scope in scopes],
                "roles": [scope.role for scope in scopes],
                "due_on": due_on,
                "id": after_id,
                "items": sorted(item_codes or ()),
                "step": step,
                "account": account_id,
                "until": due.end - timedelta(days=1) if due and due.end else date.max,
                "claimed_by": claimed_by,
                "limit": limit + 1,
            },
        )
        rows = [TaskRow(*row) for row in cursor.fetchall()]
    page = tuple(rows[:limit])
    return TaskPage(page, f"{page[-1].due_on}_{page[-1].id}" if len(rows) > limit else None)


def near_due(
    *,
    scopes: Collection[Scope],
    account_id: UUID,
    item_codes: Collection[str] | None = None,
    today: date,
    until: date,
    most: int = 99,
) -> tuple[int, int]:
    """
    Count open tasks of the scopes that are past due, and those due from today until a day: one statement.

    At most `most` of each scope (and item, with rights on some) are looked at, so the counts say "at least" where they reach it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            narrowed(NEAR_DUE, some_items=item_codes is not None),
            {
                "authorities": [scope.authority_id for scope in scopes],
                "roles": [scope.role for scope in scopes],
                "items": sorted(item_codes or ()),
                "account": account_id,
                "today": today,
                "until": until,
                "most": most,
            },
        )
        late, soon = cursor.fetchone()
    return late, soon


def tasks_of(subject: str) -> tuple[TaskView, ...]:
    """Return the tasks of a subject, open and done, in the order in which they were opened."""
    columns = "id", "step", "role", "due_on", "opened_at", "claimed_by", "claimed_name", "done_at", "done_by", "result"
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


def _read_cursor(after: str | None) -> tuple[date, int]:
    if not after:
        return date.min, 0
    try:
        day, digits = after.split("_")
        due_on, number = date.fromisoformat(day), int(digits)
    except ValueError:
        raise UnableToReadCursor from None
    if number > LARGEST_ID:
        raise UnableToReadCursor
    return due_on, number
