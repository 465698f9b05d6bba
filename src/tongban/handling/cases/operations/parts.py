"""What moves the parts of a case: opened by the plan, carried on by results, dropped, and due anew when a clock moves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.groundwork.foundation import clock, rows
from tongban.handling.applications import api as applications
from tongban.handling.cases.models import Case, CaseStop, Part
from tongban.handling.cases.operations.alarms import ONE_DAY, PartAlarms, set_part_alarms
from tongban.handling.cases.operations.hand_out import draw_where_asked, note_absentee
from tongban.handling.cases.operations.hand_over import hand_over
from tongban.handling.cases.part_rules import barred_by, is_asked, is_at_parts
from tongban.handling.cases.queries.facts import calendar_of, decision_clocks, doers_of, plan_of, turns_of
from tongban.handling.cases.queries.parts import all_stops_of, doers_of_part, limit_of, own_clock, parts_of
from tongban.handling.cases.queries.who import authority_of
from tongban.handling.cases.rules import PART_ALARMS, AlarmKind
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Plan, PlanStep, TaskFacts
from tongban.handling.workflow.rules import FIXED, Kind, Moves
from tongban.offer.deadlines.rules import Clock

# Several parts become due at once; each has its own day.
MOVE_DUE = """
UPDATE cases_part AS part SET due_on = given.due_on FROM unnest(%s::uuid[], %s::date[]) AS given (id, due_on)
WHERE part.id = given.id
"""
DROPPED = "dropped"  # how the task of a question ends that nobody waits for any more
DROP = """
UPDATE cases_part SET ended_at = %(now)s, ended_on = %(today)s, is_dropped = true, check_after = NULL, is_stopped = false
WHERE case_id = %(case)s AND ended_at IS NULL AND (%(steps)s::text[] IS NULL OR step = ANY(%(steps)s::text[]))
RETURNING id
"""


@dataclass
class Opening:
    """What a result of the plan opens, while it is prepared."""

    case: Case
    plan: Plan
    parts: Sequence[Part]  # those there are
    due_on: date  # of the steps that are the whole case's
    reason: str = ""
    new: list[Part] = field(default_factory=list)

    def task(self, step: PlanStep) -> TaskFacts:
        """Say who does a step until when; a step that is an authority's share becomes a part of the case."""
        authority_id = authority_of(step.who, self.case)
        barred = self._barred.get(step.code, frozenset()) | frozenset(self.case.recused)
        if step.kind in FIXED:
            return TaskFacts(authority_id=authority_id, due_on=self.due_on, barred=barred)
        part = new_part(self.case, step, authority_id, before=self.parts, question=self.reason)
        due_parts(self.case, [part])
        self.new.append(part)
        return TaskFacts(authority_id=authority_id, due_on=part.due_on, barred=barred)

    @property
    def _barred(self) -> Mapping[str, frozenset[UUID]]:
        done = {part.step: doers_of_part(self.parts, part.step) for part in self.parts}
        return barred_by(self.plan, doers_of(self.case) | done)


def begin_parts(case: Case) -> None:
    """Begin the plan of a case that is accepted: of the application those answers are kept on which its branches depend."""
    plan = plan_of(case)
    workflow.begin_progress(subject=f"case:{case.number}", plan=plan, facts=known_of(case, plan.facts))


def known_of(case: Case, names: Collection[str]) -> Mapping[str, Any]:
    """Return what is known of a case for the branches of its plan; its answers are read only where they are asked for."""
    known: dict[str, Any] = {"case.item": case.item_code, "case.region": case.region_code, "case.channel": case.channel}
    steps = plan_of(case).steps
    asked = {name for name in names if name not in known and name.split(".")[0] not in steps}
    return known | dict(applications.answers_of(case.application_id)) if asked else known


def carry_on(
    case: Case,
    *,
    step: str,
    result: str,
    by: UUID | None,
    due_on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    chosen: Collection[str] = (),
    reason: str = "",
    parts: Sequence[Part] | None = None,
) -> tuple[Moves, list[Part]]:
    """
    Let the plan go on after a result: open the parts that follow, drop those nobody waits for, set their alarms.

    The case says afterwards whether it waits for authorities. Returns what moved, and the parts that were opened.
    """
    plan = plan_of(case)
    parts = parts_of(case) if parts is None else parts
    opening = Opening(case, plan, parts, due_on or case.committed_due_on or clock.today(), reason)
    moves = workflow.advance_parallel(
        subject=f"case:{case.number}", step=step, result=result, by=by, facts=facts, chosen=chosen, prepare=opening.task
    )
    note_absentee(case, moves.absentee)
    draw_where_asked(case, [plan.step(code) for code in moves.opened])
    for part in opening.new:
        rows.add(part)
    over = drop_parts(case, moves.dropped) if moves.dropped else []
    over += drop_questions(case, parts, {step, *moves.dropped})
    done = [part.pk for part in parts if part.step == step]
    set_part_alarms(case, lights_of(case, opening.new), silent=[*done, *over])
    awaits = is_at_parts(moves.marking.open, plan)
    if awaits != case.awaits_parts or opening.new and not case.has_parts:
        rows.change(case, {"awaits_parts": awaits, "has_parts": case.has_parts or bool(opening.new)})
    if Kind.PROPOSE in moves.opened:
        hand_over(case)
    return moves, opening.new


def new_part(
    case: Case,
    step: PlanStep,
    authority_id: int,
    *,
    before: Sequence[Part] = (),
    question: str = "",
    asked_in: str = "",
) -> Part:
    """Return a part of a case that begins today, not yet saved, due with the case until its own clock is read."""
    now, today = clock.now(), clock.today()
    return Part(
        case=case,
        step=step.code,
        round=1 + sum(part.step == step.code for part in before),
        kind=step.kind,
        authority_id=authority_id,
        opened_at=now,
        opened_on=today,
        limit_amount=step.limit.amount if step.limit else None,
        limit_unit=step.limit.unit if step.limit else "",
        limit_source=step.limit.source if step.limit else "",
        due_on=case.committed_due_on or today,
        question=question,
        asked_in=asked_in,
        check_after=now if step.kind == Kind.AUTO else None,
    )


def due_parts(case: Case, parts: Sequence[Part], stops: Sequence[CaseStop] = ()) -> None:
    """Set when parts are due, by their own clocks and never after the whole case (see deadlines' JointClock)."""
    whole, calendar = case.committed_due_on or clock.today(), calendar_of(case)
    for part in parts:
        limit = limit_of(part)
        part.due_on = whole if limit is None else min(whole, own_clock(part, limit, stops).due(calendar).day)


def recount_parts(case: Case) -> None:
    """Recompute when the open parts of a case are due, after one of its clocks moved; their tasks and alarms move with them."""
    running = [part for part in parts_of(case) if part.ended_at is None]
    due_parts(case, running, all_stops_of(case))
    with connection.cursor() as cursor:
        cursor.execute(MOVE_DUE, [[part.pk for part in running], [part.due_on for part in running]])
    workflow.move_step_due_dates(subject=f"case:{case.number}", due_on={part.step: part.due_on for part in running})
    set_part_alarms(case, lights_of(case, running), silent=[part.pk for part in running], kinds=PART_ALARMS)


def move_due_dates_of_tasks(case: Case, due_on: date) -> None:
    """Move the open tasks of a case to its new date, those of its parts each to its own."""
    workflow.move_due_dates(subject=f"case:{case.number}", due_on=due_on)
    if case.has_parts:
        recount_parts(case)


def drop_parts(case: Case, steps: Iterable[str] | None = None) -> list[UUID]:
    """End open parts of a case without a result, all of them or those of some steps; their tasks are the caller's to drop."""
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"now": clock.now(), "today": clock.today(), "case": case.pk}
        cursor.execute(DROP, given | {"steps": None if steps is None else list(steps)})
        return [row[0] for row in cursor.fetchall()]


def drop_everything(case: Case, result: str) -> None:
    """End whatever is open of a case that is over: its tasks, its parts and its plan."""
    workflow.drop_tasks(subject=f"case:{case.number}", result=result)
    if case.has_parts:
        drop_parts(case)
    if case.accepted_on is not None and not plan_of(case).is_linear:
        workflow.end_progress(subject=f"case:{case.number}")


def lights_of(case: Case, parts: Sequence[Part]) -> list[PartAlarms]:
    """Return on which days the lights of running parts turn; a part that is stopped has none."""
    if case.is_stopped:
        return []
    whole = decision_clocks(case)[0]
    return [
        PartAlarms(part.pk, _turning_days(case, part, whole)) for part in parts if not part.is_stopped and part.due_on
    ]


def _turning_days(case: Case, part: Part, whole: Clock) -> dict[AlarmKind, date]:
    own = Clock(code=part.step, start=part.opened_on, limit=limit_of(part) or whole.limit)
    told = turns_of(case, own, committed_due=part.due_on, statutory_due=part.due_on + ONE_DAY)
    return {AlarmKind.PART_YELLOW: told.yellow, **({AlarmKind.PART_RED: told.red} if told.red else {})}


def drop_questions(case: Case, parts: Sequence[Part], steps: Collection[str]) -> list[UUID]:
    """End the questions that were asked in some steps and are still open: with their step they are over."""
    over = [part.step for part in parts if part.ended_at is None and part.asked_in in steps and is_asked(part.step)]
    for step in over:
        workflow.complete_task(subject=f"case:{case.number}", step=step, result=DROPPED, by=None)
    return drop_parts(case, over) if over else []
