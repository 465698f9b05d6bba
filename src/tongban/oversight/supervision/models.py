"""Tables of supervision: cards, and rows that were rolled up so that no page counts cases."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from tongban.groundwork.foundation.crypto import SEALED_NOTHING
from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.oversight.supervision.rules import SETTLED, CardKind, CardState


class Card(models.Model):
    """
    A yellow or red card or a breach, once for each case and kind, and for each share of an authority that takes part. It names
    the case, never a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_number = models.CharField(max_length=18)
    kind = models.CharField(max_length=12)
    part = models.CharField(
        max_length=50, blank=True
    )  # which share of the case: its step and round; empty for the whole
    part_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default=CardState.OPEN)
    authority = models.ForeignKey("organisations.Authority", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    item_code = models.CharField(max_length=31)
    item_name = models.CharField(max_length=200)
    due_on = models.DateField()  # the limit the card is about
    opened_at = models.DateTimeField()
    explanation = EncryptedTextField(default="")
    reasons = EncryptedTextField(default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_card_per_case_kind_and_part", fields=["case_number", "kind", "part"]),
            CheckConstraint(name="card_kind_is_known", condition=Q(kind__in=list(CardKind))),
            CheckConstraint(name="card_state_is_known", condition=Q(state__in=list(CardState))),
            CheckConstraint(
                name="settled_card_has_reasons",
                condition=(
                    Q(state__in=sorted(SETTLED), settled_at__isnull=False)
                    & Q(GreaterThan(Length("reasons"), SEALED_NOTHING))
                )
                | (~Q(state__in=sorted(SETTLED)) & Q(settled_at=None)),
            ),
        ]
        indexes = [
            # Serves the list of cards that wait, newest first, for a region or an authority.
            Index(name="cards_waiting", fields=["-id"], condition=Q(state__in=[CardState.OPEN, CardState.EXPLAINED])),
            Index(name="cards_of_an_authority", fields=["authority", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_number}"


class OpenCount(models.Model):
    """How many open cases an authority has in one state under one light; all rows are replaced by each sweep."""

    authority = models.ForeignKey("organisations.Authority", on_delete=models.CASCADE, related_name="+")
    region_code = models.CharField(max_length=12)
    state = models.CharField(max_length=16)
    light = models.CharField(max_length=8, blank=True)  # empty: decided, waits for delivery
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(name="one_open_count", fields=["authority", "region_code", "state", "light"]),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.state} {self.light}: {self.count}"


class DayFact(models.Model):
    """What one day brought an authority of one item; the last days are rolled up anew by each sweep."""

    day = models.DateField()
    authority = models.ForeignKey("organisations.Authority", on_delete=models.CASCADE, related_name="+", db_index=False)
    region_code = models.CharField(max_length=12)
    item_code = models.CharField(max_length=31)
    item_name = models.CharField(max_length=200)
    received = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    granted = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    within_statute = models.PositiveIntegerField()
    days_statutory = models.PositiveIntegerField()
    days_committed = models.PositiveIntegerField()
    days_actual = models.PositiveIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(name="one_day_fact", fields=["day", "authority", "region_code", "item_code", "item_name"]),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.item_name}"


class Sweep(models.Model):
    """The one row that says how far the roll-ups are."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    swept_at = models.DateTimeField()
    rolled_until = models.DateField()

    class Meta:
        constraints = [CheckConstraint(name="one_sweep_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.swept_at:%Y-%m-%d %H:%M}"
