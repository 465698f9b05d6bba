"""Tables of shared data elements and of published forms."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class Element(models.Model):
    """A shared data element; `body` is what `rules.DataElement.from_dict` reads."""

    code = models.CharField(max_length=80, primary_key=True)
    body = models.JSONField()

    def __str__(self) -> str:
        return self.code


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    """Published forms are read and added, never changed."""

    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("a published form is never changed: publish another version")

    def delete(self) -> NoReturn:
        raise TypeError("a published form is never removed: applications rest on it")


class FormVersion(models.Model):
    """One published version of a form. Immutable: a trigger keeps it so in the database."""

    code = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(name="form_version_number_once", fields=["code", "number"]),
            CheckConstraint(name="form_version_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a published form is never changed: publish another version")
        super().save(*args, **kwargs)
