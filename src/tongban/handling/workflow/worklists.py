"""Worklists: what an officer may do now, what she has in hand, what lies open at her authority. One statement each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.periods import Period
from tongban.handling.workflow.views import TaskPage, TaskRow

LARGEST_ID = 2**63 - 1
ROW = (
    "id, subject, step, role, authority_id, region_code, item_code, title, applicant_label, due_on, opened_at, "
    "claimed_by, claimed_name, is_assigned"
)


class Which(StrEnum):
    """Which open tasks of the scopes a list shows."""

    MAY_DO = "may_do"  # assigned to nobody, to her, or to somebody she stands in for
    IN_HAND = "in_hand"  # claimed by her or assigned to her, or to somebody she stands in for
    ALL = "all"


# Whose tasks she does today: her own and, as a substitute, those of who is away.
HOLDERS = """
holders AS MATERIALIZED (
    SELECT %(account)s::uuid AS account UNION
    SELECT account FROM workflow_absence
    WHERE substitute = %(account)s::uuid AND start_on <= %(today)s::date AND end_on > %(today)s::date
)
"""
NARROWED = """
      AND (due_on, id) > (%(due_on)s::date, %(id)s::bigint)
      AND (%(step)s::varchar = '' OR step = %(step)s::varchar)
      AND due_on <= %(until)s::date
"""
# One descent of the index task_worklist per authority and role, each stopped after a page; the merge sorts a few pages at most.
# With rights on some items there is one descent of task_of_item for each of them: rare items would lie far apart in the other.
OF_SCOPES = f"""
SELECT {", ".join("page." + column for column in ROW.split(", "))}
FROM unnest(%(authorities)s::bigint[], %(roles)s::varchar[]) AS scope (authority, role)
{{items}}
CROSS JOIN unnest(%(assigned)s::boolean[]) AS sort (is_assigned)
CROSS JOIN LATERAL (
    SELECT {ROW} FROM workflow_task
    WHERE done_at IS NULL AND authority_id = scope.authority AND role = scope.role {{of_item}}
      AND is_assigned = sort.is_assigned {NARROWED} {{not_barred}}
    ORDER BY due_on, id LIMIT %(limit)s
) AS page
"""  # noqa: S608 - only constant column names are put in
# What is entrusted: one descent of task_of_item for each authority, role, item and step.
OF_ENTRUSTED = f"""
SELECT {", ".join("page." + column for column in ROW.split(", "))}
FROM unnest(%(held_authorities)s::bigint[], %(held_roles)s::varchar[], %(held_items)s::varchar[], %(held_steps)s::varchar[])
    AS held (authority, role, item, step)
CROSS JOIN LATERAL (
    SELECT {ROW} FROM workflow_task
    WHERE done_at IS NULL AND authority_id = held.authority AND role = held.role AND item_code = held.item
      AND step = held.step AND NOT is_assigned {{of_items}} {NARROWED} {{not_barred}}
    ORDER BY due_on, id LIMIT %(limit)s
) AS page
"""  # noqa: S608 - only constant column names are put in
HELD_TOO = """
           OR (authority_id, role, item_code, step) IN (SELECT * FROM unnest(
               %(held_authorities)s::bigint[], %(held_roles)s::varchar[], %(held_items)s::varchar[], %(held_steps)s::varchar[]))
"""
# What somebody has in hand is little: one descent of task_in_hand for each holder.
OF_HOLDERS = f"""
SELECT {", ".join("page." + column for column in ROW.split(", "))}
FROM holders CROSS JOIN LATERAL (
    SELECT {ROW} FROM workflow_task
    WHERE done_at IS NULL AND claimed_by = holders.account {{assigned_only}}
      AND ((authority_id, role) IN (SELECT * FROM unnest(%(authorities)s::bigint[], %(roles)s::varchar[])) {{held_too}})
      {{of_items}} {NARROWED} {{not_barred}}
    ORDER BY due_on, id LIMIT %(limit)s
) AS page
"""  # noqa: S608 - only constant column names are put in
NOT_BARRED = "AND NOT (%(account)s::uuid = ANY (barred))"


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


@dataclass(frozen=True, order=True)
class EntrustedScope:
    """The tasks of one step of one item that an authority has entrusted to the reader's, for one role."""

    authority_id: int
    role: str
    item_code: str
    step: str


def columns_of(held: Collection[EntrustedScope]) -> dict[str, list[Any]]:
    """Return scopes as the statements take them: column by column."""
    return {
        "held_authorities": [each.authority_id for each in held],
        "held_roles": [each.role for each in held],
        "held_items": [each.item_code for each in held],
        "held_steps": [each.step for each in held],
    }


def worklist_statement(which: Which, *, some_items: bool, some_entrusted: bool = False) -> str:
    """Return the statement of a worklist, for all items or some, with what is entrusted or without."""
    parts = {
        "items": "CROSS JOIN unnest(%(items)s::varchar[]) AS item (code)" if some_items else "",
        "of_item": "AND item_code = item.code" if some_items else "",
        "of_items": "AND item_code = ANY (%(items)s::varchar[])" if some_items else "",
        "not_barred": "" if which is Which.ALL else NOT_BARRED,
        "assigned_only": "AND is_assigned" if which is Which.MAY_DO else "",
        "held_too": HELD_TOO if some_entrusted else "",
    }
    of_scopes, of_holders = OF_SCOPES.format(**parts), OF_HOLDERS.format(**parts)
    of_entrusted = f"UNION ALL {OF_ENTRUSTED.format(**parts)}" if some_entrusted else ""
    rows = {
        Which.MAY_DO: f"{of_scopes} UNION ALL {of_holders} {of_entrusted}",
        Which.IN_HAND: of_holders,
        Which.ALL: of_scopes,
    }[which]
    before = "" if which is Which.ALL else f"WITH {HOLDERS}"
    return f"{before} SELECT * FROM ({rows}) AS found ORDER BY due_on, id LIMIT %(limit)s"  # noqa: S608 - constants


def worklist(
    *,
    scopes: Collection[Scope],
    account_id: UUID,
    which: Which = Which.MAY_DO,
    entrusted: Collection[EntrustedScope] = (),
    item_codes: Collection[str] | None = None,
    after: str | None = None,
    limit: int = 20,
    step: str = "",
    due: Period | None = None,
) -> TaskPage:
    """
    Return open tasks of the scopes, nearest due date first: one statement, whatever the size of the table.

    `item_codes` None means all items. Tasks from which the account is barred (four eyes, an interest of her own) are left
    out, and so are those assigned to somebody else, unless `which` is ALL. `due` keeps those that fall due in it.
    `entrusted` adds what is done for other authorities; none of it may lie in the scopes too.
    """
    due_on, after_id = _read_cursor(after)
    if due is not None:
        due_on, after_id = max((due_on, after_id), (due.start, 0))
    with connection.cursor() as cursor:
        cursor.execute(
            worklist_statement(which, some_items=item_codes is not None, some_entrusted=bool(entrusted)),
            {
                **columns_of(entrusted),
                "authorities": [scope.authority_id for scope in scopes],
                "roles": [scope.role for scope in scopes],
                "assigned": [False, True] if which is Which.ALL else [False],
                "due_on": due_on,
                "id": after_id,
                "items": sorted(item_codes or ()),
                "step": step,
                "account": account_id,
                "today": clock.today(),
                "until": due.end - timedelta(days=1) if due and due.end else date.max,
                "limit": limit + 1,
            },
        )
        rows = [TaskRow(*row) for row in cursor.fetchall()]
    page = tuple(rows[:limit])
    return TaskPage(page, f"{page[-1].due_on}_{page[-1].id}" if len(rows) > limit else None)


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
