"""The front door of the ledger: write down deeds and reads, and prove that none was changed."""

from tongban.groundwork.ledger.operations.record import record, record_all, record_reads
from tongban.groundwork.ledger.operations.seal import seal_entries
from tongban.groundwork.ledger.queries import (
    Entry,
    Evidence,
    Fault,
    ProvenEntry,
    Receipt,
    Verdict,
    entries_about,
    evidence_about,
    latest_root,
    reads_of,
    receipt_for,
    verify,
)

__all__ = [
    "Entry",
    "Evidence",
    "Fault",
    "ProvenEntry",
    "Receipt",
    "Verdict",
    "entries_about",
    "evidence_about",
    "latest_root",
    "reads_of",
    "receipt_for",
    "record",
    "record_all",
    "record_reads",
    "seal_entries",
    "verify",
]
