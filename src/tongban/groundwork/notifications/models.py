"""The one table of the notifications: inbox and outbox in one, so that queueing is one INSERT."""

from django.db import models

from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7


class Message(models.Model):
    """A message to one person. The row is the portal inbox; the columns from `to_send` on are the outbox."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField(null=True)  # no foreign key: accounts live on a floor above
    template = models.CharField(max_length=40)
    context = EncryptedTextField()  # JSON; the text is made from it when it is read
    subject = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    queued_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    phone = EncryptedTextField()
    email = EncryptedTextField()
    to_send = models.BooleanField()  # some channel still has to carry it out of the house
    sent_by = models.CharField(max_length=80, default="")  # channels that have carried it, separated by blanks
    attempts = models.PositiveSmallIntegerField(default=0)
    attempt_after = models.DateTimeField()
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [
            # Serves the inbox of an account, newest first.
            models.Index(name="inbox_of_an_account", fields=["account_id", "-queued_at", "-id"]),
            # Serves the number beside the bell.
            models.Index(name="unread_of_an_account", fields=["account_id"], condition=models.Q(read_at__isnull=True)),
            # Serves the worker: what waits to be sent, oldest attempt first.
            models.Index(name="messages_to_send", fields=["attempt_after"], condition=models.Q(to_send=True)),
        ]
