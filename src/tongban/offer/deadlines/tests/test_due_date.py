from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.offer.deadlines.rules import DueDate, Limit, LineKind, Stop, Unit, due_date, explain
from tongban.offer.deadlines.tests.calendars import days_off, make_up_days, seeded_calendar
from tongban.offer.deadlines.tests.simulation import simulated_due_day

calendar = seeded_calendar()
TWENTY = Limit(20, Unit.WORKING_DAY)
FIVE = Limit(5, Unit.WORKING_DAY)

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
limits = st.builds(Limit, st.integers(0, 70), st.sampled_from(Unit))


@st.composite
def stops(draw: st.DrawFn) -> list[Stop]:
    spans = draw(st.lists(st.tuples(days, st.one_of(st.none(), st.integers(0, 60))), max_size=4))
    return [Stop(day, None if span is None else day + timedelta(days=span), "检测") for day, span in spans]


@settings(max_examples=400, deadline=None)
@given(start=days, limit=limits, stopped=stops(), extension=st.integers(0, 15))
def test_the_due_date_is_the_one_a_clerk_counts_day_by_day(start, limit, stopped, extension):
    due = due_date(start=start, limit=limit, calendar=calendar, stops=stopped, extension=extension)
    assert due.day == simulated_due_day(start, limit, set(days_off()), make_up_days(), stopped, extension)


@settings(max_examples=200, deadline=None)
@given(start=days, limit=limits, stopped=stops(), extension=st.integers(0, 15))
def test_the_counted_lines_add_up_to_the_limit_and_touch_without_a_gap(start, limit, stopped, extension):
    lines = explain(start=start, limit=limit, calendar=calendar, stops=stopped, extension=extension)
    due = due_date(start=start, limit=limit, calendar=calendar, stops=stopped, extension=extension)
    counted = sum(line.count for line in lines if line.kind in (LineKind.COUNTED, LineKind.MAKE_UP))
    assert counted == limit.amount + extension
    spells = [line for line in lines if line.kind not in _FRAME]
    edges = [start, *(line.last for line in spells)]
    assert [line.first for line in spells] == [edge + timedelta(days=1) for edge in edges[:-1]]
    assert edges[-1] == due.day
    assert lines[-1].kind is LineKind.DUE


_FRAME = {LineKind.START, LineKind.LIMIT, LineKind.EXTENSION, LineKind.PROVISIONAL, LineKind.DUE}


@settings(max_examples=100, deadline=None)
@given(start=days, limit=limits, extension=st.integers(1, 15))
def test_an_extension_never_makes_a_due_date_earlier(start, limit, extension):
    plain = due_date(start=start, limit=limit, calendar=calendar)
    longer = due_date(start=start, limit=limit, calendar=calendar, extension=extension)
    assert longer.day >= plain.day


def test_the_starting_day_is_not_counted():
    assert due_date(start=date(2026, 11, 23), limit=FIVE, calendar=calendar) == DueDate(date(2026, 11, 30), False)


def test_a_filing_on_a_sunday_counts_from_monday():
    assert due_date(start=date(2026, 11, 22), limit=FIVE, calendar=calendar).day == date(2026, 11, 27)


def test_the_national_holiday_and_its_make_up_days_move_the_due_date():
    assert due_date(start=date(2026, 9, 28), limit=FIVE, calendar=calendar).day == date(2026, 10, 10)


def test_days_on_which_the_clock_was_stopped_are_not_counted():
    stop = Stop(date(2026, 11, 24), date(2026, 11, 26), "专家评审")
    assert due_date(start=date(2026, 11, 23), limit=FIVE, calendar=calendar, stops=[stop]).day == date(2026, 12, 2)


def test_overlapping_stops_are_not_taken_off_twice():
    stops = [
        Stop(date(2026, 11, 24), date(2026, 11, 26), "检测"),
        Stop(date(2026, 11, 25), date(2026, 11, 26), "听证"),
    ]
    assert due_date(start=date(2026, 11, 23), limit=FIVE, calendar=calendar, stops=stops).day == date(2026, 12, 2)


def test_an_open_stop_lasts_until_the_day_it_is_looked_at():
    stop = Stop(date(2026, 11, 24), None, "专家评审")
    earliest = due_date(start=date(2026, 11, 23), limit=FIVE, calendar=calendar, stops=[stop])
    assert earliest == DueDate(date(2026, 12, 1), is_provisional=True, is_stopped=True)
    later = due_date(start=date(2026, 11, 23), limit=FIVE, calendar=calendar, stops=[stop], as_of=date(2026, 11, 27))
    assert later.day == date(2026, 12, 4)


def test_an_extension_adds_its_days():
    plain = due_date(start=date(2026, 11, 2), limit=TWENTY, calendar=calendar)
    longer = due_date(start=date(2026, 11, 2), limit=TWENTY, calendar=calendar, extension=10)
    assert plain.day == date(2026, 11, 30)
    assert longer.day == date(2026, 12, 14)


def test_a_due_date_beyond_the_last_notice_is_provisional():
    assert due_date(start=date(2026, 12, 21), limit=TWENTY, calendar=calendar).is_provisional
    assert not due_date(start=date(2026, 12, 21), limit=FIVE, calendar=calendar).is_provisional


def test_calendar_days_count_weekends_and_holidays():
    sixty = Limit(60, Unit.CALENDAR_DAY)
    assert due_date(start=date(2026, 9, 1), limit=sixty, calendar=calendar).day == date(2026, 11, 2)  # from Saturday


def test_a_calendar_day_period_that_would_end_on_a_holiday_ends_on_the_next_working_day():
    ten = Limit(10, Unit.CALENDAR_DAY)
    assert due_date(start=date(2026, 9, 23), limit=ten, calendar=calendar).day == date(2026, 10, 8)


def test_no_days_at_all_means_the_same_day():
    sunday = date(2026, 11, 22)
    assert due_date(start=sunday, limit=Limit(0, Unit.WORKING_DAY), calendar=calendar).day == sunday


def test_a_limit_and_a_stop_cannot_run_backwards():
    with pytest.raises(ValueError, match="-1 days"):
        Limit(-1, Unit.WORKING_DAY)
    with pytest.raises(ValueError, match="before it starts"):
        Stop(date(2026, 11, 24), date(2026, 11, 23), "检测")
