"""Tables: cases, their course, what stopped their clocks, and the counter of their numbers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from tongban.groundwork.foundation.crypto import SEALED_NOTHING
from tongban.groundwork.foundation.fields import EncryptedJSONField, EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.handling.cases.rules import PART_KINDS, AlarmKind, Outcome, State, Step, TransferKind


class Case(models.Model):
    """The authority's file, opened by one application. Due dates are kept for searching; they are recomputed from the dated facts."""

    # No columns, of the deed under way: whose step of the plan it is, and in whose name it is done where that is entrusted.
    step_authority: int | None = None
    acting_for: int | None = None
    absentee = ""  # who is away and has the task that a substitute does (代)

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
    # Whose limits it is judged by since a decision said so; null: those of its own version of the item.
    limits_version = models.ForeignKey(
        "catalogue.ItemVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )

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
    is_transferred = models.BooleanField(default=False)  # `Transfer` tells where from
    handed_over_on = models.DateField(null=True)  # from the lower level that examined it to the one that decides
    has_parts = models.BooleanField(default=False)  # other authorities take part, or took part
    awaits_parts = models.BooleanField(default=False)  # the plan is not yet at the proposal: authorities examine
    extension_days = models.PositiveSmallIntegerField(default=0)
    owes_paper = models.BooleanField(default=False)

    accepted_by = models.UUIDField(null=True)
    recused = ArrayField(models.UUIDField(), default=list)  # accounts of officers who keep away (回避)
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

    agreed_to_electronic_at = models.DateTimeField(null=True)  # electronic delivery needs the applicant's consent
    delivery_address = EncryptedTextField(default="")
    delivery_attempts = models.PositiveSmallIntegerField(default=0)  # `Delivery` tells how
    is_sent = models.BooleanField(default=False)  # on its way to the applicant
    delivered_by = models.CharField(max_length=16, blank=True)  # the way by which it arrived
    is_opened = models.BooleanField(default=False)  # what reached her inbox was opened by the applicant
    archived_at = models.DateTimeField(null=True)
    revocation_by = models.UUIDField(null=True)  # who proposed to revoke the decision, while that is open
    revoked_on = models.DateField(null=True)

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
                name="only_closed_cases_are_archived", condition=Q(archived_at=None) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="only_what_was_granted_is_revoked", condition=Q(revoked_on=None) | Q(outcome="granted")
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
            # Serves the worker: what goes to the inbox of those who agreed, and what waits for the archive.
            models.Index(
                name="case_for_inbox",
                fields=["-id"],
                condition=Q(state="decided", agreed_to_electronic_at__isnull=False, is_sent=False),
            ),
            models.Index(name="case_for_archive", fields=["closed_at"], condition=Q(state="closed", archived_at=None)),
            # Serves the list of what an authority archived, latest first.
            models.Index(
                name="case_archived",
                fields=["authority", "-archived_at", "-id"],
                condition=Q(archived_at__isnull=False),
            ),
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


class Part(models.Model):
    """
    One authority's share of a case: a step of the plan that it was given, a question it was asked, or what the platform checks.

    A step that is opened again has another row. The due date is kept for searching; it is recomputed from the dated facts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="parts", db_index=False)
    step = models.CharField(max_length=40)  # of the plan, or `rules.asked_step` of the office that was asked besides
    round = models.PositiveSmallIntegerField(default=1)  # how often the step was opened by then
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in PART_KINDS])
    authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    limit_amount = models.PositiveSmallIntegerField(null=True)  # null: that of the case
    limit_unit = models.CharField(max_length=12, blank=True)
    limit_source = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    is_stopped = models.BooleanField(default=False)
    question = EncryptedTextField(default="")  # what is asked, or why the step is opened again
    asked_in = models.CharField(max_length=40, blank=True)  # the step in which somebody asked; empty: the plan did
    materials = models.JSONField(default=list)  # codes of those that go with such a question
    letter_id = models.UUIDField(null=True)  # 征求意见函, by which it was asked
    check_after = models.DateTimeField(null=True)  # when the platform checks (again); null: it does not
    checks = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    is_dropped = models.BooleanField(default=False)  # nobody waited for it any more
    given_by = models.UUIDField(null=True)  # null: the platform
    given_name = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=40, blank=True)
    opinion = EncryptedTextField(default="")  # opinion, answer or minutes
    fields = EncryptedJSONField(default=dict)  # what it found, by name: facts for those who follow
    participants = EncryptedJSONField(default=list)  # of a joint meeting
    document_id = models.UUIDField(null=True)
    document_number = models.CharField(max_length=80, blank=True)
    licence_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_part_per_case_and_step", fields=["case", "step"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="part_ended_has_a_result_or_was_dropped",
                condition=Q(ended_at=None, ended_on=None, result="", is_dropped=False)
                | Q(ended_at__isnull=False, ended_on__isnull=False, is_dropped=True, result="")
                | (Q(ended_at__isnull=False, ended_on__isnull=False, is_dropped=False) & ~Q(result="")),
            ),
        ]
        indexes = [
            # Serves the parts of a case, in the order in which they were opened.
            models.Index(name="part_of_case", fields=["case", "id"]),
            # Serves the worker: what the platform has to check.
            models.Index(
                name="part_to_check", fields=["check_after"], condition=Q(ended_at=None, check_after__isnull=False)
            ),
        ]


class CaseStop(models.Model):
    """A special procedure (行政许可法第四十五条): its days are not counted towards the decision."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stops")
    part = models.ForeignKey(
        "Part", models.PROTECT, null=True, related_name="stops"
    )  # whose time; null: the whole case's
    ground = models.CharField(max_length=20)
    started_on = models.DateField()
    expected_end = models.DateField()  # told to the applicant in the notice
    ended_on = models.DateField(null=True)
    document = models.CharField(max_length=80, blank=True)  # the number of the notice
    result = EncryptedTextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_running_stop_per_case_and_part",
                fields=["case", "part"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
            ),
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
    part = models.ForeignKey("Part", models.CASCADE, null=True, related_name="alarms", db_index=False)
    kind = models.CharField(max_length=12)
    ring_on = models.DateField()
    region_code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_alarm_of_a_kind_per_case_and_part", fields=["case", "kind", "part"], nulls_distinct=False
            ),
            models.CheckConstraint(name="alarm_kind_is_known", condition=Q(kind__in=list(AlarmKind))),
        ]
        indexes = [
            # Serves the sweep: what is to ring in a region, the oldest first.
            models.Index(name="alarms_of_a_region", fields=["region_code", "ring_on", "id"]),
        ]


class Delivery(models.Model):
    """One attempt to bring the result to the applicant (送达), with the address as it was then and the proof of receipt."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries")
    attempt = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=16)
    state = models.CharField(max_length=9)
    document = models.CharField(max_length=80)  # number of what was delivered
    address = EncryptedTextField(default="")
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)
    delivered_on = models.DateField(null=True)  # by law, whenever it is written down
    deemed_on = models.DateField(null=True)  # the day on which a public notice counts as delivery
    facts = EncryptedJSONField(
        default=dict
    )  # carrier, number of the parcel, who received it, witnesses: see `ways.yaml`
    proof_file_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(null=True)  # when the applicant first opened what reached her inbox
    proof = models.CharField(max_length=64, blank=True)  # digest of the ledger's entry about the receipt
    opening_proof = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_delivery_per_attempt", fields=["case", "attempt"]),
            models.UniqueConstraint(
                name="one_delivery_under_way_or_done", fields=["case"], condition=Q(state__in=["sent", "delivered"])
            ),
            models.CheckConstraint(
                name="delivered_has_its_day_and_end",
                condition=Q(state="sent", delivered_on=None, ended_at=None)
                | Q(state="failed", delivered_on=None, ended_at__isnull=False)
                | Q(state="delivered", delivered_on__isnull=False, ended_at__isnull=False),
            ),
        ]
        indexes = [
            # Serves the worker: public notices that have run out.
            models.Index(
                name="delivery_deemed", fields=["deemed_on"], condition=Q(state="sent", deemed_on__isnull=False)
            ),
        ]


class Revocation(models.Model):
    """A granted decision that is to be taken back, and what came of it: proposed by one, decided by another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="revocations")
    kind = models.CharField(max_length=10)
    ground = models.CharField(max_length=30)
    reasons = EncryptedTextField()
    proposed_by = models.UUIDField()
    proposed_name = models.CharField(max_length=80)
    proposed_on = models.DateField()
    heard_until = models.DateField(
        null=True
    )  # until then the holder may answer; null where the law asks for no hearing
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_on = models.DateField(null=True)
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_open_revocation_per_case", fields=["case"], condition=Q(decided_on=None)),
            models.CheckConstraint(
                name="revoked_by_another_than_proposed",
                condition=~Q(is_confirmed=True) | ~Q(decided_by=F("proposed_by")),
            ),
        ]


class Transfer(models.Model):
    """That a case went to another authority (上报、下交、移送): from then on the time is that one's. Rows are added, never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=6, choices=[(kind, kind) for kind in TransferKind])
    moved_on = models.DateField()
    from_authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+", db_index=False)
    to_authority = models.ForeignKey("organisations.Authority", models.PROTECT, related_name="+", db_index=False)
    reason = EncryptedTextField()
    document = models.CharField(max_length=80)  # the number of the letter that tells the applicant

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transfer_goes_to_somebody_else", condition=~Q(from_authority=F("to_authority"))
            ),
            models.CheckConstraint(name="transfer_kind_is_known", condition=Q(kind__in=list(TransferKind))),
        ]


class CaseCounter(models.Model):
    """The last serial given in a region on a day; raised by one statement (see operations.submit_application)."""

    pk = models.CompositePrimaryKey("region_code", "day")
    region_code = models.CharField(max_length=6)
    day = models.DateField()
    last = models.PositiveIntegerField()
