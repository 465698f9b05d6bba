"""Tables of guidance: how people speak, and what they looked for in vain. The search index itself is in memory."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from tongban.groundwork.foundation import clock


class Vocabulary(models.Model):
    """The one row of fillers and synonyms; `revision` grows with every change."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.PositiveIntegerField(default=1)
    fillers = ArrayField(models.CharField(max_length=20))
    synonyms = models.JSONField()  # [{"say": [...], "mean": [...]}]

    class Meta:
        constraints = [CheckConstraint(name="one_vocabulary", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"revision {self.revision}"


class EmptySearch(models.Model):
    """A search that found nothing: what was typed, never by whom."""

    text = models.CharField(max_length=60, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            # Serves the list of what is missed most.
            Index(name="empty_searches_by_count", fields=["-count", "text"]),
            # Serves forgetting what nobody asks any more.
            Index(name="empty_searches_by_day", fields=["last_at"]),
        ]

    def __str__(self) -> str:
        return self.text
