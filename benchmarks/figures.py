"""Figures, and the table they are shown in."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Figure:
    """One measured value; `most` is the largest it should be."""

    benchmark: str
    what: str
    value: float
    unit: str
    most: float | None = None

    @property
    def is_met(self) -> bool:
        return self.most is None or self.value <= self.most


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which so many percent of the values lie."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table in Markdown, with the machine under it."""
    lines = ["| benchmark | what | figure | at most | |", "|---|---|---:|---:|---|"]
    for figure in figures:
        most = "" if figure.most is None else f"{figure.most:g} {figure.unit}"
        mark = "" if figure.most is None else ("met" if figure.is_met else "MISSED")
        lines.append(f"| {figure.benchmark} | {figure.what} | {_shown(figure.value)} {figure.unit} | {most} | {mark} |")
    return "\n".join([*lines, "", machine()])


def machine() -> str:
    """Return what the figures were taken on, without a date."""
    from benchmarks.installation import execute

    version = str(execute("SHOW server_version")[0][0]).split()[0]
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, PostgreSQL {version}."


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
