"""
Move open subjects to another version of their plan: by a decision, inside the deed and the transaction of the room that knows
the subjects. The ledger entry is that deed's.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection

from tongban.handling.workflow import queries
from tongban.handling.workflow.models import Progress, Task
from tongban.handling.workflow.rules import Marking, Stays, changed_roles, reasons_to_stay

MOVE = """
UPDATE workflow_progress SET plan_version = %s, revision = revision + 1 WHERE subject = ANY(%s) AND ended_at IS NULL
"""
# The role of a step may have changed with the plan; who has the task in hand keeps it.
CHANGE_ROLES = """
UPDATE workflow_task AS task SET role = given.role FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (subject, step, role)
WHERE task.subject = given.subject AND task.step = given.step AND task.done_at IS NULL
"""


@dataclass(frozen=True)
class MovedSubjects:
    """Which subjects go on in the other version, and why the others stay."""

    moved: tuple[str, ...]
    stays: Mapping[str, tuple[Stays, ...]]


def could_move(*, code: str, versions: Mapping[str, int], to_version: int) -> MovedSubjects:
    """Say which subjects could go on in a version of their plan and why the others would stay; `versions` is what each has."""
    return _sorted_out(code, versions, to_version, _standing(versions))


def move_subjects(*, code: str, versions: Mapping[str, int], to_version: int) -> MovedSubjects:
    """
    Move the subjects that can go on in another version of their plan; four statements, however many they are.

    `versions` is the version that each has. Their progress is locked first, so nobody answers meanwhile. The version that a
    subject's own room keeps is that room's to change, for those that are told as moved.
    """
    locked = Progress.objects.select_for_update().filter(subject__in=versions, ended_at=None).order_by("subject")
    list(locked.values_list("subject", flat=True))
    standing = _standing(versions)
    told = _sorted_out(code, versions, to_version, standing)
    new = queries.plan(code, to_version)
    roles = [
        (subject, step, role)
        for subject in told.moved
        for step, role in changed_roles(queries.plan(code, versions[subject]), new, standing[subject].open).items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [to_version, list(told.moved)])
        if roles:
            cursor.execute(CHANGE_ROLES, [list(column) for column in zip(*roles, strict=True)])
    return told


def _standing(subjects: Collection[str]) -> dict[str, Marking]:
    """Return where subjects stand: by their progress, else by their open tasks."""
    open_steps: dict[str, list[str]] = defaultdict(list)
    for subject, step in Task.objects.filter(subject__in=subjects, done_at=None).values_list("subject", "step"):
        open_steps[subject].append(step)
    marked = Progress.objects.filter(subject__in=subjects, ended_at=None).values_list("subject", "marking")
    return {subject: Marking(tuple(open_steps[subject])) for subject in subjects} | {
        subject: Marking.from_body(body) for subject, body in marked
    }


def _sorted_out(
    code: str, versions: Mapping[str, int], to_version: int, standing: Mapping[str, Marking]
) -> MovedSubjects:
    new = queries.plan(code, to_version)
    stays = {
        subject: reasons_to_stay(queries.plan(code, version), new, standing[subject])
        for subject, version in versions.items()
    }
    return MovedSubjects(
        moved=tuple(subject for subject, why in stays.items() if not why),
        stays={subject: why for subject, why in stays.items() if why},
    )
