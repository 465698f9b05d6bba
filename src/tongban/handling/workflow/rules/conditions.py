"""
Conditions on the facts of a case, written as data and never as code: `{fact: site.area, at_least: 300}`.

Facts are what forms and steps leave behind: texts, numbers, "true" and "false", lists of texts. Of a fact that is not known
nothing holds, so a branch with a condition on it stays closed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

Facts = Mapping[str, Any]

_FACT_NAME = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")


class Test(StrEnum):
    """What may be asked of a fact."""

    EQUALS = "equals"
    ANY_OF = "any_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"


@dataclass(frozen=True)
class Condition:
    """One test of one fact. Several stand together: all must hold."""

    fact: str
    test: Test
    values: tuple[str, ...] = ()

    def holds(self, facts: Facts) -> bool:
        given = _texts(facts.get(self.fact))
        match self.test:
            case Test.EQUALS | Test.ANY_OF:
                return any(text in self.values for text in given)
            case Test.IS_TRUE:
                return given == ("true",)
            case Test.IS_FALSE:
                return given == ("false",)
            case Test.AT_LEAST:
                return any(number >= Decimal(self.values[0]) for number in _numbers(given))
            case Test.AT_MOST:
                return any(number <= Decimal(self.values[0]) for number in _numbers(given))

    def body(self) -> dict[str, Any]:
        """Return the condition as a plan's file writes it."""
        match self.test:
            case Test.ANY_OF:
                return {"fact": self.fact, "any_of": list(self.values)}
            case Test.IS_TRUE | Test.IS_FALSE:
                return {"fact": self.fact, self.test.value: True}
            case _:
                return {"fact": self.fact, self.test.value: self.values[0]}


def all_hold(conditions: Sequence[Condition], facts: Facts) -> bool:
    """Say whether every condition holds; without one it is so."""
    return all(condition.holds(facts) for condition in conditions)


def parse_condition(body: Any) -> tuple[Condition, ...]:
    """Read one entry of `when`; several tests of the same fact may stand in it. Raise ValueError, naming the fault, when it is none."""
    if not isinstance(body, Mapping) or not isinstance(body.get("fact"), str):
        raise ValueError("a condition names a fact")
    if not _FACT_NAME.fullmatch(body["fact"]):
        raise ValueError(f"{body['fact']!r} is no name of a fact")
    tests = {key: value for key, value in body.items() if key != "fact"}
    unknown = sorted(set(tests) - set(Test))
    if unknown or not tests:
        raise ValueError(f"a condition on {body['fact']} asks {unknown or 'nothing'}; it may ask {', '.join(Test)}")
    return tuple(_condition(body["fact"], Test(key), value) for key, value in tests.items())


def _condition(fact: str, test: Test, value: Any) -> Condition:
    if test in (Test.IS_TRUE, Test.IS_FALSE):
        if value is not True:
            raise ValueError(f"{test} of {fact} is written {test}: true")
        return Condition(fact, test)
    if test is Test.ANY_OF:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(f"any_of of {fact} needs a list of values")
        return Condition(fact, test, tuple(_text(each) for each in value))
    if value is None or isinstance(value, list | tuple | Mapping):
        raise ValueError(f"{test} of {fact} needs one value")
    if test in (Test.AT_LEAST, Test.AT_MOST) and not _numbers((_text(value),)):
        raise ValueError(f"{test} of {fact} needs a number, not {value!r}")
    return Condition(fact, test, (_text(value),))


def _texts(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return tuple(map(_text, value)) if isinstance(value, list | tuple) else (_text(value),)


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _numbers(texts: Sequence[str]) -> list[Decimal]:
    found = []
    for text in texts:
        try:
            number = Decimal(text)
        except InvalidOperation:
            continue
        if number.is_finite():
            found.append(number)
    return found
