"""Reasons, notes and results hold what people write about the applicant, so they are encrypted."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from tongban.groundwork.foundation.encrypting import encrypt_columns
from tongban.groundwork.foundation.fields import EncryptedJSONField, EncryptedTextField

COLUMNS = {name: name for name in ("supplement_items", "proposed_reasons", "reasons")}
HAS_REASONS = "case_decided_has_reasons_and_day"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0003_decision_paper")]
    operations: ClassVar = [
        migrations.RemoveConstraint("case", HAS_REASONS),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(encrypt_columns("cases_case", COLUMNS, label="cases.case")),
                migrations.RunPython(encrypt_columns("cases_courseentry", {"note": "note"}, label="cases.courseentry")),
                migrations.RunPython(encrypt_columns("cases_casestop", {"result": "result"}, label="cases.casestop")),
            ],
            state_operations=[
                migrations.AlterField("case", "supplement_items", EncryptedJSONField(default=list)),
                migrations.AlterField("case", "proposed_reasons", EncryptedTextField(default="")),
                migrations.AlterField("case", "reasons", EncryptedTextField(default="")),
                migrations.AlterField("courseentry", "note", EncryptedTextField(default="")),
                migrations.AlterField("casestop", "result", EncryptedTextField(default="")),
            ],
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                name=HAS_REASONS,
                condition=~models.Q(outcome__in=["granted", "refused"])
                | (models.Q(decided_on__isnull=False) & models.Q(GreaterThan(Length("reasons"), 28))),
            ),
        ),
    ]
