"""
Tables of the ratings.

An anonymous rating cannot be led back to its case: its row has no case number, no moment and a random id; that its case was
rated is kept apart, under a keyed digest.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tongban.engagement.ratings.rules import Channel, Finding, Grade, Stage
from tongban.groundwork.foundation.crypto import lookup_key
from tongban.groundwork.foundation.fields import EncryptedTextField


def case_key(number: str) -> str:
    """Return the key under which it is kept that a case was rated."""
    return lookup_key(number, use="ratings.case")


class RatedCase(models.Model):
    """That a case was rated, and nothing more: one case, one rating (一事一评)."""

    key = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.key[:8]


class Rating(models.Model):
    """One rating. The day is kept and not the moment, and the id is no uuid7: both would tell which case was rated then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case_number = models.CharField(max_length=18, null=True)  # null when anonymous
    item_code = models.CharField(max_length=40)
    item_name = models.CharField(max_length=200)
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12)
    grade = models.PositiveSmallIntegerField()
    reasons = ArrayField(models.CharField(max_length=40))
    text = EncryptedTextField()
    is_anonymous = models.BooleanField()
    channel = models.CharField(max_length=10)
    rated_on = models.DateField()
    is_excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_rating_per_case", fields=["case_number"]),
            CheckConstraint(name="rating_grade_is_one_of_five", condition=Q(grade__in=list(Grade))),
            CheckConstraint(name="rating_channel_is_known", condition=Q(channel__in=list(Channel))),
            CheckConstraint(
                name="anonymous_rating_names_no_case",
                condition=Q(is_anonymous=True, case_number=None) | Q(is_anonymous=False, case_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.item_name}"


class FollowUp(models.Model):
    """What became of a bad rating: called back, checked, put right, answered; or excluded on appeal."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, primary_key=True, related_name="follow_up")
    authority_id = models.IntegerField()  # those of the rating, so that the worklist is served by one index
    region_code = models.CharField(max_length=12)
    stage = models.CharField(max_length=12, default=Stage.OPEN)
    due_on = models.DateField()
    called_back_at = models.DateTimeField(null=True)
    call_note = EncryptedTextField(default="")
    finding = models.CharField(max_length=12, default="")
    rectification = models.TextField(default="")  # public, as the answer
    answer = models.TextField(default="")
    answered_on = models.DateField(null=True)
    appeal = EncryptedTextField(default="")
    appealed_by = models.CharField(max_length=36, default="")
    appeal_decision = EncryptedTextField(default="")
    appeal_decided_by = models.CharField(max_length=36, default="")

    class Meta:
        constraints = [
            CheckConstraint(name="follow_up_stage_is_known", condition=Q(stage__in=list(Stage))),
            CheckConstraint(name="follow_up_finding_is_known", condition=Q(finding__in=["", *Finding])),
            CheckConstraint(
                name="follow_up_answered_has_an_answer",
                condition=~Q(stage=Stage.ANSWERED) | (~Q(answer="") & ~Q(finding="") & Q(answered_on__isnull=False)),
            ),
            CheckConstraint(
                name="appeal_decided_by_another",
                condition=Q(appeal_decided_by="") | ~Q(appeal_decided_by=F("appealed_by")),
            ),
        ]
        indexes = [
            # Serves the list of an authority: what must still be answered, nearest due date first.
            Index(
                name="bad_ratings_open",
                fields=["authority_id", "due_on", "rating"],
                condition=Q(stage__in=[Stage.OPEN, Stage.CALLED_BACK]),
            ),
            # Serves supervision: the same for a region, and the appeals that wait.
            Index(name="bad_ratings_in_a_region", fields=["due_on", "rating"], condition=~Q(stage=Stage.EXCLUDED)),
            # Serves the public list of answers.
            Index(name="bad_ratings_answered", fields=["-answered_on", "rating"], condition=Q(stage=Stage.ANSWERED)),
        ]

    def __str__(self) -> str:
        return f"{self.stage} until {self.due_on}"

    @property
    def appeal_is_open(self) -> bool:
        return bool(self.appeal) and not self.appeal_decided_by


class Tally(models.Model):
    """How many ratings of one grade an item of an authority got in one month: counted as they come, never recounted."""

    month = models.DateField()  # its first day
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12)
    item_code = models.CharField(max_length=40)
    item_name = models.CharField(max_length=200)
    grade = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)  # of the bad ones
    answered_in_time = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_tally_row", fields=["month", "authority", "item_code", "grade"]),
            CheckConstraint(name="tally_in_time_is_part_of_answered", condition=Q(answered_in_time__lte=F("answered"))),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.item_name} {self.grade}: {self.count}"
