import pytest

from tongban.handling.workflow.rules import all_hold
from tongban.handling.workflow.rules.conditions import parse_condition


def holds(body, **facts):
    return all_hold(parse_condition(body), {name.replace("__", "."): value for name, value in facts.items()})


@pytest.mark.parametrize(
    ("test", "given", "expected"),
    [
        ({"equals": "food"}, "food", True),
        ({"equals": "food"}, ["hotel", "food"], True),
        ({"equals": 3}, "3", True),
        ({"equals": True}, "true", True),
        ({"any_of": ["food", "hotel"]}, "hotel", True),
        ({"any_of": ["food", "hotel"]}, "school", False),
        ({"at_least": 300}, "300.0", True),
        ({"at_least": 300}, 299.99, False),
        ({"at_most": 300}, "300", True),
        ({"at_least": 300}, "large", False),
        ({"at_least": 300}, "NaN", False),
        ({"at_least": 300, "at_most": 500}, "400", True),
        ({"at_least": 300, "at_most": 500}, "501", False),
        ({"is_true": True}, True, True),
        ({"is_true": True}, "true", True),
        ({"is_false": True}, "false", True),
        ({"is_false": True}, "", False),
        ({"equals": "food"}, None, False),
    ],
)
def test_conditions_hold_or_not(test, given, expected):
    assert holds({"fact": "site.use", **test}, site__use=given) is expected


@pytest.mark.parametrize("test", [{"equals": "x"}, {"at_most": 5}, {"is_false": True}, {"any_of": ["", "None"]}])
def test_of_what_is_not_known_nothing_holds(test):
    assert not holds({"fact": "site.use", **test})


@pytest.mark.parametrize(
    "body",
    [
        "site.area > 300",
        {"at_least": 300},
        {"fact": "site.area"},
        {"fact": "Site Area", "at_least": 300},
        {"fact": "__import__('os')", "equals": 1},
        {"fact": "site.area", "above": 300},
        {"fact": "site.area", "at_least": "much"},
        {"fact": "site.area", "at_least": [300]},
        {"fact": "site.area", "any_of": []},
        {"fact": "site.area", "any_of": "food"},
        {"fact": "site.area", "is_true": False},
        {"fact": "site.area", "equals": None},
    ],
)
def test_what_is_not_in_the_grammar_is_refused(body):
    with pytest.raises(ValueError, match=r"\w"):
        parse_condition(body)


@pytest.mark.parametrize(
    "body",
    [{"fact": "a.b", "any_of": ["x", "y"]}, {"fact": "a", "is_true": True}, {"fact": "a", "at_least": "3.5"}],
)
def test_a_condition_is_written_as_it_is_read(body):
    (condition,) = parse_condition(body)

    assert condition.body() == body
