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


def noted(copy: Path | None = None) -> tuple[dict[int, str], list[int]]:
    """
    Return the root (hex) noted for each size, and the numbers of the lines that cannot be read or contradict others.

    `copy` is another file than our own: what somebody else kept of it.
    """
    path = copy or _path()
    roots: dict[int, str] = {}
    faulty = []
    lines = path.read_text().splitlines() if copy or path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            seen = json.loads(line)
            size, root = int(seen["size"]), str(seen["root"])
        except (ValueError, KeyError, TypeError):
            faulty.append(number)
            continue
        if roots.setdefault(size, root) != root:
            faulty.append(number)
    return roots, faulty


def _path() -> Path:
    return Path(settings.TONGBAN_HOME) / "ledger" / "checkpoints.jsonl"
