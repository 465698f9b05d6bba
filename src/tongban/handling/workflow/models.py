"""Tables: published plans and those being worked on, how far subjects are in them, and the tasks of their steps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7


class Plan(models.Model):
    """One version of a review plan. Rows are added, never changed: a trigger keeps it so in the database."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    graph = models.JSONField()
    effective_from = models.DateField()
    installed_at = models.DateTimeField()
    published_by = models.CharField(
        max_length=160, blank=True
    )  # name and post; of the platform when it came with files
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_version_once", fields=["code", "version"]),
            models.CheckConstraint(name="plan_version_counts_from_one", condition=Q(version__gte=1)),
        ]


class PlanChange(models.Model):
    """A plan that is being worked on: as it was typed, right or wrong, until another person publishes it."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        PUBLISHED = "published"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    body = models.JSONField()
    from_version = models.PositiveIntegerField(default=0)  # which the authors had before them; 0 without one
    version = models.PositiveIntegerField(null=True)  # which it became
    effective_from = models.DateField()
    why = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)  # raised by every change: who read an older one has lost
    authors = ArrayField(models.UUIDField(), default=list)  # accounts that wrote in it
    edited_by = models.CharField(max_length=160)  # name and post of the last of them
    edited_at = models.DateTimeField()
    reviewer = models.UUIDField(null=True)  # who published it or sent it back
    reviewed_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=500, blank=True)  # what the reviewer said

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_change_of_a_plan", fields=["code"], condition=Q(state__in=["draft", "submitted"])
            ),
            models.CheckConstraint(
                name="published_plan_has_its_version",
                condition=Q(state="published", version__isnull=False, reviewer__isnull=False)
                | (~Q(state="published") & Q(version=None)),
            ),
            # 0003 adds `plan_published_by_another`: who publishes is none of the authors.
        ]
        indexes = [models.Index(name="plan_changes_latest_first", fields=["-id"])]


class Progress(models.Model):
    """Where a subject stands in a plan in which several steps are open at once. Locked by whoever moves it on."""

    subject = models.CharField(max_length=80, primary_key=True)
    plan_code = models.CharField(max_length=40)
    plan_version = models.PositiveIntegerField()
    marking = models.JSONField()  # rules.Marking.body()
    facts = models.JSONField(default=dict)  # those on which branches depend, and the results of steps; no personal data
    revision = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)


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
    # An assigned task binds: only who is named in `claimed_by` may do it, or her substitute.
    is_assigned = models.BooleanField(default=False, db_default=False)
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
            models.CheckConstraint(
                name="assigned_task_names_somebody", condition=Q(is_assigned=False) | Q(claimed_by__isnull=False)
            ),
        ]
        indexes = [
            # Serves the worklist: open tasks of one authority and role, nearest legal date first (see worklists.worklist).
            models.Index(
                name="task_worklist",
                fields=["authority", "role", "is_assigned", "due_on", "id"],
                condition=Q(done_at=None),
            ),
            # Serves the worklist of who has rights on some items only.
            models.Index(
                name="task_of_item",
                fields=["authority", "role", "item_code", "is_assigned", "due_on", "id"],
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


class Assignment(models.Model):
    """That a task was given to somebody or taken from her, by whom and why. Rows are added, never changed."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned"
        GIVEN_BACK = "given_back"
        DRAWN = "drawn"  # by lot: root, round and candidates let anybody draw again

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    to = models.UUIDField(null=True)  # an account; empty when the task was given back
    to_name = models.CharField(max_length=60, blank=True)
    by = models.UUIDField(null=True)  # empty when the platform drew
    by_name = models.CharField(max_length=60, blank=True)
    note = EncryptedTextField(default="")
    at = models.DateTimeField()
    candidates = ArrayField(models.UUIDField(), default=list)
    root = models.CharField(max_length=64, blank=True)  # of the ledger's checkpoint, hexadecimal
    round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_names_somebody", condition=Q(kind="given_back", to=None) | Q(to__isnull=False)
            )
        ]


class Absence(models.Model):
    """That an officer is away for some days, and who does her tasks meanwhile (代)."""

    account = models.UUIDField()
    name = models.CharField(max_length=60)
    substitute = models.UUIDField()
    substitute_name = models.CharField(max_length=60)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    start_on = models.DateField()
    end_on = models.DateField()  # the first day on which she is back
    reason = EncryptedTextField(default="")
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_starts", condition=Q(end_on__gte=models.F("start_on"))),
            models.CheckConstraint(name="nobody_substitutes_herself", condition=~Q(account=models.F("substitute"))),
        ]
        indexes = [
            # Serves "for whom do I stand in today", with each worklist.
            models.Index(name="absence_by_substitute", fields=["substitute", "end_on"]),
            # Serves "is she away on these days".
            models.Index(name="absence_by_account", fields=["account", "end_on"]),
            # Serves the list of an authority.
            models.Index(name="absence_of_authority", fields=["authority", "end_on"]),
        ]


class OpenTally(models.Model):
    """
    How many open tasks there are, as differences to be summed (see tallies). Triggers add rows, the worker sums them up.

    `holder` is who has an assigned task, else nobody. Rows with an `account` take away what that account is barred from,
    so that nobody + one's own rows are exactly what one may do.
    """

    kind = models.PositiveSmallIntegerField()  # 0: open, 1: in somebody's hand
    authority_id = models.BigIntegerField()
    role = models.CharField(max_length=20)
    item_code = models.CharField(max_length=64, blank=True)  # empty: of all items
    step = models.CharField(max_length=40)
    due_on = models.DateField()
    holder = models.UUIDField()
    account = models.UUIDField()
    delta = models.IntegerField()
    is_sum = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                name="tally_of_scope", fields=["authority_id", "role", "item_code", "kind", "account", "holder"]
            ),
            # Serves the worker: what is still to be summed up.
            models.Index(name="tally_to_sum", fields=["id"], condition=Q(is_sum=False)),
        ]
