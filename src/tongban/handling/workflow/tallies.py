"""
Live counts that never scan: what lies open, is due today, is late.

Triggers on the table of tasks add the difference that each statement makes; here they are read, and summed up by the worker.
A reading costs at most (days × steps) rows for each authority and role, and those that nobody has summed up yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import connection

from tongban.handling.workflow.worklists import HOLDERS, EntrustedScope, Scope, columns_of

NOBODY = UUID(int=0)
FEWEST_TO_SUM = 500  # a reading of that many rows costs less than summing them up
MOST_TO_SUM = 20_000
COMPACTOR_LOCK = 7_304_201  # of PostgreSQL: one at a time sums up
DIMENSIONS = "kind, authority_id, role, item_code, step, due_on, holder, account"

COUNTS = f"""
WITH {HOLDERS}, own AS (SELECT array_agg(account) AS accounts FROM holders)
SELECT step,
       coalesce(sum(delta) FILTER (WHERE may_do), 0),
       coalesce(sum(delta) FILTER (WHERE may_do AND due_on < %(today)s::date), 0),
       coalesce(sum(delta) FILTER (WHERE may_do AND due_on = %(today)s::date), 0),
       coalesce(sum(delta) FILTER (WHERE may_do AND due_on >= %(today)s::date AND due_on < %(soon)s::date), 0),
       coalesce(sum(delta) FILTER (WHERE in_hand), 0),
       coalesce(sum(delta) FILTER (WHERE kind = 0 AND authority_id = %(own)s::bigint AND account = %(nobody)s::uuid), 0),
       max(cardinality(accounts)), max(id)
FROM (
    SELECT tally.*, own.accounts,
           is_hers AND kind = 0 AND (holder = %(nobody)s::uuid OR holder = ANY (own.accounts)) AS may_do,
           is_hers AND kind = 1 AND holder = ANY (own.accounts) AS in_hand
    FROM own
    CROSS JOIN unnest(%(authorities)s::bigint[], %(roles)s::varchar[], %(hers)s::boolean[])
        AS scope (authority, role, is_hers)
    CROSS JOIN unnest(%(items)s::varchar[]) AS item (code)
    JOIN workflow_opentally AS tally
      ON tally.authority_id = scope.authority AND tally.role = scope.role AND tally.item_code = item.code
     AND tally.account IN (%(nobody)s::uuid, %(account)s::uuid)
    {{of_entrusted}}
) AS found
GROUP BY step ORDER BY step
"""  # noqa: S608 - a constant is put in

OF_ENTRUSTED = """
    UNION ALL
    SELECT tally.*, own.accounts,
           kind = 0 AND (holder = %(nobody)s::uuid OR holder = ANY (own.accounts)) AS may_do,
           kind = 1 AND holder = ANY (own.accounts) AS in_hand
    FROM own
    CROSS JOIN unnest(
        %(held_authorities)s::bigint[], %(held_roles)s::varchar[], %(held_items)s::varchar[], %(held_steps)s::varchar[]
    ) AS held (authority, role, item, step)
    JOIN workflow_opentally AS tally
      ON tally.authority_id = held.authority AND tally.role = held.role AND tally.item_code = held.item
     AND tally.step = held.step AND tally.account IN (%(nobody)s::uuid, %(account)s::uuid)
"""

COMPACT = f"""
WITH alone AS MATERIALIZED (SELECT pg_try_advisory_xact_lock({COMPACTOR_LOCK}) AS is_so), fresh AS MATERIALIZED (
    SELECT {DIMENSIONS} FROM workflow_opentally
    WHERE NOT is_sum AND (SELECT is_so FROM alone) ORDER BY id LIMIT %s
), gone AS (
    DELETE FROM workflow_opentally AS tally USING (SELECT DISTINCT {DIMENSIONS} FROM fresh) AS same
    WHERE {" AND ".join(f"tally.{name} = same.{name}" for name in DIMENSIONS.split(", "))}
    RETURNING {", ".join("tally." + name for name in DIMENSIONS.split(", "))}, tally.delta
), kept AS (
    INSERT INTO workflow_opentally ({DIMENSIONS}, delta, is_sum)
    SELECT {DIMENSIONS}, sum(delta), true FROM gone GROUP BY {DIMENSIONS} HAVING sum(delta) <> 0
)
SELECT count(*) FROM gone
"""  # noqa: S608 - constants are put in
IS_WORTH_IT = "SELECT count(*) >= %s FROM (SELECT FROM workflow_opentally WHERE NOT is_sum LIMIT %s) AS fresh"


@dataclass(frozen=True)
class Count:
    """How many tasks: open, and of these late, due today, and due from today until the light is green."""

    open: int = 0
    late: int = 0
    today: int = 0
    soon: int = 0
    in_hand: int = 0
    authority: int = 0  # open at the own authority, whoever is to do it

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.open + other.open,
            self.late + other.late,
            self.today + other.today,
            self.soon + other.soon,
            self.in_hand + other.in_hand,
            self.authority + other.authority,
        )


@dataclass(frozen=True)
class Counts:
    """The counts of a reader, together and by step. `revision` is another whenever anything in the lists moved."""

    all: Count
    by_step: dict[str, Count]
    revision: str
    stands_in: bool  # tasks of somebody who is away may be among them


def counts(
    *,
    account_id: UUID,
    own_authority: int,
    scopes: Collection[Scope],
    further: Collection[Scope] = (),
    entrusted: Collection[EntrustedScope] = (),
    item_codes: Collection[str] | None = None,
    today: date,
    soon_until: date,
) -> Counts:
    """
    Return the exact counts of what an account may do in the scopes; one statement.

    `further` are the scopes of the own authority that are others' to do, `entrusted` what is done for other authorities; `soon_until` is the first day that presses nobody.
    """
    everything = [(scope, True) for scope in scopes] + [(scope, False) for scope in further]
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS.format(of_entrusted=OF_ENTRUSTED if entrusted else ""),
            {
                **columns_of(entrusted),
                "authorities": [scope.authority_id for scope, _hers in everything],
                "roles": [scope.role for scope, _hers in everything],
                "hers": [is_hers for _scope, is_hers in everything],
                "items": [""] if item_codes is None else sorted(item_codes),
                "account": account_id,
                "nobody": NOBODY,
                "own": own_authority,
                "today": today,
                "soon": soon_until,
            },
        )
        found = cursor.fetchall()
    by_step = {step: Count(*map(int, numbers)) for step, *numbers, _holders, _latest in found}
    marks = repr([today.isoformat(), *found]).encode()
    stands_in = any(holders > 1 for *_numbers, holders, _latest in found)
    return Counts(sum(by_step.values(), Count()), by_step, sha256(marks).hexdigest()[:16], stands_in)


def compact_tallies(*, fewest: int = FEWEST_TO_SUM) -> int:
    """
    Sum up the differences that triggers wrote and return how many rows were taken up; nothing while there are few.

    One worker does it at a time, and deeds go on meanwhile: what is summed up is gone in the same statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(IS_WORTH_IT, [fewest, fewest])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(COMPACT, [MOST_TO_SUM])
        return int(cursor.fetchone()[0])
