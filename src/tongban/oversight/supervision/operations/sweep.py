"""The sweep: give cards to cases whose light turned, and roll up what supervision shows."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection, transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import RunningCase
from tongban.oversight.supervision.models import Card, DayFact, OpenCount, Sweep
from tongban.oversight.supervision.rules import CardKind, card_for

SWEEPER_LOCK = 7_301_002
CASES_AT_ONCE = 500
DAYS_AT_FIRST = 400  # how far back the first sweep rolls up
DAYS_AGAIN = 2  # days rolled up anew, in case the last sweep ran while they went on
# The farthest due date that can be yellow: a fifth of the longest committed limits, with holidays.
DAYS_OF_WARNING = 45


def sweep(*, since: date | None = None) -> int:
    """
    Open the cards that are due and roll up the figures; return how many cards were opened.

    Each case gets each kind of card once, however often it is swept. Only one sweep runs at a time; another one meanwhile
    returns 0. Killed at any point it leaves whole batches. `since` rolls up again from that day on.
    """
    opened = 0
    for batch in _batches():
        opened += _open_cards(batch)
    _roll_up(since)
    return opened


def _batches() -> Iterator[tuple[RunningCase, ...]]:
    until, after = clock.today() + timedelta(days=DAYS_OF_WARNING), None
    while True:
        page = cases.running_cases(due_until=until, after=after, limit=CASES_AT_ONCE)
        yield page.rows
        if page.after is None:
            return
        after = page.after


@transaction.atomic
def _open_cards(batch: tuple[RunningCase, ...]) -> int:
    if not _is_the_only_sweeper():
        return 0
    earned = {(case.number, kind): case for case in batch if (kind := card_for(case.light, is_stopped=case.is_stopped))}
    there = set(
        Card.objects.filter(case_number__in={number for number, _ in earned}).values_list("case_number", "kind")
    )
    new = [_card(case, kind) for (number, kind), case in earned.items() if (number, kind) not in there]
    Card.objects.bulk_create(new)
    for card in new:
        ledger.record(
            deed="card.opened",
            subject=f"case:{card.case_number}",
            actor=system("supervision"),
            region_code=card.region_code,
            facts={"card": card.kind, "due": card.due_on.isoformat()},
        )
    return len(new)


def _card(case: RunningCase, kind: CardKind) -> Card:
    return Card(
        case_number=case.number,
        kind=kind,
        authority_id=case.authority_id,
        region_code=case.region_code,
        item_code=case.item_code,
        item_name=case.item_name,
        due_on=case.statutory_due if kind is CardKind.BREACH else case.committed_due,
        opened_at=clock.now(),
    )


@transaction.atomic
def _roll_up(since: date | None) -> None:
    if not _is_the_only_sweeper():
        return
    today = clock.today()
    last = Sweep.objects.first()
    start = since or (last.rolled_until - timedelta(days=DAYS_AGAIN) if last else today - timedelta(days=DAYS_AT_FIRST))
    DayFact.objects.filter(day__gte=start).delete()
    DayFact.objects.bulk_create(
        (DayFact(**vars(group)) for group in cases.day_groups(since=start, until=today)), batch_size=CASES_AT_ONCE
    )
    OpenCount.objects.all().delete()
    OpenCount.objects.bulk_create(
        OpenCount(
            authority_id=group.authority_id,
            region_code=group.region_code,
            state=group.state,
            light=group.light or "",
            count=group.count,
        )
        for group in cases.open_groups()
    )
    Sweep.objects.update_or_create(id=1, defaults={"swept_at": clock.now(), "rolled_until": today})


def _is_the_only_sweeper() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEPER_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])
