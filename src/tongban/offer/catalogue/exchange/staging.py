"""
The temporary tables in which a file waits while it is read, and the statements that judge and take over all rows together.

Rows are copied in as they are read, so that memory does not grow with the file. What only all rows together can tell —
duplicates, rows without their item, what others changed meanwhile — is found by the database.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection

from tongban.groundwork.foundation.text import pinyin_key
from tongban.offer.catalogue.operations.publishing import SORT_KEY_LENGTH, Publication

LOCK = 20_261_122  # one import at a time; a second one waits
BASICS_AT_ONCE = 1000


@dataclass(frozen=True)
class StagedRow:
    """A row that was judged; of a row with faults only its line and code."""

    line: int
    code: str
    is_good: bool = False
    basic_code: str = ""
    name: str = ""
    main_item: str = ""
    item_type: str = ""
    authority_id: int = 0  # below 0: to be set up
    region_code: str = ""
    local_authority_code: str | None = None  # None leaves it as it is
    state: str = ""
    has_guide: bool = False
    own: str = "{}"
    digest: str = ""
    effective_from: date | None = None
    audience: list[str] = field(default_factory=list)
    case_type: str = ""
    is_applied_for_online: bool = False
    online_depth: int | None = None
    visits: int | None = None
    committed_amount: int | None = None
    committed_unit: str = ""
    seen_version: int | None = None


COLUMNS = tuple(each.name for each in fields(StagedRow))
_VALUES = attrgetter(*COLUMNS)

_TABLES = """
DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_part;
CREATE TEMPORARY TABLE import_row (
    line int, code text, is_good boolean, basic_code text, name text, main_item text, item_type text, authority_id bigint,
    region_code text, local_authority_code text, state text, has_guide boolean, own jsonb, digest text, effective_from date,
    audience varchar[], case_type text, is_applied_for_online boolean, online_depth int, visits int, committed_amount int,
    committed_unit text, seen_version bigint,
    item_id bigint, version_id bigint, outcome text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE import_part (code text, section text, line int, cells jsonb) ON COMMIT DROP;
"""

# What lists show of an item beside its guide; of one with a guide they follow from it.
_SHOWN = (
    "audience", "case_type", "is_applied_for_online", "online_depth", "visits", "committed_amount", "committed_unit",
)  # fmt: skip
_PLAIN = ("name", "authority_id", "region_code", "state", *_SHOWN)

_CLASSIFY = f"""
UPDATE import_row r SET item_id = i.id,
    outcome = CASE
        WHEN r.has_guide AND v.digest IS DISTINCT FROM r.digest THEN 'version'
        WHEN ({", ".join(f"i.{name}" for name in _PLAIN)}, i.basic_id, i.local_authority_code)
            IS DISTINCT FROM ({", ".join(f"r.{name}" for name in _PLAIN)}, r.basic_code,
                              coalesce(r.local_authority_code, i.local_authority_code)) THEN 'changed'
        ELSE 'same' END
FROM catalogue_item i LEFT JOIN catalogue_itemversion v ON v.id = i.version_id WHERE i.code = r.code;
UPDATE import_row SET outcome = 'new' WHERE item_id IS NULL AND outcome IS NULL;
"""  # noqa: S608

_NUMBER = """
UPDATE import_row SET
    item_id = CASE WHEN outcome = 'new' THEN nextval(pg_get_serial_sequence('catalogue_item', 'id')) ELSE item_id END,
    version_id = CASE WHEN has_guide AND outcome <> 'changed'
        THEN nextval(pg_get_serial_sequence('catalogue_itemversion', 'id')) END
WHERE outcome <> 'same';
CREATE INDEX ON import_row (item_id);
ANALYZE import_row;
"""

_NEW_BASICS = """
INSERT INTO catalogue_basicitem (code, name, name_en, sort_key, item_type, summary, summary_en, aliases, themes, life_events,
    audience, main_item, revision)
SELECT code, name, '', sort_key, item_type, '', '', '{}', '{}', '{}', '{}', main_item, %s FROM import_basic
ON CONFLICT DO NOTHING
"""

_VERSIONS = """
INSERT INTO catalogue_itemversion
    (id, item_id, number, basic_version_id, own, digest, effective_from, published_at, published_by, why)
SELECT r.version_id, r.item_id, coalesce(v.number, 0) + 1, b.version_id, r.own, r.digest,
    CASE WHEN r.effective_from IS NULL OR r.effective_from = v.effective_from THEN %s ELSE r.effective_from END, %s, %s, %s
FROM import_row r JOIN catalogue_basicitem b ON b.code = r.basic_code
LEFT JOIN catalogue_item i ON i.id = r.item_id LEFT JOIN catalogue_itemversion v ON v.id = i.version_id
WHERE r.version_id IS NOT NULL
"""

_NEW_ITEMS = f"""
INSERT INTO catalogue_item (id, code, basic_id, local_authority_code, version_id, revision, state_since, {", ".join(_PLAIN)})
SELECT item_id, code, basic_code, coalesce(local_authority_code, ''), version_id, %s,
    CASE WHEN state IN ('suspended', 'cancelled') THEN %s::date END, {", ".join(_PLAIN)}
FROM import_row WHERE outcome = 'new'
"""  # noqa: S608

_CHANGED_ITEMS = f"""
UPDATE catalogue_item i SET basic_id = r.basic_code, revision = %s, version_id = coalesce(r.version_id, i.version_id),
    local_authority_code = coalesce(r.local_authority_code, i.local_authority_code),
    state_since = CASE WHEN r.state = i.state THEN i.state_since WHEN r.state IN ('suspended', 'cancelled') THEN %s::date END,
    {", ".join(f"{name} = r.{name}" for name in _PLAIN)}
FROM import_row r WHERE i.id = r.item_id AND r.outcome IN ('changed', 'version')
"""  # noqa: S608

_SETTLED = """
UPDATE catalogue_conflict c SET settled_at = %s FROM import_row r
WHERE c.item_id = r.item_id AND c.settled_at IS NULL AND r.version_id IS NOT NULL
"""


def prepare(*, alone: bool) -> None:
    """Make the tables, in the caller's transaction; with `alone` wait until no other import writes."""
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_TABLES)


class _Copy:
    def __init__(self, copy: Any) -> None:
        self._copy = copy

    def write(self, row: Sequence[Any]) -> None:
        self._copy.write_row(row)


@contextmanager
def _copying(statement: str) -> Iterator[_Copy]:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield _Copy(copy)


def stage(rows: Iterable[StagedRow]) -> None:
    """Copy a batch of rows into the table."""
    with _copying(f"COPY import_row ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for row in rows:
            copy.write(_VALUES(row))


def stage_parts(parts: Iterable[tuple[str, str, int, Mapping[str, Any]]]) -> None:
    """Copy rows of further sheets: code of the item, section, line, cells."""
    with _copying("COPY import_part FROM STDIN") as copy:
        for code, section, line, cells in parts:
            copy.write([code, section, line, orjson.dumps(cells).decode()])
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON import_part (code); ANALYZE import_part")


def parts_of_items(codes: Sequence[str]) -> list[tuple[str, str, int, dict[str, Any]]]:
    """Return rows of further sheets for items: code, section, line, cells, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, section, line, cells::text FROM import_part WHERE code = ANY(%s) ORDER BY code, section, line",
            [list(codes)],
        )
        return [(code, section, line, orjson.loads(cells)) for code, section, line, cells in cursor.fetchall()]


def duplicates() -> Iterator[tuple[int, str, int]]:
    """Yield line, code and first line of rows whose code stands in the file before."""
    yield from _each(
        "SELECT line, code, first FROM (SELECT line, code, min(line) OVER (PARTITION BY code) AS first"
        " FROM import_row WHERE code <> '') AS counted WHERE line > first ORDER BY line"
    )


def orphans() -> Iterator[tuple[str, int, str]]:
    """Yield section, line and code of rows of further sheets whose item is not in the file."""
    yield from _each(
        "SELECT section, line, code FROM import_part p"
        " WHERE NOT EXISTS (SELECT FROM import_row r WHERE r.code = p.code) ORDER BY section, line"
    )


def moved_on() -> Iterator[tuple[int, str]]:
    """Yield line and code of items that somebody else changed since they were read."""
    yield from _each(
        "SELECT r.line, r.code FROM import_row r LEFT JOIN catalogue_item i ON i.code = r.code"
        " WHERE i.version_id IS DISTINCT FROM r.seen_version ORDER BY r.line"
    )


def classify() -> dict[str, int]:
    """Mark what is new, changed and as before; return how many rows are which. May be asked again: items do not vanish."""
    with connection.cursor() as cursor:
        cursor.execute(_CLASSIFY)
        cursor.execute("SELECT outcome, count(*) FROM import_row GROUP BY outcome")
        return dict(cursor.fetchall())


def settle_authorities(ids: Mapping[int, int]) -> None:
    """Put the authorities that were set up in the places that were kept for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE import_row r SET authority_id = given.id FROM unnest(%s::bigint[], %s::bigint[]) AS given (kept, id)"
            " WHERE r.authority_id = given.kept",
            [list(ids.keys()), list(ids.values())],
        )


def describe_new_basics() -> None:
    """Compute the names of basic items that no catalogue knows, each once."""
    found = list(
        _each(
            "SELECT DISTINCT ON (basic_code) basic_code, name, item_type, main_item FROM import_row r WHERE NOT has_guide"
            " AND NOT EXISTS (SELECT FROM catalogue_basicitem b WHERE b.code = r.basic_code) ORDER BY basic_code, line"
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS pg_temp.import_basic;"
            "CREATE TEMPORARY TABLE import_basic (code text, name text, item_type text, main_item text, sort_key text)"
            " ON COMMIT DROP"
        )
    with _copying("COPY import_basic FROM STDIN") as copy:
        for code, name, item_type, main_item in found:
            copy.write([code, name, item_type, main_item, pinyin_key(name)[:SORT_KEY_LENGTH]])


def count_versions() -> int:
    """Return how many of the rows, once classified, have a new version of a guide."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM import_row WHERE has_guide AND outcome IN ('new', 'version')")
        return int(cursor.fetchone()[0])


def write(publication: Publication, revision: int, today: date, now: datetime) -> None:
    """Take over all rows, once classified."""
    author, why = publication.actor.reference, publication.why
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER)
        cursor.execute(_NEW_BASICS, [revision])
        cursor.execute(_VERSIONS, [today, now, author, why])
        cursor.execute(_NEW_ITEMS, [revision, today])
        cursor.execute(_CHANGED_ITEMS, [revision, today])
        cursor.execute(_SETTLED, [now])


def _each(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(BASICS_AT_ONCE):
            yield from rows
