"""Tables: cases, their course, what stopped their clocks, and the counter of their numbers."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from tongban.groundwork.foundation.crypto import SEALED_NOTHING
from tongban.groundwork.foundation.fields import EncryptedJSONField, EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.handling.cases.rules import AlarmKind, Outcome, State, Step


class Case(models.Model):
    """The authority's file, opened by one application. Due dates are kept for searching; they are recomputed from the dated facts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=18)
    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=80, null=True)
    revision = models.PositiveIntegerField(default=0)  # raised by every deed: who read an older one has lost
    state = models.CharField(max_length=16, choices=[(state, state) for state in State])
    outcome = models.CharField(max_length=12, choices=[(outcome, outcome) for outcome in Outcome], default=Outcome.NONE)

    item_version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=64)
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    plan_code = models.CharField(max_length=40)
    plan_version = models.PositiveIntegerField()
    calendar_edition = models.PositiveIntegerField()  # of the calendar and of the limits that it is judged by
    limits_edition = models.PositiveIntegerField()

    party = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Party", models.PROTECT, related_name="+")
    applicant_name = EncryptedTextField()
    applicant_label = models.CharField(max_length=120)  # masked
    phone = EncryptedTextField()
    account_id = models.UUIDField(null=True)  # whose inbox is told
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)

    received_at = models.DateTimeField()
    received_on = models.DateField()
    acceptance_due_on = models.DateField()
    committed_amount = models.PositiveSmallIntegerField(
        null=True
    )  # of the applicant's situation, where shorter than the guide's
    supplement_asked_on = models.DateField(null=True)
    supplement_items = EncryptedJSONField(default=list)
    supplied_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    is_deemed_accepted = models.BooleanField(default=False)
    committed_due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    is_stopped = models.BooleanField(default=False)
    extension_days = models.PositiveSmallIntegerField(default=0)
    owes_paper = models.BooleanField(default=False)

    accepted_by = models.UUIDField(null=True)
    proposed_by = models.UUIDField(null=True)
    proposed_outcome = models.CharField(max_length=12, blank=True)
    proposed_reasons = EncryptedTextField(default="")
    decided_by = models.UUIDField(null=True)
    decided_on = models.DateField(null=True)
    reasons = EncryptedTextField(default="")
    decision_title = models.CharField(max_length=80, blank=True)
    decision_number = models.CharField(max_length=80, blank=True)
    licence_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_case_per_number", fields=["number"]),
            models.UniqueConstraint(name="one_case_per_idempotency_key", fields=["person", "idempotency_key"]),
            models.CheckConstraint(
                name="decided_by_another_than_proposed",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="case_closed_has_an_outcome",
                condition=(Q(state="closed", closed_at__isnull=False) & ~Q(outcome="none"))
                | (~Q(state="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="case_decided_has_reasons_and_day",
                condition=~Q(outcome__in=["granted", "refused"])
                | (Q(decided_on__isnull=False) & Q(GreaterThan(Length("reasons"), SEALED_NOTHING))),
            ),
            models.CheckConstraint(
                name="accepted_case_has_due_dates",
                condition=Q(accepted_on=None) | Q(committed_due_on__isnull=False, statutory_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="committed_not_after_statutory",
                condition=Q(committed_due_on=None) | Q(committed_due_on__lte=F("statutory_due_on")),
            ),
        ]
        indexes = [
            # Serves "my cases": those of a party, latest first.
            models.Index(name="case_of_party", fields=["party", "-id"]),
            # Serves the sweep of silent authorities.
            models.Index(
                name="case_awaiting_acceptance",
                fields=["region_code", "acceptance_due_on", "id"],
                condition=Q(state="submitted"),
            ),
            # Serves supervision: what runs, nearest committed date first.
            models.Index(
                name="case_running", fields=["committed_due_on", "id"], condition=Q(state__in=["accepted", "proposed"])
            ),
            # Serves the roll-ups: what is open, and what was decided in a span of days.
            models.Index(name="case_open", fields=["authority", "state"], condition=~Q(state="closed")),
            models.Index(name="case_decided", fields=["decided_on"], condition=Q(decided_on__isnull=False)),
            # Serves the figures of a region over a span of days.
            models.Index(name="case_received", fields=["received_on", "region_code"]),
        ]


class CourseEntry(models.Model):
    """One deed in the course of a case, as the applicant and the desk see it. Rows are added, never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="course")
    at = models.DateTimeField()
    step = models.CharField(max_length=24, choices=[(step, step) for step in Step])
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120)
    actor_post = models.CharField(max_length=160, blank=True)
    note = EncryptedTextField(default="")
    document_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(name="course_of_case", fields=["case", "id"])]


class CaseStop(models.Model):
    """A special procedure (行政许可法第四十五条): its days are not counted towards the decision."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stops")
    ground = models.CharField(max_length=20)
    started_on = models.DateField()
    expected_end = models.DateField()  # told to the applicant in the notice
    ended_on = models.DateField(null=True)
    document = models.CharField(max_length=80, blank=True)  # the number of the notice
    result = EncryptedTextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_running_stop_per_case", fields=["case"], condition=Q(ended_on=None)),
            models.CheckConstraint(
                name="stop_ends_after_it_starts", condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
            ),
        ]


class Alarm(models.Model):
    """
    A day on which something about a case must be noticed. Deeds set alarms and take them away; a sweep lets those ring
    whose day has come, and each is gone when it has rung: nobody looks at cases that have no alarm.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="alarms", db_index=False)
    kind = models.CharField(max_length=10)
    ring_on = models.DateField()
    region_code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_alarm_of_a_kind_per_case", fields=["case", "kind"]),
            models.CheckConstraint(name="alarm_kind_is_known", condition=Q(kind__in=list(AlarmKind))),
        ]
        indexes = [
            # Serves the sweep: what is to ring in a region, the oldest first.
            models.Index(name="alarms_of_a_region", fields=["region_code", "ring_on", "id"]),
        ]


class CaseCounter(models.Model):
    """The last serial given in a region on a day; raised by one statement (see operations.submit_application)."""

    pk = models.CompositePrimaryKey("region_code", "day")
    region_code = models.CharField(max_length=6)
    day = models.DateField()
    last = models.PositiveIntegerField()
