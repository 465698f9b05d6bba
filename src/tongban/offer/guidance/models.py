"""Tables of guidance: how people speak, and what they looked for in vain. The search index itself is in memory."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from tongban.groundwork.foundation import clock
from tongban.offer.guidance.rules import LONGEST_WORDING


class Vocabulary(models.Model):
    """The one row of words without meaning; `revision` grows with every change of them or of the synonyms."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.PositiveIntegerField(default=1)
    fillers = ArrayField(models.CharField(max_length=LONGEST_WORDING), default=list)

    class Meta:
        constraints = [CheckConstraint(name="one_vocabulary", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"revision {self.revision}"

    @classmethod
    def advance(cls) -> None:
        """Count one change, in the transaction that makes it."""
        cls.objects.get_or_create(id=1)
        cls.objects.filter(id=1).update(revision=F("revision") + 1)


class Synonym(models.Model):
    """Whoever says one of `say` may mean the words in `mean`; where `same`, both are names of one thing."""

    say = ArrayField(models.CharField(max_length=LONGEST_WORDING))
    mean = ArrayField(models.CharField(max_length=LONGEST_WORDING))
    same = models.BooleanField(default=False)

    class Meta:
        constraints = [
            CheckConstraint(name="synonym_says_and_means", condition=Q(say__len__gt=0) & Q(mean__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.say[0]} → {self.mean[0]}"


class EmptySearch(models.Model):
    """A search that found nothing: what was typed, never by whom."""

    text = models.CharField(max_length=60, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=clock.now)
    is_dismissed = models.BooleanField(default=False)  # somebody looked at it and found nothing to do

    class Meta:
        indexes = [
            # Serves the list of what is missed most.
            Index(name="empty_searches_by_count", fields=["-count", "text"], condition=Q(is_dismissed=False)),
            # Serves forgetting what nobody asks any more.
            Index(name="empty_searches_by_day", fields=["last_at"]),
        ]

    def __str__(self) -> str:
        return self.text


class LabelVector(models.Model):
    """The meaning of a title as a vector of half-precision numbers, kept because computing it takes half a millisecond."""

    digest = models.CharField(max_length=32, primary_key=True)  # of the model's name and the title
    vector = models.BinaryField()

    def __str__(self) -> str:
        return self.digest
