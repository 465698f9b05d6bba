"""Import service items from a CSV file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal

if TYPE_CHECKING:
    from tongban.offer.catalogue.api import ImportReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a CSV file (UTF-8); see docs/reference/item-import.md for its columns")
    parser.add_argument("--dry-run", action="store_true", help="read and report, but change nothing")


def run(arguments: argparse.Namespace) -> int:
    from django.utils import translation

    with database(), translation.override("en"):
        from tongban.offer.catalogue import api as catalogue

        require_current_tables()
        try:
            report = catalogue.import_items(arguments.file, dry_run=arguments.dry_run)
        except catalogue.UnableToImportItems as refusal:
            faults = "\n".join(f"  {fault}" for fault in refusal.faults)
            raise Refusal(f"nothing was imported from {arguments.file}:\n{faults}") from refusal
    print("\n".join(_told(report)))
    return 0


def _told(report: "ImportReport") -> list[str]:
    """Return what the import did, and what the items lack before they can be offered online."""
    heading = "Would import" if report.is_dry_run else "Imported"
    lines = [
        f"{heading} {report.rows:,} items: {report.created:,} new, {report.updated:,} changed, {report.unchanged:,} as before.",
    ]
    if report.authorities:
        lines.append(f"Authorities set up: {len(report.authorities):,}.")
    if report.lacks:
        lines.append("Before they can be offered online they lack:")
        lines += [f"  {count:>7,}  {what.replace('_', ' ')}" for what, count in report.lacks.items()]
    return lines
