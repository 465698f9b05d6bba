"""The tables of the ledger. Rows are added, never changed; a trigger refuses the honest mistake, `verify` finds the rest."""

from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q

from tongban.groundwork.foundation import crypto
from tongban.groundwork.foundation.identifiers import uuid7

REASON = "ledger.ledgerentry.sealed_reason"


class LedgerEntry(models.Model):
    """One deed: who did what to what, when and why. `position` is given once, when the entry is sealed into the tree."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    occurred_at = models.DateTimeField()
    deed = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    actor_post = models.CharField(max_length=160)
    on_behalf_of = models.CharField(max_length=80)
    sealed_reason = models.BinaryField()  # people write names and numbers into reasons
    region_code = models.CharField(max_length=12)
    facts = models.JSONField()
    digest = models.BinaryField()
    mac = models.BinaryField()
    position = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ledger_one_entry_per_position", fields=["position"]),
            models.CheckConstraint(name="ledger_position_not_negative", condition=Q(position__gte=0)),
        ]
        indexes = [
            models.Index(name="ledger_entries_about", fields=["subject", "id"]),
            models.Index(name="ledger_unsealed", fields=["id"], condition=Q(position=None)),
            models.Index(name="ledger_by_digest", fields=["digest"]),
        ]

    @property
    def reason(self) -> str:
        """The clear reason; raises `cryptography.exceptions.InvalidTag` when a hand in the database changed it."""
        return crypto.unseal(bytes(self.sealed_reason), use=REASON)

    @reason.setter
    def reason(self, text: str) -> None:
        self.sealed_reason = crypto.seal(text, use=REASON)

    def content(self) -> dict[str, Any]:
        """Return what the digest covers, clear: everything but the digest, the MAC and the position."""
        return {
            "id": str(self.id),
            "occurred_at": self.occurred_at.astimezone(UTC).isoformat(),
            "deed": self.deed,
            "subject": self.subject,
            "actor": self.actor,
            "actor_name": self.actor_name,
            "actor_post": self.actor_post,
            "on_behalf_of": self.on_behalf_of,
            "reason": self.reason,
            "region_code": self.region_code,
            "facts": self.facts,
        }


def entry_mac(digest: bytes) -> bytes:
    """Return the proof that this installation, and not a hand in the database, wrote an entry."""
    return bytes.fromhex(crypto.lookup_key(digest.hex(), use="ledger.entry"))


class LedgerNode(models.Model):
    """The hash of a complete subtree of 2^level leaves; only the higher levels are kept, the lower ones are computed."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="ledger_one_node", fields=["level", "index"])]


class LedgerCheckpoint(models.Model):
    """The signed root over the first `size` entries, with the peaks from which the tree grows on."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    peaks = models.BinaryField()
    made_at = models.DateTimeField()
    signature = models.BinaryField()
