"""The parts of a case, one for each authority's share: as the rules want them, with their clocks, and as readers see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation import clock, rows
from tongban.handling.cases.models import Case, CaseStop, Part
from tongban.handling.cases.part_rules import ANSWERED, TO_ASSIST, barred_by, is_asked
from tongban.handling.cases.rules import GROUND_NAMES, Ground, PartFacts
from tongban.handling.cases.sentences import asked_name, ground_name, result_name
from tongban.handling.cases.views import PartClock, PartView, StopView
from tongban.handling.workflow.api import Plan
from tongban.handling.workflow.rules import Kind
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import (
    Clock,
    Event,
    JointClock,
    Light,
    Limit,
    Stop,
    Unit,
    WorkCalendar,
    days_left,
    every_day,
    light,
)
from tongban.registers.organisations import api as organisations


def parts_of(case: Case) -> list[Part]:
    """Return the parts of a case in the order in which they were opened; no statement for a case without any."""
    return rows.find_all(Part, case=case.pk) if case.has_parts else []


def all_stops_of(case: Case) -> tuple[CaseStop, ...]:
    """Return the special procedures of a case and of its parts, oldest first."""
    return tuple(CaseStop.objects.filter(case=case).order_by("id"))


def part_facts(parts: Sequence[Part], plan: Plan, doers: Mapping[str, frozenset[UUID]]) -> tuple[PartFacts, ...]:
    """Return what the rules need to know of parts; `doers` are those who did other steps of the case."""
    done = {step: doers_of_part(parts, step) for step in {part.step for part in parts}}
    barred = barred_by(plan, {**doers, **done})
    return tuple(
        PartFacts(
            step=part.step,
            kind=part.kind,
            role=plan.steps[part.step].role if part.step in plan.steps else TO_ASSIST,
            authority_id=part.authority_id,
            is_open=part.ended_at is None,
            is_stopped=part.is_stopped,
            barred=barred.get(part.step, frozenset()),
            materials=tuple(part.materials),
        )
        for part in parts
    )


def doers_of_part(parts: Sequence[Part], step: str) -> frozenset[UUID]:
    """Return who gave the results of a step, however often it was opened."""
    return frozenset(part.given_by for part in parts if part.step == step and part.given_by)


def limit_of(part: Part) -> Limit | None:
    """Return the limit of a part, None where it has that of the case."""
    return None if part.limit_amount is None else Limit(part.limit_amount, Unit(part.limit_unit))


def part_clock(part: Part, whole: Clock, stops: Collection[CaseStop]) -> Clock:
    """
    Return the clock of a part: its own limit from the day it was opened, stopped by its own procedures and those of the case.

    A part without a limit of its own has the clock of the whole case.
    """
    limit = limit_of(part)
    return replace(whole, holder=str(part.pk)) if limit is None else own_clock(part, limit, stops)


def own_clock(part: Part, limit: Limit, stops: Collection[CaseStop]) -> Clock:
    """Return the clock of a part that has a limit of its own."""
    own = [stop for stop in stops if stop.part_id in (None, part.pk)]
    running = [max(stop.expected_end, clock.today()) for stop in own if stop.ended_on is None]
    return Clock(
        code=part.step,
        start=part.opened_on,
        limit=limit,
        stops=tuple(
            Stop(stop.started_on, stop.ended_on, GROUND_NAMES[Ground(stop.ground)], stop.document) for stop in own
        ),
        as_of=max(running, default=None),
        event=Event.HANDED_OVER,
        source=part.limit_source,
        holder=str(part.pk),
    )


def joint_clock(parts: Sequence[Part], whole: Clock, stops: Collection[CaseStop]) -> JointClock:
    """Return the clock of a case and those of its parts within it (行政许可法第四十二条第二款)."""
    return JointClock(whole, tuple(part_clock(part, whole, stops) for part in parts))


def part_views(
    case: Case,
    parts: Sequence[Part],
    plan: Plan,
    *,
    whole: Clock,
    calendar: WorkCalendar,
    stops: Collection[CaseStop],
    documents: Collection[DocumentSummary] = (),
    is_internal: bool = True,
    reader: int | None = None,
) -> tuple[PartView, ...]:
    """
    Return the parts of a case as one reader may see them, in the order of their opening.

    What they found is internal to the office: `is_internal` tells it at all. An authority that takes part (`reader`) is told
    of others what was there when its own share was opened, for that is what it builds on; the lead (None) is told everything.
    """
    joint = joint_clock(parts, whole, stops)
    latest = max((part.opened_at for part in parts if part.authority_id == reader), default=None)
    by_id = {document.id: document for document in documents}
    views = []
    for part, own in zip(parts, joint.parts, strict=True):
        is_own = reader is None or part.authority_id == reader
        is_input = latest is not None and part.ended_at is not None and part.ended_at <= latest
        view = _view(case, part, plan, own, joint, calendar, [stop for stop in stops if stop.part_id == part.pk])
        if is_internal and (is_own or is_input):
            view = replace(
                view,
                result=part.result,
                result_name=result_name(part.result) if part.result else "",
                opinion=part.opinion,
                question=part.question,
                given_name=part.given_name,
                fields=dict(part.fields),
                participants=tuple(part.participants),
                document=by_id.get(part.document_id) if part.document_id else None,
                licence_id=part.licence_id,
            )
        views.append(view)
    return tuple(views)


def _view(
    case: Case,
    part: Part,
    plan: Plan,
    own: Clock,
    joint: JointClock,
    calendar: WorkCalendar,
    stops: Sequence[CaseStop],
) -> PartView:
    step = plan.steps.get(part.step)
    authority = organisations.authority(part.authority_id)
    due = joint.due_of(own.holder, calendar)
    until = part.ended_on or clock.today()
    lines = own.lines(calendar)
    return PartView(
        id=part.pk,
        step=part.step,
        name=step.name if step else asked_name(authority.name),
        name_en=step.name_en if step else f"Consultation of {authority.name_en}",
        kind=Kind(part.kind),
        authority_id=part.authority_id,
        authority_name=authority.name,
        authority_name_en=authority.name_en,
        round=part.round,
        opened_on=part.opened_on,
        ended_on=part.ended_on,
        is_dropped=part.is_dropped,
        is_stopped=part.is_stopped,
        is_for_a_person=part.kind != Kind.AUTO or part.checks > 0,
        clock=PartClock(
            due=due.day,
            is_provisional=due.is_provisional,
            days_left=days_left(until, due.day, calendar, own.limit.unit),
            unit=own.limit.unit,
            light=_light(part, own, due.day, case, calendar),
            lines=deadlines.explain_text(lines),
            days=deadlines.explain_text(every_day(lines)),
            source=own.source if part.limit_amount is not None else "",
        ),
        is_late=not part.is_dropped and until > due.day,
        is_asked_besides=is_asked(part.step),
        stops=tuple(
            StopView(ground_name(stop.ground), stop.started_on, stop.expected_end, stop.ended_on, stop.result)
            for stop in stops
        ),
    )


def _light(part: Part, own: Clock, due: date, case: Case, calendar: WorkCalendar) -> Light:
    """The light of a part: red past its own day; the breach is the whole case's."""
    if part.is_stopped:
        return Light.GREEN
    return light(
        today=part.ended_on or clock.today(),
        committed_due=due,
        statutory_due=max(due, case.statutory_due_on or due, part.ended_on or clock.today()),
        committed=own.limit,
        calendar=calendar,
        thresholds=deadlines.thresholds(),
    )


def facts_left_by(part: Part) -> dict[str, str]:
    """Return what a part leaves behind for conditions of the plan and for those who follow."""
    return {f"{part.step}.result": part.result or ANSWERED} | {
        f"{part.step}.{name}": value for name, value in part.fields.items()
    }
