"""The clients that ask the server: each a thread with one connection kept open."""

import http.client
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from benchmarks.installation import PORT

Job = TypeVar("Job")


class Client:
    """One connection, and how many milliseconds each kind of call took on it."""

    def __init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.milliseconds: dict[str, list[float]] = defaultdict(list)

    def ask(self, call: str, path: str, *, body: Any = None, headers: Mapping[str, str] | None = None) -> bytes:
        """Ask and return the content of the answer; anything but success is an error."""
        started = time.perf_counter()
        self.connection.request(
            "GET" if body is None else "POST",
            path,
            body=None if body is None else json.dumps(body),
            headers={"Content-Type": "application/json", **(headers or {})},
        )
        response = self.connection.getresponse()
        content = response.read()
        self.milliseconds[call].append((time.perf_counter() - started) * 1000)
        if response.status >= 300:
            raise RuntimeError(f"{path} was answered with {response.status}: {content[:300]!r}")
        return content


def ask_at_once(jobs: Iterable[Job], do: Callable[[Client, Job], None], *, clients: int) -> dict[str, list[float]]:
    """Let several clients work off jobs, and return the milliseconds of each kind of call."""
    waiting: SimpleQueue[Job] = SimpleQueue()
    for job in jobs:
        waiting.put(job)
    crew = [Client() for _ in range(clients)]
    failures: list[Exception] = []

    def work(client: Client) -> None:
        try:
            while not failures:
                do(client, waiting.get_nowait())
        except Empty:
            pass
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=[client]) for client in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    merged: dict[str, list[float]] = defaultdict(list)
    for client in crew:
        client.connection.close()
        for call, times in client.milliseconds.items():
            merged[call] += times
    return merged
