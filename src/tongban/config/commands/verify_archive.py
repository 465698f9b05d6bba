"""Verify an archive package offline: no database, no network, no key of this installation."""

import argparse
from pathlib import Path

from tongban.config.commands.refusal import Refusal
from tongban.handling.archives.rules import verify_package

MARKS = {True: "holds   ", False: "FAILS   ", None: "not asked"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the package, a ZIP")
    parser.add_argument(
        "--checkpoints",
        type=Path,
        metavar="FILE",
        help="a copy of the ledger's checkpoints.jsonl, kept by somebody else",
    )
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="certificate (PEM) that the authority's signature must rest on"
    )


def run(arguments: argparse.Namespace) -> int:
    for path in (arguments.file, arguments.checkpoints, arguments.trust):
        if path is not None and not path.is_file():
            raise Refusal(f"{path} is not there.")
    examination = verify_package(arguments.file, checkpoints=arguments.checkpoints, trusted=arguments.trust)
    for finding in examination.findings:
        print(f"{MARKS[finding.holds]:9} {finding.text}")
    print("The package is sound." if examination.is_sound else "THE PACKAGE IS NOT SOUND.")
    return 0 if examination.is_sound else 1
