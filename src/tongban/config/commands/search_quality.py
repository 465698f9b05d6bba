"""Put the judged questions to the search of this installation, and tell how many are answered at 1, 3 and 10, by kind."""

import argparse
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal
from tongban.config.commands.seed import SEEDS

if TYPE_CHECKING:
    from tongban.offer.guidance.api import Judged, Report, Score

DEEP = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questions",
        type=Path,
        default=SEEDS / "judged_queries.yaml",
        metavar="FILE",
        help="judged questions: rows of query, kind and right titles (default: those of the seeds)",
    )
    parser.add_argument("--missed", action="store_true", help="also list what was not among the first three")


def run(arguments: argparse.Namespace) -> int:
    if not arguments.questions.is_file():
        raise Refusal(f"There is no file {arguments.questions}.")
    with database():
        require_current_tables()
        report = measure(arguments.questions)
    print("\n".join(_told(report, with_missed=arguments.missed)))
    return 0 if report.is_good_enough else 1


def measure(questions: Path) -> "Report":
    """Put the questions of a file to the search, with nearness in meaning where that is on."""
    from tongban.offer.catalogue import api as catalogue
    from tongban.offer.guidance import api as guidance

    judged = read(questions)
    guidance.refresh(wait_for_sense=True)
    titles = {entry.name for entry in catalogue.distinct_entries()}
    return guidance.judge(judged, ask, titles=titles)


def read(questions: Path) -> "Sequence[Judged]":
    """Read judged questions, or refuse a file that is none."""
    from tongban.offer.guidance import api as guidance

    try:
        return guidance.read_judged(questions)
    except (KeyError, TypeError, ValueError) as fault:
        raise Refusal(f"{questions} is no list of judged questions: {fault}") from fault


def ask(query: str) -> "Sequence[str]":
    from tongban.offer.guidance import api as guidance

    return [hit.card.name for hit in guidance.search(query, limit=DEEP, is_remembered=False).hits]


def _told(report: "Report", *, with_missed: bool) -> "Collection[str]":
    lines = [f"{'':14}{'questions':>10}{'at 1':>8}{'in 3':>8}{'in 10':>8}"]
    lines += [_line(kind, score) for kind, score in report.kinds.items()]
    lines.append(_line("all", report.all))
    if report.left_out:
        lines.append(f"{report.left_out} questions were left out: nobody here offers what they ask for.")
    if with_missed:
        lines += [f"missed: {query}  →  {'; '.join(found) or 'nothing'}" for query, found in report.missed]
    lines.append(
        "Good enough." if report.is_good_enough else "NOT GOOD ENOUGH: at least 80 % at 1 and 95 % in 3 are asked for."
    )
    return lines


def _line(name: str, score: "Score") -> str:
    return f"{name:14}{score.questions:>10}{score.first:>8.1%}{score.among_three:>8.1%}{score.among_ten:>8.1%}"
