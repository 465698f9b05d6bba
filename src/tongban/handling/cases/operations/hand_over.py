"""Hand a file over from the lower level that examined it to the one that decides (行政许可法第四十三条)."""

from tongban.groundwork.foundation import clock, rows
from tongban.handling.cases.levels import levels_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.alarms import set_lights
from tongban.handling.cases.queries.facts import calendar_of, decision_clocks, plan_of, stops_of
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Kind


def hand_over(case: Case) -> None:
    """
    Note that the upper level has the file from today on; inside the deed that opened its step.

    Where it has days of its own they start now, and due dates, lights and the open task move. A file that was sent back keeps
    the day on which it first came up: the applicant does not wait longer for it.
    """
    levels = levels_of(plan_of(case))
    if levels is None or case.handed_over_on is not None:
        return
    case.handed_over_on = clock.today()
    changes = {"handed_over_on": case.handed_over_on}
    if not levels.starts_anew:
        rows.change(case, changes)
        return
    committed, statutory = decision_clocks(case, stops_of(case))
    due, latest = committed.due(calendar_of(case)).day, statutory.due(calendar_of(case)).day
    rows.change(case, changes | {"committed_due_on": due, "statutory_due_on": latest})
    set_lights(case, committed, committed_due=due, statutory_due=latest)
    workflow.move_step_due_dates(subject=f"case:{case.number}", due_on={Kind.PROPOSE: due})
