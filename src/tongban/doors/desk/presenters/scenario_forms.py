"""What the forms about a decision table send, as the body of the table; what is mistyped is kept as it was typed."""

import copy
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from tongban.offer.catalogue.rules import Guide
from tongban.offer.scenarios.rules import Kind, Verdict

LONGEST = 2000
LONGEST_LINES = 20_000
OPTION_KEYS = ("value", "text", "text_en", "hint", "hint_en")

Body = dict[str, Any]


def grid_body(body: Mapping[str, Any], sent: QueryDict) -> Body:
    """Return the body with the cells of rows and examples as the table sent them."""
    changed = _copied(body)
    changed["title"] = _text(sent, "title", str(body.get("title", "")))
    changed["title_en"] = _text(sent, "title_en", str(body.get("title_en", "")))
    for row in changed["rows"]:
        at = f"row.{row['code']}"
        if f"{at}.title" not in sent:
            continue  # a row that the page did not show
        row["title"] = _text(sent, f"{at}.title")
        row["verdict"] = _text(sent, f"{at}.verdict", Verdict.APPLY)
        row["when"] = _cells(sent, f"{at}.when", changed["questions"])
        if row["verdict"] == Verdict.APPLY:
            row["materials"] = sent.getlist(f"{at}.materials")
            row["required"] = [code for code in sent.getlist(f"{at}.required") if code in row["materials"]]
            row.pop("to_item", None)
            row.pop("limit", None)
            if limit := _text(sent, f"{at}.limit"):
                row["limit"] = limit
        else:
            for key in ("materials", "required", "steps", "fees", "limit"):
                row.pop(key, None)
    for index, example in enumerate(changed["examples"]):
        at = f"example.{index}"
        if f"{at}-name" in sent:
            example["name"] = _text(sent, f"{at}-name")
            example["row"] = _text(sent, f"{at}-row")
            example["answers"] = _cells(sent, at, changed["questions"])
    return changed


def question_body(body: Mapping[str, Any], code: str, sent: QueryDict) -> Body:
    """Return the body with one question as its page sent it; its new code is followed wherever it is named."""
    changed = _copied(body)
    question = next(each for each in changed["questions"] if each["code"] == code)
    kind = _text(sent, "kind")
    question.update(
        {key: _text(sent, key) for key in ("text", "text_en", "hint", "hint_en", "element")}
        | {"kind": kind, "when": _cells(sent, "when", _before(changed["questions"], code)), "fills": _fills(sent)}
    )
    numeric = ("minimum", "maximum", "decimals", "unit", "unit_en")
    for key in (*numeric, "options"):
        question.pop(key, None)
    if kind == Kind.NUMBER:
        question.update({key: _text(sent, key) for key in numeric})
    if kind == Kind.CHOICE:
        question["options"] = _options(sent)
    new = _text(sent, "code") or code
    return _renamed(changed, code, new) if new != code else changed


def row_body(body: Mapping[str, Any], code: str, sent: QueryDict, guide: Guide) -> Body:
    """Return the body with what follows from one row as its page sent it."""
    changed = _copied(body)
    row = next(each for each in changed["rows"] if each["code"] == code)
    row.update({key: _text(sent, key) for key in ("title", "title_en", "office", "window")})
    row["source"] = {"law": _text(sent, "law"), "article": _text(sent, "article")}
    row["notes"], row["notes_en"] = _lines(sent, "notes"), _lines(sent, "notes_en")
    row["to_item"] = _text(sent, "to_item")
    if str(row.get("verdict") or Verdict.APPLY) == Verdict.APPLY:
        every = [step.name for step in guide.steps]
        chosen = [name for name in sent.getlist("steps") if name in every]
        row["steps"] = [] if chosen == every else chosen
        row["fees"] = _fees(sent, guide)
    return changed


def with_new_row(body: Mapping[str, Any], after: str = "") -> tuple[Body, str]:
    """Return the body with one more row, a copy of another or an empty one, and its code."""
    changed = _copied(body)
    codes = [row["code"] for row in changed["rows"]]
    code = _free("r", codes)
    last = changed["rows"][-1] if changed["rows"] else {}
    new: Body = {
        "code": code,
        "title": "",
        "title_en": "",
        "when": {},
        "verdict": Verdict.APPLY.value,
        "source": dict(last.get("source") or {"law": "", "article": ""}),
    }
    if after in codes:
        new = copy.deepcopy(changed["rows"][codes.index(after)]) | {"code": code}
        changed["rows"].insert(codes.index(after) + 1, new)
    else:
        changed["rows"].append(new)
    return changed, code


def without_row(body: Mapping[str, Any], code: str) -> Body:
    changed = _copied(body)
    changed["rows"] = [row for row in changed["rows"] if row["code"] != code]
    return changed


def moved_row(body: Mapping[str, Any], code: str) -> Body:
    """Return the body with a row one place further up."""
    changed = _copied(body)
    place = next((at for at, row in enumerate(changed["rows"]) if row["code"] == code), 0)
    if place:
        rows = changed["rows"]
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    return changed


def with_new_question(body: Mapping[str, Any]) -> tuple[Body, str]:
    changed = _copied(body)
    code = _free("q", [question["code"] for question in changed["questions"]])
    changed["questions"].append({"code": code, "kind": Kind.YES_NO.value, "text": "", "text_en": ""})
    return changed, code


def without_question(body: Mapping[str, Any], code: str) -> Body:
    """Return the body without a question and without the cells about it."""
    changed = _copied(body)
    changed["questions"] = [each for each in changed["questions"] if each["code"] != code]
    for holder, key in _holders(changed):
        (holder.get(key) or {}).pop(code, None)
    return changed


def with_new_example(body: Mapping[str, Any], answers: Mapping[str, str] | None = None, row: str = "") -> Body:
    changed = _copied(body)
    name = f"{len(changed['examples']) + 1}"
    changed["examples"].append({"name": name, "answers": dict(answers or {}), "row": row})
    return changed


def without_example(body: Mapping[str, Any], index: int) -> Body:
    changed = _copied(body)
    changed["examples"] = [each for at, each in enumerate(changed["examples"]) if at != index]
    return changed


def _copied(body: Mapping[str, Any]) -> Body:
    changed = copy.deepcopy(dict(body))
    for key in ("questions", "rows", "examples"):
        changed[key] = list(changed.get(key) or ())
    changed.pop("known", None)  # what the guide asks for is noted anew when the table is published
    return changed


def _text(sent: QueryDict, name: str, default: str = "") -> str:
    return sent.get(name, default).strip()[:LONGEST]


def _lines(sent: QueryDict, name: str) -> list[str]:
    return [line.strip() for line in sent.get(name, "")[:LONGEST_LINES].splitlines() if line.strip()]


def _cells(sent: QueryDict, at: str, questions: list[Body]) -> dict[str, str]:
    cells = {}
    for question in questions:
        named = [each.strip() for each in sent.getlist(f"{at}.{question['code']}") if each.strip()]
        if named:
            cells[question["code"]] = ", ".join(named)[:LONGEST]
    return cells


def _before(questions: list[Body], code: str) -> list[Body]:
    codes = [each["code"] for each in questions]
    return questions[: codes.index(code)]


def _options(sent: QueryDict) -> list[Body]:
    options = []
    for line in _lines(sent, "options"):
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        option = dict(zip(OPTION_KEYS, (*parts, *[""] * len(OPTION_KEYS)), strict=False))
        options.append({key: value for key, value in option.items() if value or key in OPTION_KEYS[:3]})
    return options


def _fills(sent: QueryDict) -> dict[str, str]:
    pairs = (line.partition("=") for line in _lines(sent, "fills"))
    return {answer.strip(): value.strip() for answer, equals, value in pairs if equals}


def _fees(sent: QueryDict, guide: Guide) -> list[Body] | None:
    chosen = sent.getlist("fees")
    fees: list[Body] = []
    for index, fee in enumerate(guide.fees):
        if fee.name in chosen:
            amount = _fen(_text(sent, f"amount-{index}"))
            fees.append({"name": fee.name} | ({} if amount in ("", str(fee.amount_fen)) else {"amount_fen": amount}))
    is_all = len(fees) == len(guide.fees) and not any("amount_fen" in fee for fee in fees)
    return None if is_all else fees


def _fen(yuan: str) -> str:
    """Return an amount typed in yuan in fen; what is no amount stays as it is, to be told."""
    try:
        fen = Decimal(yuan) * 100
    except InvalidOperation:
        return yuan
    return str(int(fen)) if fen == fen.to_integral_value() else yuan


def _free(letter: str, taken: list[str]) -> str:
    return next(code for number in range(1, 1000) if (code := f"{letter}{number}") not in taken)


def _holders(body: Body) -> list[tuple[Body, str]]:
    """Return everything that names questions by their codes, with the key it does so under."""
    whens = [(each, "when") for each in (*body["questions"], *body["rows"])]
    return [*whens, *((each, "answers") for each in body["examples"])]


def _renamed(body: Body, old: str, new: str) -> Body:
    for question in body["questions"]:
        if question["code"] == old:
            question["code"] = new
    for holder, key in _holders(body):
        cells = holder.get(key) or {}
        holder[key] = {new if code == old else code: cell for code, cell in cells.items()}
    return body
