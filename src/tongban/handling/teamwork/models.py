"""Tables: internal notes and who is mentioned in them, lists kept under a name, requests to keep away, batches."""

from django.db import models
from django.db.models import Q

from tongban.groundwork.foundation.fields import EncryptedTextField


class Note(models.Model):
    """What staff write to one another about a case. Never shown to applicants; rows are added, never changed."""

    number = models.CharField(max_length=18)  # of the case
    author = models.UUIDField()
    author_name = models.CharField(max_length=60)
    author_post = models.CharField(max_length=160)
    text = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="notes_of_case", fields=["number", "id"])]


class Mention(models.Model):
    """That a note names a colleague, who finds it in her list."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    account = models.UUIDField()
    name = models.CharField(max_length=60)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="mentioned_once_in_a_note", fields=["note", "account"])]
        indexes = [
            models.Index(name="mentions_of_account", fields=["account", "-id"]),
            # Serves the count on each page of the desk.
            models.Index(name="unread_mentions", fields=["account"], condition=Q(read_at=None)),
        ]


class SavedList(models.Model):
    """A worklist narrowed in some way, which an officer keeps under a name of hers."""

    account = models.UUIDField()
    name = models.CharField(max_length=30)
    query = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_saved_list_per_name", fields=["account", "name"])]


class Withdrawal(models.Model):
    """That an officer keeps away from a case (回避): of her own accord, or asked for by the applicant and decided."""

    class State(models.TextChoices):
        OPEN = "open"
        AGREED = "agreed"
        REFUSED = "refused"

    number = models.CharField(max_length=18)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    account = models.UUIDField()  # of the officer
    name = models.CharField(max_length=60)
    is_own_accord = models.BooleanField()
    reason = EncryptedTextField()
    state = models.CharField(max_length=7, choices=State.choices)
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_withdrawal_per_officer", fields=["number", "account"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="nobody_decides_on_her_own_withdrawal",
                condition=Q(is_own_accord=True) | Q(decided_by=None) | ~Q(decided_by=models.F("account")),
            ),
            models.CheckConstraint(
                name="decided_withdrawal_says_by_whom",
                condition=Q(state="open") | Q(is_own_accord=True) | Q(decided_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="withdrawals_of_case", fields=["number", "id"]),
            # Serves the decider: what waits for her.
            models.Index(name="withdrawals_open", fields=["authority", "id"], condition=Q(state="open")),
        ]


class Batch(models.Model):
    """One deed done to several cases, each by itself. Sent again it tells again what came of each, and does nothing twice."""

    id = models.UUIDField(primary_key=True)  # chosen by the page that sends it
    account = models.UUIDField()
    deed = models.CharField(max_length=12)
    begun_at = models.DateTimeField()


class BatchRow(models.Model):
    """What came of one case of a batch."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.CharField(max_length=18)
    is_done = models.BooleanField()
    code = models.CharField(max_length=60)  # of the refusal
    told = models.CharField(max_length=300)  # in the language of who sent it

    class Meta:
        constraints = [models.UniqueConstraint(name="one_row_of_a_batch_per_case", fields=["batch", "number"])]
