"""Reads of the ledger: time lines, who read whose data, receipts with proofs, and the verdict over the whole."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag

from tongban.groundwork.foundation import crypto
from tongban.groundwork.ledger import witness
from tongban.groundwork.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerNode, entry_mac
from tongban.groundwork.ledger.rules import (
    KEPT_FROM_LEVEL,
    READ,
    Checkpoint,
    Growth,
    canonical,
    complete_subtrees,
    fold_right_edge,
    inclusion_proof,
    leaf_hash,
    root_of,
)

MOST_FAULTS = 100
MOST_PROVEN = 2000
ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Entry:
    """One deed as it is shown; `position` is None until the entry is sealed (seconds later)."""

    id: UUID
    occurred_at: datetime
    deed: str
    subject: str
    actor: str
    actor_name: str
    actor_post: str
    on_behalf_of: str
    reason: str
    facts: dict[str, Any]
    digest: str
    position: int | None


@dataclass(frozen=True)
class Receipt:
    """The proof that an entry is in the ledger: it can be checked offline with RFC 6962 and the public key."""

    entry: Entry
    size: int
    root: str
    path: tuple[str, ...]
    signature: str
    made_at: datetime
    public_key: str


@dataclass(frozen=True)
class ProvenEntry:
    """An entry as its digest covers it, and its way to the root of the evidence it belongs to."""

    content: dict[str, Any]
    digest: str
    position: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """All entries about some subjects, proven against one signed root: the first that covers them all."""

    entries: tuple[ProvenEntry, ...]
    size: int
    root: str
    made_at: datetime
    signature: str
    public_key: str


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written: kind is edited, missing, inserted, reordered or checkpoint."""

    kind: str
    where: str


@dataclass(frozen=True)
class Verdict:
    """What the examination of the whole ledger found; `witnessed` checkpoints were also noted outside the database."""

    sealed: int
    unsealed: int
    checkpoints: int
    witnessed: int
    root: str
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def entries_about(subject: str, *, limit: int = 100) -> tuple[Entry, ...]:
    """Return the deeds about a subject, oldest first."""
    rows = LedgerEntry.objects.filter(subject=subject).order_by("id")[:limit]
    return tuple(map(_shown, rows))


def reads_of(party: UUID, *, after: UUID | None = None, limit: int = 50) -> tuple[Entry, ...]:
    """Return who read a party's personal data and why, newest first; `after` is the last id of the page before."""
    rows = LedgerEntry.objects.filter(subject=f"party:{party}", deed=READ)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return tuple(map(_shown, rows.order_by("-id")[:limit]))


def receipt_for(digest: str) -> Receipt | None:
    """Return the proof for an entry by its digest (hex); None when there is no such entry or it is not sealed yet."""
    try:
        entry = LedgerEntry.objects.filter(digest=bytes.fromhex(digest)).first()
    except ValueError:
        return None
    checkpoint = LedgerCheckpoint.objects.order_by("-size").first()
    if entry is None or entry.position is None or checkpoint is None:
        return None
    path = inclusion_proof(entry.position, checkpoint.size, _range_hash)
    return Receipt(
        entry=_shown(entry),
        size=checkpoint.size,
        root=bytes(checkpoint.root).hex(),
        path=tuple(node.hex() for node in path),
        signature=bytes(checkpoint.signature).hex(),
        made_at=checkpoint.made_at,
        public_key=crypto.signing_key("ledger").public_key().public_bytes_raw().hex(),
    )


def evidence_about(subjects: Collection[str], *, until: datetime | None = None) -> Evidence | None:
    """
    Return the entries about the subjects, oldest first, with their proofs; None while one of them is not sealed.

    The same entries give the same evidence however much the ledger has grown since.
    """
    rows = LedgerEntry.objects.filter(subject__in=subjects)
    if until is not None:
        rows = rows.filter(occurred_at__lte=until)
    found = list(rows.order_by("id")[:MOST_PROVEN])
    positions = [entry.position for entry in found if entry.position is not None]
    if not found or len(positions) < len(found):
        return None
    checkpoint = LedgerCheckpoint.objects.filter(size__gt=max(positions)).order_by("size").first()
    if checkpoint is None:
        return None
    return Evidence(
        entries=tuple(
            ProvenEntry(
                content=entry.content(),
                digest=bytes(entry.digest).hex(),
                position=position,
                path=tuple(node.hex() for node in inclusion_proof(position, checkpoint.size, _range_hash)),
            )
            for entry, position in zip(found, positions, strict=True)
        ),
        size=checkpoint.size,
        root=bytes(checkpoint.root).hex(),
        made_at=checkpoint.made_at,
        signature=bytes(checkpoint.signature).hex(),
        public_key=crypto.signing_key("ledger").public_key().public_bytes_raw().hex(),
    )


def latest_root() -> str | None:
    """Return the root (hexadecimal) of the last checkpoint, None before the first: a number that nobody could choose."""
    root = LedgerCheckpoint.objects.order_by("-size").values_list("root", flat=True).first()
    return bytes(root).hex() if root is not None else None


def verify(*, copy: Path | None = None) -> Verdict:
    """
    Recompute every entry, every position, every kept node and every signed root, reading the table once in bounded memory.

    Finds an edited entry, a removed one, one put in by hand, a changed order, and a ledger or checkpoint that was cut off
    (by the witness file kept outside the database, or the `copy` of it that somebody else kept).
    """
    faults: list[Fault] = []
    checkpoints = {checkpoint.size: checkpoint for checkpoint in LedgerCheckpoint.objects.order_by("size")}
    nodes = {(node.level, node.index): bytes(node.hash) for node in LedgerNode.objects.iterator(ROWS_AT_ONCE)}
    witnessed, faulty = witness.noted(copy)
    faults += [Fault("checkpoint", f"witness file line {number}") for number in faulty]
    faults += _unsigned(checkpoints) + _contradicted(checkpoints, witnessed)
    tree = Growth()
    expected = 0
    for entry in _sealed_entries():
        if entry.position != expected:
            faults.append(Fault("missing", f"{expected}–{(entry.position or 0) - 1}"))
            expected = entry.position or 0
        faults += _faults_of(entry)
        for level, index, node in tree.append(bytes(entry.digest)):
            if level >= KEPT_FROM_LEVEL and nodes.pop((level, index), None) != node:
                faults.append(Fault("checkpoint", f"node {level}/{index}"))
        expected += 1
        known = checkpoints.get(expected)
        if known is not None and bytes(known.root) != tree.root():
            faults.append(Fault("reordered", f"root at {expected}"))
        elif known is not None and bytes(known.peaks) != b"".join(tree.peaks):
            faults.append(Fault("checkpoint", f"peaks at {expected}"))
        if len(faults) >= MOST_FAULTS:
            break
    unsealed = 0
    for entry in LedgerEntry.objects.filter(position=None).iterator(chunk_size=ROWS_AT_ONCE):
        unsealed += 1
        faults += _faults_of(entry)
    promised = max([*checkpoints, *witnessed], default=0)
    if expected < promised and len(faults) < MOST_FAULTS:
        faults.append(Fault("missing", f"{expected}–{promised - 1}"))
    signed = max(checkpoints, default=0)
    if signed < expected:  # positions are given together with the checkpoint that signs them
        faults.append(Fault("checkpoint", f"no signature over {signed}–{expected - 1}"))
    return Verdict(
        sealed=expected,
        unsealed=unsealed,
        checkpoints=len(checkpoints),
        witnessed=len(checkpoints.keys() & witnessed.keys()),
        root=tree.root().hex(),
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _sealed_entries() -> Iterator[LedgerEntry]:
    return LedgerEntry.objects.exclude(position=None).order_by("position").iterator(chunk_size=ROWS_AT_ONCE)


def _faults_of(entry: LedgerEntry) -> list[Fault]:
    where = f"{entry.position if entry.position is not None else 'unsealed'} {entry.id}"
    digest = bytes(entry.digest)
    if entry_mac(digest) != bytes(entry.mac):
        return [Fault("inserted", where)]
    try:
        is_as_written = leaf_hash(canonical(entry.content())) == digest
    except InvalidTag:
        is_as_written = False
    return [] if is_as_written else [Fault("edited", where)]


def _unsigned(checkpoints: dict[int, LedgerCheckpoint]) -> list[Fault]:
    key = crypto.signing_key("ledger").public_key()
    faults = []
    for size, row in checkpoints.items():
        statement = Checkpoint(size=size, root=bytes(row.root), made_at=row.made_at).statement()
        try:
            key.verify(bytes(row.signature), statement)
        except InvalidSignature:
            faults.append(Fault("checkpoint", f"signature at {size}"))
    return faults


def _contradicted(checkpoints: dict[int, LedgerCheckpoint], witnessed: dict[int, str]) -> list[Fault]:
    return [
        Fault("checkpoint", f"witness of {size}")
        for size, root in witnessed.items()
        if size not in checkpoints or bytes(checkpoints[size].root).hex() != root
    ]


def _range_hash(start: int, end: int) -> bytes:
    return fold_right_edge([_subtree(level, index) for level, index in complete_subtrees(start, end)])


def _subtree(level: int, index: int) -> bytes:
    if level >= KEPT_FROM_LEVEL:
        return bytes(LedgerNode.objects.values_list("hash", flat=True).get(level=level, index=index))
    leaves = LedgerEntry.objects.filter(position__gte=index << level, position__lt=(index + 1) << level)
    return root_of([bytes(digest) for digest in leaves.order_by("position").values_list("digest", flat=True)])


def _shown(entry: LedgerEntry) -> Entry:
    return Entry(
        id=entry.id,
        occurred_at=entry.occurred_at,
        deed=entry.deed,
        subject=entry.subject,
        actor=entry.actor,
        actor_name=entry.actor_name,
        actor_post=entry.actor_post,
        on_behalf_of=entry.on_behalf_of,
        reason=_reason(entry),
        facts=entry.facts,
        digest=bytes(entry.digest).hex(),
        position=entry.position,
    )


def _reason(entry: LedgerEntry) -> str:
    try:
        return entry.reason
    except InvalidTag:  # what was changed by hand is not shown; `verify` names it
        return ""
