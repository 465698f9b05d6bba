"""Accept an application (行政许可法第三十二条第一款第五项): the clock of the decision starts."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.groundwork.foundation import clock, news, rows
from tongban.groundwork.foundation.actors import Actor
from tongban.handling.cases.events import CaseAccepted
from tongban.handling.cases.levels import levels_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.operations.alarms import set_lights
from tongban.handling.cases.operations.common import (
    advance,
    case_in_hand,
    issue,
    move,
    official_limit,
    tell_applicant,
    write_down,
)
from tongban.handling.cases.operations.consult_office import send_letters
from tongban.handling.cases.operations.parts import begin_parts
from tongban.handling.cases.queries.facts import PRELIMINARY, calendar_of, committed_limit, decision_clocks, plan_of
from tongban.handling.cases.rules import Step
from tongban.handling.cases.views import Done
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Clock, Limit, Unit
from tongban.registers.identity.api import Officer


def accept_application(*, number: str, officer: Officer) -> Done:
    """Accept a submitted application today: notice of acceptance, due dates, task of the review."""
    case = case_in_hand(number, step=Step.ACCEPT, officer=officer)
    with transaction.atomic(), rows.together():
        return take_on(
            case, Step.ACCEPT, on=clock.today(), actor=officer.actor, by=officer.account_id, template="case-accepted"
        )


def take_on(case: Case, step: Step, *, on: date, actor: Actor, by: UUID | None, template: str) -> Done:
    """Accept a case as of a day, by an officer or by the authority's silence; inside the caller's transaction."""
    case.accepted_on, case.is_deemed_accepted = on, by is None
    case.calendar_edition = deadlines.calendar_edition()  # the clock that starts here goes by today's calendar
    committed, statutory = decision_clocks(case)
    due, latest = committed.due(calendar_of(case)), statutory.due(calendar_of(case))
    move(
        case,
        step,
        accepted_on=on,
        accepted_by=by,
        is_deemed_accepted=by is None,
        calendar_edition=case.calendar_edition,
        committed_due_on=due.day,
        statutory_due_on=latest.day,
    )
    set_lights(case, committed, committed_due=due.day, statutory_due=latest.day)
    if not plan_of(case).is_linear:
        begin_parts(case)
    opened = advance(case, "accept", "accepted", by=by, due_on=due.day)
    notice = issue(
        case,
        "acceptance_notice",
        accepted_on=on,
        **_limits_told(case, committed, statutory, due.day),
    )
    send_letters(case, opened)
    done = write_down(
        case,
        step,
        actor=actor,
        document=notice,
        facts={"committed_due": f"{due.day}", "statutory_due": f"{latest.day}"},
    )
    tell_applicant(case, template, due=due.day)
    news.tell(CaseAccepted(case.number, case.item_code))
    return done


def _limits_told(case: Case, committed: Clock, statutory: Clock, due: date) -> dict[str, object]:
    """Return what the notice tells of the time: where a lower level examines first, its days and those of the upper one."""
    levels = levels_of(plan_of(case))
    if committed.code != PRELIMINARY or levels is None or levels.upper is None:
        return {
            "limit": official_limit(committed.limit),
            "statutory_limit": official_limit(statutory.limit),
            "due_on": due,
        }
    promised = committed_limit(case)
    first = f"初审{official_limit(committed.limit)}、报送上级后"
    return {
        "limit": f"{first}{official_limit(Limit(promised.amount, Unit(promised.unit)))}",
        "statutory_limit": f"{first}{official_limit(Limit(levels.upper.amount, levels.upper.unit))}",
    }
