"""Verify the ledger, or show the proof of one entry."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True)
    verify = deeds.add_parser("verify", help="recompute every entry and every signed root")
    verify.add_argument(
        "--witness",
        type=Path,
        metavar="FILE",
        help="compare with this copy of checkpoints.jsonl, kept by somebody else",
    )
    proof = deeds.add_parser("proof", help="print the inclusion proof of one entry as JSON")
    proof.add_argument("digest", help="the entry's digest, 64 hexadecimal characters, as on the receipt")


def run(arguments: argparse.Namespace) -> int:
    with database():
        require_current_tables()
        return _verify(arguments.witness) if arguments.deed == "verify" else _prove(arguments.digest)


def _verify(witness: Path | None) -> int:
    from tongban.groundwork.ledger import api as ledger

    if witness is not None and not witness.is_file():
        raise Refusal(f"{witness} is not there.")
    verdict = ledger.verify(copy=witness)
    print(f"sealed entries   {verdict.sealed:,}")
    print(f"unsealed entries {verdict.unsealed:,}")
    print(f"checkpoints      {verdict.checkpoints:,}, {verdict.witnessed:,} of them witnessed")
    print(f"root             {verdict.root}")
    for fault in verdict.faults:
        print(f"FAULT {fault.kind}: {fault.where}")
    print(
        "The ledger is sound: nothing was changed, removed, put in or reordered."
        if verdict.is_sound
        else "THE LEDGER WAS ALTERED."
    )
    return 0 if verdict.is_sound else 1


def _prove(digest: str) -> int:
    from tongban.groundwork.ledger import api as ledger

    receipt = ledger.receipt_for(digest)
    if receipt is None:
        raise Refusal(
            "There is no sealed entry with this digest. New entries are sealed within seconds by `tongban work`."
        )
    print(json.dumps(asdict(receipt), ensure_ascii=False, indent=2, default=str))
    return 0
