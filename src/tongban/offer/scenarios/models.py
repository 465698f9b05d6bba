"""Tables of the room: the decision table of a basic item as it is being worked on, and its published versions."""

from typing import Any, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class Table(models.Model):
    """The decision table of a basic item. `body` is the draft, as it was typed, right or wrong; None when nobody works on it."""

    basic = models.OneToOneField(
        "catalogue.BasicItem", on_delete=models.PROTECT, primary_key=True, related_name="scenarios"
    )
    body = models.JSONField(null=True)
    revision = models.PositiveIntegerField(
        default=0
    )  # raised by every change of the draft: who read an older one has lost
    authors = ArrayField(models.UUIDField(), default=list)  # accounts that changed the draft since the last version
    edited_by = models.CharField(max_length=160, blank=True)  # name and post of the last of them
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(
                name="scenario_draft_has_authors",
                condition=Q(body=None) | Q(authors__len__gt=0, edited_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.basic_id


class VersionQuerySet(models.QuerySet["Version"]):
    """Published versions are read and added, never changed."""

    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("a published table is never changed: publish another one")

    def delete(self) -> NoReturn:
        raise TypeError("a published table is never removed: applications were guided by it")


class Version(models.Model):
    """One published version of a decision table. Immutable: a trigger keeps it so in the database."""

    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()  # what `rules.table_body` returns
    digest = models.CharField(max_length=64)
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    authors = ArrayField(models.UUIDField(), default=list)
    edited_by = models.CharField(max_length=160)
    published_by = models.UUIDField(null=True)  # None when it came with the files of an installation
    publisher = models.CharField(max_length=160)
    why = models.CharField(max_length=500)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(name="scenario_version_number_once", fields=["table", "number"]),
            CheckConstraint(name="scenario_version_counts_from_one", condition=Q(number__gte=1)),
            # 0002 adds `scenario_published_by_another`: who publishes is none of the authors.
        ]

    def __str__(self) -> str:
        return f"{self.table_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a published table is never changed: publish another one")
        super().save(*args, **kwargs)
