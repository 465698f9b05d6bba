"""
The conditions on the ways of a diagram, as text: three functions and nothing that runs.

`result("accept") == "accepted"` of the results of a step or join, `fact("site.area") >= 300` of what is known of the case (several
joined by `and`, none of them by `not (…)`), `chosen("fire")` of a branch that is opened again. They are read as text, never run.
"""

import json
import re
from collections.abc import Sequence

from tongban.handling.workflow.rules.conditions import Condition, Test, parse_condition

ALWAYS = "True"  # on a way of an inclusive gateway that is always taken

_CODE = r'"([A-Za-z0-9_.-]+)"'
_STRING = r'"(?:[^"\\\x00-\x1f]|\\["\\bfnrt/]|\\u[0-9a-fA-F]{4})*"'
_RESULT = re.compile(rf"\s*result\(\s*{_CODE}\s*\)\s*==\s*{_CODE}\s*")
_CHOSEN = re.compile(rf"\s*chosen\(\s*{_CODE}\s*\)\s*(?:and \((.+)\)\s*)?")
_TEST = re.compile(
    rf"\s*fact\(\s*{_CODE}\s*\)\s*(==|>=|<=|in)\s*"
    rf"(True|False|-?\d+(?:\.\d+)?|{_STRING}|\(\s*{_STRING}\s*(?:,\s*{_STRING}\s*)*,?\s*\))\s*"
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
WORDS = {
    Test.EQUALS: "=",
    Test.ANY_OF: "=",
    Test.AT_LEAST: "≥",
    Test.AT_MOST: "≤",
    Test.IS_TRUE: "为是",
    Test.IS_FALSE: "为否",
}
_SIGNS = {Test.EQUALS: "==", Test.AT_LEAST: ">=", Test.AT_MOST: "<="}


def result_text(node: str, result: str) -> str:
    return f'result("{node}") == "{result}"'


def chosen_text(branch: str, rest: str) -> str:
    return f'chosen("{branch}") and ({rest})' if rest else f'chosen("{branch}")'


def when_text(conditions: Sequence[Condition]) -> str:
    """Return conditions of which all must hold."""
    return " and ".join(map(_told, conditions))


def when_words(conditions: Sequence[Condition]) -> str:
    """Return conditions as a short name of a way."""
    return "，".join(
        f"{condition.fact} {WORDS[condition.test]} {'/'.join(condition.values)}".rstrip() for condition in conditions
    )


def otherwise_text(others: Sequence[Sequence[Condition]]) -> str:
    """Return what holds when none of the others does."""
    return " and ".join(f"not ({when_text(conditions)})" for conditions in others)


def read_result(text: str) -> tuple[str, str] | None:
    """Return (step or join, result), None when the text says something else."""
    found = _RESULT.fullmatch(text)
    return (found[1], found[2]) if found else None


def read_chosen(text: str) -> tuple[str, str] | None:
    """Return the branch of which the text says that it is chosen, and what else it says."""
    found = _CHOSEN.fullmatch(text)
    return (found[1], found[2] or "") if found else None


def read_when(text: str) -> tuple[Condition, ...] | None:
    """Return the conditions that a text joins by `and`, None when it says anything else."""
    conditions: list[Condition] = []
    position = 0
    while found := _TEST.match(text, position):
        condition = _condition(found[1], found[2], found[3])
        if condition is None:
            return None
        conditions.append(condition)
        if found.end() == len(text):
            return tuple(conditions)
        if not text.startswith("and ", found.end()):
            return None
        position = found.end() + len("and ")
    return None


def _told(condition: Condition) -> str:
    name = f'fact("{condition.fact}")'
    match condition.test:
        case Test.IS_TRUE | Test.IS_FALSE:
            return f"{name} == {condition.test is Test.IS_TRUE}"
        case Test.ANY_OF:
            return f"{name} in ({', '.join(map(_quoted, condition.values))},)"
        case Test.EQUALS:
            return f"{name} == {_quoted(condition.values[0])}"
        case test:
            value = condition.values[0]
            return f"{name} {_SIGNS[test]} {value if _NUMBER.fullmatch(value) else _quoted(value)}"


def _condition(fact: str, sign: str, value: str) -> Condition | None:
    body: dict[str, object] = {"fact": fact}
    is_many, is_text = value.startswith("("), value.startswith('"')
    if (sign == "in") != is_many:
        return None
    if is_many:
        body["any_of"] = [json.loads(each) for each in re.findall(_STRING, value)]
    elif value in ("True", "False"):
        if sign != "==":
            return None
        body["is_true" if value == "True" else "is_false"] = True
    else:
        test = next(test for test, each in _SIGNS.items() if each == sign)
        body[test.value] = json.loads(value) if is_text else value
    try:
        (condition,) = parse_condition(body)
    except ValueError:
        return None
    return condition


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
