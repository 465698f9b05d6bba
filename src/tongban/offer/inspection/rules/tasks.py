"""Repair tasks: what follows on what."""

from enum import StrEnum


class TaskState(StrEnum):
    """Where a repair task stands."""

    OPEN = "open"  # waits for somebody of the authority
    CLAIMED = "claimed"  # somebody is at it
    MENDED = "mended"  # said to be mended; the next run looks
    EXCUSE_ASKED = "excuse_asked"  # said to be right as it is; somebody else decides
    EXCUSED = "excused"
    VERIFIED = "verified"  # a run found nothing more


WAITING = (TaskState.OPEN, TaskState.CLAIMED, TaskState.MENDED, TaskState.EXCUSE_ASKED)
TO_DO = (TaskState.OPEN, TaskState.CLAIMED)


def task_state_after_run(state: TaskState, *, findings: int) -> TaskState:
    """Return where a task stands once a run has counted its findings: none verifies it, some take "mended" back."""
    if findings == 0 and state in WAITING:
        return TaskState.VERIFIED
    return TaskState.OPEN if findings and state is TaskState.MENDED else state


def may_decide_excuse(*, account_id: str, asked_by: str, claimed_by: str) -> bool:
    """Say whether somebody may decide that findings are excused: neither who asked for it nor who has the task."""
    return account_id not in (asked_by, claimed_by)
