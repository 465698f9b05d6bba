"""
One row in, one row out, one row changed: plain SQL, put together once for each table.

Django compiles a statement anew each time it runs; on a hot path that costs several times what the statement itself does.
These say the same through the model's own fields, so encryption, JSON and arrays are treated as ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
AnyField: TypeAlias = "Field[Any, Any]"

# What Django hands to the driver as it is.
_AS_THEY_ARE: Mapping[type[AnyField], tuple[type, ...]] = {
    models.CharField: (str,),
    models.TextField: (str,),
    models.UUIDField: (UUID, NoneType),
    models.DateField: (date, NoneType),
    models.BooleanField: (bool,),
    models.ForeignKey: (UUID,),
    models.OneToOneField: (UUID,),
}
MOST_ROWS_AT_ONCE = 8  # of one statement of a `together` block


@dataclass(frozen=True)
class _Block:
    """The rows that wait for the end of a `together` block, and how deep in transaction blocks it stands."""

    depth: int
    rows: list[Model]


_block: ContextVar[_Block | None] = ContextVar("block", default=None)


@contextmanager
def together() -> Iterator[None]:
    """
    Write the rows that are given to `add` in a block with one statement, at its end.

    It belongs directly inside the transaction block that makes a deed one. Directly in another such pair it hands its
    rows on to that one's statement; when it fails they are forgotten, as its savepoint undoes the rest.
    """
    outer, block = _block.get(), _Block(_depth(), [])
    token = _block.set(block)
    try:
        yield
    finally:
        _block.reset(token)
    if outer is not None and block.depth - outer.depth <= 1:
        outer.rows.extend(block.rows)
    else:
        _insert_all(block.rows)


def add(row: Model) -> None:
    """
    Insert a new row that nobody looks at before the deed is done, with the others of the `together` block if there is one.

    An automatic key is not filled in. Inside a savepoint of its own within the block it is inserted at once.
    """
    block = _block.get()
    if block is not None and block.depth == _depth():
        block.rows.append(row)
    else:
        _insert_all([row])


def insert(row: Model) -> None:
    """Insert a new row with one statement; an automatic key is filled in."""
    statement, fields, key = _insert_of(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [_prepared(field, field.pre_save(row, True)) for field in fields])
        if key is not None:
            setattr(row, key, cursor.fetchone()[0])
    row._state.adding, row._state.db = False, connection.alias


def insert_many(many: Sequence[Model]) -> None:
    """
    Insert new rows of one table with one statement, column by column; for hundreds at a time, at a tenth of what
    `bulk_create` costs. Automatic keys are not filled in; a table with array columns cannot be written so.
    """
    if not many:
        return
    statement, fields = _insert_of_columns(type(many[0]))
    columns = [[_prepared(field, field.pre_save(row, True)) for row in many] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)


def find(model: type[Row], *, locked: bool = False, **by: Any) -> Row | None:
    """Return the row whose columns equal the values, None without one; `locked` holds it until the transaction ends."""
    found = _select(model, " LIMIT 1 FOR UPDATE" if locked else " LIMIT 1", by)
    return found[0] if found else None


def find_all(model: type[Row], *, locked: bool = False, **by: Any) -> list[Row]:
    """
    Return the rows whose columns equal the values, in the order of their keys; for what is few by nature.

    `locked` holds them until the transaction ends.
    """
    return _select(model, f" ORDER BY {_column(model._meta.pk)}{' FOR UPDATE' if locked else ''}", by)


def change(row: Model, changes: Mapping[str, Any], *, unless_changed: Sequence[str] = ()) -> bool:
    """
    Change a row in the database and in memory with one statement, and say whether it was done.

    It is not when one of the columns of `unless_changed` no longer has the value that the row in memory has.
    """
    guards = (row._meta.pk.attname, *unless_changed)
    statement, fields = _update_of(type(row), tuple(changes), guards)
    values = [*changes.values(), *(getattr(row, name) for name in guards)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [_prepared(field, value) for field, value in zip(fields, values, strict=True)])
        if not cursor.rowcount:
            return False
    for name, value in changes.items():
        setattr(row, name, value)
    return True


def _insert_all(rows: Sequence[Model]) -> None:
    for start in range(0, len(rows), MOST_ROWS_AT_ONCE):
        some = rows[start : start + MOST_ROWS_AT_ONCE]
        statement, fields = _insert_of_all(tuple(type(row) for row in some))
        values = [
            _prepared(each, each.pre_save(row, True)) for row, own in zip(some, fields, strict=True) for each in own
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def _depth() -> int:
    return len(connection.atomic_blocks)


def _select(model: type[Row], tail: str, by: Mapping[str, Any]) -> list[Row]:
    statement, fields, names, converted = _select_of(model, tuple(by))
    with connection.cursor() as cursor:
        prepared = [_prepared(field, value) for field, value in zip(fields, by.values(), strict=True)]
        cursor.execute(statement + tail, prepared)
        found = [list(values) for values in cursor.fetchall()]
    for values in found:
        for position, field in converted:
            values[position] = field.from_db_value(values[position], None, connection)
    return [model.from_db(connection.alias, names, values) for values in found]


def _prepared(field: AnyField, value: Any) -> Any:
    return value if type(value) in _AS_THEY_ARE.get(type(field), ()) else field.get_db_prep_save(value, connection)


@cache
def _insert_of_all(models: tuple[type[Model], ...]) -> tuple[str, list[list[AnyField]]]:
    """One INSERT for each row, all but the last as parts of the last."""
    inserts = [_insert_of(model) for model in models]
    *parts, last = (statement.partition(" RETURNING ")[0] for statement, _fields, _key in inserts)
    before = ", ".join(f"row_{number} AS ({part})" for number, part in enumerate(parts))
    return f"WITH {before} {last}" if parts else last, [fields for _statement, fields, _key in inserts]


@cache
def _insert_of(model: type[Model]) -> tuple[str, list[AnyField], str | None]:
    fields: list[AnyField] = [field for field in model._meta.concrete_fields if not _is_automatic(field)]
    key = next((field.attname for field in model._meta.concrete_fields if _is_automatic(field)), None)
    columns, values = ", ".join(map(_column, fields)), ", ".join(map(_placeholder, fields))
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({values})"  # noqa: S608 - the model's own names
    if key is not None:
        statement += f" RETURNING {key}"
    return statement, fields, key


@cache
def _insert_of_columns(model: type[Model]) -> tuple[str, list[AnyField]]:
    fields: list[AnyField] = [field for field in model._meta.concrete_fields if not _is_automatic(field)]
    arrays = ", ".join(f"%s::{_type_of(field)}[]" for field in fields)
    columns = ", ".join(map(_column, fields))
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) SELECT * FROM unnest({arrays})"  # noqa: S608 - the model's own names
    return statement, fields


@cache
def _select_of(model: type[Model], by: tuple[str, ...]) -> tuple[str, list[AnyField], list[str], list[tuple[int, Any]]]:
    fields: list[AnyField] = list(model._meta.concrete_fields)
    wanted = [_field(model, name) for name in by]
    statement = (
        f"SELECT {', '.join(map(_column, fields))} FROM {model._meta.db_table} "  # noqa: S608 - the model's own names
        f"WHERE {' AND '.join(map(_equals, wanted))}"
    )
    converted = [(position, field) for position, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return statement, wanted, [field.attname for field in fields], converted


@cache
def _update_of(model: type[Model], changed: tuple[str, ...], guards: tuple[str, ...]) -> tuple[str, list[AnyField]]:
    set_fields, where_fields = [_field(model, name) for name in changed], [_field(model, name) for name in guards]
    statement = (
        f"UPDATE {model._meta.db_table} SET {', '.join(map(_equals, set_fields))} "  # noqa: S608 - the model's own names
        f"WHERE {' AND '.join(map(_equals, where_fields))}"
    )
    return statement, [*set_fields, *where_fields]


def _field(model: type[Model], name: str) -> AnyField:
    """Return a concrete field by its name or, for a foreign key, by that of its column."""
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


def _type_of(field: AnyField) -> str:
    """Return the type of a column as a cast names it."""
    return str(field.db_type(connection))


def _is_automatic(field: Any) -> bool:
    return bool(getattr(field, "db_returning", False))


def _column(field: AnyField) -> str:
    return f'"{field.column}"'


def _placeholder(field: Any) -> str:
    """An array says its type, for a list alone does not."""
    return str(field.get_placeholder(None, None, connection)) if hasattr(field, "get_placeholder") else "%s"


def _equals(field: AnyField) -> str:
    return f"{_column(field)} = {_placeholder(field)}"
