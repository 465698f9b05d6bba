"""What an applicant signs may name her, so it is encrypted."""

from typing import ClassVar

from django.db import migrations

from tongban.groundwork.foundation.encrypting import encrypt_columns
from tongban.groundwork.foundation.fields import EncryptedTextField


class Migration(migrations.Migration):
    dependencies: ClassVar = [("applications", "0002_immutable")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(
                    encrypt_columns(
                        "applications_application", {"statement": "statement"}, label="applications.application"
                    )
                )
            ],
            state_operations=[migrations.AlterField("application", "statement", EncryptedTextField())],
        )
    ]
