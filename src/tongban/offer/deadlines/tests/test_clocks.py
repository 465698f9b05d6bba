from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
    due_date,
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


# --- whatever the facts: clocks put together keep what single ones promise ---

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))  # across year ends, holidays and make-up days
units = st.sampled_from(Unit)


@st.composite
def stops(draw: st.DrawFn) -> tuple[Stop, ...]:
    spans = draw(st.lists(st.tuples(days, st.integers(0, 40)), max_size=3))
    return tuple(Stop(day, day + timedelta(days=span), "检测") for day, span in spans)


@st.composite
def clocks(draw: st.DrawFn, *, units: st.SearchStrategy[Unit] = units) -> Clock:
    unit = draw(units)
    amount = draw(st.integers(0, {Unit.MONTH: 6, Unit.HOUR: 240}.get(unit, 60)))
    return Clock(code="x", start=draw(days), limit=Limit(amount, unit), stops=draw(stops()), holder="x")


@settings(max_examples=150, deadline=None)
@given(whole=clocks(), part=clocks(), later=st.integers(1, 40))
def test_no_share_makes_the_whole_later_and_none_is_due_after_it(whole, part, later):
    joint = JointClock(whole, (part,))
    assert joint.due(calendar) == whole.due(calendar)
    assert joint.due_of("x", calendar).day == min(part.due(calendar).day, whole.due(calendar).day)
    longer = JointClock(replace(whole, extension=later), (part,))
    assert longer.due(calendar).day >= joint.due(calendar).day
    assert longer.due_of("x", calendar).day >= joint.due_of("x", calendar).day


@settings(max_examples=150, deadline=None)
@given(whole=clocks(), part=clocks(), another=stops())
def test_a_stop_of_a_share_or_of_the_whole_never_makes_either_earlier(whole, part, another):
    joint = JointClock(whole, (part,))
    own = JointClock(whole, (replace(part, stops=(*part.stops, *another)),))
    both = JointClock(replace(whole, stops=(*whole.stops, *another)), own.parts)
    days_of = [each.due_of("x", calendar).day for each in (joint, own, both)]
    assert days_of == sorted(days_of)
    assert both.due(calendar).day >= joint.due(calendar).day


@settings(max_examples=100, deadline=None)
@given(data=st.data(), whole=clocks(), parts=st.lists(clocks(), max_size=4), today=days)
def test_the_order_in_which_shares_are_recorded_changes_nothing(data, whole, parts, today):
    named = tuple(replace(part, holder=str(number)) for number, part in enumerate(parts))
    shuffled = tuple(data.draw(st.permutations(named)))
    one, other = JointClock(whole, named), JointClock(whole, shuffled)
    assert set(one.late(today, calendar)) == set(other.late(today, calendar))
    for part in named:
        assert one.due_of(part.holder, calendar) == other.due_of(part.holder, calendar)


@settings(max_examples=150, deadline=None)
@given(lower=clocks(), upper=clocks(units=st.just(Unit.WORKING_DAY)), handed=days, later=st.integers(0, 40))
def test_who_hands_over_later_never_makes_the_upper_level_due_earlier(lower, upper, handed, later):
    assert first_with(lower, handed_over=None, upper=upper).due(calendar) == lower.due(calendar)
    first = first_with(lower, handed_over=handed, upper=upper).due(calendar)
    second = first_with(lower, handed_over=handed + timedelta(days=later), upper=upper).due(calendar)
    assert second.day >= first.day


@settings(max_examples=100, deadline=None)
@given(start=days, lower=st.integers(0, 30), upper=st.integers(0, 30))
def test_two_levels_that_each_use_up_their_days_are_one_limit_of_both(start, lower, upper):
    below = Clock(code="lower", start=start, limit=Limit(lower, Unit.WORKING_DAY))
    above = Clock(code="upper", start=start, limit=Limit(upper, Unit.WORKING_DAY))
    handed = below.due(calendar).day
    both = Clock(code="both", start=start, limit=Limit(lower + upper, Unit.WORKING_DAY))
    assert first_with(below, handed_over=handed, upper=above).due(calendar).day == both.due(calendar).day


@settings(max_examples=100, deadline=None)
@given(data=st.data(), found=stages(), limit=st.integers(1, 120), more=st.integers(1, 30))
def test_stages_are_counted_in_any_order_and_more_days_are_never_due_earlier(data, found, limit, more):
    as_of = date(2027, 1, 1)
    told = Staged(Limit(limit, Unit.WORKING_DAY), tuple(found)).clock(as_of).due(calendar)
    shuffled = tuple(data.draw(st.permutations(found)))
    assert Staged(Limit(limit, Unit.WORKING_DAY), shuffled).clock(as_of).due(calendar) == told
    longer = Staged(Limit(limit + more, Unit.WORKING_DAY), tuple(found)).clock(as_of).due(calendar)
    assert longer.day >= told.day


@settings(max_examples=100, deadline=None)
@given(found=stages(), limit=st.integers(1, 60), at=st.integers(0, 300), span=st.integers(0, 40))
def test_a_stop_of_a_stage_never_makes_the_whole_due_earlier(found, limit, at, span):
    begin = date(2025, 1, 1) + timedelta(days=at)
    stopped = [replace(spell, stops=(Stop(begin, begin + timedelta(days=span), "检测"),)) for spell in found]
    as_of = date(2027, 1, 1)
    plain = Staged(Limit(limit, Unit.WORKING_DAY), tuple(found)).clock(as_of).due(calendar)
    assert Staged(Limit(limit, Unit.WORKING_DAY), tuple(stopped)).clock(as_of).due(calendar).day >= plain.day


@settings(max_examples=100, deadline=None)
@given(start=days, first=st.integers(0, 40), second=st.integers(0, 40), stopped=stops())
def test_the_time_of_two_holders_one_after_the_other_is_that_of_one(start, first, second, stopped):
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    two = time_spent(
        [Spell("a", start, middle, stopped), Spell("b", middle, end, stopped)], until=end, calendar=calendar
    )
    one = time_spent([Spell("a", start, end, stopped)], until=end, calendar=calendar)
    assert sum(two.values()) == one["a"]


@settings(max_examples=100, deadline=None)
@given(start=days, first=st.integers(0, 240), second=st.integers(0, 240))
def test_hours_one_after_the_other_are_one_limit_in_hours(start, first, second):
    moment = datetime(start.year, start.month, start.day, 2, 30, tzinfo=UTC)
    halfway = due_date(start=start, limit=Limit(first, Unit.HOUR), calendar=calendar, moment=moment).at
    assert halfway is not None
    both = due_date(start=start, limit=Limit(first + second, Unit.HOUR), calendar=calendar, moment=moment).at
    rest = due_date(start=halfway.date(), limit=Limit(second, Unit.HOUR), calendar=calendar, moment=halfway).at
    assert rest == both


def test_no_stage_and_no_time_that_runs_backwards():
    with pytest.raises(ValueError, match="no stage"):
        Staged(Limit(120, Unit.WORKING_DAY), ()).clock(as_of=START)
    with pytest.raises(ValueError, match="before it starts"):
        Spell("land", START, START - timedelta(days=1))
