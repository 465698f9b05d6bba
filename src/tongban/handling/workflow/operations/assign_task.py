"""
Give a task to a named colleague, or take it back: then only she, or her substitute, may do it.

Who may be asked to do what is for the room that knows the subject; it writes the ledger entry too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow.models import Assignment, Task

BAR = """
UPDATE workflow_task
SET barred = barred || %(account)s::uuid,
    is_assigned = is_assigned AND claimed_by IS DISTINCT FROM %(account)s::uuid,
    claimed_name = CASE WHEN claimed_by = %(account)s::uuid THEN '' ELSE claimed_name END,
    claimed_by = nullif(claimed_by, %(account)s::uuid)
WHERE subject = %(subject)s AND done_at IS NULL AND NOT (%(account)s::uuid = ANY (barred))
"""


class UnableToAssignTask(DomainError):
    """The step is not open, or the one named is barred from it."""

    code = "task.not_assignable"
    sentence = _("这一步已经办完，或者依规定不能由{name}办理，请刷新后查看。")


class UnableToGiveBack(DomainError):
    """Nothing of the sort is assigned."""

    code = "task.not_assigned"
    sentence = _("这一步没有指派，不需要退回。")


@dataclass(frozen=True)
class Lot:
    """What a draw rested on: the checkpoint's root (hexadecimal), the round, and who could have been drawn."""

    root: str
    round: int
    candidates: Collection[UUID]


def assign_task(
    *,
    subject: str,
    step: str,
    to: UUID,
    to_name: str,
    by: UUID | None,
    by_name: str,
    note: str = "",
    lot: Lot | None = None,
) -> None:
    """Give the open task of a step to a colleague, whoever had it; a `lot` says that she was drawn."""
    task = Task.objects.select_for_update().filter(subject=subject, step=step, done_at=None).first()
    if task is None or to in task.barred:
        raise UnableToAssignTask(name=to_name)
    Task.objects.filter(pk=task.pk).update(claimed_by=to, claimed_name=to_name, is_assigned=True)
    Assignment.objects.create(
        task=task,
        kind=Assignment.Kind.DRAWN if lot else Assignment.Kind.ASSIGNED,
        to=to,
        to_name=to_name,
        by=by,
        by_name=by_name,
        note=note,
        at=clock.now(),
        candidates=sorted(lot.candidates) if lot else [],
        root=lot.root if lot else "",
        round=lot.round if lot else 0,
    )


def give_back_task(*, subject: str, step: str, by: UUID, by_name: str, note: str = "") -> None:
    """Take the name from an assigned task, so that whoever of the post comes first may do it."""
    task = Task.objects.select_for_update().filter(subject=subject, step=step, done_at=None, is_assigned=True).first()
    if task is None:
        raise UnableToGiveBack
    Task.objects.filter(pk=task.pk).update(claimed_by=None, claimed_name="", is_assigned=False)
    Assignment.objects.create(
        task=task, kind=Assignment.Kind.GIVEN_BACK, by=by, by_name=by_name, note=note, at=clock.now()
    )


def bar_from_tasks(*, subject: str, account_id: UUID) -> None:
    """Bar an account from whatever is open of a subject; what she had of it in hand is anybody's again."""
    with connection.cursor() as cursor:
        cursor.execute(BAR, {"subject": subject, "account": account_id})
