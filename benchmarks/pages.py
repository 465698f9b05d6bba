"""Pages that anybody reads, over HTTP: a guide, a search, the home page."""

import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from benchmarks import ground
from benchmarks.client import Client, ask_at_once
from benchmarks.figures import Figure, percentile
from benchmarks.installation import cpu_seconds, postgres_processes, web_server

CLIENTS = 8
PAGES = 600
WARM_UP = 60
SECONDS_TO_READ = 0.1
MOST_MS = 50
SEARCHES = (
    "补办身份证", "道路运输", "营业执照", "居住证", "开饭店", "公积金", "老人优待", "不动产过户",
    "sfz", "shenfenzheng", "施工许可", "社保卡", "餐饮许可证", "孩子上户口", "失业金", "行政复议",
)  # fmt: skip


def measure(home: Path) -> list[Figure]:
    """Return response times and CPU of each kind of page, with the demonstration's items and 1,135 imported ones."""
    from tongban.offer.catalogue import api as catalogue

    ground.imported_items()
    guides = [f"/items/{offer.code}/" for offer in catalogue.offers_after(0, limit=1000)]
    kinds = {
        "guide page": guides,
        "search page": [f"/search/?q={quote(words)}" for words in SEARCHES],
        "home page": ["/"],
        "search, REST": [f"/api/v1/search?q={quote(words)}" for words in SEARCHES],
    }
    figures: list[Figure] = []
    with web_server() as server:
        for kind, paths in kinds.items():
            ask_at_once(_some(paths, WARM_UP), partial(_read, kind), clients=CLIENTS)
            processes = [server, *postgres_processes(home)]
            before = cpu_seconds(processes)
            started = time.perf_counter()
            times = ask_at_once(_some(paths, PAGES), partial(_read, kind), clients=CLIENTS)[kind]
            rate = PAGES / (time.perf_counter() - started)
            spent = (cpu_seconds(processes) - before) * 1000 / PAGES
            figures += [
                Figure("pages", f"{kind}, asked for", rate, "a second"),
                Figure("pages", f"{kind}, 50 of 100 within", percentile(times, 50), "ms"),
                Figure("pages", f"{kind}, 95 of 100 within", percentile(times, 95), "ms", MOST_MS),
                Figure("pages", f"{kind}, CPU", spent, "ms"),
            ]
    return figures


def _some(paths: list[str], count: int) -> Iterator[str]:
    return islice(cycle(paths), count)


def _read(kind: str, client: Client, path: str) -> None:
    client.ask(kind, path)
    time.sleep(SECONDS_TO_READ)
