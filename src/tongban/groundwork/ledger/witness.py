"""The witness: checkpoints in a file outside the database, so that rolling the database back shows."""

import json
import os
from pathlib import Path

from django.conf import settings

from tongban.groundwork.ledger.models import LedgerCheckpoint


def note(checkpoint: LedgerCheckpoint) -> None:
    """Append a checkpoint; it is on the disk when this returns."""
    line = {
        "size": checkpoint.size,
        "root": bytes(checkpoint.root).hex(),
        "made_at": checkpoint.made_at.isoformat(),
        "signature": bytes(checkpoint.signature).hex(),
    }
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def noted() -> tuple[dict[int, str], list[int]]:
    """Return the root (hex) noted for each size, and the numbers of the lines that cannot be read."""
    roots: dict[int, str] = {}
    unreadable = []
    lines = _path().read_text().splitlines() if _path().exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            seen = json.loads(line)
            roots[int(seen["size"])] = str(seen["root"])
        except (ValueError, KeyError, TypeError):
            unreadable.append(number)
    return roots, unreadable


def _path() -> Path:
    return Path(settings.TONGBAN_HOME) / "ledger" / "checkpoints.jsonl"
