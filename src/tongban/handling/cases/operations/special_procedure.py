"""Start and end a special procedure, whose time is not counted (行政许可法第四十五条)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Case, CaseStop
from tongban.handling.cases.operations.alarms import set_alarms, set_lights
from tongban.handling.cases.operations.common import (
    case_in_hand,
    issue,
    move,
    official_limit,
    with_reasons,
    write_down,
)
from tongban.handling.cases.operations.part_procedure import resume_part, stop_part
from tongban.handling.cases.operations.parts import move_due_dates_of_tasks
from tongban.handling.cases.operations.procedure_limits import require_within
from tongban.handling.cases.queries.facts import calendar_of, decision_clocks, stops_of
from tongban.handling.cases.rules import GROUND_NAMES, LIGHT_ALARMS, AlarmKind, Ground, Step
from tongban.handling.cases.views import Done
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Limit, Unit
from tongban.registers.identity.api import Officer

ONE_DAY = timedelta(days=1)


class UnableToStartProcedure(DomainError):
    """The ground is none of those the law names, or no time is told."""

    code = "case.procedure_unknown"
    sentence = _("请选择法律规定的特别程序，并写明需要的工作日数。")
    status = 422


def start_special_procedure(
    *, number: str, officer: Officer, ground: str, working_days: int, note: str = "", step: str = ""
) -> Done:
    """
    Stop the clock of the decision from today; the notice tells the ground and the time needed, in working days.

    The law wants the time needed told in writing, and the item's guide may bound it (UnableToTakeSoLong); should it take longer,
    the days not counted are those it really took.
    With `step` it is that of one authority's share, whose clock alone it stops: the others go on, and so does the whole case.
    """
    if ground not in list(Ground) or working_days < 1:
        raise UnableToStartProcedure
    if step:
        return stop_part(number, officer, step, ground=Ground(ground), working_days=working_days, note=note.strip())
    case = case_in_hand(number, step=Step.START_SPECIAL_PROCEDURE, officer=officer)
    reason = Ground(ground)
    today = clock.today()
    expected_end = deadlines.calendar().add_working_days(today, working_days)
    require_within(case, reason, starts_on=today, expected_end=expected_end)
    with transaction.atomic(), rows.together():
        move(case, Step.START_SPECIAL_PROCEDURE, is_stopped=True)
        CaseStop.objects.create(case=case, ground=reason, started_on=today, expected_end=expected_end)
        due = _move_due_dates(case)
        set_alarms(case, {AlarmKind.PROCEDURE: expected_end + ONE_DAY}, silent=LIGHT_ALARMS)
        notice = issue(
            case,
            "special_procedure_notice",
            procedure=GROUND_NAMES[reason],
            starts_on=today,
            limit=official_limit(Limit(working_days, Unit.WORKING_DAY)),
            reasons=note.strip(),
            due_on=due,
        )
        CaseStop.objects.filter(case=case, part=None, ended_on=None).update(document=notice.number)
        told = "；".join(filter(None, (GROUND_NAMES[reason], note.strip())))
        return write_down(case, Step.START_SPECIAL_PROCEDURE, actor=officer.actor, note=told, document=notice)


def end_special_procedure(*, number: str, officer: Officer, result: str, step: str = "") -> Done:
    """Let the clock of the decision, or with `step` that of one authority's share, run on from today; with the result."""
    if step:
        return resume_part(number, officer, step, result=with_reasons(result))
    case = case_in_hand(number, step=Step.END_SPECIAL_PROCEDURE, officer=officer)
    result = with_reasons(result)
    today = clock.today()
    with transaction.atomic(), rows.together():
        move(case, Step.END_SPECIAL_PROCEDURE, is_stopped=False)
        CaseStop.objects.filter(case=case, part=None, ended_on=None).update(ended_on=today, result=result)
        _move_due_dates(case, sets_lights=True)
        return write_down(case, Step.END_SPECIAL_PROCEDURE, actor=officer.actor, note=result)


def _move_due_dates(case: Case, *, sets_lights: bool = False) -> date:
    """Recompute the due dates from the dated facts, and keep them where they are searched."""
    committed, statutory = decision_clocks(case, stops_of(case))
    calendar = calendar_of(case)
    due, latest = committed.due(calendar).day, statutory.due(calendar).day
    rows.change(case, {"committed_due_on": due, "statutory_due_on": latest})
    if sets_lights:
        set_lights(case, committed, committed_due=due, statutory_due=latest)
    move_due_dates_of_tasks(case, due)
    return due
