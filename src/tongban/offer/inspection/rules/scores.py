"""Scores from 0 to 100."""

from collections import Counter
from collections.abc import Iterable, Mapping

FULL_SCORE = 100
MOST_PLACES = 2  # a rule broken in many places costs no more than in two


def score(broken: Iterable[str], weights: Mapping[str, int]) -> int:
    """Return the score of an item from the rules it breaks, one entry a place: each costs its weight, at most twice."""
    cost = sum(weights.get(code, 0) * min(places, MOST_PLACES) for code, places in Counter(broken).items())
    return max(0, FULL_SCORE - cost)


def mean_score(total: int, items: int) -> float | None:
    """Return the mean of so many items, None without items."""
    return total / items if items else None
