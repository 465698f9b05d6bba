"""What was said when somebody called back, and appeals, speak of persons, so they are encrypted. Answers are public."""

from typing import ClassVar

from django.db import migrations

from tongban.groundwork.foundation.encrypting import encrypt_columns
from tongban.groundwork.foundation.fields import EncryptedTextField

COLUMNS = {name: name for name in ("call_note", "appeal", "appeal_decision")}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ratings", "0001_initial")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(
                    encrypt_columns("ratings_followup", COLUMNS, key="rating_id", label="ratings.followup")
                )
            ],
            state_operations=[
                migrations.AlterField("followup", name, EncryptedTextField(default="")) for name in COLUMNS
            ],
        )
    ]
