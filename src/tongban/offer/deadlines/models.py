"""Tables of the calendar and of the limits that the law sets for every case, and every edition of both."""

from enum import StrEnum

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tongban.offer.deadlines.rules import Unit

PERCENT = "percent"
UNITS = [*(unit.value for unit in Unit), PERCENT]


class CalendarYear(models.Model):
    """The arrangement of days off for one year, and where it is written."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    issued_on = models.DateField()
    is_provisional = models.BooleanField()  # no notice yet: statutory holidays alone

    class Meta:
        constraints = [
            CheckConstraint(name="calendar_year_is_plausible", condition=Q(year__gte=1949, year__lte=2999)),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Holiday(models.Model):
    """Days off as the notice prints them, both ends included, with the weekend days worked in exchange."""

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    first = models.DateField()
    last = models.DateField()
    work_on = models.JSONField(default=list)  # ISO days

    class Meta:
        constraints = [
            UniqueConstraint(name="holiday_once_a_year", fields=["year", "name"]),
            CheckConstraint(name="holiday_ends_after_it_starts", condition=Q(last__gte=F("first"))),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.name}"


class LimitRule(models.Model):
    """A limit that the law sets for every case, or a threshold of the lights."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=[(unit, unit) for unit in UNITS])
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            CheckConstraint(name="limit_rule_unit_is_known", condition=Q(unit__in=UNITS)),
        ]

    def __str__(self) -> str:
        return self.code


class EditionKind(StrEnum):
    """What an edition is of."""

    CALENDAR = "calendar"
    LIMITS = "limits"


class Edition(models.Model):
    """
    The whole calendar, or all limits, as they were from a moment on. Rows are added, never changed.

    A case keeps the numbers of those it is judged by, so what is corrected later moves nothing by itself.
    """

    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in EditionKind])
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    effective_from = models.DateField()  # a law that changes has its day; never before that of the edition before
    source = models.CharField(max_length=400)  # of what changed: the notice, the correction
    body = models.JSONField()

    class Meta:
        constraints = [UniqueConstraint(name="one_edition_per_number", fields=["kind", "number"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
