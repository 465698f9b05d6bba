"""Reasons hold what people write, so they are encrypted; what the digest covers stays the same."""

from typing import ClassVar

from django.db import migrations, models

from tongban.groundwork.foundation.encrypting import encrypt_columns


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0002_append_only")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(
                    encrypt_columns("ledger_ledgerentry", {"reason": "sealed_reason"}, label="ledger.ledgerentry")
                )
            ],
            state_operations=[
                migrations.RemoveField("ledgerentry", "reason"),
                migrations.AddField("ledgerentry", "sealed_reason", models.BinaryField(default=b"")),
                migrations.AlterField("ledgerentry", "sealed_reason", models.BinaryField()),
            ],
        )
    ]
