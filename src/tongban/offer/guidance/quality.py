"""How good the search is: judged questions, and how many of them are answered at first, among three and among ten."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tongban.groundwork.foundation.data_files import read_yaml

KINDS = ("spoken", "keyword", "pinyin", "initials", "typo", "traditional", "english", "nothing")
FIRST_AT_LEAST, AMONG_THREE_AT_LEAST = 0.80, 0.95


@dataclass(frozen=True)
class Judged:
    """A question, and the titles that answer it: any of them is right; without titles, finding nothing is."""

    query: str
    kind: str
    right: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Which share of so many questions was answered at first, among three, among ten."""

    questions: int
    first: float
    among_three: float
    among_ten: float


@dataclass(frozen=True)
class Report:
    """The scores of all questions and by kind; `left_out` could not be answered here, `missed` were not among three."""

    all: Score
    kinds: dict[str, Score]
    left_out: int
    missed: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_good_enough(self) -> bool:
        return self.all.first >= FIRST_AT_LEAST and self.all.among_three >= AMONG_THREE_AT_LEAST


def read_judged(path: Path) -> tuple[Judged, ...]:
    """Read judged questions from a YAML file: rows of query, kind and right."""
    return tuple(
        Judged(query=str(row["query"]), kind=str(row["kind"]), right=tuple(map(str, row["right"])))
        for row in read_yaml(path)
    )


def judge(questions: Iterable[Judged], ask: Callable[[str], Sequence[str]], *, titles: Collection[str]) -> Report:
    """Put questions to a search that returns titles, best first; those none of whose answers is among `titles` are left out."""
    places: dict[str, list[int]] = {}
    missed: list[tuple[str, tuple[str, ...]]] = []
    left_out = 0
    for question in questions:
        if question.right and not any(title in titles for title in question.right):
            left_out += 1
            continue
        found = tuple(ask(question.query))
        place = _place(question, found)
        places.setdefault(question.kind, []).append(place)
        if place > 3:
            missed.append((question.query, found[:3]))
    every = [place for found in places.values() for place in found]
    return Report(_score(every), {kind: _score(found) for kind, found in places.items()}, left_out, tuple(missed))


def _place(question: Judged, found: Sequence[str]) -> int:
    """Return at which place the first right answer stands, a great number where there is none."""
    if not question.right:
        return 1 if not found else 1000
    return next((place for place, title in enumerate(found, 1) if title in question.right), 1000)


def _score(places: Sequence[int]) -> Score:
    count = len(places) or 1
    first, three, ten = (sum(place <= most for place in places) / count for most in (1, 3, 10))
    return Score(len(places), first, three, ten)
