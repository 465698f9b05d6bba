"""From answers to the next question or the one row that applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tongban.offer.scenarios.rules.cells import FaultyCell, plain, scaled, unscaled
from tongban.offer.scenarios.rules.space import Box, Space, space_of
from tongban.offer.scenarios.rules.tables import Kind, Question, Row, Table

LONGEST_ANSWER = 60

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer that was typed."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Next:
    """The question to ask now, with the answers before it; `fault` says what is wrong with what was typed for it."""

    question: Question
    answers: Answers
    at_most: int  # questions there are in all, this one and those before it included
    typed: str = ""
    fault: Fault | None = None


@dataclass(frozen=True)
class Reached:
    """The row that applies, with the answers that lead to it: what was not asked is not among them."""

    row: Row
    answers: Answers


@dataclass(frozen=True)
class Lost:
    """All is answered and no row applies, or several do: the table is not finished."""

    answers: Answers
    rows: tuple[str, ...]


def answer(table: Table, given: Mapping[str, str]) -> Next | Reached | Lost:
    """
    Return the next question, or the row as soon as no further answer could change it.

    Answers to what is not asked are passed over, so a bookmark or an altered address leads at worst to a question.
    Raise UnableToCheckTable for a table that is too large.
    """
    space = space_of(table)
    left = list(space.boxes)
    known: dict[str, str] = {}
    for index, axis in enumerate(space.axes):
        question = axis.question
        if all(box[index] == axis.unasked for box in left):
            continue
        if known and (row := _only_row(space, left)) is not None:
            return Reached(row, known)
        typed = given.get(question.code, "")
        if not typed.strip():
            return Next(question, known, _at_most(space, left, index, known))
        try:
            known[question.code] = read_answer(question, typed)
        except FaultyCell as fault:
            wrong = Fault(fault.code, fault.params)
            return Next(question, known, _at_most(space, left, index, known), typed[:LONGEST_ANSWER], wrong)
        atom = axis.atom(known[question.code])
        left = [(*box[:index], atom, *box[index + 1 :]) for box in left if box[index] & atom]
    row = _only_row(space, left)
    return Reached(row, known) if row is not None else Lost(known, _touching(space, left))


def read_answer(question: Question, typed: str) -> str:
    """Return an answer in the one form that is kept; raise FaultyCell for what the question does not take."""
    if len(typed) > LONGEST_ANSWER:
        raise FaultyCell("answer_too_long", most=str(LONGEST_ANSWER))
    if question.kind is not Kind.NUMBER:
        value = plain(typed)
        if value not in question.values:
            raise FaultyCell("no_such_answer")
        return value
    steps = scaled(typed, question.decimals)
    if not question.least <= steps <= question.most:
        bounds = {"least": question.least, "most": question.most}
        raise FaultyCell("number_out_of_range", **{key: unscaled(at, question.decimals) for key, at in bounds.items()})
    return unscaled(steps, question.decimals)


def fillings(table: Table, answers: Answers) -> dict[str, str]:
    """Return what the answers write into the form, by data element."""
    by_element = {}
    for code, given in answers.items():
        question = table.by_code.get(code)
        if question is not None and (value := question.filling(given)):
            by_element[question.element] = value
    return by_element


def reread(table: Table, answers: Answers, form: Mapping[str, object]) -> tuple[Answers, tuple[str, ...]]:
    """
    Look whether the form still says what was answered.

    Return the answers as the form has them now where that changes nothing, and the codes of the questions whose answer the
    form contradicts: with what it says, another row or none would apply.
    """
    reached = answer(table, answers)
    if not isinstance(reached, Reached):
        return answers, ()
    followed, contradicted = dict(answers), []
    for code in answers:
        question = table.by_code.get(code)
        said = form.get(question.element) if question is not None and question.element else None
        if question is None or not isinstance(said, str) or not said or said == question.filling(answers[code]):
            continue
        meant = _meant(question, said)
        if meant is None:
            contradicted.append(code)
            continue
        same = next((each for each in meant if _row_of(table, followed | {code: each}) == reached.row.code), None)
        if same is not None:
            followed[code] = same
        elif meant:
            contradicted.append(code)
    return followed, tuple(contradicted)


def _meant(question: Question, said: str) -> tuple[str, ...] | None:
    """Return the answers that write this value into the form; none where the form knows more than the question, None where it is no answer at all."""
    if question.kind is Kind.NUMBER:
        try:
            return (read_answer(question, said),)
        except FaultyCell:
            return None
    return tuple(value for value in question.values if question.filling(value) == said)


def _row_of(table: Table, answers: Answers) -> str:
    reached = answer(table, answers)
    return reached.row.code if isinstance(reached, Reached) else ""


def _only_row(space: Space, left: list[Box]) -> Row | None:
    codes = _touching(space, left)
    if len(codes) != 1 or space.cut(left, space.rows[codes[0]]):
        return None
    return space.table.row(codes[0])


def _touching(space: Space, left: list[Box]) -> tuple[str, ...]:
    return tuple(
        code
        for code, box in space.rows.items()
        if any(all(mask & also for mask, also in zip(box, each, strict=True)) for each in left)
    )


def _at_most(space: Space, left: list[Box], index: int, known: Answers) -> int:
    ahead = enumerate(space.axes[index:], index)
    return len(known) + sum(any(box[at] != axis.unasked for box in left) for at, axis in ahead)
