"""Write everything to one file: the database, the stored files, the keys and the ledger's witness."""

import argparse
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal

DATABASE_PART = "database.dump"
FOLDERS = ("files", "keys", "ledger")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file to write, for example tongban-2026-11-21.tar")


def run(arguments: argparse.Namespace) -> int:
    if arguments.file.exists():
        raise Refusal(f"{arguments.file} exists already; it will not be overwritten.")
    if not arguments.file.absolute().parent.is_dir():
        raise Refusal(f"There is no folder {arguments.file.parent}. Create it first.")
    with database():
        require_current_tables()
        unfinished = arguments.file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        write(unfinished)
        unfinished.rename(arguments.file)
    print(
        f"Wrote {arguments.file} ({arguments.file.stat().st_size / 1e6:.1f} MB). It holds personal data and keys: keep it as safe as the database."
    )
    return 0


def write(target: Path) -> None:
    """Write a backup to a new file, which nobody but its owner can open at any moment."""
    from django.conf import settings

    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(descriptor, "wb") as file,
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(fileobj=file, mode="w") as archive,
    ):
        dump = Path(folder) / DATABASE_PART
        postgres_tool("pg_dump", "--format=custom", "--no-owner", "--file", str(dump))
        archive.add(dump, DATABASE_PART)
        for name in FOLDERS:
            path = settings.TONGBAN_FILES if name == "files" else settings.TONGBAN_HOME / name
            if path.exists():
                archive.add(path, name)


def postgres_tool(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools against this installation's database."""
    from django.conf import settings

    from tongban.config.embedded_postgres import packaged_binaries

    own = settings.DATABASES["default"]
    environment = {
        "PATH": os.environ["PATH"],
        "PGHOST": str(own["HOST"]),
        "PGPORT": str(own["PORT"]),
        "PGUSER": str(own["USER"]),
        "PGPASSWORD": str(own.get("PASSWORD", "")),
        "PGDATABASE": str(own["NAME"]),
    }
    done = subprocess.run(
        [packaged_binaries() / tool, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(f"{tool} failed: {done.stderr.strip()}")
