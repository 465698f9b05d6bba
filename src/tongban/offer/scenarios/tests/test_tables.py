"""Tables are read strictly: everything that is wrong is named, with its place."""

import pytest

from tongban.offer.scenarios.rules import (
    FaultyCell,
    Reached,
    UnableToReadTable,
    answer,
    differences,
    fillings,
    parse_table,
    read_answer,
    reread,
    skeleton,
    table_body,
    tried,
)
from tongban.offer.scenarios.rules.cells import intervals_in, values_in
from tongban.offer.scenarios.tests.factories import choice, number, row_body, table_of, yes_no


def problems(body):
    with pytest.raises(UnableToReadTable) as refusal:
        parse_table(body)
    return {(problem.path, problem.code) for problem in refusal.value.problems}


TABLE = table_of(
    [choice("kind", "shop", "stall", element="food.kind"), number("area", "500", when={"kind": "shop"}, decimals=1)],
    [
        row_body("small", {"kind": "shop", "area": "<=50"}),
        row_body("large", {"kind": "shop", "area": ">50"}),
        row_body("stall", {"kind": "stall"}, verdict="not_possible", notes=["不行"], notes_en=["No"]),
    ],
    [{"name": "面馆", "answers": {"kind": "shop", "area": 30}, "row": "small"}],
)


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "meant"),
        [
            ("<=4.5", [(0, 45)]),
            ("≤４.５", [(0, 45)]),
            ("<4.5", [(0, 44)]),
            (">4.5", [(46, 1000)]),
            ("4.5..12", [(45, 120)]),
            ("(4.5..12]", [(46, 120)]),
            ("[4.5..12)", [(45, 119)]),
            ("1, 5、>=99.9", [(10, 10), (50, 50), (999, 1000)]),
        ],
    )
    def test_intervals_are_whole_steps_and_exact(self, cell, meant):
        found = intervals_in(cell, decimals=1, least=0, most=1000)
        assert [(each.low, each.high) for each in found] == meant

    @pytest.mark.parametrize(
        "cell", ["four", "1...2", "[1,2]", "__import__('os')", "<", "4.55", "5..1", "(1..1.1)", ">200", "9" * 600]
    )
    def test_what_is_outside_the_grammar_is_refused(self, cell):
        with pytest.raises(FaultyCell):
            intervals_in(cell, decimals=1, least=0, most=1000)

    def test_a_choice_takes_its_values_only(self):
        assert values_in("shop、stall", ["shop", "stall"]) == {"shop", "stall"}
        with pytest.raises(FaultyCell):
            values_in("castle", ["shop", "stall"])


class TestReading:
    def test_yaml_writes_lists_and_truth_as_cells(self):
        body = table_of([yes_no("q"), choice("k", "a", "b", "c")], [row_body("r", {"q": True, "k": ["a", "b"]})])
        assert dict(parse_table(body).rows[0].when) == {"q": "yes", "k": "a, b"}

    @pytest.mark.parametrize("body", [None, [], "x", 7, {}])
    def test_what_is_no_table_is_refused(self, body):
        assert problems(body)

    def test_everything_wrong_is_named_at_once(self):
        body = table_of(
            [choice("kind", "shop"), number("area", "0", when={"later": "x"}), {"code": "X!", "kind": "colour"}],
            [row_body("r", {"kind": "castle", "nobody": "x"}), row_body("r", {}, limit="soon", titel="x")],
            [{"name": "e", "answers": {"nobody": "x"}, "row": "gone"}],
        )
        found = problems(body)
        assert ("questions[0].options", "too_few") in found
        assert ("questions[1].maximum", "empty_range") in found
        assert ("questions[2].code", "wrong_shape") in found
        assert ("questions[2].kind", "not_among") in found
        assert ("rows[1].limit", "not_a_whole_number") in found
        assert ("rows[1].titel", "unknown_key") in found

    def test_contradictions_are_named_once_the_parts_are_read(self):
        body = table_of(
            [choice("kind", "shop", "stall", when={"area": "1"}), number("area")],
            [
                row_body("r", {"kind": "castle", "nobody": "x"}),
                row_body("r", {}, required=["photo"]),
                row_body("other", {}, verdict="other_item", materials=["photo"]),
                row_body("no", {}, verdict="not_needed", notes=["x"], to_item="000131210001"),
            ],
            [{"name": "e", "answers": {"nobody": "x"}, "row": "gone"}],
        )
        assert problems(body) >= {
            ("questions[0].when.area", "asked_later"),
            ("rows", "twice"),
            ("rows[0].when.kind", "unknown_value"),
            ("rows[0].when.nobody", "unknown_question"),
            ("rows[1].required", "required_not_asked"),
            ("rows[2]", "nothing_to_apply_for"),
            ("rows[2].notes", "reason_missing"),
            ("rows[2].to_item", "empty"),
            ("rows[3].to_item", "only_for_other_item"),
            ("rows[3].notes_en", "notes_differ"),
            ("examples[0].row", "unknown_row"),
            ("examples[0].answers.nobody", "unknown_question"),
        }

    def test_names_that_pages_use_themselves_are_no_codes(self):
        body = table_of([yes_no("row")], [row_body("r", {})])
        assert problems(body) == {("questions[0].code", "reserved")}

    def test_a_table_that_is_not_whole_still_has_its_conditions(self):
        body = table_of(TABLE["questions"], [row | {"title": "", "source": {}} for row in TABLE["rows"]])
        assert problems(body)
        assert [row.code for row in skeleton(body).rows] == ["small", "large", "stall"]
        assert skeleton({"questions": 7}) is None
        assert skeleton(None) is None


class TestAnswering:
    def test_answers_are_kept_in_one_form(self):
        area = parse_table(TABLE).questions[1]
        assert read_answer(area, " ３０.５０ ") == "30.5"
        for typed in ("-1", "500.1", "30.55", "abc", "", "1e3", "9" * 61):
            with pytest.raises(FaultyCell):
                read_answer(area, typed)

    def test_what_answers_fill_in_the_form(self):
        assert fillings(parse_table(TABLE), {"kind": "shop", "area": "30"}) == {"food.kind": "shop"}

    def test_a_form_that_says_another_situation_contradicts(self):
        table = parse_table(TABLE)
        situation = {"kind": "shop", "area": "30"}
        assert reread(table, situation, {"food.kind": "stall"}) == (situation, ("kind",))
        assert reread(table, situation, {"food.kind": "shop"}) == (situation, ())
        # the form knows a value that no answer stands for: nothing is said against the answer
        assert reread(table, situation, {"food.kind": "ship"}) == (situation, ())

    def test_a_form_that_changes_nothing_is_followed(self):
        body = table_of(
            [number("area", "500", element="premises.area")],
            [row_body("s", {"area": "<=50"}), row_body("l", {"area": ">50"})],
        )
        table = parse_table(body)
        assert reread(table, {"area": "30"}, {"premises.area": "40"}) == ({"area": "40"}, ())
        assert reread(table, {"area": "30"}, {"premises.area": "60"})[1] == ("area",)
        assert reread(table, {"area": "30"}, {"premises.area": "much"})[1] == ("area",)

    def test_examples_say_where_they_stop(self):
        table = parse_table(TABLE)
        assert tried(table, table.examples[0]).passed
        half = parse_table(TABLE | {"examples": [{"name": "x", "answers": {"kind": "shop"}, "row": "small"}]})
        assert (tried(half, half.examples[0]).got, tried(half, half.examples[0]).stopped_at) == ("", "area")

    def test_no_more_is_asked_than_matters(self):
        reached = answer(parse_table(TABLE), {"kind": "stall", "area": "nonsense"})
        assert isinstance(reached, Reached)
        assert reached.answers == {"kind": "stall"}


def test_differences_name_questions_and_rows():
    before = table_body(parse_table(TABLE))
    changed = table_of(
        TABLE["questions"], [TABLE["rows"][1], TABLE["rows"][0] | {"when": {"kind": "shop", "area": "<=40"}}]
    )
    found = {
        (each.part, each.code, each.field): (each.before, each.after)
        for each in differences(before, table_body(parse_table(changed)))
    }
    assert found["rows", "small", "when.area"] == ("<=50", "<=40")
    assert found["rows", "stall", ""][1] == ""
    assert found["rows", "", "order"] == ("small, large", "large, small")
    assert found["examples", "面馆", ""][1] == ""
