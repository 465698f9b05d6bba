"""A special procedure of one authority's share (行政许可法第四十五条): its own clock stands still, the others' run on."""

from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.handling.cases.models import Case, CaseStop, Part
from tongban.handling.cases.operations.alarms import ONE_DAY, PartAlarms, set_part_alarms
from tongban.handling.cases.operations.common import issue, official_limit, subject_of, write_down
from tongban.handling.cases.operations.part_deeds import InHand, held, part_in_hand, part_name
from tongban.handling.cases.operations.parts import due_parts, lights_of
from tongban.handling.cases.operations.procedure_limits import require_within
from tongban.handling.cases.queries.parts import all_stops_of
from tongban.handling.cases.refusals import UnableAfterAnother
from tongban.handling.cases.rules import GROUND_NAMES, AlarmKind, Ground, Step
from tongban.handling.cases.views import Done
from tongban.handling.workflow import api as workflow
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Limit, Unit
from tongban.registers.identity.api import Officer


def stop_part(number: str, officer: Officer, step: str, *, ground: Ground, working_days: int, note: str) -> Done:
    """Stop the clock of a part from today; its authority tells the applicant the ground and the time needed."""
    in_hand = part_in_hand(number, step=Step.START_SPECIAL_PROCEDURE, officer=officer, part=step)
    today = clock.today()
    expected_end = deadlines.calendar().add_working_days(today, working_days)
    require_within(in_hand.case, ground, starts_on=today, expected_end=expected_end)
    with transaction.atomic(), rows.together():
        case, part = _held(in_hand, is_stopped=True)
        stop = CaseStop.objects.create(
            case=case, part_id=part.pk, ground=ground, started_on=today, expected_end=expected_end
        )
        _recount(case, part)
        alarms = [PartAlarms(part.pk, {AlarmKind.PROCEDURE: expected_end + ONE_DAY})]
        set_part_alarms(case, [], silent=[part.pk])
        set_part_alarms(case, alarms)
        notice = issue(
            case,
            "special_procedure_notice",
            procedure=GROUND_NAMES[ground],
            starts_on=today,
            limit=official_limit(Limit(working_days, Unit.WORKING_DAY)),
            reasons=note,
            due_on=case.committed_due_on,
        )
        CaseStop.objects.filter(pk=stop.pk).update(document=notice.number)
        told = "；".join(filter(None, (part_name(case, part), GROUND_NAMES[ground], note)))
        return write_down(
            case,
            Step.START_SPECIAL_PROCEDURE,
            actor=officer.actor,
            note=told,
            document=notice,
            facts={"part": part.step, "authority": part.authority_id},
        )


def resume_part(number: str, officer: Officer, step: str, *, result: str) -> Done:
    """Let the clock of a part run on from today, with the result of its special procedure."""
    in_hand = part_in_hand(number, step=Step.END_SPECIAL_PROCEDURE, officer=officer, part=step)
    with transaction.atomic(), rows.together():
        case, part = _held(in_hand, is_stopped=False)
        running = CaseStop.objects.filter(part_id=part.pk, ended_on=None)
        running.update(ended_on=clock.today(), result=result)
        _recount(case, part)
        set_part_alarms(case, [], silent=[part.pk])
        set_part_alarms(case, lights_of(case, [part]))
        return write_down(
            case,
            Step.END_SPECIAL_PROCEDURE,
            actor=officer.actor,
            note=f"{part_name(case, part)}：{result}",
            facts={"part": part.step, "authority": part.authority_id},
        )


def _held(in_hand: InHand, *, is_stopped: bool) -> tuple[Case, Part]:
    """Lock the case, and stop its part or let it run on; raise when somebody was quicker."""
    case, part = held(in_hand.case), in_hand.part
    if not rows.change(part, {"is_stopped": is_stopped}, unless_changed=("result", "is_dropped", "is_stopped")):
        raise UnableAfterAnother(number=case.number)
    return case, part


def _recount(case: Case, part: Part) -> None:
    due_parts(case, [part], all_stops_of(case))
    rows.change(part, {"due_on": part.due_on})
    workflow.move_step_due_dates(subject=subject_of(case), due_on={part.step: part.due_on})
