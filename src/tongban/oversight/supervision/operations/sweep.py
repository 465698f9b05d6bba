"""The sweep: give cards to cases whose light turned, and roll up what supervision shows."""

import logging
from datetime import date, timedelta

from django.db import connection, transaction

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import AlarmKind, Ringing
from tongban.oversight.supervision.models import Card, DayFact, OpenCount, Sweep

SWEEPER = system("supervision")
log = logging.getLogger(__name__)

SWEEPER_LOCK = 7_301_002
CARDS_AT_ONCE = 500
ROWS_AT_ONCE = 500
DAYS_AT_FIRST = 400  # how far back the first sweep rolls up
DAYS_AGAIN = 2  # days rolled up anew, in case the last sweep ran while they went on


def sweep(*, since: date | None = None) -> int:
    """
    Open the cards that are due and roll up the figures; return how many cards were opened.

    A card is opened for each alarm of a case that rings: once for each case and kind, however often it is swept, and also
    for what came to pass while no sweep ran. Each region is swept by itself, and one that fails stops no other. Killed at any
    point it leaves whole batches, and the next sweep does the rest. `since` rolls up again from that day on.
    """
    opened = sum(_swept(region) for region in cases.regions_with_alarms())
    _roll_up(since)
    return opened


def _swept(region: str) -> int:
    """Open the cards of one region, batch by batch; what fails is left to the next sweep."""
    opened = 0
    try:
        while (batch := _open_cards(region)) is not None:
            opened += batch
    except Exception:
        log.exception("a region could not be swept", extra={"place": region})
    return opened


@transaction.atomic
def _open_cards(region: str) -> int | None:
    """Let one batch of alarms ring and open their cards; return how many, None when nothing is left to ring."""
    ringing = cases.ring_alarms(region_code=region, limit=CARDS_AT_ONCE)
    if not ringing:
        return None
    cards = Card.objects.filter(case_number__in={each.number for each in ringing})
    there = set(cards.values_list("case_number", "kind", "part"))
    new = [_card(each) for each in ringing if _warns(each) and (each.number, each.kind, _part(each)) not in there]
    rows.insert_many(new)
    ledger.record_all(
        {
            "deed": "card.opened",
            "subject": f"case:{card.case_number}",
            "actor": SWEEPER,
            "region_code": card.region_code,
            "facts": {"card": card.kind, "due": card.due_on.isoformat(), **({"part": card.part} if card.part else {})},
        }
        for card in new
    )
    return len(new)


def _warns(ringing: Ringing) -> bool:
    """Say whether there is something to say: that time runs out is no news of a case that is decided."""
    return ringing.kind not in (AlarmKind.YELLOW, AlarmKind.PART_YELLOW) or not ringing.is_over


def _part(ringing: Ringing) -> str:
    """Name the share that it is about; one that was opened again has cards of its own."""
    return f"{ringing.part}.{ringing.part_round}" if ringing.part else ""


def _card(ringing: Ringing) -> Card:
    return Card(
        case_number=ringing.number,
        kind=ringing.kind.value,
        part=_part(ringing),
        part_name=ringing.part_name,
        authority_id=ringing.authority_id,
        region_code=ringing.region_code,
        item_code=ringing.item_code,
        item_name=ringing.item_name,
        due_on=ringing.due_on,
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
        (DayFact(**vars(group)) for group in cases.day_groups(since=start, until=today)), batch_size=ROWS_AT_ONCE
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
