from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.offer.deadlines.rules import DueDate, Limit, LineKind, Stop, Unit, due_date, every_day, explain
from tongban.offer.deadlines.tests.calendars import days_off, make_up_days, seeded_calendar
from tongban.offer.deadlines.tests.simulation import simulated_due_day, simulated_moment

calendar = seeded_calendar()
TWENTY = Limit(20, Unit.WORKING_DAY)
FIVE = Limit(5, Unit.WORKING_DAY)

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
counted_in_days = st.builds(Limit, st.integers(0, 70), st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]))
limits = st.one_of(counted_in_days, st.builds(Limit, st.integers(0, 14), st.just(Unit.MONTH)))
all_limits = st.one_of(limits, st.builds(Limit, st.integers(0, 240), st.just(Unit.HOUR)))


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
@given(start=days, limit=counted_in_days, stopped=stops(), extension=st.integers(0, 15))
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


@settings(max_examples=200, deadline=None)
@given(start=days, limit=counted_in_days, stopped=stops())
def test_every_counted_day_can_be_looked_at_and_has_its_number(start, limit, stopped):
    lines = explain(start=start, limit=limit, calendar=calendar, stops=stopped)
    counted = [line for line in every_day(lines) if line.kind in (LineKind.COUNTED, LineKind.MAKE_UP)]
    assert [line.number for line in counted] == list(range(1, limit.amount + 1))
    assert all(line.first == line.last for line in counted)


@settings(max_examples=200, deadline=None)
@given(start=days, limit=all_limits, extension=st.integers(1, 15), stopped=stops())
def test_an_extension_never_makes_a_due_date_earlier(start, limit, extension, stopped):
    plain = due_date(start=start, limit=limit, calendar=calendar, stops=stopped)
    longer = due_date(start=start, limit=limit, calendar=calendar, stops=stopped, extension=extension)
    assert longer.day >= plain.day


@settings(max_examples=200, deadline=None)
@given(
    start=days,
    later=st.integers(1, 40),
    limit=st.one_of(counted_in_days, st.builds(Limit, st.integers(0, 240), st.just(Unit.HOUR))),
    stopped=stops(),
)
def test_what_starts_later_is_never_due_earlier(start, later, limit, stopped):
    first = due_date(start=start, limit=limit, calendar=calendar, stops=stopped)
    second = due_date(start=start + timedelta(days=later), limit=limit, calendar=calendar, stops=stopped)
    assert second.day >= first.day


@settings(max_examples=200, deadline=None)
@given(start=days, later=st.integers(1, 40), months=st.integers(0, 14))
def test_months_that_start_later_are_never_due_earlier_unless_a_stop_meets_months_of_different_length(
    start, later, months
):
    limit = Limit(months, Unit.MONTH)
    first = due_date(start=start, limit=limit, calendar=calendar)
    assert due_date(start=start + timedelta(days=later), limit=limit, calendar=calendar).day >= first.day


@settings(max_examples=200, deadline=None)
@given(start=days, limit=all_limits, more=st.integers(1, 20), stopped=stops())
def test_a_longer_limit_is_never_due_earlier(start, limit, more, stopped):
    plain = due_date(start=start, limit=limit, calendar=calendar, stops=stopped)
    longer = due_date(start=start, limit=limit.extended(more), calendar=calendar, stops=stopped)
    assert longer.day >= plain.day


@settings(max_examples=300, deadline=None)
@given(start=days, limit=all_limits, stopped=stops(), another=stops())
def test_a_stop_never_makes_a_due_date_earlier(start, limit, stopped, another):
    plain = due_date(start=start, limit=limit, calendar=calendar, stops=stopped)
    later = due_date(start=start, limit=limit, calendar=calendar, stops=[*stopped, *another])
    assert later.day >= plain.day


@settings(max_examples=200, deadline=None)
@given(start=days, limit=all_limits, stop=stops(), longer=st.integers(1, 30))
def test_a_longer_stop_never_makes_a_due_date_earlier(start, limit, stop, longer):
    stretched = [each if each.end is None else replace(each, end=each.end + timedelta(days=longer)) for each in stop]
    plain = due_date(start=start, limit=limit, calendar=calendar, stops=stop)
    assert due_date(start=start, limit=limit, calendar=calendar, stops=stretched).day >= plain.day


@settings(max_examples=200, deadline=None)
@given(data=st.data(), start=days, limit=all_limits, stopped=stops())
def test_the_order_in_which_stops_were_recorded_does_not_matter(data, start, limit, stopped):
    shuffled = data.draw(st.permutations(stopped))
    assert due_date(start=start, limit=limit, calendar=calendar, stops=shuffled) == due_date(
        start=start, limit=limit, calendar=calendar, stops=stopped
    )


@settings(max_examples=200, deadline=None)
@given(start=days, first=st.integers(1, 60), second=st.integers(1, 60))
def test_two_limits_in_working_days_one_after_the_other_are_one_limit(start, first, second):
    halfway = due_date(start=start, limit=Limit(first, Unit.WORKING_DAY), calendar=calendar).day
    both = due_date(start=start, limit=Limit(first + second, Unit.WORKING_DAY), calendar=calendar).day
    assert due_date(start=halfway, limit=Limit(second, Unit.WORKING_DAY), calendar=calendar).day == both


@settings(max_examples=200, deadline=None)
@given(start=days, limit=counted_in_days, span=st.integers(0, 30), cut=st.integers(0, 30))
def test_two_stops_that_touch_are_one_stop(start, limit, span, cut):
    begin, end = start + timedelta(days=2), start + timedelta(days=2 + span)
    middle = min(begin + timedelta(days=cut), end)
    one = due_date(start=start, limit=limit, calendar=calendar, stops=[Stop(begin, end, "检测")])
    two = [Stop(middle, end, "检测"), Stop(begin, middle, "听证")]
    assert due_date(start=start, limit=limit, calendar=calendar, stops=two) == one


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)


@settings(max_examples=60, deadline=None)
@given(moment=moments, hours=st.integers(0, 60), stopped=stops())
def test_hours_run_from_the_moment_and_leave_out_stopped_days(moment, hours, stopped):
    start = (moment + timedelta(hours=8)).date()
    due = due_date(start=start, limit=Limit(hours, Unit.HOUR), calendar=calendar, stops=stopped, moment=moment)
    assert due.at == simulated_moment(moment, hours, stopped) or hours == 0


def test_four_hours_from_a_moment_are_due_at_a_moment():
    moment = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    due = due_date(start=date(2026, 11, 23), limit=Limit(4, Unit.HOUR), calendar=calendar, moment=moment)
    assert (due.day, due.at) == (date(2026, 11, 23), datetime(2026, 11, 23, 6, 30, tzinfo=UTC))


def test_a_day_of_hours_from_a_day_alone_ends_with_the_next_day():
    due = due_date(start=date(2026, 11, 20), limit=Limit(24, Unit.HOUR), calendar=calendar)
    assert due.day == date(2026, 11, 21)  # a Saturday: hours are not moved to a working day


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2026, 8, 23), 3, date(2026, 11, 23)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),  # no 30 February: the last day of the month, worked in exchange
        (date(2026, 8, 28), 1, date(2026, 9, 28)),
        (date(2026, 9, 1), 1, date(2026, 10, 8)),  # the corresponding day is National Day
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(start, months, due):
    assert due_date(start=start, limit=Limit(months, Unit.MONTH), calendar=calendar).day == due


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
