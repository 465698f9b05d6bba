"""One installation of the product, driven as its operator drives it: through the command line."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg

from tongban.config.database import EMBEDDED_PORT, socket_folder
from tongban.config.embedded_postgres import EmbeddedPostgres, embedded_server

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds after which a condition will not come any more
Found = TypeVar("Found")


def patiently(look: Callable[[], Found], what: str, *, explain: Callable[[], str] = str) -> Found:
    """Return what `look` finds as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s in vain for {what}\n{explain()}"
        time.sleep(0.05)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A home with its database; web server and worker are processes that a test starts and kills."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TONGBAN_", "PYTEST_", "DJANGO_"))
        }
        if "TONGBAN_POSTGRES_BINARIES" in os.environ:
            kept["TONGBAN_POSTGRES_BINARIES"] = os.environ["TONGBAN_POSTGRES_BINARIES"]
        self.environment = kept | {
            "TONGBAN_HOME": str(home),
            "TONGBAN_DEMO": "1",
            "TONGBAN_BASE_URL": self.address,
            **environment,
        }
        self._processes = ExitStack()

    # --- commands ---

    def tongban(self, *arguments: str | Path, **environment: str) -> "Answer":
        """Run one command to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment | environment,
            cwd=self.home if self.home.exists() else "/",
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on; it is stopped with the installation at the latest."""
        log = (self.home / f"{arguments[0]}.log").open("ab")
        process = subprocess.Popen(
            [*COMMAND, *arguments], env=self.environment | environment, cwd=self.home, stdout=log, stderr=log
        )
        log.close()
        self._processes.callback(stop, process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        process = self.start("serve", "--port", str(self.port))
        self.wait_until_ready(process)
        return process

    def work(self) -> subprocess.Popen[bytes]:
        return self.start("work")

    def open(self) -> None:
        """Start a web server and a worker, each of which a test may stop and start again."""
        self.web, self.worker = self.serve(), self.work()

    def wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        def is_ready() -> bool:
            assert process.poll() is None, self.log()
            try:
                return httpx.get(f"{self.address}/health/ready", timeout=2, trust_env=False).status_code == 200
            except httpx.TransportError:
                return False

        patiently(is_ready, "the web server", explain=self.log)

    def log(self) -> str:
        """Return the end of what the processes said."""
        logs = sorted(self.home.glob("*.log"), key=lambda path: path.stat().st_mtime)
        return "\n".join(f"--- {path.stem} ---\n{path.read_text(errors='replace')[-3000:]}" for path in logs)

    def close(self) -> None:
        self._processes.close()

    # --- the database ---

    @property
    def database(self) -> EmbeddedPostgres:
        return embedded_server(self.home)

    def sql(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Run one statement past the product; return its rows, of single values where there is one column."""
        with psycopg.connect(
            host=str(socket_folder(self.home)), port=EMBEDDED_PORT, user="tongban", dbname="tongban"
        ) as connection:
            cursor = connection.execute(statement, parameters)
            rows = cursor.fetchall() if cursor.description else []
        return [row[0] if len(row) == 1 else row for row in rows]


COMMAND = (sys.executable, "-m", "tongban.config.command_line")


class Answer:
    """What a command said, and how it ended."""

    def __init__(self, status: int, output: str, errors: str) -> None:
        self.status, self.output, self.errors = status, output, errors

    def succeeded(self) -> str:
        assert self.status == 0, f"exit {self.status}\n{self.output}\n{self.errors}"
        return self.output

    def refused(self, status: int = 1) -> str:
        """Return the words of a refusal: plain ones, without a traceback."""
        assert self.status == status, f"exit {self.status}\n{self.output}\n{self.errors}"
        assert "Traceback" not in self.output + self.errors, self.errors
        return self.errors


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def new_home(name: str, *, mode: int = 0o755) -> Iterator[Path]:
    """Have an empty home folder for the length of a block."""
    with tempfile.TemporaryDirectory(prefix=f"tb-{name}-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(mode)
        yield Path(folder)
