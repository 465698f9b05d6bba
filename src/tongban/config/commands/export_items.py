"""Write service items to a file that can be imported again."""

import argparse
from pathlib import Path

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal

SUFFIXES = (".csv", ".xlsx", ".jsonl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to; its name says the format: .csv, .xlsx or .jsonl")
    parser.add_argument("--region", default="", help="only items of this region and all below it, by code")
    parser.add_argument("--authority", default="", help="only items of this authority, by its credit code")
    parser.add_argument("--basic", default="", help="only items of basic codes that begin so")
    parser.add_argument("--state", default="", choices=("", "online", "imported", "suspended", "cancelled"))


def run(arguments: argparse.Namespace) -> int:
    if arguments.file.suffix not in SUFFIXES:
        raise Refusal(f"{arguments.file} must end in one of {', '.join(SUFFIXES)}.")
    with database():
        from tongban.offer.catalogue import api as catalogue
        from tongban.registers.organisations import api as organisations

        require_current_tables()
        ids = [each.id for each in organisations.authorities() if each.code == arguments.authority]
        if arguments.authority and not ids:
            raise Refusal(f"There is no authority with the code {arguments.authority}.")
        selection = catalogue.Selection(arguments.region, ids[0] if ids else None, arguments.basic, arguments.state)
        if arguments.file.suffix == ".xlsx" and catalogue.is_too_long_for_a_workbook(selection):
            raise Refusal("More than 100,000 items do not fit into a workbook: write .csv, or choose fewer.")
        count = catalogue.export_to(arguments.file, selection)
    print(f"Wrote {count:,} items to {arguments.file}.")
    return 0
