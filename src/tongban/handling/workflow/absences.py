"""Reads: who is away, who stands in, what is open of a subject and to whom it was given."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.handling.workflow.models import Absence, Assignment, Task
from tongban.handling.workflow.views import AbsenceView, AssignmentView, LotView, OpenTask

MOST_ABSENCES = 200


def absences_of(authority_id: int, *, account_id: UUID | None = None) -> tuple[AbsenceView, ...]:
    """Return the absences of an authority's staff, or of one of them, that run or are to come, the next first."""
    rows = Absence.objects.filter(authority_id=authority_id, end_on__gt=clock.today())
    if account_id is not None:
        rows = rows.filter(account=account_id)
    return tuple(map(_view, rows.order_by("start_on", "id")[:MOST_ABSENCES]))


def absences_between(account_ids: Collection[UUID], start_on: date, end_on: date) -> tuple[AbsenceView, ...]:
    """Return the absences of these accounts that touch the days from `start_on` until `end_on`."""
    rows = Absence.objects.filter(account__in=account_ids, start_on__lt=end_on, end_on__gt=start_on)
    return tuple(map(_view, rows.order_by("start_on", "id")[:MOST_ABSENCES]))


def stands_in_for(account_id: UUID) -> tuple[AbsenceView, ...]:
    """Return the absences during which an account stands in today."""
    today = clock.today()
    rows = Absence.objects.filter(substitute=account_id, start_on__lte=today, end_on__gt=today)
    return tuple(map(_view, rows.order_by("id")[:MOST_ABSENCES]))


def away_on(account_ids: Collection[UUID], day: date) -> frozenset[UUID]:
    """Return who of these is away on a day."""
    rows = Absence.objects.filter(account__in=account_ids, start_on__lte=day, end_on__gt=day)
    return frozenset(rows.values_list("account", flat=True))


def assignments_of(subject: str) -> tuple[AssignmentView, ...]:
    """Return to whom the tasks of a subject were given and from whom taken, oldest first."""
    rows = Assignment.objects.filter(task__subject=subject).select_related("task").order_by("id")[:MOST_ABSENCES]
    return tuple(AssignmentView(row.task.step, row.kind, row.to_name, row.by_name, row.note, row.at) for row in rows)


def open_tasks_of(subject: str) -> tuple[OpenTask, ...]:
    """Return the open tasks of a subject, in the order in which they were opened."""
    columns = "step", "role", "authority_id", "due_on", "claimed_by", "claimed_name", "is_assigned", "barred"
    rows = Task.objects.filter(subject=subject, done_at=None).order_by("id").values_list(*columns)
    return tuple(
        OpenTask(step, role, authority_id, due_on, claimed_by, claimed_name, is_assigned, frozenset(barred))
        for step, role, authority_id, due_on, claimed_by, claimed_name, is_assigned, barred in rows
    )


def lots_of(subject: str) -> tuple[LotView, ...]:
    """Return the lots that were drawn for the steps of a subject, oldest first."""
    rows = Assignment.objects.filter(task__subject=subject, kind=Assignment.Kind.DRAWN).select_related("task")
    return tuple(
        LotView(row.task.step, row.root, row.round, tuple(row.candidates), row.to, row.to_name)
        for row in rows.order_by("id")[:MOST_ABSENCES]
        if row.to is not None
    )


def _view(row: Absence) -> AbsenceView:
    return AbsenceView(
        row.pk, row.account, row.name, row.substitute, row.substitute_name, row.start_on, row.end_on, row.reason
    )
