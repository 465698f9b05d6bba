"""What the forms about a review plan send, as the body of the plan; what is mistyped is kept as it was typed."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from tongban.handling.workflow.rules import AGREED, FIXED, OBJECTED, Kind

LONGEST = 500
MOST_RESULTS, MOST_BRANCHES = 12, 20
JOIN = "join"
ONE, SEVERAL, CHOSEN = "one", "several", "chosen"  # where a result leads
TRUE_WORDS, FALSE_WORDS = ("是", "true", "yes"), ("否", "false", "no")

_TEST = re.compile(r"\s*([^\s<>=≥≤:：]+)\s*(>=|<=|≥|≤|=|:|：)\s*(.+?)\s*")

Body = dict[str, Any]


def steps_of(body: Mapping[str, Any]) -> dict[str, Body]:
    """Return the steps and joins of a body that are such; a body may be anything that somebody imported."""
    steps = body.get("steps")
    return (
        {str(code): dict(step) for code, step in steps.items() if isinstance(step, Mapping)}
        if isinstance(steps, Mapping)
        else {}
    )


def table_body(body: Mapping[str, Any], sent: QueryDict) -> Body:
    """Return the body with what the table of steps sent: names, roles, who, limits."""
    changed = _copied(body)
    for key in ("name", "name_en"):
        if key in sent:
            changed[key] = _text(sent, key)
    for code, step in changed["steps"].items():
        if f"{code}.name" not in sent:
            continue  # a step that the page did not show
        step["name"], step["name_en"] = _text(sent, f"{code}.name"), _text(sent, f"{code}.name_en")
        if step.get("kind") != JOIN:
            step["role"] = _text(sent, f"{code}.role")
            step["who"] = _text(sent, f"{code}.who")
            _put_limit(step, sent, f"{code}.")
    return changed


def step_body(body: Mapping[str, Any], code: str, sent: QueryDict) -> Body:
    """Return the body with one step or join as its page sent it; a new code is followed wherever it is named."""
    changed = _copied(body)
    step = changed["steps"][code]
    step["name"], step["name_en"] = _text(sent, "name"), _text(sent, "name_en")
    if step.get("kind") == JOIN:
        step["of"] = _of(_text(sent, "of"), _text(sent, "number"))
        step["agreeing"] = _lines(sent, "agreeing")
    else:
        if code not in FIXED:
            step["kind"] = _text(sent, "kind") or Kind.OPINION.value
        step["role"], step["who"] = _text(sent, "role"), _text(sent, "who")
        step["not_by"] = sent.getlist("not_by")
        step["assignment"] = _text(sent, "assignment") or "claim"
        _put(step, "check", _text(sent, "check"))
        _put_limit(step, sent, "")
        _put_materials(step, sent)
        _put_issue(step, sent)
    step["leads_to"] = dict(_results(sent))
    wanted = _text(sent, "code")
    return renamed(changed, code, wanted) if wanted and wanted != code and code not in FIXED else changed


def with_new_step(body: Mapping[str, Any], kind: str) -> tuple[Body, str]:
    """Return the body with one more step, or join, and its code. Nothing leads to it yet."""
    changed = _copied(body)
    stem = kind if kind == JOIN or kind in Kind.__members__.values() else Kind.OPINION.value
    code = _free(stem, changed["steps"])
    if stem == JOIN:
        changed["steps"][code] = {
            "name": "",
            "name_en": "",
            "kind": JOIN,
            "of": "all",
            "agreeing": [AGREED],
            "leads_to": {AGREED: Kind.PROPOSE.value, OBJECTED: Kind.PROPOSE.value},
        }
    else:
        changed["steps"][code] = {
            "name": "",
            "name_en": "",
            "kind": stem,
            "role": "reviewer",
            "who": "lead",
            "leads_to": {},
        }
    return changed, code


def without_step(body: Mapping[str, Any], code: str) -> Body:
    """Return the body without a step. What led to it still names it, and is told as a fault."""
    changed = _copied(body)
    if code not in FIXED:
        changed["steps"].pop(code, None)
        for step in changed["steps"].values():
            if isinstance(step.get("not_by"), list):
                step["not_by"] = [other for other in step["not_by"] if other != code]
    return changed


def renamed(body: Body, code: str, new: str) -> Body:
    """Return the body with a step under another code, wherever it is named; as it is where the code is taken."""
    if new in body["steps"]:
        return body
    steps = {new if key == code else key: step for key, step in body["steps"].items()}
    for step in steps.values():
        if isinstance(step.get("not_by"), list):
            step["not_by"] = [new if other == code else other for other in step["not_by"]]
        if isinstance(step.get("leads_to"), Mapping):
            step["leads_to"] = {
                result: _renamed_next(following, code, new) for result, following in step["leads_to"].items()
            }
    return body | {"steps": steps, "first": new if body.get("first") == code else body.get("first")}


def condition_lines(when: object) -> str:
    """Return the conditions of a branch as they are typed: one a line."""
    lines: list[str] = []
    for entry in when if isinstance(when, list) else []:
        if isinstance(entry, Mapping):
            lines += _typed_tests(entry)
        else:
            lines.append(str(entry))
    return "\n".join(lines)


def read_conditions(text: str) -> list[Any]:
    """Return what was typed as conditions; a line that is none is kept as it is, and told as a fault."""
    return [_condition(line) for line in text.splitlines() if line.strip()]


def _typed_tests(entry: Mapping[str, Any]) -> Iterator[str]:
    fact = entry.get("fact", "")
    for test, value in entry.items():
        match test:
            case "fact":
                pass
            case "at_least":
                yield f"{fact} >= {value}"
            case "at_most":
                yield f"{fact} <= {value}"
            case "is_true":
                yield f"{fact} : {TRUE_WORDS[0]}"
            case "is_false":
                yield f"{fact} : {FALSE_WORDS[0]}"
            case "any_of" if isinstance(value, list):
                yield f"{fact} = {' | '.join(map(str, value))}"
            case _:
                yield f"{fact} = {value}"


def _condition(line: str) -> Any:
    found = _TEST.fullmatch(line)
    if not found:
        return line.strip()
    fact, sign, value = found.groups()
    if sign in (">=", "≥"):
        return {"fact": fact, "at_least": value}
    if sign in ("<=", "≤"):
        return {"fact": fact, "at_most": value}
    if sign in (":", "：") and value in TRUE_WORDS:
        return {"fact": fact, "is_true": True}
    if sign in (":", "：") and value in FALSE_WORDS:
        return {"fact": fact, "is_false": True}
    values = [each.strip() for each in re.split(r"[|｜]", value) if each.strip()]
    return {"fact": fact, "equals": values[0]} if len(values) == 1 else {"fact": fact, "any_of": values}


def _results(sent: QueryDict) -> Iterator[tuple[str, Any]]:
    for number in range(MOST_RESULTS):
        at = f"r{number}"
        result = _text(sent, f"{at}.code")
        if not result:
            continue
        mode = _text(sent, f"{at}.mode")
        if mode not in (SEVERAL, CHOSEN):
            yield result, _text(sent, f"{at}.to")
            continue
        yield (
            result,
            {
                "fork": list(_branches(sent, at)),
                "join": _text(sent, f"{at}.join"),
                "is_chosen": mode == CHOSEN,
            },
        )


def _branches(sent: QueryDict, at: str) -> Iterator[Body]:
    for number in range(MOST_BRANCHES):
        to = _text(sent, f"{at}.b{number}.to")
        if not to:
            continue
        branch: Body = {"to": to}
        if when := read_conditions(_text(sent, f"{at}.b{number}.when", longest=2000)):
            branch["when"] = when
        if f"{at}.b{number}.otherwise" in sent:
            branch["otherwise"] = True
        yield branch


def _renamed_next(following: Any, code: str, new: str) -> Any:
    if not isinstance(following, Mapping):
        return new if following == code else following
    return {
        **following,
        "join": new if following.get("join") == code else following.get("join"),
        "fork": [_renamed_branch(branch, code, new) for branch in _listed(following.get("fork"))],
    }


def _renamed_branch(branch: Any, code: str, new: str) -> Any:
    if isinstance(branch, Mapping):
        return {**branch, "to": new if branch.get("to") == code else branch.get("to")}
    return new if branch == code else branch


def _put_limit(step: Body, sent: QueryDict, at: str) -> None:
    amount = _text(sent, f"{at}limit")
    if not amount:
        step.pop("limit", None)
        return
    before = step.get("limit") if isinstance(step.get("limit"), Mapping) else {}
    step["limit"] = {
        "amount": int(amount) if amount.isascii() and amount.isdecimal() and len(amount) < 6 else amount,
        "unit": _text(sent, f"{at}unit") or "working_day",
        "source": _text(sent, f"{at}source") if f"{at}source" in sent else str((before or {}).get("source", "")),
    }


def _put_materials(step: Body, sent: QueryDict) -> None:
    if _text(sent, "materials_which") == "some":
        step["materials"] = _lines(sent, "materials")
    else:
        step.pop("materials", None)


def _put_issue(step: Body, sent: QueryDict) -> None:
    kind = _text(sent, "issues_kind")
    if not kind:
        step.pop("issues", None)
        return
    step["issues"] = {"kind": kind, "title": _text(sent, "issues_title"), "licence_type": _text(sent, "issues_licence")}


def _put(step: Body, key: str, value: str) -> None:
    if value:
        step[key] = value
    else:
        step.pop(key, None)


def _of(which: str, number: str) -> Any:
    if which != "number":
        return which or "all"
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else number


def _free(stem: str, taken: Mapping[str, Any]) -> str:
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _copied(body: Mapping[str, Any]) -> Body:
    changed = copy.deepcopy(dict(body))
    changed["steps"] = steps_of(changed)
    return changed


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _text(sent: QueryDict, name: str, *, longest: int = LONGEST) -> str:
    return sent.get(name, "").replace("\0", "").strip()[:longest]


def _lines(sent: QueryDict, name: str) -> list[str]:
    lines = sent.get(name, "").replace("\0", "").splitlines()
    return [line.strip()[:40] for line in lines if line.strip()][:60]
