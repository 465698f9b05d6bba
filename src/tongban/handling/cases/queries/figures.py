"""What supervision reads: running cases without persons, and figures by authority."""

from datetime import date
from uuid import UUID

from django.db.models import Avg, Count, F, Q
from django.db.models.functions import Extract

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.facts import committed_limit
from tongban.handling.cases.queries.lists import UnableToReadPage
from tongban.handling.cases.rules import Outcome, State
from tongban.handling.cases.views import AuthorityFigures, RunningCase, RunningPage
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Limit, Unit, light

SECONDS_A_DAY = 86_400
RUNNING = (State.ACCEPTED, State.PROPOSED)


def running_cases(
    *, region: str = "", due_until: date | None = None, after: str | None = None, limit: int = 100
) -> RunningPage:
    """
    Return accepted and undecided cases of a region and below, nearest committed date first; one statement.

    `due_until` leaves out what is due later: with today it gives the late ones and those due today.
    """
    rows = Case.objects.filter(state__in=RUNNING, region_code__startswith=region)
    if due_until is not None:
        rows = rows.filter(committed_due_on__lte=due_until)
    if after:
        day, key = _cursor(after)
        rows = rows.filter(Q(committed_due_on__gt=day) | Q(committed_due_on=day, pk__gt=key))
    found = list(rows.order_by("committed_due_on", "pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return RunningPage(tuple(map(_running, found[:limit])), f"{last.committed_due_on}_{last.pk}" if last else None)


def authority_figures(*, region: str = "", since: date, until: date | None = None) -> tuple[AuthorityFigures, ...]:
    """Return the figures of each authority of a region and below, for the cases received from `since` to `until`; one statement."""
    today = clock.today()
    running = Q(state__in=RUNNING)
    rows = Case.objects.filter(region_code__startswith=region, received_on__gte=since, received_on__lte=until or today)
    seconds = Extract(F("decided_on") - F("received_on"), "epoch")
    figures = rows.values("authority_id").annotate(
        received=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=[State.SUBMITTED, State.SUPPLEMENT_ASKED])),
        running=Count("pk", filter=running),
        granted=Count("pk", filter=Q(outcome=Outcome.GRANTED)),
        refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
        not_accepted=Count("pk", filter=Q(outcome=Outcome.NOT_ACCEPTED)),
        withdrawn=Count("pk", filter=Q(outcome=Outcome.WITHDRAWN)),
        running_late=Count("pk", filter=running & Q(committed_due_on__lt=today)),
        running_breached=Count("pk", filter=running & Q(statutory_due_on__lt=today)),
        decided_late=Count("pk", filter=Q(decided_on__gt=F("committed_due_on"))),
        deemed_accepted=Count("pk", filter=Q(is_deemed_accepted=True)),
        average_days=Avg(seconds) / SECONDS_A_DAY,
    )
    return tuple(AuthorityFigures(**row) for row in figures.order_by("authority_id"))


def _running(case: Case) -> RunningCase:
    offer = catalogue.offer_version(case.item_version_id)
    assert case.committed_due_on is not None  # noqa: S101 - promised by accepted_case_has_due_dates
    assert case.statutory_due_on is not None  # noqa: S101
    committed = committed_limit(case)
    return RunningCase(
        number=case.number,
        item_code=case.item_code,
        item_name=offer.name,
        authority_id=case.authority_id,
        region_code=case.region_code,
        state=State(case.state),
        received_on=case.received_on,
        committed_due=case.committed_due_on,
        statutory_due=case.statutory_due_on,
        is_stopped=case.is_stopped,
        light=light(
            today=clock.today(),
            committed_due=case.committed_due_on,
            statutory_due=case.statutory_due_on,
            committed=Limit(committed.amount, Unit(committed.unit)),
            calendar=deadlines.calendar(),
            thresholds=deadlines.thresholds(),
        ),
    )


def _cursor(after: str) -> tuple[date, UUID]:
    try:
        day, key = after.split("_")
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        raise UnableToReadPage from None
