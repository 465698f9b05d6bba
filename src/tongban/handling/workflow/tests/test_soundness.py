from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.handling.workflow.rules import UnableToReadPlan, parse_plan
from tongban.handling.workflow.tests.plans import (
    block_structured,
    consultation,
    fork,
    join,
    opinion,
    plan_of,
    three_at_once,
)


def faults(body):
    with pytest.raises(UnableToReadPlan) as refusal:
        parse_plan(body)
    return refusal.value.faults


def told(body, code):
    """Return the place and the trace of the only fault of a code."""
    (fault,) = [each for each in faults(body) if each.code == code]
    return fault.where, [f"{way.step} {way.result}" for way in fault.trace]


def changed(**steps):
    body = deepcopy(three_at_once())
    body["steps"].update(steps)
    return body


def both(**leads_to):
    return opinion(agrees="together", objects="together", **leads_to)


def test_a_branch_that_leaves_its_block_past_the_join_is_refused():
    body = changed(a=both(gives_up="propose"))

    assert told(body, "leaves_block") == ("a", ["accept accepted", "a gives_up"])


def test_a_branch_that_ends_the_plan_while_others_are_at_it_is_refused():
    assert told(changed(a=both(stops="")), "ends_in_branch") == ("a", ["accept accepted", "a stops"])


def test_a_step_into_which_two_branches_lead_is_refused():
    body = changed(a=both(more="d"), b=both(more="d"), d=both())

    where, trace = told(body, "leaves_block")
    assert where in ("a", "b")
    assert trace == ["accept accepted", f"{where} more"]


def test_a_join_that_waits_for_a_branch_nobody_opened_is_refused():
    body = changed(meeting=opinion(concluded="propose", straight="together"))

    assert told(body, "join_without_fork")[0] == "meeting"


def test_a_branch_entered_from_outside_is_refused():
    assert told(changed(meeting=opinion(concluded="propose", back="a")), "leaves_block")[1][-1] == "meeting back"


def test_a_branch_that_never_comes_to_its_join_is_refused_with_the_way_there():
    assert told(changed(a=opinion(again="a")), "no_end") == ("a", ["accept accepted"])


def test_steps_that_lead_to_each_other_for_ever_are_refused():
    body = changed(meeting=opinion(over="meeting2"), meeting2=opinion(over="meeting"))

    endless = [fault for fault in faults(body) if fault.code == "no_end"]
    assert [fault.where for fault in endless] == ["meeting", "meeting2"]
    assert [str(way.result) for way in endless[0].trace] == ["accepted", "objected"]


def test_an_objection_that_nobody_is_asked_to_think_over_again_is_refused():
    """Lines lead everywhere; but only the others are asked again, so who objected has objected for ever."""
    body = changed(meeting=opinion(returned=fork("b", "c", is_chosen=True)))

    where, trace = told(body, "no_end")
    assert where == "b, c"
    assert trace == ["accept accepted", "a objects"]


def test_what_no_answer_opens_is_refused_though_a_line_leads_there():
    """Whoever looks at the graph alone finds a way to the meeting; but nobody can object."""
    body = changed(**{code: opinion(agrees="together") for code in "abc"})

    assert {fault.where for fault in faults(body) if fault.code == "unreached"} == {"meeting"}


def test_a_quorum_larger_than_what_may_be_opened_is_refused():
    when = [{"fact": "site.area", "at_least": 300}]
    body = three_at_once(2, accepted=fork("a", {"to": "b", "when": when}, {"to": "c", "when": when}))

    assert told(body, "waits_for_too_many")[0] == "accept"
    parse_plan(three_at_once(2, accepted=fork("a", "b", {"to": "c", "when": when})))


def test_a_quorum_does_not_count_who_is_only_consulted():
    steps = {"a": both(), "office": consultation(answered="together"), "together": join(2)}

    assert told(plan_of(fork("a", "office"), steps), "waits_for_too_many")[0] == "accept"


def test_a_fork_that_may_open_nothing_is_refused():
    when = [{"fact": "site.area", "at_least": 300}]

    assert told(three_at_once(accepted=fork({"to": "a", "when": when})), "maybe_nothing")[0] == "accept"
    parse_plan(
        plan_of(
            fork({"to": "a", "when": when}, {"to": "b", "otherwise": True}),
            {"a": both(), "b": both(), "together": join()},
        )
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (three_at_once("most"), "bad_value"),
        (three_at_once(0), "bad_value"),
        (three_at_once(accepted=fork("a", "a", "b", "c")), "twice_in_fork"),
        (three_at_once(accepted=fork("a", "b", "moon")), "unknown_target"),
        (three_at_once(accepted=fork("a", "b", "c", join="moon")), "unknown_join"),
        (three_at_once(accepted={"fork": []}), "not_a_mapping"),
        (three_at_once(accepted=fork({"to": "a", "when": [{"fact": "1 + 1"}]})), "bad_condition"),
        (three_at_once(accepted=fork({"to": "a", "when": [{"fact": "x", "equals": 1}], "otherwise": True})), "bad_condition"),
        (three_at_once(accepted=fork("a", "b", {"to": "c", "otherwise": True})), "otherwise_alone"),
        (changed(a=both() | {"kind": "guess"}), "unknown_kind"),
        (changed(a=both() | {"kind": "decide"}), "wrong_code"),
        (changed(a=both() | {"who": "department"}), "bad_value"),
        (changed(a=both() | {"who": "friend:me"}), "bad_value"),
        (changed(a=both() | {"limit": {"amount": 0, "unit": "working_day"}}), "bad_value"),
        (changed(a=both() | {"limit": {"amount": 3, "unit": "moon"}}), "bad_value"),
        (changed(a=both() | {"limit": 3}), "bad_value"),
        (changed(a=both() | {"materials": "all"}), "bad_value"),
        (changed(a=both() | {"assignment": "friend"}), "bad_value"),
        (changed(a=both() | {"colour": "red"}), "bad_value"),
        (changed(a=both() | {"kind": "auto"}), "bad_value"),
        (changed(a=both() | {"not_by": ["moon"]}), "unknown_barred"),
        (changed(together={**join(), "leads_to": {"agreed": "propose"}}), "outcome_missing"),
        (changed(together={**join(), "leads_to": {"agreed": "propose", "objected": "propose", "tired": ""}}), "bad_value"),
        (changed(meeting=opinion(concluded="decide")), "decided_from"),
        (changed(meeting=opinion(concluded="accept")), "decided_from"),
        (changed(meeting=opinion(concluded="")), "ends_early"),
        (changed(decide=opinion(agreed="deliver")), "wrong_code"),
        (three_at_once() | {"first": "a"}, "wrong_first"),
        (three_at_once() | {"code": "../x"}, "no_code"),
        (three_at_once() | {"steps": []}, "not_a_mapping"),
        ({**three_at_once(), "steps": {"accept": 1}}, "not_a_mapping"),
        (None, "not_a_mapping"),
    ],
)  # fmt: skip
def test_a_faulty_plan_is_refused(body, code):
    assert code in {fault.code for fault in faults(body)}


def test_everything_wrong_is_told_at_once_in_words():
    body = changed(a=both() | {"name": "", "role": ""}, b=both(gone="moon"))

    with pytest.raises(UnableToReadPlan) as refusal:
        parse_plan(body)

    assert "plan plan: step a needs a name and a name_en" in refusal.value.problems
    assert "plan plan: step b leads to 'moon', which is not a step" in refusal.value.problems


def test_so_many_situations_that_they_cannot_be_walked_through_are_refused():
    codes = [f"office{number}" for number in range(16)]
    steps = {code: both() for code in codes} | {"together": join(8)}

    assert "too_many_ways" in {fault.code for fault in faults(plan_of(fork(*codes), steps))}


@pytest.mark.parametrize("of", ["all", "any", 4])
def test_eight_authorities_at_once_are_proven(of):
    codes = [f"office{number}" for number in range(8)]

    parse_plan(plan_of(fork(*codes), {code: both() for code in codes} | {"together": join(of)}))


@given(block_structured(), st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_line_drawn_to_a_place_from_which_it_cannot_come_is_refused(body, data):
    """Take any sound plan and let one result lead into another place: it is not sound any more, and is told where."""
    plan = parse_plan(body)
    inside = [code for code in plan.steps if plan.homes[code] is not None]
    if not inside:
        return
    moved = data.draw(st.sampled_from(inside))
    targets = [
        code
        for code in (*plan.steps, *plan.joins, "")
        if code == "" or (plan.homes[code] != plan.homes[moved] and code != plan.homes[moved].join)
    ]
    target = data.draw(st.sampled_from(targets))
    if target not in ("accept", "decide", "deliver"):
        body["steps"][moved]["leads_to"]["strays"] = target

        assert {fault.code for fault in faults(body)} & {
            "leaves_block",
            "ends_in_branch",
            "join_without_fork",
            "fixed_in_branch",
        }
