"""Model fields for personal data."""

import json
from typing import Any

from django.core.checks import CheckMessage
from django.db import models

from tongban.groundwork.foundation import crypto


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """
    A text that is encrypted in the database and clear in Python.

    It cannot be searched: keep a `crypto.lookup_key` column beside it where it must be found again.
    """

    description = "encrypted text"

    @property
    def use(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def _check_str_default_value(self) -> list[CheckMessage]:
        return []  # the column is bytes, but its values and so its default are texts

    def get_prep_value(self, value: Any) -> Any:
        return crypto.seal(value, use=self.use) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - Django names it
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared=True)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        return None if value is None else crypto.unseal(bytes(value), use=self.use)

    def to_python(self, value: Any) -> Any:
        return value


class EncryptedJSONField(EncryptedTextField):
    """Lists and mappings of texts and numbers that are encrypted in the database and clear in Python."""

    description = "encrypted JSON"

    def get_prep_value(self, value: Any) -> Any:
        is_sealed = value is None or isinstance(value, bytes | memoryview)
        return value if is_sealed else super().get_prep_value(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)
