"""The yardstick: a bare transaction of three inserts on the same server, in the same run."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.installation import cpu_seconds, postgres_processes

SECONDS = 3.0


@dataclass(frozen=True)
class Yardstick:
    """What the bare transaction comes to: a rate, and the CPU milliseconds of the database for each."""

    transactions_per_second: float
    database_cpu_ms: float


def measure(home: Path, *, clients: int) -> Yardstick:
    """Insert for a few seconds with as many clients as the job beside it has."""
    with _connect(home) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS yardstick (id bigserial PRIMARY KEY, a text, b jsonb)")
    counts = [0] * clients
    until = time.monotonic() + SECONDS
    before = cpu_seconds(postgres_processes(home))
    threads = [threading.Thread(target=_insert, args=[home, counts, number, until]) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = sum(counts)
    spent = cpu_seconds(postgres_processes(home)) - before
    return Yardstick(done / SECONDS, spent * 1000 / done)


def _connect(home: Path) -> psycopg.Connection[tuple[object, ...]]:
    from tongban.config.database import socket_folder

    return psycopg.connect(host=str(socket_folder(home)), user="tongban", dbname="tongban", prepare_threshold=1)


def _insert(home: Path, counts: list[int], number: int, until: float) -> None:
    with _connect(home) as connection:
        while time.monotonic() < until:
            with connection.transaction():
                for text in ("case", "event", "outbox"):
                    connection.execute("INSERT INTO yardstick (a, b) VALUES (%s, %s::jsonb)", [text, '{"a": 1}'])
            counts[number] += 1
