"""What supervision rolls up: open cases by group, and what each day brought. Groups, not cases, so that rows stay few."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Extract

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case
from tongban.handling.cases.rules import Outcome, State
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Light, Limit, Unit, light

SECONDS_A_DAY = 86_400
BEFORE_ACCEPTANCE = (State.SUBMITTED, State.SUPPLEMENT_ASKED)


@dataclass(frozen=True)
class OpenGroup:
    """Open cases that an authority has in one state under one light; decided ones that wait for delivery have no light."""

    authority_id: int
    region_code: str
    state: State
    light: Light | None
    count: int


@dataclass(frozen=True)
class DayGroup:
    """What one day brought an authority of one item. The days of the three sums run from acceptance, in calendar days."""

    day: date
    authority_id: int
    region_code: str
    item_code: str
    item_name: str
    received: int = 0
    decided: int = 0
    granted: int = 0
    on_time: int = 0  # decided no later than the committed date
    within_statute: int = 0
    days_statutory: int = 0
    days_committed: int = 0
    days_actual: int = 0


def open_groups() -> tuple[OpenGroup, ...]:
    """Return all open cases by authority, region, state and light; one statement, one row for each item and due date."""
    keys = (
        "authority_id", "region_code", "state", "item_version_id", "acceptance_due_on", "committed_due_on",
        "statutory_due_on", "is_stopped", "committed_amount",
    )  # fmt: skip
    groups: dict[tuple[int, str, State, Light | None], int] = {}
    for row in Case.objects.exclude(state=State.CLOSED).values(*keys).annotate(count=Count("pk")):
        key = (row["authority_id"], row["region_code"], State(row["state"]), _light(row))
        groups[key] = groups.get(key, 0) + row["count"]
    return tuple(OpenGroup(*key, count) for key, count in groups.items())


def day_groups(*, since: date, until: date) -> tuple[DayGroup, ...]:
    """Return what each day from `since` to `until` brought: cases received, and cases decided; two statements."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in (*_received(since, until), *_decided(since, until)):
        key = (
            row.pop("day"), row.pop("authority_id"), row.pop("region_code"), row.pop("item_code"),
            catalogue.offer_version(row.pop("item_version_id")).name,
        )  # fmt: skip
        sums = found.setdefault(key, {})
        for name, value in row.items():
            sums[name] = sums.get(name, 0) + int(value or 0)
    return tuple(DayGroup(*key, **sums) for key, sums in found.items())


def _light(row: dict[str, Any]) -> Light | None:
    if row["state"] == State.DECIDED:
        return None
    if row["is_stopped"] or row["state"] == State.SUPPLEMENT_ASKED:
        return Light.GREEN  # the clock stands still
    before = row["state"] in BEFORE_ACCEPTANCE
    limits = catalogue.offer_version(row["item_version_id"]).guide.committed_limit
    amount = limits.amount if row["committed_amount"] is None else row["committed_amount"]
    return light(
        today=clock.today(),
        committed_due=row["acceptance_due_on" if before else "committed_due_on"],
        statutory_due=row["acceptance_due_on" if before else "statutory_due_on"],
        committed=deadlines.rule_limit("acceptance") if before else Limit(amount, Unit(limits.unit)),
        calendar=deadlines.calendar(),
        thresholds=deadlines.thresholds(),
    )


KEYS = ("authority_id", "region_code", "item_code", "item_version_id")


def _received(since: date, until: date) -> list[dict[str, Any]]:
    rows = Case.objects.filter(received_on__gte=since, received_on__lte=until)
    return list(rows.values(*KEYS, day=F("received_on")).annotate(received=Count("pk")))


def _decided(since: date, until: date) -> list[dict[str, Any]]:
    rows = Case.objects.filter(decided_on__gte=since, decided_on__lte=until, accepted_on__isnull=False)
    return list(
        rows.values(*KEYS, day=F("decided_on")).annotate(
            decided=Count("pk"),
            granted=Count("pk", filter=Q(outcome=Outcome.GRANTED)),
            on_time=Count("pk", filter=Q(decided_on__lte=F("committed_due_on"))),
            within_statute=Count("pk", filter=Q(decided_on__lte=F("statutory_due_on"))),
            days_statutory=_days("statutory_due_on"),
            days_committed=_days("committed_due_on"),
            days_actual=_days("decided_on"),
        )
    )


def _days(until: str) -> Any:
    """Sum the calendar days from acceptance: the difference of two days is an interval."""
    return Sum(Extract(F(until) - F("accepted_on"), "epoch")) / SECONDS_A_DAY
