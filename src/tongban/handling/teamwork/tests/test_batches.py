"""One deed for several cases: each by itself, told one by one, and never twice."""

from uuid import uuid4

import pytest

from tongban.handling.applications.tests import cast as people
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import accepted, row, submitted
from tongban.handling.teamwork import api as teamwork
from tongban.handling.teamwork.models import Batch


def accept(numbers, officer, key=None):
    return teamwork.run_batch(key=key or uuid4(), deed="accept", numbers=numbers, officer=officer)


def test_each_case_has_its_own_answer_in_the_order_given(resident, staff):
    gone, there = accepted(people.resident(), staff), submitted(resident)
    outcomes = accept([gone, there, "990101000000000000"], staff.clerk)
    assert [(each.is_done, each.code) for each in outcomes] == [
        (False, "case.wrong_state"),
        (True, ""),
        (False, "case.not_found"),
    ]
    assert row(there).state == "accepted"


def test_sent_again_it_tells_again_and_does_nothing_twice(resident, staff):
    number, key = submitted(resident), uuid4()
    first = accept([number], staff.clerk, key)
    assert accept([number, number], staff.clerk, key) == first
    assert first[0].is_done


def test_what_a_crash_left_undone_is_done_when_it_is_sent_again(resident, staff, monkeypatch):
    one, two, key = submitted(resident), submitted(people.resident()), uuid4()
    accept([one], staff.clerk, key)
    outcomes = accept([one, two], staff.clerk, key)
    assert [each.is_done for each in outcomes] == [True, True]


def test_a_key_is_good_for_its_sender_and_deed_alone(resident, staff, second):
    number, key = submitted(resident), uuid4()
    accept([number], staff.clerk, key)
    with pytest.raises(teamwork.UnableToRunBatch):
        accept([number], second, key)
    with pytest.raises(teamwork.UnableToRunBatch):
        teamwork.run_batch(key=key, deed="deliver", numbers=[number], officer=staff.clerk)


@pytest.mark.parametrize(
    ("deed", "count"), [("decide", 1), ("propose", 1), ("accept", 0), ("accept", 101), ("hand_out", 1)]
)
def test_decisions_and_masses_are_no_batch(staff, deed, count):
    numbers = [f"{number:018}" for number in range(count)]
    with pytest.raises(teamwork.UnableToRunBatch):
        teamwork.run_batch(key=uuid4(), deed=deed, numbers=numbers, officer=staff.decider)
    assert not Batch.objects.exists()


def test_several_steps_are_handed_to_one_colleague(resident, staff, second):
    numbers = [submitted(resident), submitted(people.resident()), accepted(people.resident(), staff)]
    outcomes = teamwork.run_batch(
        key=uuid4(), deed="hand_out", numbers=numbers, officer=staff.decider, to=second.account_id, note="请今天办"
    )
    assert [each.is_done for each in outcomes] == [True, True, False]
    assert "职责" in outcomes[2].told
    assert {each.number for each in cases.worklist(second, mine=True).rows} == set(numbers[:2])
    refused = teamwork.run_batch(
        key=uuid4(), deed="hand_out", numbers=numbers[:1], officer=staff.clerk, to=second.account_id
    )
    assert [each.code for each in refused] == ["task.not_yours_to_give"]


def test_what_may_be_batched_is_the_clerks(staff):
    assert teamwork.may_be_batched("accept", staff.clerk)
    assert teamwork.may_be_batched("deliver", staff.clerk)
    assert not teamwork.may_be_batched("decide", staff.decider)
    assert not teamwork.may_be_batched("accept", staff.reviewer)
