"""Conditions on facts, as the data file writes them: `{visits: {over: 0}, channels: {lacks: online}}`. All must hold."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tongban.offer.inspection.rules.subject import is_empty, values

Condition = Mapping[str, Mapping[str, Any]]

TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: bool(value == wanted),
    "among": lambda value, wanted: value in wanted,
    "over": lambda value, wanted: bool(value > wanted),
    "under": lambda value, wanted: bool(value < wanted),
    "empty": lambda value, wanted: is_empty(value) is wanted,
    "has": lambda value, wanted: wanted in value,
    "lacks": lambda value, wanted: wanted not in value,
    "ends": lambda value, wanted: str(value).strip().endswith(tuple(wanted)),
    "matches": lambda value, wanted: re.search(wanted, str(value)) is not None,
}


def holds(condition: Condition, thing: object) -> bool:
    """Say whether all of a condition holds; of a path with many places, whether it holds at one of them."""
    return all(any(_passes(value, tests) for _, value in values(thing, path)) for path, tests in condition.items())


def broken(condition: Condition, thing: object) -> list[tuple[str, Any]]:
    """Return the places where a condition does not hold, each with what stands there."""
    return [place for path, tests in condition.items() for place in values(thing, path) if not _passes(place[1], tests)]


def faults_of(condition: object) -> list[str]:
    """Return what is wrong in the writing of a condition."""
    if not isinstance(condition, Mapping):
        return ["is no mapping"]
    return [
        f"{path}: there is no test {test}"
        for path, tests in condition.items()
        for test in (tests if isinstance(tests, Mapping) else {"?": None})
        if test not in TESTS
    ]


def _passes(value: Any, tests: Mapping[str, Any]) -> bool:
    return all(TESTS[test](value, wanted) for test, wanted in tests.items())
