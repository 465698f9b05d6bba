"""Connections that are kept open are looked at before they are used again."""

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_connection_that_stands_is_not_asked(monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(psycopg.Connection, "cursor", None)

    assert connection.is_usable()


def test_a_connection_whose_server_process_ended_is_not_usable():
    connection.ensure_connection()
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])

    assert not connection.is_usable()
    connection.close()


def test_a_connection_closed_on_this_side_is_not_usable():
    connection.ensure_connection()
    connection.connection.close()

    assert not connection.is_usable()
    connection.close()
