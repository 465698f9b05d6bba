"""Tables: kinds of project by edition, projects, their stages, and every value that was brought to the shared record."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tongban.groundwork.foundation.fields import EncryptedJSONField, EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7


class KindEdition(models.Model):
    """One edition of all kinds of project. Rows are added, never changed: a project keeps the edition it was registered by."""

    number = models.PositiveIntegerField(primary_key=True)
    body = models.JSONField()
    installed_at = models.DateTimeField()


class Project(models.Model):
    """A construction project: one code and one shared record for all its stages."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)  # a copy of the shared record's, for lists
    kind = models.CharField(max_length=40)
    edition = models.ForeignKey(KindEdition, models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    party = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    party_label = models.CharField(max_length=120)  # masked
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    authority_ids: "ArrayField[Any, Any]" = ArrayField(models.IntegerField())  # who takes part in one of its stages
    registered_at = models.DateTimeField()
    completed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_project_per_code", fields=["code"]),
            models.CheckConstraint(
                name="project_site_is_whole",
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [
            # Serves "my projects": those of a party, latest first.
            models.Index(name="project_of_party", fields=["party", "-id"]),
            # Serves the list of a region, latest first.
            models.Index(name="project_of_region", fields=["-id", "region_code"]),
            GinIndex(name="project_of_authority", fields=["authority_ids"]),
        ]


class Stage(models.Model):
    """One opening of a stage: the draft that was begun, and the case that it became. What was refused may be opened again."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="stages")
    code = models.CharField(max_length=40)
    attempt = models.PositiveSmallIntegerField(default=1)
    item_code = models.CharField(max_length=64)
    draft_id = models.UUIDField()
    case_number = models.CharField(max_length=18, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    opened_on = models.DateField()
    accepted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)  # when it was decided, or ended otherwise

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_attempt_at_a_stage", fields=["project", "code", "attempt"]),
            models.UniqueConstraint(
                name="one_running_attempt_at_a_stage", fields=["project", "code"], condition=Q(closed_on=None)
            ),
            models.UniqueConstraint(name="one_stage_per_draft", fields=["draft_id"]),
            models.UniqueConstraint(name="one_stage_per_case", fields=["case_number"], condition=~Q(case_number="")),
            models.CheckConstraint(
                name="closed_stage_has_an_outcome",
                condition=Q(closed_on=None, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
        ]


class Contribution(models.Model):
    """One value brought to the shared record, by whom, when, and from where. Rows are added, never changed; the latest counts."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="contributions")
    element = models.CharField(max_length=80)
    value = EncryptedJSONField()
    origin = models.CharField(max_length=12)  # registration, application, licence, correction
    stage = models.CharField(max_length=40, blank=True)
    case_number = models.CharField(max_length=18, blank=True)
    reason = EncryptedTextField(default="")
    by_name = models.CharField(max_length=120)  # masked where it is no officer
    by_post = models.CharField(max_length=160, blank=True)
    brought_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="contribution_of_project", fields=["project", "id"])]
        constraints = [
            models.CheckConstraint(
                name="contribution_origin_known",
                condition=Q(origin__in=["registration", "application", "licence", "correction"]),
            )
        ]
