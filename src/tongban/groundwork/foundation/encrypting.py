"""For migrations: a column that was plain is encrypted, row by row, and nothing of it stays plain."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongban.groundwork.foundation import crypto

ROWS_AT_ONCE = 2000


def encrypt_columns(
    table: str, columns: dict[str, str], *, key: str = "id", label: str
) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    """
    Return what `RunPython` calls: `columns` gives for each column its name as an encrypted one.

    `label` is the model's, "cases.case": a value is sealed for its model and field. JSON columns become encrypted JSON.
    Triggers that keep rows from being changed rest meanwhile.
    """

    def encrypt(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for plain, sealed in columns.items():
                _encrypt(cursor, table, plain, sealed, key=key, use=f"{label}.{sealed}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return encrypt


def _encrypt(cursor: Any, table: str, plain: str, sealed: str, *, key: str, use: str) -> None:
    # Only names that a migration of ours gives are put into the statements.
    cursor.execute(f"ALTER TABLE {table} ADD COLUMN sealing bytea")
    while True:
        cursor.execute(
            f"SELECT {key}, {plain}::text FROM {table} WHERE sealing IS NULL LIMIT %s",  # noqa: S608
            [ROWS_AT_ONCE],
        )
        rows = cursor.fetchall()
        if not rows:
            break
        cursor.executemany(
            f"UPDATE {table} SET sealing = %s WHERE {key} = %s",  # noqa: S608
            [(crypto.seal(text, use=use), identifier) for identifier, text in rows],
        )
    # A table with checks put off to the end of the transaction cannot be altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE {table} DROP COLUMN {plain}")
    cursor.execute(f"ALTER TABLE {table} RENAME COLUMN sealing TO {sealed}")
    cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {sealed} SET NOT NULL")
