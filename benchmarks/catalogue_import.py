"""
Import of items in bulk: titles as other platforms list them, and items with values of their own against the guides they inherit.

Each import runs in a process of its own, whose peak of memory is told. `python -m benchmarks.catalogue_import FILE` is that process.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from benchmarks.figures import Figure

ITEMS = int(os.environ.get("IMPORT_ITEMS", "100000"))  # fewer on a busy machine
BASICS = 400  # with guides, from which items inherit
LEAST_A_SECOND = 2_000
MOST_MB = 300
PUBLIC_SERVICE = "20"  # which rests on no power
TITLES = ("department", "main_item", "name", "region_code", "item_code", "item_type", "authority_code")
OWN = ("事项名称", "事项类型", "基本编码", "实施主体", "实施主体编码", "行政区划代码", "实施编码", "承诺办结时限", "咨询方式", "办理地点", "是否支持预约办理", "事项状态")  # fmt: skip


def measure(home: Path) -> list[Figure]:  # noqa: ARG001 - as all benchmarks are called
    """Return the rate and the peak of memory of each import."""
    from tongban.offer.catalogue import api as catalogue
    from tongban.offer.catalogue.api import Selection

    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        _import(_written(folder / "basics.jsonl", _guides()))
        titles, own = folder / "titles.jsonl", folder / "own.jsonl"
        for what, rows, path in (("titles", _titles(), titles), ("own values", _own(), own)):
            figures += _figures(f"{ITEMS:,} {what}, JSON lines", _import(_written(path, islice(rows, ITEMS))))
        for form, basic_code in (("csv", _basic(0)[:7]), ("xlsx", _basic(0)[:10])):
            path = folder / f"items.{form}"
            count = catalogue.export_to(path, Selection(state="online", basic_code=basic_code))
            figures += _figures(f"{count:,} whole guides again, {form}", _import(path), is_workbook=form == "xlsx")
    return figures


def _figures(what: str, result: dict[str, float], *, is_workbook: bool = False) -> list[Figure]:
    rate = result["rows"] / result["seconds"]
    most = None if is_workbook else 1e6 / LEAST_A_SECOND  # an item of a workbook is some twenty-five rows
    return [
        Figure("catalogue_import", f"{what}, items a second", rate, "/s"),
        Figure("catalogue_import", f"{what}, a thousand items", 1e6 / rate, "ms", most),
        Figure(
            "catalogue_import",
            f"{what}, CPU of the importer for a thousand",
            1e6 * result["cpu"] / result["rows"],
            "ms",
        ),
        Figure("catalogue_import", f"{what}, peak of memory", result["mb"], "MB", MOST_MB),
    ]


def _written(path: Path, rows: Iterator[dict[str, Any]]) -> Path:
    with path.open("wb") as file:
        file.writelines(orjson.dumps(row) + b"\n" for row in rows)
    return path


def _guides() -> Iterator[dict[str, Any]]:
    """Yield guides like one of the demonstration city, each of a basic item of its own."""
    from tongban.offer.catalogue import api as catalogue

    offer = next(each for each in catalogue.offers_after(0, limit=1000) if each.guide.item_type == PUBLIC_SERVICE)
    for number in range(BASICS):
        changes = {"basic_code": _basic(number), "slug": f"bench-{number}", "name": _name(number)}
        yield offer.guide.to_dict() | changes


def _titles() -> Iterator[dict[str, str]]:
    serial = 0
    while True:
        serial += 1
        office = serial % 400
        values = (
            f"第{office}局", "", f"第{serial % 8000}号事项办理", "51" + f"{1 + office % 20:02}" + f"{1 + office // 20:02}",
            f"BENCH-{serial:07}", "7", f"LOCAL-{office}",
        )  # fmt: skip
        yield dict(zip(TITLES, values, strict=True))


def _own() -> Iterator[dict[str, object]]:
    from stdnum.cn import uscc

    office = 0
    while True:
        base = f"11510000MB{office:07}"
        code, region = (
            base + uscc.calc_check_digit(base),
            "51" + f"{1 + office % 20:02}" + f"{1 + office // 20 % 20:02}",
        )
        for number in range(BASICS):
            values = (
                _name(number), PUBLIC_SERVICE, _basic(number), f"第{office}局", code, region, f"{code}4{_basic(number)}",
                "" if number % 3 else 0, f"028-{office:07}", f"第{office}大街1号", "是", "在用",
            )  # fmt: skip
            yield {name: value for name, value in zip(OWN, values, strict=True) if value != 0}
        office += 1


def _basic(number: int) -> str:
    return f"99{PUBLIC_SERVICE}001{number:05}"


def _name(number: int) -> str:
    return f"第{number}类公共服务"


def _import(path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.catalogue_import", str(path)], stdout=subprocess.PIPE, check=True, text=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _work(path: Path) -> None:
    import resource
    import time

    import django

    django.setup()
    from tongban.offer.catalogue import api as catalogue

    started, cpu = time.perf_counter(), time.process_time()
    report = catalogue.import_items(path)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": report.rows or report.basics, "seconds": seconds, "cpu": cpu, "mb": megabytes}))


if __name__ == "__main__":
    _work(Path(sys.argv[1]))
