"""Tables of the documents. Files lie in the file store (see `storage`); rows say what they are and whose."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7


class StoredFile(models.Model):
    """A file somebody handed in. Two rows may share one content: the store keeps each content once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    name = EncryptedTextField()  # people put their names and numbers into file names
    owner = models.CharField(max_length=80)
    stored_by = models.CharField(max_length=80)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="stored_file_has_content", condition=models.Q(size__gt=0)),
        ]
        # Serves the question whether anybody else handed in a content that is taken back.
        indexes = [models.Index(name="files_of_a_content", fields=["digest"])]


class NumberSeries(models.Model):
    """The last number given by one issuer to one kind of document in one year; raised only by `issue_document`."""

    pk = models.CompositePrimaryKey("issuer_code", "kind", "year")
    issuer_code = models.CharField(max_length=18)
    kind = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()


class OfficialDocument(models.Model):
    """A document an authority issued. Facts and number never change; the PDF follows and is marked in the same row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=80)
    number = models.CharField(max_length=80)
    serial = models.PositiveIntegerField(null=True)  # null where the number is part of the facts, as in a licence
    year = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120)  # a licence is named by its identifier, 88 characters long
    issuer_code = models.CharField(max_length=18)
    issuer_name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=12)
    recipient = EncryptedTextField()
    facts = EncryptedTextField()  # JSON
    issued_at = models.DateTimeField()
    # The text it is composed with, for ever; null for a licence, which has a face instead. Versions are never removed, so
    # neither a lock on them at each issue nor an index to ask the other way round is needed.
    letter = models.ForeignKey(
        "LetterVersion", on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False
    )

    rendered_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="")  # SHA-256 of the PDF, empty until rendered
    attempts = models.PositiveSmallIntegerField(default=0)
    attempt_after = models.DateTimeField()
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_document_per_number",
                fields=["issuer_code", "kind", "year", "serial"],
                condition=models.Q(serial__isnull=False),
            ),
            models.CheckConstraint(
                name="a_rendered_document_has_a_digest",
                condition=models.Q(rendered_at__isnull=True, digest="")
                | (models.Q(rendered_at__isnull=False) & ~models.Q(digest="")),
            ),
        ]
        indexes = [
            # Serves the list of documents on the page of a case or a licence.
            models.Index(name="documents_of_a_subject", fields=["subject", "id"]),
            # Serves the worker: what waits for its PDF, oldest attempt first.
            models.Index(
                name="documents_to_render", fields=["attempt_after"], condition=models.Q(rendered_at__isnull=True)
            ),
        ]


class LetterDraft(models.Model):
    """A text as it is being worked on: the general one of a kind, or that of one authority or item type. As it was typed."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"

    pk = models.CompositePrimaryKey("kind", "variant")
    kind = models.CharField(max_length=32)
    variant = models.CharField(max_length=60)  # "general", the code of an issuer, or an item type
    text = models.TextField(null=True)  # None when nobody works on it
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)  # raised by every change: who read an older one has lost
    authors = ArrayField(models.CharField(max_length=80), default=list)  # references of actors since the last version
    edited_by = models.CharField(max_length=160, default="")
    edited_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, default="")
    effective_from = models.DateField(null=True)
    note = models.CharField(max_length=500, default="")  # why it was returned

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_draft_has_authors",
                condition=models.Q(text=None) | models.Q(authors__len__gt=0, edited_at__isnull=False),
            )
        ]


class LetterVersion(models.Model):
    """One published version of a text. Immutable: a trigger keeps it so, and documents keep the version they were composed with."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=32)
    variant = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    text = models.TextField()  # as people write it
    body = models.JSONField()  # what it stands for, with the general text taken over where it says so
    general_number = models.PositiveIntegerField(null=True)  # the version of the general text that was taken over
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    authors = ArrayField(models.CharField(max_length=80), default=list)
    edited_by = models.CharField(max_length=160)
    published_by = models.CharField(max_length=80, default="")  # empty when it came with the software
    publisher = models.CharField(max_length=160)
    why = models.CharField(max_length=500)

    class Meta:
        constraints = [
            # Serves `issue_document`, which finds the version in force by it.
            models.UniqueConstraint(name="letter_version_number_once", fields=["kind", "variant", "number"]),
            models.CheckConstraint(name="letter_version_counts_from_one", condition=models.Q(number__gte=1)),
            # 0002 adds `letter_published_by_another`: who publishes is none of the authors.
        ]
