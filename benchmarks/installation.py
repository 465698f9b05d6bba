"""A private installation to measure on: its own database server, its own folder, gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"


@contextmanager
def installation(*, with_cases: bool = False) -> Iterator[Path]:
    """Have a seeded installation for the length of a block; Django is set up in this process."""
    home = Path(tempfile.mkdtemp(prefix="tb-bench-", dir="/var/tmp"))
    home.chmod(0o755)
    os.environ |= {
        "TONGBAN_HOME": str(home),
        "TONGBAN_DEMO": "1",
        "TONGBAN_LOG_LEVEL": "ERROR",
        "TONGBAN_BASE_URL": ADDRESS,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
    }
    from tongban.config.embedded_postgres import embedded_server

    watched = ["-c", "shared_preload_libraries=pg_stat_statements", "-c", "pg_stat_statements.track=top"]
    try:
        with embedded_server(home).running(options=watched):
            import django

            django.setup()
            from tongban.config.commands import migrate, seed

            migrate.migrate(verbosity=0)
            seed.seed(seed.SEEDS, with_cases=with_cases)
            execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def web_server(*, workers: int = 1) -> Iterator[psutil.Process]:
    """Run the product's own web server for the length of a block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tongban.config.command_line", "serve", "--port", str(PORT), "--workers", str(workers)]
    )
    try:
        wait_until_ready(process)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server stopped by itself")
        try:
            with urllib.request.urlopen(f"{ADDRESS}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not answer within a minute")


def execute(statement: str, *parameters: object) -> list[tuple[object, ...]]:
    """Run one statement on the installation's database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def statements_so_far() -> int:
    """Return how many statements clients have sent, without those that only frame a transaction."""
    rows = execute(
        "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements"
        " WHERE query !~* '^(begin|commit|rollback|savepoint|release|select set_config|set |show |select 1$)'"
    )
    return int(str(rows[0][0]))


def cpu_seconds(processes: list[psutil.Process]) -> float:
    """Return the CPU time that processes and their children, living or ended, have used."""
    total = 0.0
    for process in processes:
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
        for child in process.children():
            own = child.cpu_times()
            total += own.user + own.system
    return total


def postgres_processes(home: Path) -> list[psutil.Process]:
    pid = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    return [psutil.Process(pid)]
