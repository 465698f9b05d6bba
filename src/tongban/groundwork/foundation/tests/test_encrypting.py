import json

import pytest
from django.db import connection

from tongban.groundwork.foundation import crypto
from tongban.groundwork.foundation.encrypting import encrypt_columns

TEXTS = ["", "李秀兰的理由", "a\\b'c%s"]


@pytest.mark.django_db
def test_a_plain_column_is_encrypted_row_by_row_and_nothing_of_it_stays(monkeypatch):
    monkeypatch.setattr("tongban.groundwork.foundation.encrypting.ROWS_AT_ONCE", 2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE letter (id int, body text NOT NULL, items jsonb NOT NULL)")
        for number, text in enumerate(TEXTS):
            cursor.execute("INSERT INTO letter VALUES (%s, %s, %s)", [number, text, json.dumps([text])])

    encrypt_columns("letter", {"body": "sealed", "items": "items"}, label="post.letter")(
        None, connection.schema_editor()
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM letter ORDER BY id")
        rows = cursor.fetchall()
        names = [column.name for column in cursor.description]
    assert names == ["id", "sealed", "items"]
    assert [crypto.unseal(bytes(row[1]), use="post.letter.sealed") for row in rows] == TEXTS
    assert [json.loads(crypto.unseal(bytes(row[2]), use="post.letter.items")) for row in rows] == [[t] for t in TEXTS]
