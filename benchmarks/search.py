"""The search over a province's catalogue: how good, how quick, how large, and how PostgreSQL full text does on the same data."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psutil

from benchmarks import fulltext, province
from benchmarks.client import Client, ask_at_once
from benchmarks.figures import Figure, percentile
from benchmarks.installation import memory_bytes, web_server

if TYPE_CHECKING:
    from tongban.offer.guidance.api import Judged, Report

CLIENTS = 8
PAGES = 600
SECONDS_TO_READ = 0.1
SECONDS_TO_PREPARE, SECONDS_AT_REST = 240, 5
LONGEST_BEGINNING = 5
MOST_MS, MOST_MS_TO_SUGGEST = 30, 15
MOST_MS_OF = {"guide page": 30, "search page": 60, "search, REST": 60, "suggestions": 60}  # over HTTP
GUIDES = 5000
WORKERS = 2  # web processes: as many as the machine has cores
MOST_SECONDS_TO_REINDEX = 600
MOST_MEGABYTES = 600
MOST_WRONG_AT_FIRST, MOST_NOT_AMONG_THREE = 20, 5  # of 100 questions
SEEDS = Path(__file__).parents[1] / "seeds"


def measure(_home: Path) -> list[Figure]:
    """Return times, memory and hits over 1,600,000 items of some eight thousand titles in two hundred regions."""
    from tongban.offer.guidance import api as guidance

    made = province.province(int(os.environ.get("BENCH_ITEMS", province.ITEMS)))
    questions = guidance.read_judged(SEEDS / "judged_queries.yaml")
    figures = [
        Figure("search", "items of the province", made.items, ""),
        Figure("search", "different titles", made.titles, ""),
        Figure("search", "regions", made.regions, ""),
    ]
    figures += _over_http(questions)
    figures += _in_process(questions)
    figures += _while_made_anew(questions)
    return figures + fulltext.measure(questions)


def _in_process(questions: "Sequence[Judged]") -> list[Figure]:
    from tongban.offer.guidance import api as guidance

    guidance.refresh(wait_for_sense=True)
    asked = [question.query for question in questions]
    typed = [query[:end] for query in asked for end in range(1, min(len(query), LONGEST_BEGINNING) + 1)]
    times = {
        "search": _times(guidance.search, asked),
        "search, filtered and counted": _times(_filtered, asked),
        "suggestions": _times(guidance.suggest, typed),
    }
    figures = []
    for what, taken in times.items():
        most = MOST_MS_TO_SUGGEST if what == "suggestions" else MOST_MS
        figures += [
            Figure("search", f"{what}, in process, 50 of 100 within", percentile(taken, 50), "ms"),
            Figure("search", f"{what}, in process, 95 of 100 within", percentile(taken, 95), "ms", most),
        ]
    return figures + hits("search", judged(questions))


def _while_made_anew(questions: "Sequence[Judged]") -> list[Figure]:
    """Make the whole index anew while it goes on answering; then let one item change."""
    from tongban.offer.guidance import api as guidance

    seconds: list[float] = []

    def remake() -> None:
        from django.db import connection

        started = time.perf_counter()
        guidance.refresh(whole=True, wait_for_sense=True)
        seconds.append(time.perf_counter() - started)
        connection.close()

    before = psutil.Process().memory_info().rss
    maker = threading.Thread(target=remake)
    most = before
    taken: list[float] = []
    empty = 0
    maker.start()
    for question in cycle(questions):
        if not maker.is_alive():
            break
        started = time.perf_counter()
        result = guidance.search(question.query, is_remembered=False)
        taken.append((time.perf_counter() - started) * 1000)
        empty += bool(question.right) and not result.hits
        most = max(most, psutil.Process().memory_info().rss)
        time.sleep(0.005)
    maker.join()
    province.change_one_item()
    started = time.perf_counter()
    guidance.refresh(wait_for_sense=True)
    changed = time.perf_counter() - started
    return [
        Figure("search", "whole index made anew beside the one that answers", seconds[0], "s", MOST_SECONDS_TO_REINDEX),
        Figure("search", "search meanwhile, 95 of 100 within", percentile(taken, 95), "ms"),
        Figure("search", "questions that found nothing meanwhile", empty, "", 0),
        Figure("search", "memory more while it is made", (most - before) / 1e6, "MB"),
        Figure("search", "one changed item merged in", changed, "s"),
    ]


def _over_http(questions: "Sequence[Judged]") -> list[Figure]:
    kinds = {
        "guide page": _guides(),
        "search page": [f"/search/?q={quote(question.query)}" for question in questions],
        "search, REST": [f"/api/v1/search?q={quote(question.query)}" for question in questions],
        "suggestions": [f"/suggest/?q={quote(question.query[:2])}" for question in questions],
    }
    figures: list[Figure] = []
    with web_server(workers=WORKERS) as server:
        _wait_until_prepared(server)
        for kind, paths in kinds.items():
            ask_at_once(islice(paths, CLIENTS * 4), _reading(kind), clients=CLIENTS)
            times = ask_at_once(_some(paths), _reading(kind), clients=CLIENTS)[kind]
            figures += [
                Figure("search", f"{kind}, over HTTP, 50 of 100 within", percentile(times, 50), "ms"),
                Figure("search", f"{kind}, over HTTP, 95 of 100 within", percentile(times, 95), "ms", MOST_MS_OF[kind]),
            ]
        figures.append(
            Figure("search", "largest web process, memory", _largest(server) / 1e6, "MB", MOST_MEGABYTES),
        )
    return figures


def _largest(server: psutil.Process) -> int:
    """Return the memory of the largest of the server's processes: each holds an index of its own."""
    return max(memory_bytes([process]) for process in server.children())


def _guides() -> list[str]:
    """Return the addresses of guides all over the province, of one basic item after the other."""
    from tongban.offer.catalogue import api as catalogue

    offers = catalogue.offers_after(0, limit=GUIDES)
    return [
        f"/items/{offer.code}/" for offer in sorted(offers, key=lambda offer: (offer.region_code, offer.basic_code))
    ]


def _wait_until_prepared(server: psutil.Process) -> None:
    """Wait until the server has made its index, vectors and all: until its memory grows no more."""
    Client().ask("first", f"/search/?q={quote('身份证')}")
    held, since = memory_bytes([server]), time.monotonic()
    deadline = since + SECONDS_TO_PREPARE
    while time.monotonic() - since < SECONDS_AT_REST:
        time.sleep(0.5)
        if (now := memory_bytes([server])) > held + 1_000_000:
            held, since = now, time.monotonic()
        if time.monotonic() > deadline:
            raise RuntimeError("the server was not ready with its index in time")


def judged(questions: "Sequence[Judged]", ask: Callable[[str], Sequence[str]] | None = None) -> "Report":
    from tongban.config.commands import search_quality
    from tongban.offer.catalogue import api as catalogue
    from tongban.offer.guidance import api as guidance

    titles = {entry.name for entry in catalogue.distinct_entries()}
    return guidance.judge(questions, ask or search_quality.ask, titles=titles)


def hits(benchmark: str, report: "Report", *, way: str = "") -> list[Figure]:
    """Return how many of a hundred questions were not answered: a figure that should be small, as all here."""
    wrong, three, ten = (
        100 * (1 - share) for share in (report.all.first, report.all.among_three, report.all.among_ten)
    )
    return [
        Figure(benchmark, f"{way}questions that can be answered", report.all.questions, ""),
        Figure(benchmark, f"{way}right answer not at first", wrong, "of 100", None if way else MOST_WRONG_AT_FIRST),
        Figure(benchmark, f"{way}right answer not among three", three, "of 100", None if way else MOST_NOT_AMONG_THREE),
        Figure(benchmark, f"{way}right answer not among ten", ten, "of 100"),
    ]


def _filtered(query: str) -> object:
    from tongban.offer.guidance import api as guidance

    return guidance.search(
        query, region=f"{province.PROVINCE}0101001", audience="natural", online=True, with_facets=True
    )


def _times(ask: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    taken = []
    for query in [*queries[:50], *queries]:
        started = time.perf_counter()
        ask(query)
        taken.append((time.perf_counter() - started) * 1000)
    return taken[50:]


def _some(paths: Sequence[str]) -> Iterator[str]:
    return islice(cycle(paths), PAGES)


def _reading(kind: str) -> Callable[[Client, str], None]:
    def read(client: Client, path: str) -> None:
        client.ask(kind, path)
        time.sleep(SECONDS_TO_READ)

    return read
