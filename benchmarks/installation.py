"""A private installation to measure on: its own database server, its own folder, gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
SECONDS_TO_START = 60
TONGBAN = [sys.executable, "-m", "tongban.config.command_line"]
WATCHED = ["-c", "shared_preload_libraries=pg_stat_statements", "-c", "pg_stat_statements.track=top"]


@contextmanager
def installation() -> Iterator[Path]:
    """Have an installation with the demonstration city, without cases, for the length of a block; Django is set up here."""
    home = Path(tempfile.mkdtemp(prefix="tb-bench-", dir="/var/tmp"))
    home.chmod(0o755)
    os.environ |= {
        "TONGBAN_HOME": str(home),
        "TONGBAN_DEMO": "1",
        "TONGBAN_LOG_LEVEL": "ERROR",
        "TONGBAN_BASE_URL": ADDRESS,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
    }
    os.environ.pop("TONGBAN_DATABASE_URL", None)
    from tongban.config.embedded_postgres import embedded_server

    try:
        with embedded_server(home).running(options=WATCHED):
            import django

            django.setup()
            from tongban.config.commands import migrate, seed

            migrate.migrate(verbosity=0)
            seed.seed(seed.SEEDS, with_cases=False)
            execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database_at_rest(home: Path) -> Iterator[None]:
    """Stop the database server for the length of a block, so that whoever starts first has to start it."""
    from django.db import connection

    from tongban.config.embedded_postgres import embedded_server

    server = embedded_server(home)
    connection.close()
    server.stop()
    try:
        yield
    finally:
        connection.close()
        server.stop()
        server.start(options=WATCHED)


@contextmanager
def running(*arguments: str) -> Iterator[psutil.Process]:
    """Run a `tongban` command for the length of a block."""
    process = subprocess.Popen([*TONGBAN, *arguments])
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_TO_START)


@contextmanager
def web_server(*, workers: int = 1) -> Iterator[psutil.Process]:
    """Run the product's own web server for the length of a block, ready to answer."""
    with running("serve", "--port", str(PORT), "--workers", str(workers)) as process:
        wait_until_ready(process)
        yield process


def wait_until_ready(process: psutil.Process) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            raise RuntimeError("the server stopped by itself")
        try:
            with urllib.request.urlopen(f"{ADDRESS}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer within a minute")


def execute(statement: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """Run one statement on the installation's database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []


def statements_so_far() -> int:
    """Return how many statements clients have sent, without those that only frame a transaction and the server's own looks at foreign keys."""
    rows = execute(
        "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements"
        " WHERE query !~* '^(begin|commit|rollback|savepoint|release|select \\S+ from only)'"
    )
    return int(str(rows[0][0]))


def cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    """Return the CPU time that processes and their children, living or ended, have used."""
    total = 0.0
    for process in processes:
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
        for child in process.children():
            own = child.cpu_times()
            total += own.user + own.system
    return total


def memory_bytes(processes: Sequence[psutil.Process]) -> int:
    """Return the memory that processes and their children hold; pages that several share are divided among them (PSS)."""
    family = [each for process in processes for each in (process, *process.children(recursive=True))]
    family = [each for each in family if each.status() != psutil.STATUS_ZOMBIE]
    return sum(each.memory_full_info().pss for each in family)


def postgres_processes(home: Path) -> list[psutil.Process]:
    """Return the database server; its backends are its children."""
    from tongban.config.database import data_folder

    pid = int((data_folder(home) / "postmaster.pid").read_text().splitlines()[0])
    return [psutil.Process(pid)]
