"""The front door of the workflow room: review plans, and tasks of subjects it knows only by name."""

from tongban.handling.workflow.operations.claim_task import UnableToClaimTask, claim_task, release_task
from tongban.handling.workflow.operations.install_plans import install_plans
from tongban.handling.workflow.operations.move_tasks import (
    UnableToCompleteTask,
    advance_task,
    complete_task,
    drop_tasks,
    move_due_dates,
    move_many_due_dates,
    open_task,
)
from tongban.handling.workflow.queries import (
    Scope,
    UnableToReadCursor,
    forget_kept,
    latest_plan,
    near_due,
    plan,
    tasks_of,
    worklist,
)
from tongban.handling.workflow.rules import Plan, PlanStep
from tongban.handling.workflow.views import TaskPage, TaskRow, TaskView

__all__ = [
    "Plan",
    "PlanStep",
    "Scope",
    "TaskPage",
    "TaskRow",
    "TaskView",
    "UnableToClaimTask",
    "UnableToCompleteTask",
    "UnableToReadCursor",
    "advance_task",
    "claim_task",
    "complete_task",
    "drop_tasks",
    "forget_kept",
    "install_plans",
    "latest_plan",
    "move_due_dates",
    "move_many_due_dates",
    "near_due",
    "open_task",
    "plan",
    "release_task",
    "tasks_of",
    "worklist",
]
