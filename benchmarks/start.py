"""The cold start of the server, database and all, and the memory that web and worker hold after some work."""

import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import psutil

from benchmarks import ground
from benchmarks.client import Client, ask_at_once
from benchmarks.figures import Figure
from benchmarks.installation import PORT, database_at_rest, execute, memory_bytes, running, wait_until_ready
from benchmarks.pages import SEARCHES

DOCUMENTS = 50
PAGES = 100
MOST_SECONDS = 5
MOST_MEGABYTES = 400
SECONDS_FOR_THE_WORKER = 120
WAITING = "SELECT count(*) FROM documents_officialdocument WHERE rendered_at IS NULL"


def measure(home: Path) -> list[Figure]:
    """Return the seconds to the first answer, and the memory after 50 PDFs and 100 searches."""
    with database_at_rest(home):
        started = time.perf_counter()
        with running("serve", "--port", str(PORT)) as web:
            wait_until_ready(web)
            seconds = time.perf_counter() - started
            _issue_documents()
            with running("work") as worker:
                searches = islice(cycle(f"/search/?q={quote(words)}" for words in SEARCHES), PAGES)
                ask_at_once(searches, partial(_read, "search"), clients=8)
                _wait_for_documents()
                at_work = memory_bytes([web, worker]) / 1e6
                _wait_for_the_press(worker)
                of_web, of_worker = memory_bytes([web]) / 1e6, memory_bytes([worker]) / 1e6
    return [
        Figure("start", "cold start to the first answer, with the database", seconds, "s", MOST_SECONDS),
        Figure("start", "memory, web and worker", of_web + of_worker, "MB", MOST_MEGABYTES),
        Figure("start", "memory, web", of_web, "MB"),
        Figure("start", "memory, worker", of_worker, "MB"),
        Figure("start", "memory, all, while documents are set", at_work, "MB"),
    ]


def _read(kind: str, client: Client, path: str) -> None:
    client.ask(kind, path)


def _issue_documents() -> None:
    """Leave documents to the worker: those of whole cases, until there are enough."""
    while int(str(execute(WAITING)[0][0])) < DOCUMENTS:
        ground.whole_case()


def _wait_for_documents() -> None:
    deadline = time.monotonic() + SECONDS_FOR_THE_WORKER
    while int(str(execute(WAITING)[0][0])):
        if time.monotonic() > deadline:
            raise RuntimeError("the worker did not render the documents in time")
        time.sleep(0.2)


def _wait_for_the_press(worker: psutil.Process) -> None:
    """Wait until the process that sets documents has ended for want of work."""
    deadline = time.monotonic() + SECONDS_FOR_THE_WORKER
    while any(each.status() != psutil.STATUS_ZOMBIE for each in worker.children()) and time.monotonic() < deadline:
        time.sleep(0.5)
