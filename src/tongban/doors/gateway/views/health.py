"""Whether the process lives, and whether it can serve."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to


@require_safe
@open_to(ANYONE)
def live(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process can; asks nothing of the database."""
    return _answer(200, "alive")


@require_safe
@open_to(ANYONE)
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and its tables are at this version, else 503; one statement."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except (DatabaseError, InterfaceError):
        return _answer(503, "the database does not answer")
    return _answer(200, "ready") if _wanted() <= applied else _answer(503, "the tables are not at this version")


def _answer(status: int, text: str) -> JsonResponse:
    return JsonResponse({"status": text}, status=status, headers={"Cache-Control": "no-store"})


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """Return the migrations this version came with; reading the files once is enough."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
