"""Set the alarms of a case, take them away, let those ring whose day has come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from tongban.groundwork.foundation import clock
from tongban.handling.cases.models import Case
from tongban.handling.cases.part_rules import asked_authority
from tongban.handling.cases.queries.facts import turns_of
from tongban.handling.cases.rules import LIGHT_ALARMS, PART_ALARMS, AlarmKind, alarms_of
from tongban.handling.cases.sentences import asked_name
from tongban.handling.cases.views import Ringing
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.deadlines.rules import Clock
from tongban.registers.organisations import api as organisations

ONE_DAY = timedelta(days=1)
YELLOWS = (AlarmKind.YELLOW, AlarmKind.PART_YELLOW)  # they warn before the day, the others tell of it afterwards

# What should have rung before today and did not, because no sweep ran, is left to ring.
SET = """
WITH gone AS (DELETE FROM cases_alarm WHERE case_id = %(case)s AND kind = ANY(%(silent)s) AND ring_on > %(today)s)
INSERT INTO cases_alarm AS alarm (case_id, kind, ring_on, region_code)
SELECT %(case)s, kind, ring_on, %(region)s FROM unnest(%(kinds)s::text[], %(days)s::date[]) AS given (kind, ring_on)
ON CONFLICT (case_id, kind, part_id) DO UPDATE SET ring_on = EXCLUDED.ring_on WHERE alarm.ring_on > %(today)s
"""
# Those of parts: what a part no longer needs goes, but for what should have rung by today.
SET_OF_PARTS = """
WITH gone AS (
    DELETE FROM cases_alarm WHERE case_id = %(case)s AND part_id = ANY(%(silent)s::uuid[]) AND ring_on > %(today)s
      AND kind = ANY(%(silent_kinds)s) AND NOT (part_id = ANY(%(parts)s::uuid[]))
)
INSERT INTO cases_alarm AS alarm (case_id, part_id, kind, ring_on, region_code)
SELECT %(case)s, part, kind, ring_on, %(region)s
FROM unnest(%(parts)s::uuid[], %(kinds)s::text[], %(days)s::date[]) AS given (part, kind, ring_on)
ON CONFLICT (case_id, kind, part_id) DO UPDATE SET ring_on = EXCLUDED.ring_on WHERE alarm.ring_on > %(today)s
"""
RING = """
WITH due AS (
    SELECT id FROM cases_alarm WHERE region_code = %s AND ring_on <= %s
    ORDER BY ring_on, id LIMIT %s FOR UPDATE SKIP LOCKED
), rung AS (
    DELETE FROM cases_alarm WHERE id IN (SELECT id FROM due) RETURNING id, case_id, part_id, kind, ring_on
)
SELECT file.number, coalesce(part.authority_id, file.authority_id), file.region_code, file.item_code, file.item_version_id,
       coalesce(part.due_on, file.committed_due_on), rung.kind, rung.ring_on,
       file.state IN ('decided', 'closed') OR part.ended_at IS NOT NULL, part.step, part.round, file.plan_code, file.plan_version
FROM rung JOIN cases_case AS file ON file.id = rung.case_id LEFT JOIN cases_part AS part ON part.id = rung.part_id
ORDER BY rung.ring_on, rung.id
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


@dataclass(frozen=True)
class PartAlarms:
    """The days on which something about one part must be noticed."""

    part_id: UUID
    days: Mapping[AlarmKind, date]


def set_part_alarms(
    case: Case,
    alarms: Sequence[PartAlarms],
    *,
    silent: Collection[UUID] = (),
    kinds: Collection[AlarmKind] = (*PART_ALARMS, AlarmKind.PROCEDURE),
) -> None:
    """Set the alarms of parts, anew where they are set already, and take away those of the `silent` ones and of some kinds; one statement."""
    if not alarms and not silent:
        return
    told = [(each.part_id, kind.value, day) for each in alarms for kind, day in each.days.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            SET_OF_PARTS,
            {
                "case": case.pk,
                "today": clock.today(),
                "region": case.region_code,
                "silent": list(silent),
                "silent_kinds": [kind.value for kind in kinds],
                "parts": [part for part, _kind, _day in told],
                "kinds": [kind for _part, kind, _day in told],
                "days": [day for _part, _kind, day in told],
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
    part: str | None,
    part_round: int | None,
    plan_code: str,
    plan_version: int,
) -> Ringing:
    return Ringing(
        number=number,
        kind=AlarmKind(kind),
        authority_id=authority_id,
        region_code=region_code,
        item_code=item_code,
        item_name=catalogue.offer_version(item_version_id).name,
        rang_on=ring_on,
        due_on=committed_due if kind in YELLOWS and committed_due else ring_on - ONE_DAY,
        is_over=is_over,
        part=part or "",
        part_round=part_round or 0,
        part_name=_part_name(part, plan_code, plan_version) if part else "",
    )


def _part_name(step: str, plan_code: str, plan_version: int) -> str:
    """Return what a part is called: by its plan, or as a question to an office."""
    known = workflow.plan(plan_code, plan_version).steps.get(step)
    return known.name if known else asked_name(organisations.authority(asked_authority(step)).name)
