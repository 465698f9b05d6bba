from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.handling.workflow.rules import Marking, after, parse_plan, start
from tongban.handling.workflow.rules.plan import Fork
from tongban.handling.workflow.tests.plans import (
    AGREES,
    OBJECTS,
    block_structured,
    consultation,
    fork,
    join,
    opinion,
    plan_of,
    three_at_once,
)

ENDING = {"accept": "accepted", "propose": "proposed", "decide": "agreed", "deliver": "delivered"}


class Walk:
    """A subject on its way through a plan."""

    def __init__(self, body, **facts):
        self.plan, self.facts = parse_plan(body), facts
        self.marking = start(self.plan).marking

    def answer(self, step, result, *chosen):
        self.moves = after(self.plan, self.marking, step, result, self.facts, chosen)
        self.marking = Marking.from_body(self.moves.marking.body())
        return self

    @property
    def open(self):
        return set(self.marking.open)


def accepted(body, **facts):
    return Walk(body, **facts).answer("accept", "accepted")


def test_a_fork_opens_all_its_branches_at_once():
    walk = accepted(three_at_once())

    assert walk.open == {"a", "b", "c"}
    assert walk.moves.opened == ("a", "b", "c")


def test_a_join_of_all_waits_for_everybody_also_after_an_objection():
    walk = accepted(three_at_once()).answer("a", OBJECTS).answer("b", OBJECTS)
    assert walk.open == {"c"}

    walk.answer("c", AGREES)

    assert walk.open == {"meeting"}
    assert walk.moves.joined == (("together", "objected"),)


def test_a_join_of_any_is_content_with_the_first_that_agrees_and_drops_the_others():
    walk = accepted(three_at_once("any")).answer("a", OBJECTS).answer("b", AGREES)

    assert walk.moves.dropped == ("c",)
    assert walk.open == {"propose"}


def test_a_quorum_objects_as_soon_as_it_cannot_be_reached():
    walk = accepted(three_at_once(2)).answer("a", OBJECTS)
    assert walk.open == {"b", "c"}

    walk.answer("b", OBJECTS)

    assert (walk.moves.dropped, walk.open) == (("c",), {"meeting"})


def test_only_the_chosen_branches_are_looked_at_again():
    walk = accepted(three_at_once()).answer("a", AGREES).answer("b", OBJECTS).answer("c", AGREES)
    walk.answer("meeting", "returned", "b")
    assert walk.open == {"b"}

    walk.answer("b", AGREES)

    assert walk.moves.joined == (("together", "agreed"),)
    assert walk.open == {"propose"}


@pytest.mark.parametrize("chosen", [(), ("moon",), ("a", "moon")])
def test_a_choice_names_branches_that_are_there(chosen):
    walk = accepted(three_at_once())
    for step in ("a", "b", "c"):
        walk.answer(step, OBJECTS)

    with pytest.raises(ValueError, match="no choice"):
        walk.answer("meeting", "returned", *chosen)


def test_conditions_say_which_branches_are_opened_and_the_join_waits_for_those_alone():
    entries = fork(
        "a",
        {
            "to": "b",
            "when": [{"fact": "site.area", "at_least": 300}, {"fact": "site.use", "any_of": ["food", "hotel"]}],
        },
        {"to": "c", "otherwise": True},
    )
    body = three_at_once(accepted=entries)

    assert accepted(body, **{"site.area": "301.5", "site.use": "hotel"}).open == {"a", "b"}
    assert accepted(body, **{"site.area": 299, "site.use": "hotel"}).open == {"a", "c"}
    assert accepted(body).open == {"a", "c"}
    walk = accepted(body, **{"site.area": 300, "site.use": ["shop", "food"]}).answer("a", AGREES).answer("b", AGREES)
    assert walk.open == {"propose"}


def test_a_consultation_is_waited_for_by_all_but_has_no_say():
    def body(of):
        steps = {
            "a": opinion(agrees="together", objects="together"),
            "office": consultation(answered="together"),
            "together": join(of),
        }
        return plan_of(fork("a", "office"), steps)

    assert accepted(body("all")).answer("a", AGREES).open == {"office"}
    assert accepted(body("all")).answer("a", AGREES).answer("office", "answered").moves.joined == (
        ("together", "agreed"),
    )
    assert accepted(body("any")).answer("office", "answered").open == {"a"}
    assert accepted(body("any")).answer("a", OBJECTS).moves.joined == (("together", "objected"),)


def test_what_is_not_open_is_not_answered():
    walk = accepted(three_at_once()).answer("a", AGREES)

    with pytest.raises(ValueError, match="not open"):
        walk.answer("a", AGREES)
    with pytest.raises(KeyError):
        walk.answer("b", "sings")


@pytest.mark.parametrize("of", ["all", "any", 1, 2, 3])
@given(answers=st.lists(st.sampled_from([AGREES, OBJECTS]), min_size=3, max_size=3))
@settings(suppress_health_check=[HealthCheck.differing_executors])
def test_the_order_of_answers_makes_no_difference_to_what_comes_out(of, answers):
    said = dict(zip("abc", answers, strict=True))

    def outcome(order):
        walk = accepted(three_at_once(of))
        joined = []
        for step in order:
            if step in walk.open:
                joined += walk.answer(step, said[step]).moves.joined
        return joined, walk.open

    results = [outcome(order) for order in permutations("abc")]

    assert len(results[0][0]) == 1
    assert all(result == results[0] for result in results)


def answer_freely(plan, draw, facts):
    """Answer whatever is open in any order until the end, towards it after a while; yield each move."""
    marking, steps = start(plan).marking, 0
    while marking.open:
        step = draw(st.sampled_from(marking.open))
        results = list(plan.step(step).leads_to)
        hurries = (steps := steps + 1) > 40
        result = (
            ENDING.get(step, AGREES)
            if hurries or step in ENDING
            else draw(st.sampled_from([each for each in results if each != "not_accepted"]))
        )
        following, chosen = plan.step(step).leads_to[result], ()
        if isinstance(following, Fork) and following.is_chosen:
            entries = [branch.to for branch in following.branches]
            chosen = draw(st.lists(st.sampled_from(entries), min_size=1, unique=True))
        before = marking
        moves = after(plan, marking, step, result, facts, chosen)
        yield before, step, moves
        marking = moves.marking


@given(block_structured(), st.data(), st.sampled_from([{}, {"site.area": 200}, {"site.area": 300}, {"site.area": 400}]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_run_of_every_block_structured_plan_ends_and_loses_nothing(body, data, facts):
    plan = parse_plan(body)
    ended = False

    for before, step, moves in answer_freely(plan, data.draw, facts):
        is_open, was_open = moves.marking.open, before.open
        assert len(set(is_open)) == len(is_open), "a step is open once"
        assert set(is_open) == ({*was_open} - {step} - {*moves.dropped}) | {*moves.opened}, "nothing is lost"
        assert is_open or moves.is_ended, "it never stands still"
        opened_again = {join for join, _outcome in moves.joined}
        assert len(opened_again) == len(moves.joined), "a join is left once"
        for code in opened_again:
            lies_in = {each for each in plan.steps if is_within(plan, each, code)}
            assert not lies_in & set(is_open) - set(moves.opened), "who is late does not answer after the join"
        for code, block in moves.marking.blocks.items():
            for branch, answer in block.items():
                if answer is None:
                    assert any(lies_on(plan, each, code, branch) for each in is_open), "who is waited for is at it"
        ended = moves.is_ended

    assert ended


def is_within(plan, step, join):
    home = plan.homes[step]
    return home is not None and (home.join == join or is_within(plan, home.join, join))


def lies_on(plan, step, join, branch):
    home = plan.homes[step]
    return home is not None and ((home.join, home.branch) == (join, branch) or lies_on(plan, home.join, join, branch))


@given(block_structured(), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_authorities_that_answer_leave_the_same_whoever_is_first(body, data):
    plan = parse_plan(body)
    for before, _step, _moves in answer_freely(plan, data.draw, {"site.area": 300}):
        pairs = [(one, other) for one in before.open for other in before.open if one < other]
        for one, other in pairs[:3]:
            outcomes = [both(plan, before, first, second) for first, second in ((one, other), (other, one))]
            assert outcomes[0] == outcomes[1]


def both(plan, marking, first, second):
    """Return what is open after both agreed; where the first is enough, the second is not asked any more."""
    facts = {"site.area": 300}
    moves = after(plan, marking, first, AGREES, facts)
    if second in moves.marking.open and second not in moves.opened:
        moves = after(plan, moves.marking, second, AGREES, facts)
    return set(moves.marking.open)
