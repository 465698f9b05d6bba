"""Import service items from a CSV file."""

import argparse
from pathlib import Path

from tongban.config.commands.installation import database, require_current_tables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a CSV file (UTF-8); see docs/reference/item-import.md for its columns")
    parser.add_argument("--dry-run", action="store_true", help="read and report, but change nothing")


def run(arguments: argparse.Namespace) -> int:
    from tongban.offer.catalogue import api as catalogue

    with database():
        require_current_tables()
        report = catalogue.import_items(arguments.file, dry_run=arguments.dry_run)
    print(report.text())
    return 0 if report.is_clean else 1
