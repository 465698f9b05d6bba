"""Tables of the documents. Files lie in the file store (see `storage`); rows say what they are and whose."""

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
