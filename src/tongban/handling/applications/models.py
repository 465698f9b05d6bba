"""Tables: what is being applied for, what was given for it, and the frozen applications."""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.groundwork.foundation.fields import EncryptedJSONField, EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.handling.applications.rules import Channel, DraftState, Way


class Draft(models.Model):
    """What an applicant has answered and given so far for one item. It is kept until it is submitted or thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item_version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=64)
    region_code = models.CharField(max_length=12)
    party = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=[(channel, channel) for channel in Channel])
    answers_json = EncryptedTextField()
    prefilled = models.JSONField(default=dict)  # element code → registry field; no values
    scenario = models.ForeignKey("scenarios.Version", models.PROTECT, null=True, related_name="+")
    situation = EncryptedJSONField(default=dict)  # answers to the questions of the scenario, by their codes
    saved_pages = ArrayField(models.CharField(max_length=60), default=list)
    state = models.CharField(max_length=13, choices=[(state, state) for state in DraftState], default=DraftState.OPEN)
    supplement_codes = ArrayField(models.CharField(max_length=80), default=list)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_draft_per_item_and_party", fields=["party", "item_code"], condition=Q(state="open")
            ),
            models.CheckConstraint(name="draft_state_known", condition=Q(state__in=list(DraftState))),
        ]
        indexes = [
            # Serves "my drafts": the open ones of a party, latest first.
            models.Index(name="draft_open_of_party", fields=["party", "-updated_at"], condition=Q(state="open")),
        ]

    @property
    def answers(self) -> dict[str, Any]:
        return dict(json.loads(self.answers_json))

    @answers.setter
    def answers(self, answers: dict[str, Any]) -> None:
        self.answers_json = json.dumps(answers, ensure_ascii=False)


class MaterialGiven(models.Model):
    """One thing given for one material: a licence, a file, a promise, or the announcement of an original."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="given")
    code = models.CharField(max_length=80)
    way = models.CharField(max_length=10, choices=[(way, way) for way in Way])
    file = models.UUIDField(null=True)
    file_name = EncryptedTextField(default="")  # people put names into file names
    file_kind = models.CharField(max_length=20, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    file_digest = models.CharField(max_length=64, blank=True)
    licence = models.ForeignKey("licences.Licence", models.PROTECT, null=True, related_name="+")
    promised_on = models.DateField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    trust_level = models.CharField(max_length=1, blank=True)
    in_supplement = models.BooleanField(default=False)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="material_way_has_its_evidence",
                condition=(
                    Q(way="licence", licence__isnull=False, file__isnull=True)
                    | Q(way="upload", file__isnull=False, licence__isnull=True)
                    | Q(way__in=["commitment", "window"], licence__isnull=True)
                ),
            ),
            models.UniqueConstraint(
                name="one_licence_promise_or_original_per_material",
                fields=["draft", "code", "in_supplement"],
                condition=~Q(way="upload"),
            ),
            models.CheckConstraint(
                name="only_promises_are_fulfilled",
                condition=Q(fulfilled_at=None) | Q(way="commitment", file__isnull=False),
            ),
        ]
        indexes = [
            # Serves the list of papers promised and not yet supplied, the earliest promise first.
            models.Index(
                name="material_open_promises",
                fields=["promised_on", "id"],
                condition=Q(promised_on__isnull=False, fulfilled_at=None),
            ),
        ]


class Application(models.Model):
    """What the applicant signed, frozen at that moment. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="application")
    item_version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    party = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    applicant_name = EncryptedTextField()
    channel = models.CharField(max_length=8)
    answers_json = EncryptedTextField()
    scenario = models.ForeignKey("scenarios.Version", models.PROTECT, null=True, related_name="+")
    situation = EncryptedJSONField(default=dict)
    materials = models.JSONField(default=list)  # what was given: codes, ways and digests, no personal data
    digest = models.CharField(max_length=64)
    statement = EncryptedTextField()
    signed_at = models.DateTimeField()

    @property
    def answers(self) -> dict[str, Any]:
        return dict(json.loads(self.answers_json))


class Supplement(models.Model):
    """What the applicant supplied when the authority asked, once; it stands beside the application and changes nothing in it."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="supplement")
    answers_json = EncryptedTextField()
    materials = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    supplied_at = models.DateTimeField()

    @property
    def answers(self) -> dict[str, Any]:
        return dict(json.loads(self.answers_json))
