"""The law of cases, without a database: the table of steps under every facts, numbers, deadlines of acceptance."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.foundation.identifiers import is_checked
from tongban.handling.cases.rules import (
    DEEDS,
    GROUND_NAMES,
    STEPS,
    CaseFacts,
    Ground,
    OfficerFacts,
    Refusal,
    Side,
    State,
    Step,
    acceptance_start,
    acceptance_stops,
    case_number,
    extension_of,
    grouped,
    refusal_to_applicant,
    refusal_to_officer,
    steps_open_to_applicant,
    steps_open_to_officer,
    ungrouped,
)
from tongban.handling.cases.sentences import SHOWN
from tongban.offer.deadlines.rules import Limit, Unit
from tongban.registers.identity.rules import Role

WORKING, CALENDAR = Unit.WORKING_DAY, Unit.CALENDAR_DAY
IDS = [UUID(int=count) for count in range(1, 6)]
ROLES = {"accept": "clerk", "propose": "reviewer", "decide": "decider", "deliver": "clerk"}

ids = st.sampled_from(IDS)
facts = st.builds(
    CaseFacts,
    state=st.sampled_from(State),
    authority_id=st.integers(1, 2),
    region_code=st.sampled_from(["990101", "990102", "9902"]),
    item_code=st.sampled_from(["a", "b"]),
    party_id=ids,
    person_id=ids,
    roles=st.just(ROLES),
    barred=st.fixed_dictionaries({"decide": st.frozensets(ids, max_size=2)}),
    supplement_asked=st.booleans(),
    is_stopped=st.booleans(),
    is_extended=st.booleans(),
    owes_paper=st.booleans(),
)
officers = st.builds(
    OfficerFacts,
    account_id=ids,
    party_id=ids,
    authority_id=st.integers(1, 2),
    region_code=st.sampled_from(["99", "9901", "990101"]),
    roles=st.frozensets(st.sampled_from(Role)),
    item_codes=st.none() | st.frozensets(st.sampled_from(["a", "b"])),
    is_region_wide=st.booleans(),
    represents=st.frozensets(ids, max_size=1),
)


AFTERWARDS = {
    Step.FULFIL_COMMITMENT, Step.AGREE_ON_DELIVERY, Step.CONFIRM_RECEIPT, Step.OPEN_RESULT, Step.ANSWER_REVOCATION,
}  # fmt: skip


@given(case=facts, officer=officers)
def test_no_officer_may_take_a_step_against_the_law(case, officer):
    for step in steps_open_to_officer(case, officer):
        move = STEPS[step]
        is_own = case.authority_id == officer.authority_id
        assert move.side is Side.OFFICER
        assert case.state in move.sources
        assert ROLES[move.task] in officer.roles
        assert officer.item_codes is None or case.item_code in officer.item_codes
        assert officer.party_id not in (case.party_id, case.person_id)
        assert case.party_id not in officer.represents
        assert is_own or (officer.is_region_wide and case.region_code.startswith(officer.region_code))
        assert is_own or move.task in ("accept", "deliver")
        if step in (Step.DECIDE, Step.RETURN_TO_REVIEW):
            assert officer.account_id not in case.barred["decide"]


@given(case=facts, officer=officers, step=st.sampled_from(Step))
def test_of_a_foreign_case_nothing_is_told(case, officer, step):
    sees_nothing = case.authority_id != officer.authority_id and not officer.is_region_wide
    if step in STEPS and sees_nothing:
        assert refusal_to_officer(step, case, officer) is Refusal.NOT_FOUND


@given(case=facts, mine=st.frozensets(ids, max_size=2))
def test_an_applicant_only_moves_her_own_case_and_after_the_decision_only_what_comes_of_it(case, mine):
    for step in steps_open_to_applicant(case, mine):
        assert case.party_id in mine
        assert STEPS[step].side is Side.APPLICANT
        assert step in AFTERWARDS or case.state not in (State.DECIDED, State.CLOSED)


@given(case=facts, officer=officers)
def test_no_officer_takes_the_applicants_steps_nor_the_platforms(case, officer):
    for step, move in STEPS.items():
        if move.side is not Side.OFFICER:
            assert refusal_to_officer(step, case, officer) is Refusal.NOT_FOUND
        if move.side is not Side.APPLICANT:
            assert refusal_to_applicant(step, case, {case.party_id}) is Refusal.NOT_FOUND


def test_from_every_state_but_the_last_a_case_can_go_on():
    for state in State:
        onward = [step for step, move in STEPS.items() if state in move.sources and move.target is not None]
        assert bool(onward) is (state is not State.CLOSED)


def test_a_closed_case_never_moves_again():
    assert all(move.target is None for move in STEPS.values() if State.CLOSED in move.sources)


def test_every_special_procedure_is_marked_for_translation():
    assert set(GROUND_NAMES.values()) <= set(SHOWN)


def test_every_step_has_a_name_in_the_ledger():
    assert set(DEEDS) == set(Step)
    assert set(STEPS) == set(Step) - {
        Step.SUBMIT,
        Step.MOVE_DUE_DATES,
        Step.MOVE_PLAN,
    }  # nobody takes these on one case
    assert set(GROUND_NAMES) == set(Ground)


@given(
    region=st.from_regex(r"[0-9]{2}([0-9]{2}([0-9]{2})?)?", fullmatch=True),
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    serial=st.integers(1, 99_999),
)
def test_a_case_number_survives_being_read_aloud_and_typed(region, day, serial):
    number = case_number(region_code=region, day=day, serial=serial)

    assert len(number) == 18
    assert is_checked(number)
    assert ungrouped(grouped(number)) == number
    assert ungrouped(grouped(number).replace(" ", "-")) == number


@given(serial=st.integers(1, 99_999), position=st.integers(0, 17), other=st.integers(1, 9))
def test_one_wrong_digit_is_noticed(serial, position, other):
    number = case_number(region_code="990101", day=date(2026, 11, 23), serial=serial)
    wrong = number[:position] + str((int(number[position]) + other) % 10) + number[position + 1 :]

    assert ungrouped(wrong) is None


@pytest.mark.parametrize("serial", [0, 100_000])
def test_a_day_has_room_for_99999_cases_of_a_region(serial):
    with pytest.raises(ValueError, match="does not fit"):
        case_number(region_code="990101", day=date(2026, 11, 23), serial=serial)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "99010126112300001",
        "九九零一零一二六一一二三零零零零一七",
        "1 OR 1=1",
        "９９０１０１２６１１２３００００１２",
    ],
)
def test_what_is_no_case_number_is_not_searched_for(text):
    assert ungrouped(text) is None


@pytest.mark.parametrize(
    ("statutory", "days"),
    [
        (Limit(20, WORKING), 10),
        (Limit(45, WORKING), 10),
        (Limit(10, WORKING), 5),
        (Limit(1, WORKING), 1),
        (Limit(60, CALENDAR), 30),
    ],
)
def test_the_extension_is_ten_working_days_or_half_the_limit(statutory, days):
    assert extension_of(statutory, Limit(10, WORKING)) == days


def test_silence_counts_from_the_day_the_materials_were_whole():
    assert acceptance_start(received_on=date(2026, 11, 2), supplied_on=None) == date(2026, 11, 2)
    assert acceptance_start(received_on=date(2026, 11, 2), supplied_on=date(2026, 11, 9)) == date(2026, 11, 9)


def test_only_a_supplement_stops_the_clock_of_acceptance():
    assert acceptance_stops(asked_on=None, supplied_on=None) == ()
    assert acceptance_stops(asked_on=date(2026, 11, 3), supplied_on=None)[0].end is None
