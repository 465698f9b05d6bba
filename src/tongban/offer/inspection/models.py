"""
Tables of inspection: the rules, what was found where, repair tasks, and rows rolled up so that no page counts a million items.

One row an item says how it stands; findings are kept apart and never removed, so that one that comes back is known.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tongban.groundwork.foundation.identifiers import uuid7
from tongban.offer.inspection.rules import FULL_SCORE, Severity, TaskState
from tongban.offer.inspection.rules.tasks import WAITING

SEVERITIES = [severity.value for severity in Severity]


class FindingState(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open"
    MENDED = "mended"  # a later look found it no more
    EXCUSED = "excused"  # it is right as it is, somebody ruled; it does not count


class LinkState(models.TextChoices):
    """What is known of an address. What was not reached from here is not called dead."""

    UNCHECKED = "unchecked"
    ALIVE = "alive"
    DEAD = "dead"
    REFUSED = "refused"  # no public web address: it is not asked for


class Book(models.Model):
    """The one row of what the rules stand on; `revision` grows with every change of it or of a rule."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.PositiveIntegerField(default=1)
    repair_severity = models.PositiveSmallIntegerField()
    repair_days = models.PositiveSmallIntegerField()  # working days
    repair_source = models.CharField(max_length=200)
    platform = models.JSONField()  # {"payment": false, "identity": true}
    aims = models.JSONField()  # [{"levels": [1, 2], "share": 0.8, "source": "…"}]
    laws = models.JSONField()  # [{"name", "since", "successor", "source"}]
    licences = models.JSONField(default=dict)  # name of a licence type → its key, as told by the rooms above
    least_in_column = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(name="one_inspection_book", condition=Q(id=1)),
            CheckConstraint(name="repair_severity_is_known", condition=Q(repair_severity__in=SEVERITIES)),
        ]

    def __str__(self) -> str:
        return f"revision {self.revision}"


class RuleRow(models.Model):
    """A rule as the data file writes it, and whether it is on."""

    code = models.SlugField(max_length=60, primary_key=True)
    place = models.PositiveSmallIntegerField()  # in the file
    body = models.JSONField()
    is_on = models.BooleanField(default=True)
    switched_why = models.CharField(max_length=400, blank=True)
    switched_by = models.CharField(max_length=120, blank=True)
    switched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(name="rule_that_is_off_has_a_reason", condition=Q(is_on=True) | ~Q(switched_why="")),
        ]

    def __str__(self) -> str:
        return self.code


class Inspected(models.Model):
    """How one item stands: its score, its open findings by severity, what it claims of being online and what is so."""

    item = models.OneToOneField("catalogue.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    level = models.PositiveSmallIntegerField()  # of the region: 1 province … 5 village
    is_listed = models.BooleanField(default=True)  # false once the item is no longer online
    version_id = models.BigIntegerField()
    reviewed_on = models.DateField()  # when somebody last vouched for the guide: published it or looked through it
    digest = models.CharField(max_length=32)  # of all that was found: the same digest is nothing to write
    score = models.PositiveSmallIntegerField()
    hints = models.PositiveSmallIntegerField(default=0)
    flaws = models.PositiveSmallIntegerField(default=0)
    serious = models.PositiveSmallIntegerField(default=0)
    claimed_depth = models.PositiveSmallIntegerField()
    real_depth = models.PositiveSmallIntegerField()
    claimed_visits = models.PositiveSmallIntegerField()
    real_visits = models.PositiveSmallIntegerField()
    lacks = ArrayField(models.CharField(max_length=12), default=list)
    lacking_materials = ArrayField(models.CharField(max_length=60), default=list)
    inspected_at = models.DateTimeField()

    class Meta:
        constraints = [
            CheckConstraint(name="inspection_score_is_a_share", condition=Q(score__lte=FULL_SCORE)),
            CheckConstraint(name="inspected_depth_is_known", condition=Q(real_depth__gte=1, real_depth__lte=4)),
        ]
        indexes = [
            # Serves the items of an authority, the worst first, and its recount.
            Index(name="inspected_of_an_authority", fields=["authority", "score", "item"], condition=Q(is_listed=True)),
            # Serves the worst items of a region.
            Index(name="inspected_in_a_region", fields=["score", "item"], condition=Q(is_listed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.score}"


class Finding(models.Model):
    """One place of one item that breaks one rule. It closes by itself when mended, and is known again when it comes back."""

    item = models.ForeignKey("catalogue.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(RuleRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    path = models.CharField(max_length=80)
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    severity = models.PositiveSmallIntegerField()
    said = models.JSONField(default=dict)  # what stands there, for the sentence
    state = models.CharField(max_length=8, choices=FindingState, default=FindingState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    excuse = models.CharField(max_length=400, blank=True)
    excused_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_finding_a_place", fields=["item", "rule", "path"]),
            CheckConstraint(name="finding_severity_is_known", condition=Q(severity__in=SEVERITIES)),
            CheckConstraint(
                name="finding_is_excused_with_a_reason",
                condition=~Q(state=FindingState.EXCUSED) | (~Q(excuse="") & ~Q(excused_by="")),
            ),
        ]
        indexes = [
            # Serves the list of findings of an authority, and of one rule there; and its recount.
            Index(name="findings_of_an_authority", fields=["authority", "state", "rule", "-id"]),
            # Serves the list of a region, newest first.
            Index(name="findings_open", fields=["-id"], condition=Q(state=FindingState.OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.path}"


class RepairTask(models.Model):
    """What an authority has to mend: all its findings of one rule, by a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    rule = models.ForeignKey(RuleRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in TaskState], default="open")
    findings = models.PositiveIntegerField()  # how many are open, as of the last run
    opened_on = models.DateField()
    due_on = models.DateField()
    claimed_by = models.CharField(max_length=36, blank=True)
    claimed_by_name = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)  # what was done, or why it is right as it is
    asked_by = models.CharField(max_length=36, blank=True)  # who asked that it be excused
    decision = models.TextField(blank=True)
    decided_by = models.CharField(max_length=36, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="one_waiting_repair_task",
                fields=["authority", "rule"],
                condition=Q(state__in=[state.value for state in WAITING]),
            ),
            CheckConstraint(
                name="repair_task_state_is_known", condition=Q(state__in=[state.value for state in TaskState])
            ),
            CheckConstraint(
                name="repair_excuse_decided_by_another",
                condition=Q(decided_by="") | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("claimed_by"))),
            ),
        ]
        indexes = [
            # Serves the list of what is to be mended, nearest due date first.
            Index(
                name="repair_tasks_waiting",
                fields=["due_on", "id"],
                condition=Q(state__in=[state.value for state in WAITING]),
            ),
            Index(name="repair_tasks_closed", fields=["-closed_on", "id"], condition=Q(closed_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.state} until {self.due_on}"


class Tally(models.Model):
    """The items of one authority summed up: recounted whenever one of them was inspected."""

    authority = models.OneToOneField(
        "organisations.Authority", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    region_code = models.CharField(max_length=12, db_collation="C")
    level = models.PositiveSmallIntegerField()
    items = models.PositiveIntegerField()
    score_sum = models.PositiveBigIntegerField()
    sound = models.PositiveIntegerField()  # items without an open finding
    hints = models.PositiveIntegerField()
    flaws = models.PositiveIntegerField()
    serious = models.PositiveIntegerField()
    claimed_online = models.PositiveIntegerField()
    real_online = models.PositiveIntegerField()
    depth_1 = models.PositiveIntegerField()
    depth_2 = models.PositiveIntegerField()
    depth_3 = models.PositiveIntegerField()
    depth_4 = models.PositiveIntegerField()
    visits = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.authority_id}: {self.items}"


class RuleTally(models.Model):
    """How many findings of one rule an authority has."""

    authority = models.ForeignKey("organisations.Authority", on_delete=models.CASCADE, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    rule = models.ForeignKey(RuleRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    open = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    excused = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_rule_tally", fields=["authority", "rule"])]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.open}"


class Gap(models.Model):
    """How many items of an authority are not online, by all that they lack for it."""

    authority = models.ForeignKey("organisations.Authority", on_delete=models.CASCADE, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    level = models.PositiveSmallIntegerField()
    lacks = models.CharField(max_length=80)  # codes, sorted, separated by blanks
    items = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_gap", fields=["authority", "lacks"])]

    def __str__(self) -> str:
        return f"{self.lacks}: {self.items}"


class DayScore(models.Model):
    """How an authority stood at the end of a day: what the trend is drawn from."""

    day = models.DateField()
    authority = models.ForeignKey("organisations.Authority", on_delete=models.CASCADE, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12, db_collation="C")
    items = models.PositiveIntegerField()
    score_sum = models.PositiveBigIntegerField()
    findings = models.PositiveIntegerField()
    real_online = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_score_a_day", fields=["day", "authority"])]

    def __str__(self) -> str:
        return f"{self.day} {self.authority_id}"


class EmptyColumn(models.Model):
    """A column of the portal with no items, or too few; all rows are replaced by each nightly run."""

    kind = models.CharField(max_length=10)  # theme | life_event | authority | region
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=12, blank=True)  # empty: of everybody
    items = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_empty_column", fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.items}"


class Link(models.Model):
    """An address that guides name, and what was found when it was last asked for."""

    url = models.CharField(max_length=500, primary_key=True)
    state = models.CharField(max_length=9, choices=LinkState, default=LinkState.UNCHECKED)
    found = models.CharField(max_length=120, blank=True)  # "404", "TLS"
    failures = models.PositiveSmallIntegerField(default=0)  # days on which it failed, one after the other
    checked_at = models.DateTimeField(null=True)
    seen_on = models.DateField()  # when a guide last named it

    class Meta:
        indexes = [Index(name="links_to_check", fields=["checked_at", "url"])]

    def __str__(self) -> str:
        return f"{self.state} {self.url}"


class Run(models.Model):
    """One look at the whole catalogue, item by item; `last_item` is how far it came, so that one that was killed goes on."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    last_item = models.BigIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    mended = models.PositiveIntegerField(default=0)
    book_revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="one_unfinished_run", fields=["finished_at"], condition=Q(finished_at=None), nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.items}"
