"""Many cases alike, made by copying the rows of one: for what only shows with many."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from tongban.handling.applications.models import Application, Draft
from tongban.handling.cases.models import Alarm, Case
from tongban.handling.cases.rules import case_number
from tongban.handling.cases.tests.cast import row
from tongban.handling.workflow.models import Task

FIRST_SERIAL = 50_000


def copies_of(number: str, count: int, **columns: str) -> list[str]:
    """Copy a case with its tasks and alarms so many times and return the numbers; `columns` are SQL for columns of the case."""
    case = row(number)
    numbers = [
        case_number(region_code=case.region_code, day=case.received_on, serial=FIRST_SERIAL + serial)
        for serial in range(count)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copy (n int, number text, case_id uuid, application_id uuid, draft_id uuid)"
        )
        cursor.execute(
            "INSERT INTO copy SELECT n, number, gen_random_uuid(), gen_random_uuid(), gen_random_uuid()"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS given (number, n)",
            [numbers],
        )
        draft = {"draft_id": "copy.draft_id"}
        _copy(cursor, Draft, "id", case.application.draft_id, {"id": "copy.draft_id"})
        _copy(cursor, Application, "id", case.application_id, {"id": "copy.application_id", **draft})
        own = {"id": "copy.case_id", "number": "copy.number", "application_id": "copy.application_id"}
        _copy(cursor, Case, "id", case.pk, own | columns)
        _copy(cursor, Alarm, "case_id", case.pk, {"case_id": "copy.case_id"})
        _copy(cursor, Task, "subject", f"case:{number}", {"subject": "'case:' || copy.number"})
        cursor.execute("DROP TABLE copy")
    return numbers


def _copy(cursor: Any, model: Any, key: str, value: Any, changed: Mapping[str, str]) -> None:
    columns = [field.column for field in model._meta.concrete_fields if not getattr(field, "db_returning", False)]
    values = [changed.get(column, f"old.{column}") for column in columns]
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM copy CROSS JOIN (SELECT * FROM {table} WHERE {key} = %s) AS old ORDER BY copy.n",
        [value],
    )
