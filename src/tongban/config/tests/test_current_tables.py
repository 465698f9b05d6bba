"""The server refuses to start on tables of another version, without loading the program to know it."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tongban.config.commands.installation import migrations_on_disk, require_current_tables
from tongban.config.commands.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_the_migrations_are_those_that_django_knows():
    assert migrations_on_disk() == set(MigrationLoader(None).disk_migrations)


def test_current_tables_are_taken():
    require_current_tables()


@pytest.mark.django_db(transaction=True)
def test_tables_without_the_last_migration_are_refused():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases' AND name = '0001_initial' RETURNING applied")
        (applied,) = cursor.fetchone()
    try:
        with pytest.raises(Refusal, match="tongban migrate"):
            require_current_tables()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0001_initial', %s)", [applied]
            )
