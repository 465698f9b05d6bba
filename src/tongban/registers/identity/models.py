"""Tables of persons and accounts. Names, numbers, telephones, addresses are encrypted; lookup keys find them again."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.crypto import digest, lookup_key
from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.foundation.identifiers import uuid7
from tongban.groundwork.foundation.periods import Period
from tongban.registers.identity.rules import PartyKind


def number_key(number: str) -> str:
    """Return the key by which an identity number or credit code is found."""
    return lookup_key(number, use="identity.number")


def phone_key(phone: str) -> str:
    """Return the key by which a telephone number is found."""
    return lookup_key(phone, use="identity.phone")


class Party(models.Model):
    """A natural or legal person who deals with the administration, with or without an account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in PartyKind])
    name = EncryptedTextField()
    number = EncryptedTextField()  # identity number or credit code
    number_key = models.CharField(max_length=64)
    phone = EncryptedTextField(default="")
    address = EncryptedTextField(default="")
    region_code = models.CharField(max_length=12)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_party_per_number", fields=["number_key"]),
            CheckConstraint(name="party_is_natural_or_legal", condition=Q(kind__in=[kind.value for kind in PartyKind])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AccountManager(BaseUserManager["Account"]):
    pass


class Account(AbstractBaseUser):
    """
    The means by which one natural person signs in: for her own affairs by user name, telephone or identity number,
    as the holder of a post by user name only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="accounts")
    is_official = models.BooleanField(default=False)  # issued for a post: its holder's own affairs need another account
    phone_key = models.CharField(max_length=64, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # has a password that everybody knows
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            UniqueConstraint(name="one_account_per_user_name", fields=["username"]),
            UniqueConstraint(name="one_personal_account_per_party", fields=["party"], condition=Q(is_official=False)),
        ]
        # A family may share a telephone, so it is not unique: it signs in only where it is one account's.
        indexes = [Index(name="account_by_phone", fields=["phone_key"], condition=~Q(phone_key=""))]

    def __str__(self) -> str:
        return self.username


class PostHolding(models.Model):
    """That an account holds a post, from a day on and until one."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_running_post_per_account", fields=["account"], condition=Q(until=None)),
            CheckConstraint(name="post_is_left_after_it_is_taken", condition=Q(until=None) | Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} holds {self.post_id}"

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)


class Delegation(models.Model):
    """That a natural person may act for another person (代办): as legal representative or by authorisation."""

    class Ground(models.TextChoices):
        LEGAL_REPRESENTATIVE = "legal_representative"
        AUTHORISED = "authorised"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="delegations")
    agent = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    item_codes = ArrayField(models.CharField(max_length=31), null=True)  # null reaches to every item
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="one_running_delegation_per_ground",
                fields=["agent", "principal", "ground"],
                condition=Q(until=None),
            ),
            CheckConstraint(name="nobody_delegates_to_themselves", condition=~Q(principal=F("agent"))),
            CheckConstraint(name="delegation_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.principal_id}"

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)


class DeclaredInterest(models.Model):
    """
    What an officer declares that ties her to a person or company (公务员法第七十六条 回避): then a colleague does its affairs.

    It belongs to the natural person, whatever account or post she has. It holds from the day it is declared; only an
    administrator's word ends it.
    """

    class Kind(models.TextChoices):
        RELATIVE = "relative"
        COMPANY = "company"
        SHARE = "share"
        EMPLOYMENT = "employment"
        EARLIER_ROLE = "earlier_role"

    class State(models.TextChoices):
        DECLARED = "declared"
        CONFIRMED = "confirmed"
        ENDING = "ending"  # she asks that it end
        ENDED = "ended"
        REFUSED = "refused"

    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = EncryptedTextField()
    number = EncryptedTextField()  # identity number or credit code of the relative, the company
    number_key = models.CharField(max_length=64)
    note = EncryptedTextField(default="")  # how she is tied to it
    since = models.DateField()
    until = models.DateField(null=True)  # the first day on which it no longer matters
    state = models.CharField(max_length=9, choices=State.choices, default=State.DECLARED)
    region_code = models.CharField(max_length=12)  # of her office: its administrator confirms
    officer_name = models.CharField(max_length=60)
    officer_post = models.CharField(max_length=160)
    declared_at = models.DateTimeField()
    settled_by = models.CharField(max_length=160, blank=True)  # name and post
    settled_at = models.DateTimeField(null=True)
    settled_note = EncryptedTextField(default="")

    class Meta:
        constraints = [
            CheckConstraint(name="interest_ends_after_it_starts", condition=Q(until=None) | Q(until__gt=F("since"))),
            CheckConstraint(
                name="settled_interest_says_by_whom",
                condition=Q(state__in=["declared", "ending"]) | ~Q(settled_by=""),
            ),
        ]
        indexes = [
            # Serves each request of an officer: whose affairs she may not handle.
            Index(name="interests_of_person", fields=["person"]),
            # Serves the administrator: what waits for her word, by region.
            Index(
                name="interests_to_settle",
                fields=["region_code", "id"],
                condition=Q(state__in=["declared", "ending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class ApiToken(models.Model):
    """A token by which a program acts for an account. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(name="one_token_per_digest", fields=["digest"])]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(token: str) -> str:
        """Return the SHA-256 (hex) of a token. Tokens are random, so no salt or stretching is needed."""
        return digest(token.encode()).hex()


class PasswordReset(models.Model):
    """A code sent for a new password, or to a new telephone to see that it is hers. It is kept, with its keyed digest of the code, when there is no such account too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    number_key = models.CharField(max_length=64)
    code_key = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        # Serves the count of what was asked for one number lately.
        indexes = [Index(name="password_reset_by_number", fields=["number_key", "created_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class PersonRecord(models.Model):
    """One person of the population registry that is kept here, where no outside registry is connected."""

    number_key = models.CharField(max_length=64, primary_key=True)
    facts = EncryptedTextField()  # JSON: the registry answers about one person at a time

    class Meta:
        db_table = "registered_person"

    def __str__(self) -> str:
        return self.number_key[:8]


class CompanyRecord(models.Model):
    """One legal person of the registry that is kept here, found by its code or by its legal representative."""

    number_key = models.CharField(max_length=64, primary_key=True)
    representative_key = models.CharField(max_length=64)
    facts = EncryptedTextField()

    class Meta:
        db_table = "registered_company"
        indexes = [Index(name="company_by_representative", fields=["representative_key"])]

    def __str__(self) -> str:
        return self.number_key[:8]
