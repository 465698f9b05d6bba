"""Run the web server."""

import argparse
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal

THREADS = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="server processes (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    refuse_well_known_secrets(arguments.host)
    # The server's parent process only watches over its children: the program is loaded by them.
    with only_one("serve"), database(set_up=False):
        require_current_tables()
        refuse_a_taken_port(arguments.host, arguments.port)
        Granian(
            "tongban.config.wsgi:application",
            address=arguments.host,
            port=arguments.port,
            interface=Interfaces.WSGI,
            workers=arguments.workers,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            log_access=False,
        ).serve()
    return 0


@contextmanager
def only_one(what: str) -> Iterator[None]:
    """Hold the right to run `what` for this home; refuse when another process holds it."""
    from django.conf import settings

    settings.TONGBAN_HOME.mkdir(parents=True, exist_ok=True)
    path = settings.TONGBAN_HOME / f"{what}.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                f"It is already running here (process {_holder(lock)}). Stop that one first, or set TONGBAN_HOME to another folder."
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def refuse_well_known_secrets(host: str) -> None:
    """Answer other machines only with secrets of one's own: those of the source are everybody's."""
    from django.conf import settings

    is_known = settings.INSECURE_SECRET in (settings.SECRET_KEY, settings.TONGBAN_DATA_KEY)
    if is_known and host not in ("localhost", "127.0.0.1", "::1"):
        raise Refusal(
            f"Other machines would be answered on {host} with secrets that everybody can read in the source. "
            "Set TONGBAN_SECRET_KEY and TONGBAN_DATA_KEY first, then run `tongban check --deploy`."
        )


def refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            raise Refusal(
                f"Port {port} on {host} cannot be used ({failure.strerror}). Choose another with --port."
            ) from failure


def _holder(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read().strip() or "unknown"
