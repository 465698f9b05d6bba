"""Bring back what `backup` wrote, into an empty installation."""

import argparse
import shutil
import tarfile
import tempfile
from pathlib import Path

from tongban.config.commands.backup import DATABASE_PART, FOLDERS, postgres_tool
from tongban.config.commands.installation import database
from tongban.config.commands.refusal import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file that `tongban backup` wrote")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.file.is_file() or not tarfile.is_tarfile(arguments.file):
        raise Refusal(f"{arguments.file} is not a file that `tongban backup` wrote.")
    with database():
        _refuse_a_used_database()
        _bring_back(arguments.file)
        _verify()
    print("Restored. The ledger is sound. Start with `tongban serve` and `tongban work`.")
    return 0


def _refuse_a_used_database() -> None:
    from django.db import connection

    if connection.introspection.table_names():
        raise Refusal(
            "The database is not empty: restoring would mix two installations. Use an empty database or another TONGBAN_HOME."
        )


def _bring_back(file: Path) -> None:
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(file) as archive:
                archive.extractall(folder, filter="data")
        except tarfile.TarError as fault:
            raise Refusal(f"{file} is not a file that `tongban backup` wrote: {fault}.") from fault
        unpacked = Path(folder)
        if not (unpacked / DATABASE_PART).exists():
            raise Refusal(f"{file} holds no database.")
        postgres_tool(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            "--dbname",
            str(settings.DATABASES["default"]["NAME"]),
            str(unpacked / DATABASE_PART),
        )
        for name in FOLDERS:
            target = settings.TONGBAN_FILES if name == "files" else settings.TONGBAN_HOME / name
            if (unpacked / name).exists():
                shutil.copytree(unpacked / name, target, dirs_exist_ok=True)
                target.chmod(0o700)


def _verify() -> None:
    from tongban.groundwork.ledger import api as ledger

    if not ledger.verify().is_sound:
        raise Refusal(
            "The data are back, but the ledger does not verify. Check TONGBAN_DATA_KEY, then run `tongban ledger verify`."
        )
