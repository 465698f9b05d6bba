"""The answers that are kept for clients who ask again with the same Idempotency-Key."""

from django.db import models

from tongban.groundwork.foundation.fields import EncryptedTextField


class KeptAnswer(models.Model):
    """What a POST was answered; written in the transaction of its deed, so that either both are there or neither."""

    holder = models.UUIDField()  # the account; all zeros for who has none
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)  # keyed, of the operation and the request's content
    status = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=60)
    body = EncryptedTextField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_answer_per_idempotency_key", fields=["holder", "key"])]
        indexes = [models.Index(name="answer_by_age", fields=["kept_at"])]
