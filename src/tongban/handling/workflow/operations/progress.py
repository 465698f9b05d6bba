"""
Move a subject through a plan in which several steps are open at once: always inside the deed, and the transaction, of the room
that knows the subject. The ledger entry is that deed's.

The row of its progress is locked first, so that of two authorities that finish at once one waits for the other: no branch is lost,
and a join is opened once.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow import queries
from tongban.handling.workflow.models import Progress
from tongban.handling.workflow.operations.move_tasks import (
    COMPLETE,
    UnableToCompleteTask,
    refuse_assigned,
)
from tongban.handling.workflow.rules import Facts, Marking, Moves, Plan, PlanStep, after, start
from tongban.handling.workflow.views import Absentee, TaskFacts

DROPPED = "dropped"  # the result of a task that nobody waits for any more

# What is opened is about the same subject, so it takes over what the finished task says of it.
ADVANCE = f"""
WITH finished AS ({COMPLETE}), dropped AS (
    UPDATE workflow_task SET done_at = %(now)s, result = '{DROPPED}'
    WHERE subject = %(subject)s AND step = ANY(%(dropped)s::varchar[]) AND done_at IS NULL
      AND EXISTS (SELECT FROM finished)
){{opened}}
SELECT absentee, claimed_name FROM finished
"""  # noqa: S608 - constants are put in
OPENED = """
, opened AS (
    INSERT INTO workflow_task (subject, step, role, authority_id, region_code, item_code, title, applicant_label,
                               due_on, barred, opened_at, claimed_by, claimed_name, done_at, done_by, result)
    SELECT subject, given.step, given.role, given.authority, region_code, item_code, title, applicant_label,
           given.due_on, given.barred, %(now)s, NULL, '', NULL, NULL, ''
    FROM finished CROSS JOIN (VALUES {values}) AS given (step, role, authority, due_on, barred)
)
"""  # noqa: S608 - only placeholders are put in
A_TASK = "(%(step{n})s, %(role{n})s, %(authority{n})s, %(due_on{n})s::date, %(barred{n})s::uuid[])"


OPEN = """
INSERT INTO workflow_task (subject, step, role, authority_id, region_code, item_code, title, applicant_label, due_on, barred,
                           opened_at, claimed_name, result)
VALUES """
OPEN_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, '', '')"


class UnableToChooseBranches(DomainError):
    """What is sent back names the branches that have to look again, and only such as the plan has there."""

    code = "plan.no_such_branch"
    sentence = _("请选择要退回哪些部门重新办理；只能选择流程里这一步可以退回的部门。")
    status = 422


@dataclass(frozen=True)
class Advance(Moves):
    """What a result brought about, and for whom a substitute acted."""

    absentee: Absentee | None = None


Prepare = Callable[[PlanStep], TaskFacts]


def begin_progress(*, subject: str, plan: Plan, facts: Facts | None = None) -> Moves:
    """
    Write down that a subject begins a plan: its first step is open. One INSERT; the task of that step is the caller's to open.

    Of the facts those are kept on which the plan's branches depend.
    """
    moves = start(plan)
    rows.insert(
        Progress(
            subject=subject,
            plan_code=plan.code,
            plan_version=plan.version,
            marking=moves.marking.body(),
            facts=_kept(plan, facts or {}),
        )
    )
    return moves


def advance_parallel(
    *,
    subject: str,
    step: str,
    result: str,
    by: UUID | None,
    prepare: Prepare,
    facts: Facts | None = None,
    chosen: Collection[str] = (),
) -> Advance:
    """
    Complete the open task of a step, mark its result, open the tasks of the steps that follow, drop those nobody waits for.

    Three statements, however many are opened: the progress is locked, the tasks are moved, the progress is written. `prepare` says
    who does an opened step until when; it is called once for each, after the lock. The results of steps are facts themselves
    ("fire.result"). Raise UnableToCompleteTask when the step is not open, UnableToDoAssigned, UnableToChooseBranches.
    """
    progress = rows.find(Progress, locked=True, subject=subject)
    if progress is None or step not in progress.marking["open"]:
        raise UnableToCompleteTask
    plan = queries.plan(progress.plan_code, progress.plan_version)
    if result not in plan.step(step).leads_to:
        raise UnableToCompleteTask  # its plan was moved to another version since it was read
    known = {**progress.facts, **_kept(plan, facts or {}), f"{step}.result": result}
    try:
        moves = after(plan, Marking.from_body(progress.marking), step, result, known, chosen)
    except ValueError as fault:
        raise UnableToChooseBranches from fault
    tasks = [(plan.step(code), prepare(plan.step(code))) for code in moves.opened]
    absentee = _move_tasks(subject, step, result, by, tasks, moves.dropped)
    rows.change(
        progress,
        {
            "marking": moves.marking.body(),
            "facts": known,
            "revision": progress.revision + 1,
            "ended_at": clock.now() if moves.is_ended else None,
        },
    )
    return Advance(moves.marking, moves.opened, moves.dropped, moves.is_ended, moves.joined, absentee)


def learn_facts(*, subject: str, facts: Facts) -> None:
    """Add facts to what is known of a subject, for the branches that are opened later; locks its progress."""
    progress = rows.find(Progress, locked=True, subject=subject)
    if progress is not None:
        plan = queries.plan(progress.plan_code, progress.plan_version)
        rows.change(progress, {"facts": {**progress.facts, **_kept(plan, facts)}})


def end_progress(*, subject: str) -> None:
    """Write down that a subject left its plan before the end: it was withdrawn, or lost its object. Its tasks are dropped apart."""
    Progress.objects.filter(subject=subject, ended_at=None).update(ended_at=clock.now())


def open_tasks(
    *,
    subject: str,
    steps: Sequence[tuple[PlanStep, TaskFacts]],
    region_code: str,
    item_code: str,
    title: str,
    applicant_label: str,
) -> None:
    """Open the tasks of several steps at once: one INSERT."""
    if not steps:
        return
    values: list[Any] = []
    for step, told in steps:
        values += [subject, step.code, step.role, told.authority_id, region_code, item_code, title, applicant_label]
        values += [told.due_on, list(told.barred), clock.now()]
    with connection.cursor() as cursor:
        cursor.execute(OPEN + ", ".join([OPEN_ROW] * len(steps)), values)


def _kept(plan: Plan, facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in plan.facts}


def _move_tasks(
    subject: str,
    step: str,
    result: str,
    by: UUID | None,
    tasks: Sequence[tuple[PlanStep, TaskFacts]],
    dropped: Sequence[str],
) -> Absentee | None:
    given: dict[str, Any] = {
        "now": clock.now(),
        "today": clock.today(),
        "by": by,
        "result": result,
        "subject": subject,
        "step": step,
        "dropped": list(dropped),
    }
    for n, (opened, told) in enumerate(tasks):
        given |= {
            f"step{n}": opened.code,
            f"role{n}": opened.role,
            f"authority{n}": told.authority_id,
            f"due_on{n}": told.due_on,
            f"barred{n}": list(told.barred),
        }
    values = ", ".join(A_TASK.format(n=n) for n in range(len(tasks)))
    opening = OPENED.format(values=values) if values else ""
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE.format(opened=opening), given)
        row = cursor.fetchone()
    if row is None:
        refuse_assigned(subject=subject, step=step, account_id=by)
        raise UnableToCompleteTask
    absentee, name = row
    return Absentee(absentee, name) if absentee else None
