"""Why a case is late may speak of its applicant, so explanations and reasons are encrypted."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from tongban.groundwork.foundation.encrypting import encrypt_columns
from tongban.groundwork.foundation.fields import EncryptedTextField

COLUMNS = {name: name for name in ("explanation", "reasons")}
HAS_REASONS = "settled_card_has_reasons"
SETTLED = ["confirmed", "dismissed"]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supervision", "0001_initial")]
    operations: ClassVar = [
        migrations.RemoveConstraint("card", HAS_REASONS),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(encrypt_columns("supervision_card", COLUMNS, label="supervision.card"))
            ],
            state_operations=[migrations.AlterField("card", name, EncryptedTextField(default="")) for name in COLUMNS],
        ),
        migrations.AddConstraint(
            "card",
            models.CheckConstraint(
                name=HAS_REASONS,
                condition=(
                    models.Q(state__in=SETTLED, settled_at__isnull=False) & models.Q(GreaterThan(Length("reasons"), 28))
                )
                | (~models.Q(state__in=SETTLED) & models.Q(settled_at=None)),
            ),
        ),
    ]
