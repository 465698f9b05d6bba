"""Write down a deed, or that personal data were read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.ledger.models import LedgerEntry, entry_mac
from tongban.groundwork.ledger.rules import READ, canonical, leaf_hash


def record(
    *,
    deed: str,
    subject: str,
    actor: Actor,
    reason: str = "",
    region_code: str = "",
    facts: Mapping[str, Any] | None = None,
) -> str:
    """
    Write one entry in the caller's transaction, with one statement or as part of one (`rows.together`); return its digest (hex).

    `facts` hold no personal data: names and numbers stay where they can be corrected and erased, the ledger cannot be.
    """
    entry = _entry(deed=deed, subject=subject, actor=actor, reason=reason, region_code=region_code, facts=facts or {})
    rows.add(entry)
    return entry.digest.hex()


def record_all(deeds: Iterable[Mapping[str, Any]]) -> None:
    """Write an entry for each deed, told as to `record`, in the caller's transaction; one statement for a batch."""
    rows.insert_many([_entry(**{"reason": "", "region_code": "", "facts": {}, **deed}) for deed in deeds])


def record_reads(
    *,
    parties: Sequence[UUID],
    actor: Actor,
    purpose: str,
    fields: Sequence[str],
    region_code: str = "",
    once_within: timedelta | None = None,
) -> None:
    """
    Write down that the actor saw these fields of these parties in clear, and for which purpose; one statement for all.

    With `once_within`, parties of whom the actor saw the same fields that lately are passed over (one statement more): so
    the many pages of one visit are one line to the person.
    """
    facts = {"fields": sorted(fields)}
    subjects = [f"party:{party}" for party in parties]
    if once_within is not None:
        lately = LedgerEntry.objects.filter(
            subject__in=subjects,
            deed=READ,
            actor=actor.reference,
            facts=facts,
            occurred_at__gt=clock.now() - once_within,
        )
        seen = set(lately.values_list("subject", flat=True))
        subjects = [subject for subject in subjects if subject not in seen]
    LedgerEntry.objects.bulk_create(
        _entry(deed=READ, subject=subject, actor=actor, reason=purpose, region_code=region_code, facts=facts)
        for subject in subjects
    )


def _entry(
    *, deed: str, subject: str, actor: Actor, reason: str, region_code: str, facts: Mapping[str, Any]
) -> LedgerEntry:
    entry = LedgerEntry(
        occurred_at=clock.now(),
        deed=deed,
        subject=subject,
        actor=actor.reference,
        actor_name=actor.name,
        actor_post=actor.post,
        on_behalf_of=actor.on_behalf_of,
        region_code=region_code,
        facts=dict(facts),
    )
    entry.reason = reason
    entry.digest = leaf_hash(canonical(entry.content()))
    entry.mac = entry_mac(entry.digest)
    return entry
