"""
Open, complete and move the tasks of a subject: always inside the deed, and the transaction, of the room that knows the subject.

The ledger entry is that deed's.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow.models import Absence, Task
from tongban.handling.workflow.rules import PlanStep
from tongban.handling.workflow.views import Absentee

# Somebody who is away today, and for whom the doer stands in.
STANDS_IN = """EXISTS (
    SELECT FROM workflow_absence AS absence
    WHERE absence.account = claimed_by AND absence.substitute = %(by)s::uuid
      AND absence.start_on <= %(today)s::date AND absence.end_on > %(today)s::date)"""
# What is assigned to another is not hers to complete, unless she stands in; the platform is bound by nobody.
COMPLETE = f"""
UPDATE workflow_task SET done_at = %(now)s, done_by = %(by)s, result = %(result)s
WHERE subject = %(subject)s AND step = %(step)s AND done_at IS NULL
  AND (NOT is_assigned OR %(by)s::uuid IS NULL OR claimed_by = %(by)s::uuid OR {STANDS_IN})
RETURNING subject, authority_id, region_code, item_code, title, applicant_label, claimed_name,
          CASE WHEN claimed_by <> %(by)s::uuid AND {STANDS_IN} THEN claimed_by END AS absentee
"""  # noqa: S608 - a constant is put in

MOVE_MANY = """
UPDATE workflow_task AS task SET due_on = given.due_on FROM unnest(%s::text[], %s::date[]) AS given (subject, due_on)
WHERE task.subject = given.subject AND task.done_at IS NULL
"""

MOVE_STEPS = """
UPDATE workflow_task AS task SET due_on = given.due_on FROM unnest(%s::text[], %s::date[]) AS given (step, due_on)
WHERE task.subject = %s AND task.step = given.step AND task.done_at IS NULL
"""

# The next step is about the same subject, so it takes over what the finished task says of it.
ADVANCE = f"""
WITH finished AS ({COMPLETE}), opened AS (
    INSERT INTO workflow_task (subject, step, role, authority_id, region_code, item_code, title, applicant_label,
                               due_on, barred, opened_at, claimed_by, claimed_name, done_at, done_by, result)
    SELECT subject, %(next_step)s, %(role)s, authority_id, region_code, item_code, title, applicant_label,
           %(due_on)s, %(barred)s::uuid[], %(now)s, NULL, '', NULL, NULL, ''
    FROM finished
)
SELECT absentee, claimed_name FROM finished
"""  # noqa: S608 - a constant is put in


class UnableToCompleteTask(DomainError):
    """The step is not open: somebody else has done it."""

    code = "task.done"
    sentence = _("这一步已经由其他人办完，请刷新后查看。")


class UnableToDoAssigned(DomainError):
    """The task is assigned to somebody else, and nobody but she or her substitute may do it."""

    code = "task.assigned"
    sentence = _("这一步已指派给{name}办理。如果需要由您办理，请负责人改派。")
    status = 403


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


def complete_task(*, subject: str, step: str, result: str, by: UUID | None) -> Absentee | None:
    """
    Complete the open task of a step and return for whom a substitute acted.

    `by` is the officer's account, None when the platform or the applicant ended it.
    """
    return _finish(
        f"WITH finished AS ({COMPLETE}) SELECT absentee, claimed_name FROM finished",  # noqa: S608 - a constant
        {"now": clock.now(), "today": clock.today(), "by": by, "result": result, "subject": subject, "step": step},
    )


def advance_task(
    *,
    subject: str,
    step: str,
    result: str,
    by: UUID | None,
    following: PlanStep,
    due_on: date,
    barred: Collection[UUID] = (),
) -> Absentee | None:
    """Complete the open task of a step and open the task of the following one: one statement. Return for whom a substitute acted."""
    return _finish(
        ADVANCE,
        {
            "now": clock.now(),
            "today": clock.today(),
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


def drop_tasks(*, subject: str, result: str) -> None:
    """Complete whatever is open of a subject: it was withdrawn, or lost its object."""
    Task.objects.filter(subject=subject, done_at=None).update(done_at=clock.now(), result=result)


def move_many_due_dates(due_on: Mapping[str, date]) -> None:
    """Move the open tasks of many subjects, each to its due date; one statement."""
    if due_on:
        with connection.cursor() as cursor:
            cursor.execute(MOVE_MANY, [list(due_on), list(due_on.values())])


def move_step_due_dates(*, subject: str, due_on: Mapping[str, date]) -> None:
    """Move open tasks of a subject, each step to its own due date; one statement."""
    if due_on:
        with connection.cursor() as cursor:
            cursor.execute(MOVE_STEPS, [list(due_on), list(due_on.values()), subject])


def move_due_dates(*, subject: str, due_on: date) -> None:
    """Move the open tasks of a subject to another due date."""
    Task.objects.filter(subject=subject, done_at=None).update(due_on=due_on)


def _finish(statement: str, given: Mapping[str, Any]) -> Absentee | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        row = cursor.fetchone()
    if row is None:
        refuse_assigned(subject=given["subject"], step=given["step"], account_id=given["by"])
        raise UnableToCompleteTask
    absentee, name = row
    return Absentee(absentee, name) if absentee else None


def refuse_assigned(*, subject: str, step: str, account_id: UUID | None) -> None:
    """Raise UnableToDoAssigned when the open task of a step is assigned to somebody for whom the account does not stand in."""
    task = Task.objects.filter(subject=subject, step=step, done_at=None, is_assigned=True).first()
    if task is None or account_id is None or task.claimed_by in (None, account_id):
        return
    today = clock.today()
    away = Absence.objects.filter(
        account__in=[task.claimed_by], substitute=account_id, start_on__lte=today, end_on__gt=today
    )
    if not away.exists():
        raise UnableToDoAssigned(name=task.claimed_name)
