"""Gaps, overlaps and answers, set against trying every single situation one by one."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.offer.scenarios.rules import (
    Lost,
    Next,
    Reached,
    UnableToCheckTable,
    answer,
    parse_table,
    space_of,
    table_body,
)
from tongban.offer.scenarios.tests.factories import choice, number, row_body, table_of, yes_no

MOST = 6  # the largest number that is tried


# --- every situation, one by one, with nothing of the code under test ---


def holds(cell: str, kind: str, value: Any) -> bool:
    if cell in ("", "-"):
        return True
    if value is None:
        return False
    return any(part_holds(part.strip(), kind, value) for part in cell.split(","))


def part_holds(part: str, kind: str, value: Any) -> bool:
    if kind != "number":
        return bool(part == value)
    if ".." in part:
        low, high = part.strip("[]()").split("..")
        above = value > int(low) if part.startswith("(") else value >= int(low)
        below = value < int(high) if part.endswith(")") else value <= int(high)
        return above and below
    for sign in ("<=", ">=", "<", ">"):
        if part.startswith(sign):
            bound = int(part.removeprefix(sign))
            return bool({"<=": value <= bound, ">=": value >= bound, "<": value < bound, ">": value > bound}[sign])
    return bool(value == int(part))


def every_situation(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    domains = []
    for question in body["questions"]:
        match question["kind"]:
            case "number":
                domains.append([None, *range(MOST + 1)])
            case "yes_no":
                domains.append([None, "yes", "no"])
            case _:
                domains.append([None, *(option["value"] for option in question["options"])])
    for values in itertools.product(*domains):
        situation = dict(zip([question["code"] for question in body["questions"]], values, strict=True))
        if all((situation[each["code"]] is not None) == is_asked(each, body, situation) for each in body["questions"]):
            yield situation


def is_asked(question: dict[str, Any], body: dict[str, Any], situation: dict[str, Any]) -> bool:
    return all(holds(cell, kind_of(body, code), situation[code]) for code, cell in question.get("when", {}).items())


def kind_of(body: dict[str, Any], code: str) -> str:
    return str(next(question["kind"] for question in body["questions"] if question["code"] == code))


def rows_for(body: dict[str, Any], situation: dict[str, Any]) -> list[str]:
    return [
        row["code"]
        for row in body["rows"]
        if all(holds(cell, kind_of(body, code), situation[code]) for code, cell in row.get("when", {}).items())
    ]


# --- tables by chance ---


@st.composite
def cells(draw: st.DrawFn, question: dict[str, Any]) -> str:
    if question["kind"] == "yes_no":
        return draw(st.sampled_from(["-", "yes", "no"]))
    if question["kind"] == "choice":
        values = [option["value"] for option in question["options"]]
        return ", ".join(sorted(draw(st.sets(st.sampled_from(values))))) or "-"
    low, high = sorted(draw(st.tuples(st.integers(0, MOST), st.integers(0, MOST))))
    shapes = ["-", f"<={low}", f">={high}", f"{low}", f"{low}..{high}"]
    shapes += [f"<{high}"] * (high > 0) + [f">{low}"] * (low < MOST)
    shapes += [f"({low}..{high}]", f"[{low}..{high})"] * (low < high) + [f"<={low}, >={high}"]
    return draw(st.sampled_from(shapes))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    questions: list[dict[str, Any]] = []
    for index in range(draw(st.integers(1, 4))):
        make = draw(st.sampled_from([choice, number, yes_no]))
        question = make(f"q{index}")
        if questions and draw(st.booleans()):
            earlier = draw(st.sampled_from(questions))
            question["when"] = {earlier["code"]: draw(cells(earlier))}
        questions.append(question)
    rows = [
        row_body(f"r{index}", {question["code"]: draw(cells(question)) for question in questions})
        for index in range(draw(st.integers(1, 6)))
    ]
    return table_of(questions, rows)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_gaps_overlaps_and_idle_rows_are_those_that_trying_every_situation_finds(body):
    findings = space_of(parse_table(body)).findings()
    hits = [rows_for(body, situation) for situation in every_situation(body)]

    assert bool(findings.gaps) == any(not rows for rows in hits)
    assert {(each.first, each.second) for each in findings.overlaps} == {
        pair for rows in hits for pair in itertools.combinations(rows, 2)
    }
    assert set(findings.idle) == {row["code"] for row in body["rows"]} - {code for rows in hits for code in rows}


@settings(max_examples=100, deadline=None)
@given(tables())
def test_the_example_of_a_gap_or_overlap_is_one(body):
    findings = space_of(parse_table(body)).findings()

    for gap in findings.gaps:
        assert rows_for(body, situation_of(body, dict(gap.situation.example))) == []
    for overlap in findings.overlaps:
        rows = rows_for(body, situation_of(body, dict(overlap.situation.example)))
        assert {overlap.first, overlap.second} <= set(rows)


def situation_of(body: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    return {
        question["code"]: int(answers[question["code"]])
        if question["kind"] == "number" and question["code"] in answers
        else answers.get(question["code"])
        for question in body["questions"]
    }


@settings(max_examples=150, deadline=None)
@given(tables(), st.data())
def test_answers_lead_to_the_row_that_trying_every_situation_finds(body, data):
    table = parse_table(body)
    situations = list(every_situation(body))
    situation = data.draw(st.sampled_from(situations))
    given_answers = {code: str(value) for code, value in situation.items() if value is not None}

    reached = answer(table, given_answers)

    rows = rows_for(body, situation)
    if isinstance(reached, Reached):
        assert [reached.row.code] == rows
        # nothing that was not asked could have changed it
        fitting = [
            each for each in situations if all(str(each[code]) == value for code, value in reached.answers.items())
        ]
        assert all(rows_for(body, each) == rows for each in fitting)
    else:
        assert isinstance(reached, Lost)
        assert len(rows) != 1
        assert list(reached.rows) == rows


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_table_is_stored_in_one_form_that_reads_back(body):
    table = parse_table(body)

    assert parse_table(table_body(table)) == table


@settings(max_examples=100, deadline=None)
@given(tables(), st.dictionaries(st.sampled_from(["q0", "q1", "q2", "zzz"]), st.text(max_size=80)))
def test_whatever_is_sent_leads_to_a_question_or_a_row(body, sent):
    reached = answer(parse_table(body), sent)

    assert isinstance(reached, Next | Reached | Lost)


def test_number_intervals_meet_exactly_at_the_smallest_step():
    mass = number("mass", most="100", decimals=1)
    whole = table_of([mass], [row_body("light", {"mass": "<=4.5"}), row_body("heavy", {"mass": ">4.5"})])
    hole = table_of([mass], [row_body("light", {"mass": "<4.5"}), row_body("heavy", {"mass": ">4.5"})])

    assert space_of(parse_table(whole)).findings().are_none
    (gap,) = space_of(parse_table(hole)).findings().gaps
    assert dict(gap.situation.example) == {"mass": "4.5"}


def test_many_questions_are_checked_without_trying_every_situation():
    questions = [number(f"n{index}", most="1000000") for index in range(18)]
    rows = [row_body("small", {"n0": "<500000"}), row_body("large", {"n0": ">=500000"})]

    assert space_of(parse_table(table_of(questions, rows))).findings().are_none


def test_a_table_too_large_to_check_is_refused_and_not_guessed_at():
    questions = [number(f"n{index}", most="1000000") for index in range(16)]
    rows = [
        row_body(f"r{index}", {f"n{at}": f"{1000 * index + at}..{2000 * index + 40000 - at}" for at in range(16)})
        for index in range(60)
    ]

    with pytest.raises(UnableToCheckTable):
        space_of(parse_table(table_of(questions, rows))).findings()
