"""Decision tables 情形表: questions, rows and what follows from each row; read strictly from what is stored or typed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from tongban.offer.scenarios.rules.cells import (
    NO,
    YES,
    FaultyCell,
    intervals_in,
    is_any,
    plain,
    scaled,
    unscaled,
    values_in,
)

MOST_QUESTIONS, MOST_OPTIONS, MOST_ROWS, MOST_EXAMPLES = 20, 40, 200, 200
MOST_DECIMALS = 3
LONGEST_TEXT = 1000
# Names that pages send beside answers.
RESERVED = ("asked", "change", "do", "party", "revision", "row")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_BASIC_CODE = re.compile(r"[0-9]{12}([0-9]{2})?")


class Kind(StrEnum):
    """What kind of answer a question takes."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"


class Verdict(StrEnum):
    """What a row says of the situation it describes."""

    APPLY = "apply"  # this is the right item, with these materials, steps, fee, limit and office
    OTHER_ITEM = "other_item"  # another item is the right one
    NOT_NEEDED = "not_needed"  # nothing has to be applied for
    NOT_POSSIBLE = "not_possible"  # it cannot be applied for


Cells = tuple[tuple[str, str], ...]  # question code and cell, in the order of the questions; what is not there is any


@dataclass(frozen=True)
class Option:
    """One value that may be chosen."""

    value: str
    text: str
    text_en: str
    hint: str = ""
    hint_en: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `element` names the data element of the form that its answer fills, `fills` with which value."""

    code: str
    kind: Kind
    text: str
    text_en: str
    hint: str = ""
    hint_en: str = ""
    options: tuple[Option, ...] = ()
    least: int = 0  # numbers: in whole steps, as cells.scaled writes them
    most: int = 0
    decimals: int = 0
    unit: str = ""
    unit_en: str = ""
    when: Cells = ()  # asked only where earlier answers are so
    element: str = ""
    fills: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The answers there are, for a choice or yes or no."""
        return (YES, NO) if self.kind is Kind.YES_NO else tuple(option.value for option in self.options)

    def option(self, value: str) -> Option:
        return next(option for option in self.options if option.value == value)

    def filling(self, answer: str) -> str:
        """Return what an answer writes into the form, "" when it writes nothing."""
        if not self.element:
            return ""
        given = dict(self.fills)
        if given or self.kind is Kind.CHOICE:
            return given.get(answer, "" if given else answer)
        return {YES: "true", NO: "false"}.get(answer, answer)


@dataclass(frozen=True)
class FeeChoice:
    """A fee of the guide that is charged here; `amount_fen` where it is less than the guide's."""

    name: str
    amount_fen: int | None = None


@dataclass(frozen=True)
class Source:
    """The law that a row rests on."""

    law: str
    article: str


@dataclass(frozen=True)
class Row:
    """One rule: where its cells hold, this follows."""

    code: str
    title: str
    title_en: str
    when: Cells
    verdict: Verdict
    materials: tuple[str, ...]
    required: tuple[str, ...]  # materials that the guide leaves open and that are required here
    steps: tuple[str, ...]  # names of the guide's steps that are taken; none named = all
    fees: tuple[FeeChoice, ...] | None  # None = all of the guide
    limit: int | None  # in the unit of the guide's committed limit; None = the guide's
    office: str  # key of the authority that receives it; "" = whoever offers the item
    window: str
    notes: tuple[str, ...]
    notes_en: tuple[str, ...]
    to_item: str  # basic code of the right item
    source: Source

    def cell(self, question: str) -> str:
        return dict(self.when).get(question, "-")


@dataclass(frozen=True)
class Example:
    """A situation with the row it must lead to, stored with the table and tried at every save."""

    name: str
    answers: tuple[tuple[str, str], ...]
    row: str


@dataclass(frozen=True)
class Known:
    """What the guide asked for when the table was published: what came later applies in every situation."""

    materials: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The decision table of a basic item. Hit policy: unique, one row for each situation."""

    basic_code: str
    title: str
    title_en: str
    questions: tuple[Question, ...]
    rows: tuple[Row, ...]
    examples: tuple[Example, ...]
    known: Known = Known()

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        return {question.code: question for question in self.questions}

    def row(self, code: str) -> Row:
        """Return a row by its code; raise KeyError when there is none such."""
        for row in self.rows:
            if row.code == code:
                return row
        raise KeyError(code)


@dataclass(frozen=True)
class TableProblem:
    """What is wrong in a table, and where: `rows[2].when.area`. `params` are the facts of the sentence."""

    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}: {self.code} {dict(self.params) or ''}".rstrip()


class UnableToReadTable(ValueError):
    """The table is not complete or contradicts itself; `problems` names everything at once."""

    def __init__(self, problems: tuple[TableProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def parse_table(body: object) -> Table:
    """Read a table; raise UnableToReadTable with every problem."""
    reader = _Reader(body, "", [])
    table = Table(
        basic_code=reader.text("basic_code", shape=_BASIC_CODE),
        title=reader.text("title"),
        title_en=reader.text("title_en"),
        questions=reader.parts("questions", _question, most=MOST_QUESTIONS),
        rows=reader.parts("rows", _row, most=MOST_ROWS),
        examples=reader.parts("examples", _example, least=0, most=MOST_EXAMPLES),
        known=reader.part("known", _known) if reader.has("known") else Known(),
    )
    reader.finish()
    if not reader.problems:
        reader.problems += _contradictions(table)
    if reader.problems:
        raise UnableToReadTable(tuple(reader.problems))
    return table


def table_body(table: Table) -> dict[str, Any]:
    """Return what `parse_table` reads, without what is left to its default: the one form in which a table is stored."""
    return {
        "basic_code": table.basic_code,
        "title": table.title,
        "title_en": table.title_en,
        "questions": [_question_body(question) for question in table.questions],
        "rows": [_row_body(row) for row in table.rows],
        "examples": [
            {"name": example.name, "answers": dict(example.answers), "row": example.row} for example in table.examples
        ],
        "known": {
            "materials": list(table.known.materials),
            "steps": list(table.known.steps),
            "fees": list(table.known.fees),
        },
    }


# --- reading strictly ---

Part = TypeVar("Part")


class _Reader:
    """Reads one mapping; what is wrong is noted and replaced by an empty value, so that reading goes on."""

    def __init__(self, body: object, path: str, problems: list[TableProblem]) -> None:
        self.path, self.problems = path, problems
        self.body: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(body, Mapping):
            self.note("", "not_a_mapping")

    def has(self, key: str) -> bool:
        return self.body.get(key) not in (None, "")

    def text(
        self, key: str, *, least: int = 1, among: Collection[str] = (), shape: re.Pattern[str] | None = None
    ) -> str:
        value = self._value(key)
        value = "" if value is None else value
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.note(key, "not_a_text")
            return ""
        text = str(value).strip()
        if len(text) < least:
            self.note(key, "empty")
        elif len(text) > LONGEST_TEXT:
            self.note(key, "too_long", most=str(LONGEST_TEXT))
        elif text and among and text not in among:
            self.note(key, "not_among", value=text[:40], allowed="、".join(among))
        elif text and shape is not None and not shape.fullmatch(text):
            self.note(key, "wrong_shape", value=text[:40])
        return text

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        if not self.has(key):
            self._value(key)
            return None
        text = self.text(key)
        if not re.fullmatch(r"[0-9]{1,12}", text):
            self.note(key, "not_a_whole_number", value=text[:40])
            return None
        if not least <= int(text) <= most:
            self.note(key, "out_of_range", value=text, least=str(least), most=str(most))
        return int(text)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            self.note(key, "not_a_list")
            return ()
        if any(len(each) > LONGEST_TEXT for each in value):
            self.note(key, "too_long", most=str(LONGEST_TEXT))
        for each in sorted({each for each in value if value.count(each) > 1}):
            self.note(key, "twice", value=each[:40])
        return tuple(value)

    def cells(self, key: str) -> Cells:
        """Read conditions: a mapping of question codes to cells; lists and true or false, as YAML has them, are cells too."""
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, Mapping):
            self.note(key, "not_a_mapping")
            return ()
        cells = ((str(code), _cell_text(cell)) for code, cell in value.items())
        return tuple((code, cell) for code, cell in cells if not is_any(cell))

    def part(self, key: str, read: Callable[["_Reader"], Part]) -> Part:
        value = self._value(key)
        return read(_Reader({} if value is None else value, self.at(key), self.problems))

    def parts(
        self, key: str, read: Callable[["_Reader"], Part], *, least: int = 1, most: int = 1000
    ) -> tuple[Part, ...]:
        value = self._value(key)
        value = [] if value is None else value
        if not isinstance(value, list | tuple):
            self.note(key, "not_a_list")
            return ()
        if len(value) < least:
            self.note(key, "too_few", least=str(least))
        if len(value) > most:
            self.note(key, "too_many", most=str(most))
            return ()
        return tuple(read(_Reader(each, f"{self.at(key)}[{index}]", self.problems)) for index, each in enumerate(value))

    def finish(self) -> None:
        """Note keys that nobody read: a misspelt key must not pass in silence."""
        for key in self.body:
            if key not in self._read:
                self.note(str(key), "unknown_key")

    def note(self, key: str, code: str, **params: str) -> None:
        self.problems.append(TableProblem(self.at(key), code, params))

    def at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".")

    def _value(self, key: str) -> Any:
        self._read.add(key)
        return self.body.get(key)


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, list | tuple):
        return ", ".join(map(_cell_text, cell))
    return "" if cell is None else str(cell)


def _question(at: _Reader) -> Question:
    kind = at.text("kind", among=tuple(Kind))
    is_number = kind == Kind.NUMBER
    decimals = at.whole("decimals", least=0, most=MOST_DECIMALS) or 0
    least, most = (_bound(at, key, decimals) if is_number else 0 for key in ("minimum", "maximum"))
    question = Question(
        code=at.text("code", shape=_CODE),
        kind=Kind(kind) if kind in list(Kind) else Kind.YES_NO,
        text=at.text("text"),
        text_en=at.text("text_en"),
        hint=at.text("hint", least=0),
        hint_en=at.text("hint_en", least=0),
        options=at.parts("options", _option, least=2 if kind == Kind.CHOICE else 0, most=MOST_OPTIONS),
        least=least,
        most=most,
        decimals=decimals,
        unit=at.text("unit", least=0),
        unit_en=at.text("unit_en", least=0),
        when=at.cells("when"),
        element=at.text("element", least=0),
        fills=tuple((code, value) for code, value in at.cells("fills")),
    )
    at.finish()
    if is_number and question.least >= question.most:
        at.note("maximum", "empty_range")
    return question


def _bound(at: _Reader, key: str, decimals: int) -> int:
    text = at.text(key)
    try:
        return scaled(text, decimals) if text else 0
    except FaultyCell as fault:
        at.note(key, fault.code, **fault.params)
        return 0


def _option(at: _Reader) -> Option:
    option = Option(
        value=at.text("value", shape=_CODE),
        text=at.text("text"),
        text_en=at.text("text_en"),
        hint=at.text("hint", least=0),
        hint_en=at.text("hint_en", least=0),
    )
    at.finish()
    return option


def _row(at: _Reader) -> Row:
    verdict = at.text("verdict", among=tuple(Verdict)) if at.has("verdict") else Verdict.APPLY
    at._read.add("verdict")
    row = Row(
        code=at.text("code", shape=_CODE),
        title=at.text("title"),
        title_en=at.text("title_en"),
        when=at.cells("when"),
        verdict=Verdict(verdict) if verdict in list(Verdict) else Verdict.APPLY,
        materials=at.texts("materials"),
        required=at.texts("required"),
        steps=at.texts("steps"),
        fees=at.parts("fees", _fee, least=0) if at.body.get("fees") is not None else None,
        limit=at.whole("limit", least=0, most=3650),
        office=at.text("office", least=0),
        window=at.text("window", least=0),
        notes=at.texts("notes"),
        notes_en=at.texts("notes_en"),
        to_item=at.text("to_item", least=0, shape=_BASIC_CODE),
        source=at.part("source", _source),
    )
    at._read.add("fees")
    at.finish()
    return row


def _fee(at: _Reader) -> FeeChoice:
    fee = FeeChoice(at.text("name"), at.whole("amount_fen", least=0, most=10**12))
    at.finish()
    return fee


def _source(at: _Reader) -> Source:
    source = Source(at.text("law"), at.text("article"))
    at.finish()
    return source


def _known(at: _Reader) -> Known:
    known = Known(at.texts("materials"), at.texts("steps"), at.texts("fees"))
    at.finish()
    return known


def _example(at: _Reader) -> Example:
    example = Example(name=at.text("name"), answers=at.cells("answers"), row=at.text("row", shape=_CODE))
    at.finish()
    return example


def _contradictions(table: Table) -> Iterator[TableProblem]:
    """Yield what only the whole table shows: repeated codes, cells about what is not asked, outcomes that miss their parts."""
    yield from _twice("questions", [question.code for question in table.questions])
    yield from _twice("rows", [row.code for row in table.rows])
    earlier: dict[str, Question] = {}
    for index, question in enumerate(table.questions):
        at = f"questions[{index}]"
        yield from _twice(f"{at}.options", [option.value for option in question.options])
        yield from _faulty_cells(f"{at}.when", question.when, earlier, "asked_later")
        if question.code in RESERVED:
            yield TableProblem(f"{at}.code", "reserved", {"value": question.code})
        if question.kind is not Kind.CHOICE and question.options:
            yield TableProblem(f"{at}.options", "no_options_here")
        for value, _filling in question.fills:
            if question.kind is Kind.NUMBER or value not in question.values:
                yield TableProblem(
                    f"{at}.fills", "unknown_value", {"value": value, "allowed": "、".join(question.values)}
                )
        earlier[question.code] = question
    for index, row in enumerate(table.rows):
        yield from _faulty_cells(f"rows[{index}].when", row.when, earlier, "unknown_question")
        yield from _outcome_faults(f"rows[{index}]", row)
    codes = {row.code for row in table.rows}
    for index, example in enumerate(table.examples):
        if example.row not in codes:
            yield TableProblem(f"examples[{index}].row", "unknown_row", {"value": example.row})
        for code, _answer in example.answers:
            if code not in earlier:
                yield TableProblem(f"examples[{index}].answers.{code}", "unknown_question")


def _outcome_faults(at: str, row: Row) -> Iterator[TableProblem]:
    if row.verdict is Verdict.APPLY:
        for code in row.required:
            if code not in row.materials:
                yield TableProblem(f"{at}.required", "required_not_asked", {"value": code})
        if row.to_item:
            yield TableProblem(f"{at}.to_item", "only_for_other_item")
    else:
        if row.materials or row.required or row.steps or row.fees is not None or row.limit is not None:
            yield TableProblem(at, "nothing_to_apply_for")
        if not row.notes:
            yield TableProblem(f"{at}.notes", "reason_missing")
        if (row.verdict is Verdict.OTHER_ITEM) != bool(row.to_item):
            yield TableProblem(f"{at}.to_item", "only_for_other_item" if row.to_item else "empty")
    if len(row.notes) != len(row.notes_en):
        yield TableProblem(f"{at}.notes_en", "notes_differ")


def _faulty_cells(at: str, cells: Cells, known: Mapping[str, Question], unknown: str) -> Iterator[TableProblem]:
    for code, cell in cells:
        if code not in known:
            yield TableProblem(f"{at}.{code}", unknown)
            continue
        try:
            read_cell(known[code], cell)
        except FaultyCell as fault:
            yield TableProblem(f"{at}.{code}", fault.code, fault.params)


def read_cell(question: Question, cell: str) -> object:
    """Return the values or intervals that a cell names; raise FaultyCell."""
    if question.kind is Kind.NUMBER:
        return intervals_in(cell, decimals=question.decimals, least=question.least, most=question.most)
    return values_in(cell, question.values)


def _twice(at: str, codes: list[str]) -> Iterator[TableProblem]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield TableProblem(at, "twice", {"value": code})


# --- writing ---


def _question_body(question: Question) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": question.code,
        "kind": question.kind.value,
        "text": question.text,
        "text_en": question.text_en,
    }
    if question.kind is Kind.NUMBER:
        body |= {
            "minimum": unscaled(question.least, question.decimals),
            "maximum": unscaled(question.most, question.decimals),
            "decimals": question.decimals,
            "unit": question.unit,
            "unit_en": question.unit_en,
        }
    if question.options:
        body["options"] = [_told(vars(option)) for option in question.options]
    told = {"hint": question.hint, "hint_en": question.hint_en, "element": question.element}
    return body | _told(told | {"when": _cells_body(question.when), "fills": dict(question.fills)})


def _row_body(row: Row) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": row.code,
        "title": row.title,
        "title_en": row.title_en,
        "when": _cells_body(row.when),
        "verdict": row.verdict.value,
        "source": {"law": row.source.law, "article": row.source.article},
    }
    if row.fees is not None:
        body["fees"] = [
            {"name": fee.name} | ({} if fee.amount_fen is None else {"amount_fen": fee.amount_fen}) for fee in row.fees
        ]
    if row.limit is not None:
        body["limit"] = row.limit
    lists = ("materials", "required", "steps", "notes", "notes_en")
    texts = ("office", "window", "to_item")
    return body | _told({key: list(getattr(row, key)) for key in lists} | {key: getattr(row, key) for key in texts})


def _cells_body(cells: Cells) -> dict[str, str]:
    return {code: ", ".join(plain(cell).split(",")) for code, cell in cells}


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value}
