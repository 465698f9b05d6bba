"""The front door of the workflow room: review plans, and tasks of subjects it knows only by name."""

from tongban.handling.workflow.absences import (
    absences_between,
    absences_of,
    assignments_of,
    away_on,
    stands_in_for,
)
from tongban.handling.workflow.operations.absences import (
    UnableToBeAbsent,
    UnableToFindAbsence,
    UnableToOverlapAbsence,
    UnableToSubstitute,
    end_absence,
    enter_absence,
)
from tongban.handling.workflow.operations.assign_task import (
    Lot,
    UnableToAssignTask,
    UnableToGiveBack,
    assign_task,
    bar_from_tasks,
    give_back_task,
)
from tongban.handling.workflow.operations.claim_task import UnableToClaimTask, claim_task, release_task
from tongban.handling.workflow.operations.install_plans import install_plans
from tongban.handling.workflow.operations.move_tasks import (
    UnableToCompleteTask,
    UnableToDoAssigned,
    advance_task,
    complete_task,
    drop_tasks,
    move_due_dates,
    move_many_due_dates,
    open_task,
    refuse_assigned,
)
from tongban.handling.workflow.queries import (
    forget_kept,
    latest_plan,
    plan,
    tasks_of,
)
from tongban.handling.workflow.rules import Plan, PlanStep
from tongban.handling.workflow.tallies import Count, Counts, compact_tallies, counts
from tongban.handling.workflow.views import AbsenceView, Absentee, AssignmentView, TaskPage, TaskRow, TaskView
from tongban.handling.workflow.worklists import Scope, UnableToReadCursor, Which, worklist

__all__ = [
    "absences_between",
    "absences_of",
    "assignments_of",
    "away_on",
    "stands_in_for",
    "UnableToBeAbsent",
    "UnableToFindAbsence",
    "UnableToOverlapAbsence",
    "UnableToSubstitute",
    "end_absence",
    "enter_absence",
    "Lot",
    "UnableToAssignTask",
    "UnableToGiveBack",
    "assign_task",
    "bar_from_tasks",
    "give_back_task",
    "UnableToDoAssigned",
    "refuse_assigned",
    "Count",
    "Counts",
    "compact_tallies",
    "counts",
    "AbsenceView",
    "Absentee",
    "AssignmentView",
    "Which",
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
    "open_task",
    "plan",
    "release_task",
    "tasks_of",
    "worklist",
]
