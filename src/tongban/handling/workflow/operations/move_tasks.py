"""
Open, complete and move the tasks of a subject: always inside the deed, and the transaction, of the room that knows the subject.

The ledger entry is that deed's.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow.models import Task
from tongban.handling.workflow.rules import PlanStep

COMPLETE = """
UPDATE workflow_task SET done_at = %(now)s, done_by = %(by)s, result = %(result)s
WHERE subject = %(subject)s AND step = %(step)s AND done_at IS NULL
"""

MOVE_MANY = """
UPDATE workflow_task AS task SET due_on = given.due_on FROM unnest(%s::text[], %s::date[]) AS given (subject, due_on)
WHERE task.subject = given.subject AND task.done_at IS NULL
"""

# The next step is about the same subject, so it takes over what the finished task says of it.
ADVANCE = f"""
WITH finished AS (
    {COMPLETE}
    RETURNING subject, authority_id, region_code, item_code, title, applicant_label
)
INSERT INTO workflow_task (subject, step, role, authority_id, region_code, item_code, title, applicant_label,
                           due_on, barred, opened_at, claimed_by, claimed_name, done_at, done_by, result)
SELECT subject, %(next_step)s, %(role)s, authority_id, region_code, item_code, title, applicant_label,
       %(due_on)s, %(barred)s::uuid[], %(now)s, NULL, '', NULL, NULL, ''
FROM finished
"""  # noqa: S608 - a constant is put in


class UnableToCompleteTask(DomainError):
    """The step is not open: somebody else has done it."""

    code = "task.done"
    sentence = _("这一步已经由其他人办完，请刷新后查看。")


def open_task(
    *,
    subject: str,
    step: PlanStep,
    authority_id: int,
    region_code: str,
    item_code: str,
    title: str,
    applicant_label: str,
    due_on: date,
    barred: Collection[UUID] = (),
) -> None:
    """Open the task of a step: one INSERT."""
    task = Task(
        subject=subject,
        step=step.code,
        role=step.role,
        authority_id=authority_id,
        region_code=region_code,
        item_code=item_code,
        title=title,
        applicant_label=applicant_label,
        due_on=due_on,
        barred=list(barred),
        opened_at=clock.now(),
    )
    rows.insert(task)


def complete_task(*, subject: str, step: str, result: str, by: UUID | None) -> None:
    """Complete the open task of a step; `by` is the officer's account, None when the platform or the applicant ended it."""
    with connection.cursor() as cursor:
        cursor.execute(COMPLETE, {"now": clock.now(), "by": by, "result": result, "subject": subject, "step": step})
        if not cursor.rowcount:
            raise UnableToCompleteTask


def advance_task(
    *,
    subject: str,
    step: str,
    result: str,
    by: UUID | None,
    following: PlanStep,
    due_on: date,
    barred: Collection[UUID] = (),
) -> None:
    """Complete the open task of a step and open the task of the following one: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            ADVANCE,
            {
                "now": clock.now(),
                "by": by,
                "result": result,
                "subject": subject,
                "step": step,
                "next_step": following.code,
                "role": following.role,
                "due_on": due_on,
                "barred": list(barred),
            },
        )
        if not cursor.rowcount:
            raise UnableToCompleteTask


def drop_tasks(*, subject: str, result: str) -> None:
    """Complete whatever is open of a subject: it was withdrawn, or lost its object."""
    Task.objects.filter(subject=subject, done_at=None).update(done_at=clock.now(), result=result)


def move_many_due_dates(due_on: Mapping[str, date]) -> None:
    """Move the open tasks of many subjects, each to its due date; one statement."""
    if due_on:
        with connection.cursor() as cursor:
            cursor.execute(MOVE_MANY, [list(due_on), list(due_on.values())])


def move_due_dates(*, subject: str, due_on: date) -> None:
    """Move the open tasks of a subject to another due date."""
    Task.objects.filter(subject=subject, done_at=None).update(due_on=due_on)
