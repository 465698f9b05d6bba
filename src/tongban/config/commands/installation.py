"""What most commands stand on: the database running and Django set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings

from tongban.config.commands.refusal import Refusal
from tongban.config.database import connection_parameters

OLDEST_POSTGRESQL = 15


LABELS = {"procrastinate.contrib.django": "procrastinate"}  # where it is not the last part of the name


@contextmanager
def database(*, set_up: bool = True) -> Iterator[None]:
    """Have the database running for the length of a block, and Django set up unless told otherwise."""
    if set_up:
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
    if migrations_on_disk() - _migrations_applied():
        raise Refusal("The database is not at this version. Run `tongban migrate` first.")


def migrations_on_disk() -> set[tuple[str, str]]:
    """Return app and name of every migration of the program, by the names of their files: loading them would load the program."""
    return {
        (LABELS.get(app, app.rpartition(".")[2]), file.stem)
        for app in settings.INSTALLED_APPS
        for file in (_folder(app) / "migrations").glob("[!_]*.py")
    }


def _folder(app: str) -> Path:
    package, *parts = app.split(".")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Refusal(f"The package {package} is not installed.")
    return Path(spec.origin).parent.joinpath(*parts)


def _migrations_applied() -> set[tuple[str, str]]:
    with _connected() as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return set()
        return {(app, name) for app, name in connection.execute("SELECT app, name FROM django_migrations")}


def _connected() -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(**connection_parameters(settings.DATABASES["default"]))


def _refuse_an_unreachable_server() -> None:
    try:
        with _connected() as connection:
            asked = connection.execute("SELECT current_setting('server_version_num')::int / 10000")
            version = next(iter(asked))[0]
    except psycopg.OperationalError as failure:
        raise Refusal(f"The database named by TONGBAN_DATABASE_URL cannot be reached: {failure}") from failure
    if version < OLDEST_POSTGRESQL:
        raise Refusal(f"PostgreSQL {OLDEST_POSTGRESQL} or newer is needed; this server is {version}.")
