"""Extend the time limit, once, by the head of the authority (行政许可法第四十二条第一款)."""

from django.db import transaction

from tongban.groundwork.foundation import rows
from tongban.handling.cases.operations.alarms import set_lights
from tongban.handling.cases.operations.common import (
    case_in_hand,
    issue,
    move,
    official_limit,
    with_reasons,
    write_down,
)
from tongban.handling.cases.operations.parts import move_due_dates_of_tasks
from tongban.handling.cases.queries.facts import (
    PRELIMINARY,
    calendar_of,
    decision_clocks,
    extension_by_law,
    plan_of,
    stops_of,
)
from tongban.handling.cases.refusals import UnableInThisState
from tongban.handling.cases.rules import Step
from tongban.handling.cases.views import Done
from tongban.offer.deadlines.rules import Limit
from tongban.registers.identity.api import Officer


def extend_time_limit(*, number: str, officer: Officer, ground: str) -> Done:
    """
    Give an open case more days, once, and tell the applicant the ground.

    Who decides does it; joint handling is extended by the people's government of the level. How many days are data. A lower
    level that examines first has no more than its own days.
    """
    case = case_in_hand(number, step=Step.EXTEND_TIME_LIMIT, officer=officer)
    ground = with_reasons(ground)
    stops = stops_of(case)
    _, statutory = decision_clocks(case)
    if statutory.code == PRELIMINARY:
        raise UnableInThisState(number=case.number)
    case.extension_days = extension_by_law(
        statutory.limit, is_joint=not plan_of(case).is_linear, edition=case.limits_edition
    )
    committed, statutory = decision_clocks(case, stops)
    due, latest = committed.due(calendar_of(case)).day, statutory.due(calendar_of(case)).day
    with transaction.atomic(), rows.together():
        move(
            case,
            Step.EXTEND_TIME_LIMIT,
            extension_days=case.extension_days,
            committed_due_on=due,
            statutory_due_on=latest,
        )
        move_due_dates_of_tasks(case, due)
        if not case.is_stopped:
            set_lights(case, committed, committed_due=due, statutory_due=latest)
        notice = issue(
            case,
            "extension_notice",
            reasons=ground,
            extension=official_limit(Limit(case.extension_days, statutory.limit.unit)),
            due_on=due,
        )
        return write_down(case, Step.EXTEND_TIME_LIMIT, actor=officer.actor, note=ground, document=notice)
