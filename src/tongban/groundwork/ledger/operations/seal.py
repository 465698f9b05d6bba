"""Seal new entries into the Merkle tree and sign a checkpoint."""

from django.db import connection, transaction

from tongban.groundwork.foundation import clock, crypto
from tongban.groundwork.ledger import witness
from tongban.groundwork.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerNode
from tongban.groundwork.ledger.rules import KEPT_FROM_LEVEL, Checkpoint, Growth

SEALER_LOCK = 7_301_001


def seal_entries(*, limit: int = 5000) -> int:
    """
    Give up to `limit` unsealed entries their positions, in the order of their making, and sign the new root.

    Only one sealer works at a time; another call meanwhile returns 0. Killed at any point it leaves nothing half done.
    The checkpoint is also appended to a file outside the database, so that rolling the database back shows.
    """
    with transaction.atomic():
        if not _is_the_only_sealer():
            return 0
        entries = list(LedgerEntry.objects.filter(position=None).order_by("id").values_list("id", "digest")[:limit])
        if not entries:
            return 0
        tree = _tree()
        first = tree.size
        nodes: list[LedgerNode] = []
        for _, digest in entries:
            nodes += [
                LedgerNode(level=level, index=index, hash=node)
                for level, index, node in tree.append(bytes(digest))
                if level >= KEPT_FROM_LEVEL
            ]
        _give_positions([identifier for identifier, _ in entries], first)
        LedgerNode.objects.bulk_create(nodes)
        checkpoint = _sign(tree)
    witness.note(checkpoint)
    return len(entries)


def _is_the_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _tree() -> Growth:
    last = LedgerCheckpoint.objects.order_by("-size").first()
    if last is None:
        return Growth()
    peaks = bytes(last.peaks)
    return Growth(last.size, [peaks[start : start + 32] for start in range(0, len(peaks), 32)])


def _give_positions(identifiers: list[object], first: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_ledgerentry AS entry SET position = given.position"
            " FROM unnest(%s::uuid[], %s::bigint[]) AS given(id, position) WHERE entry.id = given.id",
            [identifiers, list(range(first, first + len(identifiers)))],
        )


def _sign(tree: Growth) -> LedgerCheckpoint:
    checkpoint = Checkpoint(size=tree.size, root=tree.root(), made_at=clock.now())
    return LedgerCheckpoint.objects.create(
        size=checkpoint.size,
        root=checkpoint.root,
        peaks=b"".join(tree.peaks),
        made_at=checkpoint.made_at,
        signature=crypto.signing_key("ledger").sign(checkpoint.statement()),
    )
