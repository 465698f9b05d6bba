"""Import service items from a file."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal

if TYPE_CHECKING:
    from tongban.offer.catalogue.api import ImportReport, UnableToImportItems

SECONDS_BETWEEN_LINES = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV, .xlsx or JSON lines; see docs/reference/item-import.md")
    parser.add_argument("--dry-run", action="store_true", help="read and report, but change nothing")
    parser.add_argument("--report", type=Path, help="write every fault to this file (.csv or .xlsx)")
    parser.add_argument("--why", default="", help="the reason that the versions and the ledger tell")


def run(arguments: argparse.Namespace) -> int:
    from django.utils import translation

    with database(), translation.override("en"):
        from tongban.offer.catalogue import api as catalogue

        require_current_tables()
        started = time.monotonic()
        try:
            report = catalogue.import_items(
                arguments.file,
                dry_run=arguments.dry_run,
                report=arguments.report,
                progress=_Progress(),
                why=arguments.why,
            )
        except catalogue.UnableToImportItems as refusal:
            raise Refusal(_refused(arguments.file, refusal, arguments.report)) from refusal
    print("\n".join(_told(report, time.monotonic() - started)))
    return 0


class _Progress:
    """Tells now and then, on the error output, how far it is."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def __call__(self, rows: int) -> None:
        now = time.monotonic()
        if now - self._told >= SECONDS_BETWEEN_LINES:
            self._told = now
            print(f"  {rows:,} rows read, {rows / (now - self._started):,.0f} a second", file=sys.stderr, flush=True)


def _refused(file: Path, refusal: "UnableToImportItems", report: Path | None) -> str:
    lines = [f"nothing was imported from {file}, it has {refusal.count:,} faults:"]
    lines += [f"  {fault}" for fault in refusal.faults]
    if refusal.count > len(refusal.faults):
        lines.append(f"  … and {refusal.count - len(refusal.faults):,} more")
    if report:
        lines.append(f"All of them are in {report}.")
    return "\n".join(lines)


def _told(report: "ImportReport", seconds: float) -> list[str]:
    """Return what the import did, and what the items lack before they can be offered online."""
    heading = "Would import" if report.is_dry_run else "Imported"
    lines = [
        f"{heading} {report.rows:,} items: {report.created:,} new, {report.updated:,} changed, "
        f"{report.unchanged:,} as before. {report.rows / max(seconds, 0.001):,.0f} a second.",
    ]
    if report.published:
        lines.append(f"New versions of guides: {report.published:,}.")
    if report.basics:
        lines.append(f"Guides of basic items: {report.basics:,}.")
    if report.authority_count:
        lines.append(f"Authorities set up: {report.authority_count:,}.")
    if report.remark:
        lines.append(report.remark)
    if report.lacks:
        lines.append("Before they can be offered online they lack:")
        lines += [f"  {count:>7,}  {what.replace('_', ' ')}" for what, count in report.lacks.items()]
    return lines
