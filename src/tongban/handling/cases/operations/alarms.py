"""Set the alarms of a case, take them away, let those ring whose day has come."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.facts import turns_of
from tongban.handling.cases.rules import LIGHT_ALARMS, AlarmKind, alarms_of
from tongban.handling.cases.views import Ringing
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines.rules import Clock

ONE_DAY = timedelta(days=1)

# What should have rung before today and did not, because no sweep ran, is left to ring.
SET = """
WITH gone AS (DELETE FROM cases_alarm WHERE case_id = %(case)s AND kind = ANY(%(silent)s) AND ring_on > %(today)s)
INSERT INTO cases_alarm AS alarm (case_id, kind, ring_on, region_code)
SELECT %(case)s, kind, ring_on, %(region)s FROM unnest(%(kinds)s::text[], %(days)s::date[]) AS given (kind, ring_on)
ON CONFLICT (case_id, kind) DO UPDATE SET ring_on = EXCLUDED.ring_on WHERE alarm.ring_on > %(today)s
"""
RING = """
WITH due AS (
    SELECT id FROM cases_alarm WHERE region_code = %s AND ring_on <= %s
    ORDER BY ring_on, id LIMIT %s FOR UPDATE SKIP LOCKED
), rung AS (
    DELETE FROM cases_alarm WHERE id IN (SELECT id FROM due) RETURNING id, case_id, kind, ring_on
)
SELECT file.number, file.authority_id, file.region_code, file.item_code, file.item_version_id, file.committed_due_on,
       rung.kind, rung.ring_on, file.state IN ('decided', 'closed')
FROM rung JOIN cases_case AS file ON file.id = rung.case_id ORDER BY rung.ring_on, rung.id
"""
# Goes from region to region by the index, whatever the number of alarms.
REGIONS = """
WITH RECURSIVE region (code) AS (
    SELECT min(region_code)::text FROM cases_alarm
    UNION ALL
    SELECT (SELECT min(region_code)::text FROM cases_alarm WHERE region_code > region.code) FROM region
    WHERE region.code IS NOT NULL
)
SELECT code FROM region
WHERE code IS NOT NULL AND EXISTS (SELECT FROM cases_alarm WHERE region_code = code AND ring_on <= %s)
"""


def set_alarms(case: Case, days: Mapping[AlarmKind, date], *, silent: Collection[AlarmKind] = ()) -> None:
    """Set alarms, anew where they are set already, and take away those of the `silent` kinds; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            SET,
            {
                "case": case.pk,
                "today": clock.today(),
                "region": case.region_code,
                "silent": [kind.value for kind in silent if kind not in days],
                "kinds": [kind.value for kind in days],
                "days": list(days.values()),
            },
        )


def set_lights(case: Case, committed: Clock, *, committed_due: date, statutory_due: date) -> None:
    """Set the alarms of the days on which the light of an accepted case turns, its clock running."""
    told = turns_of(case, committed, committed_due=committed_due, statutory_due=statutory_due)
    set_alarms(case, alarms_of(told), silent=(*LIGHT_ALARMS, AlarmKind.PROCEDURE))


def silence(case: Case, kinds: Collection[AlarmKind] = tuple(AlarmKind)) -> None:
    """Take away the alarms of these kinds."""
    set_alarms(case, {}, silent=kinds)


def regions_with_alarms() -> tuple[str, ...]:
    """Return the regions in which an alarm is to ring by today."""
    with connection.cursor() as cursor:
        cursor.execute(REGIONS, [clock.today()])
        return tuple(row[0] for row in cursor.fetchall())


def ring_alarms(*, region_code: str, limit: int) -> tuple[Ringing, ...]:
    """
    Let up to so many alarms of exactly this region ring, the oldest first, inside the caller's transaction.

    With it they are gone: what the caller makes of them happens once, or not at all and then at the next call. Two callers
    at once get different ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(RING, [region_code, clock.today(), limit])
        return tuple(_ringing(*row) for row in cursor.fetchall())


def _ringing(
    number: str,
    authority_id: int,
    region_code: str,
    item_code: str,
    item_version_id: int,
    committed_due: date | None,
    kind: str,
    ring_on: date,
    is_over: bool,
) -> Ringing:
    return Ringing(
        number=number,
        kind=AlarmKind(kind),
        authority_id=authority_id,
        region_code=region_code,
        item_code=item_code,
        item_name=catalogue.offer_version(item_version_id).name,
        rang_on=ring_on,
        due_on=committed_due if kind == AlarmKind.YELLOW and committed_due else ring_on - ONE_DAY,
        is_over=is_over,
    )
