"""Tables: published plans and the tasks of their steps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Plan(models.Model):
    """One version of a review plan. Rows are added, never changed."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    graph = models.JSONField()
    installed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_version_once", fields=["code", "version"])]


class Task(models.Model):
    """One step that somebody of an authority has to do about a subject, or has done."""

    subject = models.CharField(max_length=80)
    step = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    item_code = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    applicant_label = models.CharField(max_length=120)  # masked
    due_on = models.DateField()
    barred = ArrayField(models.UUIDField(), default=list)  # accounts that may not do this step
    opened_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)
    claimed_name = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)  # empty when the platform did it
    result = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_task_per_subject_and_step", fields=["subject", "step"], condition=Q(done_at=None)
            ),
            models.CheckConstraint(
                name="task_done_has_a_result",
                condition=Q(done_at=None, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
            ),
        ]
        indexes = [
            # Serves the worklist: open tasks of one authority and role, nearest legal date first (see queries.worklist).
            models.Index(name="task_worklist", fields=["authority", "role", "due_on", "id"], condition=Q(done_at=None)),
            # Serves the worklist of who has rights on some items only.
            models.Index(
                name="task_of_item",
                fields=["authority", "role", "item_code", "due_on", "id"],
                condition=Q(done_at=None),
            ),
            # Serves "mine": what somebody has in hand.
            models.Index(
                name="task_in_hand",
                fields=["claimed_by", "due_on", "id"],
                condition=Q(done_at=None, claimed_by__isnull=False),
            ),
            # Serves the steps of one subject, done and open.
            models.Index(name="task_of_subject", fields=["subject", "id"]),
        ]
