"""What most commands stand on: the database running and Django set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings

from tongban.config.commands.refusal import Refusal

OLDEST_POSTGRESQL = 15


@contextmanager
def database() -> Iterator[None]:
    """Have the database running for the length of a block, and Django set up."""
    django.setup()
    if os.environ.get("TONGBAN_DATABASE_URL"):
        _refuse_an_unreachable_server()
        yield
        return
    from tongban.config.embedded_postgres import UnableToStartDatabase, embedded_server

    try:
        with embedded_server(settings.TONGBAN_HOME).running():
            yield
    except UnableToStartDatabase as failure:
        raise Refusal(str(failure)) from failure


def require_current_tables() -> None:
    """Refuse when migrations are waiting: an old table and a new program lose data."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refusal("The database is not at this version. Run `tongban migrate` first.")


def _refuse_an_unreachable_server() -> None:
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            (version,) = cursor.fetchone()
    except OperationalError as failure:
        raise Refusal(f"The database named by TONGBAN_DATABASE_URL cannot be reached: {failure}") from failure
    if version < OLDEST_POSTGRESQL:
        raise Refusal(f"PostgreSQL {OLDEST_POSTGRESQL} or newer is needed; this server is {version}.")
