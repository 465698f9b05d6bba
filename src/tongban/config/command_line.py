"""The `tongban` command."""

import argparse
import os
import sys
from importlib import import_module
from types import ModuleType

from tongban.config.commands.refusal import Refusal

COMMANDS = {
    "demo": "make a demonstration city and run everything",
    "serve": "run the web server",
    "work": "run the worker: documents, messages, the ledger's seal, the statutory sweeps",
    "migrate": "bring the database to this version",
    "check": "examine the installation; with --deploy also what production needs",
    "seed": "fill an empty database with the demonstration city",
    "import-items": "import service items from CSV, Excel or JSON lines",
    "export-items": "write service items to CSV, Excel or JSON lines",
    "search-quality": "put the judged questions to the search and tell how many it answers",
    "journey": "walk the whole main job over HTTP against a running server",
    "ledger": "verify the ledger, or show the proof of one entry",
    "verify-archive": "verify the archive package of a case, offline",
    "backup": "write everything to one file",
    "restore": "bring back what `backup` wrote",
}


def main() -> None:
    """Run one command; exit with 0 when it did its work, 1 when it was refused, 2 on wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    parser = argparse.ArgumentParser(prog="tongban", description="Tongban (通办): one-stop government services.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command, summary in COMMANDS.items():
        own = commands.add_parser(command, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if command == name:
            _module(command).add_arguments(own)
    arguments = parser.parse_args()
    try:
        sys.exit(_module(arguments.command).run(arguments))
    except Refusal as refusal:
        sys.exit(f"tongban {arguments.command}: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)


def _module(command: str) -> ModuleType:
    return import_module(f"tongban.config.commands.{command.replace('-', '_')}")


if __name__ == "__main__":
    main()
