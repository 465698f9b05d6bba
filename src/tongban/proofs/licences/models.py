"""Tables of the licences. A licence keeps its number for life; every change of its face is a new version, a new row."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.groundwork.foundation.periods import Period
from tongban.proofs.licences.rules import Status, TrustLevel


class LicenceType(models.Model):
    """A kind of licence: its code (GB/T 36903), what is on its face, how long it holds."""

    key = models.SlugField(max_length=60, primary_key=True)
    code = models.CharField(max_length=21)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    holder = models.CharField(max_length=10)  # natural | legal | either
    valid_months = models.PositiveSmallIntegerField()  # 0: long-term
    fields = models.JSONField()  # [{code, name, name_en, from}]
    one_per_holder = models.BooleanField(default=False)  # a new one, such as a reissue, ends the one before

    class Meta:
        constraints = [
            UniqueConstraint(name="one_licence_type_per_code", fields=["code"]),
            CheckConstraint(name="licence_type_code_has_21_characters", condition=Q(code__regex=r"^[0-9A-Z]{21}$")),
            CheckConstraint(
                name="licence_type_holder_is_known", condition=Q(holder__in=["natural", "legal", "either"])
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Licence(models.Model):
    """One version of a licence. Only its status ever changes, and whether a newer version took its place."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    identifier = models.CharField(max_length=120)
    number = models.CharField(max_length=18)
    version = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)  # no newer version took its place
    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+", db_index=False)
    holder_name = EncryptedTextField()
    fields = EncryptedTextField()  # JSON, {code: value}
    status = models.CharField(max_length=10, default=Status.VALID)
    trust_level = models.CharField(max_length=1, default=TrustLevel.ISSUED)
    valid_from = models.DateField()
    valid_before = models.DateField(null=True)  # the first day on which it holds no more; null: long-term
    issued_at = models.DateTimeField()
    issuer_code = models.CharField(max_length=18)
    issuer_name = models.CharField(max_length=100)
    region_code = models.CharField(max_length=12)
    case_number = models.CharField(max_length=18, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_licence_per_identifier", fields=["identifier"]),
            UniqueConstraint(name="one_current_licence_per_number", fields=["number"], condition=Q(is_current=True)),
            CheckConstraint(name="licence_status_is_known", condition=Q(status__in=list(Status))),
            CheckConstraint(name="licence_trust_level_is_known", condition=Q(trust_level__in=list(TrustLevel))),
            CheckConstraint(
                name="licence_ends_after_it_starts",
                condition=Q(valid_before=None) | Q(valid_before__gt=F("valid_from")),
            ),
        ]
        indexes = [
            # Serves a person's list of licences and the question whether a usable one of a type is there.
            Index(name="licences_of_a_holder", fields=["holder", "type", "-id"], condition=Q(is_current=True)),
            # Serves the sweep that finds those whose period ended.
            Index(
                name="licences_that_may_expire",
                fields=["valid_before"],
                condition=Q(valid_before__isnull=False, status__in=[Status.VALID, Status.SUSPENDED]),
            ),
            # Serves the page of a case: what was issued in it.
            Index(name="licences_of_a_case", fields=["case_number"], condition=~Q(case_number="")),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def valid(self) -> Period:
        return Period(self.valid_from, self.valid_before)


class LicenceStatusChange(models.Model):
    """That a licence changed its status. Rows are added, never updated, and are public."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    authority_name = models.CharField(max_length=100)

    class Meta:
        constraints = [CheckConstraint(name="licence_status_really_changes", condition=~Q(before=F("after")))]

    def __str__(self) -> str:
        return f"{self.licence_id}: {self.before} → {self.after}"
