from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.offer.deadlines.rules import (
    Clock,
    Event,
    JointClock,
    Limit,
    LineKind,
    Spell,
    Staged,
    Stop,
    Unit,
    first_with,
    time_spent,
)
from tongban.offer.deadlines.tests.calendars import days_off, make_up_days, seeded_calendar
from tongban.offer.deadlines.tests.simulation import is_worked, simulated_stages

calendar = seeded_calendar()
START = date(2026, 11, 2)


def clock(amount: int, *, start: date = START, holder: str = "", **more) -> Clock:
    return Clock(code="decision", start=start, limit=Limit(amount, Unit.WORKING_DAY), holder=holder, **more)


def test_joint_handling_is_forty_five_days_and_fifteen_more_with_each_authority_within_it():
    joint = JointClock(
        clock(45), (clock(20, holder="planning"), clock(10, holder="fire"), clock(60, holder="heritage"))
    )
    assert joint.due(calendar).day == calendar.add_working_days(START, 45)
    assert joint.due_of("fire", calendar).day == calendar.add_working_days(START, 10)
    assert joint.due_of("heritage", calendar).day == joint.due(calendar).day  # no part makes the whole later
    extended = JointClock(clock(45, extension=15), joint.parts)
    assert extended.due(calendar).day == calendar.add_working_days(START, 60)
    with pytest.raises(KeyError):
        joint.due_of("nobody", calendar)


def test_one_late_authority_is_named_and_those_who_were_done_in_time_are_not():
    joint = JointClock(clock(45), (clock(20, holder="planning"), clock(10, holder="fire")))
    today = calendar.add_working_days(START, 15)
    assert joint.late(today, calendar) == ("fire",)
    assert joint.late(today, calendar, done={"fire": calendar.add_working_days(START, 9)}) == ()
    assert joint.late(today, calendar, done={"fire": calendar.add_working_days(START, 12)}) == ("fire",)


def test_an_authoritys_own_stop_moves_its_part_and_not_the_others():
    stopped = clock(10, holder="fire", stops=(Stop(date(2026, 11, 4), date(2026, 11, 11), "检测"),))
    joint = JointClock(clock(45), (clock(10, holder="planning"), stopped))
    assert joint.due_of("fire", calendar).day == calendar.add_working_days(START, 15)
    assert joint.due_of("planning", calendar).day == calendar.add_working_days(START, 10)


def test_the_lower_level_examines_first_and_the_upper_one_has_its_days_from_the_hand_over():
    lower, upper = clock(20, holder="township"), clock(20, holder="county", source="第四十三条")
    assert first_with(lower, handed_over=None, upper=upper) is lower
    running = first_with(lower, handed_over=date(2026, 11, 16), upper=upper)
    assert (running.holder, running.event, running.source) == ("county", Event.HANDED_OVER, "第四十三条")
    assert running.due(calendar).day == calendar.add_working_days(date(2026, 11, 16), 20)


def test_four_stages_use_up_one_limit_and_the_applicants_time_between_them_is_not_counted():
    stages = (
        Spell("land", START, calendar.add_working_days(START, 30)),
        Spell("permit", calendar.add_working_days(START, 50), calendar.add_working_days(START, 80)),
        Spell("build", calendar.add_working_days(START, 90), None),
    )
    whole = Staged(Limit(120, Unit.WORKING_DAY), stages).clock(as_of=date(2027, 4, 1))
    assert whole.due(calendar).day == calendar.add_working_days(START, 120 + 20 + 10)
    told = [line.note for line in whole.lines(calendar) if line.kind is LineKind.STOPPED]
    assert set(told) == {"阶段之间等候申请人"}


def test_after_the_last_stage_the_clock_of_the_whole_stands_still():
    ended = calendar.add_working_days(START, 30)
    waiting = Staged(Limit(120, Unit.WORKING_DAY), (Spell("land", START, ended),)).clock(
        as_of=ended + timedelta(days=60)
    )
    assert waiting.due(calendar).is_stopped
    assert waiting.due(calendar).day > calendar.add_working_days(START, 150)


def test_a_stop_of_one_stage_does_not_stop_another_that_runs_beside_it():
    stop = Stop(date(2026, 11, 9), date(2026, 11, 16), "专家评审")
    beside = (Spell("a", START, None, (stop,)), Spell("b", START, None))
    limit = Limit(20, Unit.WORKING_DAY)
    as_of = date(2026, 12, 31)
    assert Staged(limit, beside).clock(as_of).due(calendar).day == calendar.add_working_days(START, 20)
    assert Staged(limit, beside[:1]).clock(as_of).due(calendar).day == calendar.add_working_days(START, 25)


@st.composite
def stages(draw: st.DrawFn) -> list[Spell]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        start = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
        found.append(Spell(str(number), start, start + timedelta(days=draw(st.integers(0, 60)))))
    start = date(2025, 12, 1)
    return [*found, Spell("last", start, None)]


@settings(max_examples=150, deadline=None)
@given(found=stages(), limit=st.integers(1, 120))
def test_the_whole_of_several_stages_is_what_a_clerk_counts_day_by_day(found, limit):
    counted = Staged(Limit(limit, Unit.WORKING_DAY), tuple(found)).clock(as_of=date(2027, 1, 1)).due(calendar)
    spans = [(spell.start, spell.end) for spell in found]
    assert counted.day == simulated_stages(limit, spans, set(days_off()), make_up_days())


@settings(max_examples=100, deadline=None)
@given(found=stages())
def test_the_time_of_each_holder_is_counted_without_stops(found):
    until = date(2026, 3, 1)
    spent = time_spent(found, until=until, calendar=calendar)
    for spell in found:
        first, last = spell.start + timedelta(days=1), spell.end or until
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        assert spent[spell.holder] == sum(is_worked(day, set(days_off()), make_up_days()) for day in days)


def test_no_stage_and_no_time_that_runs_backwards():
    with pytest.raises(ValueError, match="no stage"):
        Staged(Limit(120, Unit.WORKING_DAY), ()).clock(as_of=START)
    with pytest.raises(ValueError, match="before it starts"):
        Spell("land", START, START - timedelta(days=1))
