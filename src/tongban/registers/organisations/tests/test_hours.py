"""Opening hours: exceptions, holidays, make-up workdays, midnight."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.organisations.rules import (
    DayFact,
    Fault,
    HoursRule,
    OpeningHours,
    Reason,
    Span,
    hours_faults,
    minutes,
    ordinary_days,
    spans,
    typed_hours,
    written_hours,
)

OFFICE = [["09:00", "12:00"], ["13:30", "17:30"]]
WEEK = {**{str(day): OFFICE for day in range(1, 6)}, "3": [["09:00", "12:00"]]}
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
NATIONAL_DAY = {date(2026, 10, day) for day in range(1, 8)}
# Sunday 20 September does the work of Tuesday 6 October, Saturday 10 October that of Wednesday 7.
MAKE_UP = {date(2026, 9, 20): 2, date(2026, 10, 10): 3}


def china(day: date) -> DayFact:
    if day in MAKE_UP:
        return DayFact(works_as=MAKE_UP[day])
    return DayFact(is_holiday=True, holiday="国庆节") if day in NATIONAL_DAY else DayFact()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


HALL = OpeningHours(
    WEEK,
    {
        "2026-11-27": {"hours": [["09:00", "12:00"]], "reason": "下午消防演练"},
        "2026-10-02": {"hours": [["10:00", "11:00"]], "reason": "节日值班"},
    },
)
KIOSK = OpeningHours(ALWAYS, rule=HoursRule.OWN)


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-20 08:59:59", False),
        ("2026-11-20 09:00", True),
        ("2026-11-20 11:59:59", True),
        ("2026-11-20 12:00", False),
        ("2026-11-20 13:30", True),
        ("2026-11-21 10:00", False),  # a Saturday
        ("2026-11-27 14:00", False),  # an exception
        ("2026-10-01 10:00", False),  # a holiday on a Thursday
        ("2026-10-02 10:30", True),  # an exception goes before the holiday
        ("2026-09-20 14:00", True),  # a Sunday that is worked as a Tuesday
        ("2026-10-10 10:00", True),  # a Saturday that is worked as a Wednesday
        ("2026-10-10 14:00", False),  # Wednesdays have no afternoon
    ],
)
def test_a_hall_goes_by_exceptions_then_by_the_calendar_then_by_its_weekdays(moment, answer):
    assert HALL.is_open(at(moment), china) is answer


def test_each_day_says_why():
    reasons = {day: HALL.on(date.fromisoformat(day), china) for day in ("2026-10-01", "2026-10-10", "2026-11-27")}
    assert [each.reason for each in reasons.values()] == [Reason.HOLIDAY, Reason.MAKE_UP, Reason.EXCEPTION]
    assert reasons["2026-10-01"].note == "国庆节"
    assert reasons["2026-11-27"].note == "下午消防演练"
    assert HALL.on(date(2026, 11, 20), china).reason is Reason.WEEKLY


def test_a_kiosk_with_its_own_rule_does_not_know_holidays():
    assert KIOSK.is_open(at("2026-10-01 03:00"), china)
    assert KIOSK.on(date(2026, 10, 1), china).is_all_day
    assert KIOSK.opens_next_at(at("2026-10-01 03:00"), china) is None
    assert KIOSK.closes_at(at("2026-10-01 03:00"), china) is None


def test_midnight_neither_closes_nor_opens_what_goes_on():
    late = OpeningHours({"5": [["22:00", "24:00"]], "6": [["00:00", "02:00"], ["09:00", "10:00"]]}, rule=HoursRule.OWN)
    assert late.is_open(at("2026-11-20 23:59:59"), ordinary_days)
    assert late.is_open(at("2026-11-21 00:00"), ordinary_days)
    assert late.closes_at(at("2026-11-20 23:00"), ordinary_days) == at("2026-11-21 02:00")
    assert late.opens_next_at(at("2026-11-20 23:00"), ordinary_days) == at("2026-11-21 09:00")
    assert late.opens_next_at(at("2026-11-20 21:00"), ordinary_days) == at("2026-11-20 22:00")


def test_what_ends_at_24_closes_at_the_midnight_after():
    evening = OpeningHours({"5": [["20:00", "24:00"]]}, rule=HoursRule.OWN)
    assert evening.closes_at(at("2026-11-20 21:00"), ordinary_days) == at("2026-11-21 00:00")


def test_before_a_long_holiday_the_next_opening_lies_behind_it():
    hall = OpeningHours(WEEK)
    assert hall.opens_next_at(at("2026-09-30 18:00"), china) == at("2026-10-08 09:00")
    assert hall.opens_next_at(at("2026-10-08 12:30"), china) == at("2026-10-08 13:30")


def test_a_point_that_closed_for_good_opens_no_more():
    closed = OpeningHours(ALWAYS, {"2026-12-02": {"hours": OFFICE, "reason": "x"}}, closed_on=date(2026, 12, 1))
    assert closed.is_open(at("2026-11-30 23:59"), china)
    assert closed.on(date(2026, 12, 2), china).reason is Reason.CLOSED
    assert closed.closes_at(at("2026-11-30 12:00"), china) == at("2026-12-01 00:00")
    assert closed.opens_next_at(at("2026-12-01 12:00"), china) is None


def test_a_week_without_hours_never_opens():
    assert OpeningHours({}).opens_next_at(at("2026-11-20 12:00"), china) is None


@pytest.mark.parametrize(
    ("hours", "faults"),
    [
        (OFFICE, []),
        ([["00:00", "24:00"]], []),
        ([["09:00", "12:00"], ["12:00", "14:00"]], []),  # touching is no overlap
        ([["9:00", "12:00"]], [Fault.NO_TIME]),
        ([["24:01", "25:00"]], [Fault.NO_TIME]),
        ([["09:00"]], [Fault.NO_TIME]),
        ([["<b>", "12:00"]], [Fault.NO_TIME]),
        ([["12:00", "09:00"]], [Fault.END_BEFORE_START]),
        ([["09:00", "09:00"]], [Fault.END_BEFORE_START]),
        ([["13:00", "15:00"], ["09:00", "13:01"]], [Fault.OVERLAP]),
        ([["09:00", "10:00"]] * 7, [Fault.TOO_MANY, *[Fault.OVERLAP] * 6]),
    ],
)
def test_impossible_hours_are_named(hours, faults):
    assert [fault for fault, _text in hours_faults(hours)] == faults


def test_spans_that_touch_are_one():
    assert spans([["12:00", "14:00"], ["09:00", "12:00"]]) == (Span(540, 840),)


@pytest.mark.parametrize("text", ["", "24:01", "9:00", "09:60", "٠٩:٠٠", "09:00 ", "a" * 10_000])
def test_no_time_is_no_time(text):
    with pytest.raises(ValueError, match="no time of day"):
        minutes(text)


marks = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(sorted)


def written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


days = marks.map(lambda ends: [[written(a), written(b)] for a, b in zip(ends[::2], ends[1::2], strict=False)])
weeks = st.dictionaries(st.sampled_from("1234567"), days, max_size=7)
facts = st.dictionaries(
    st.dates(date(2026, 11, 16), date(2026, 11, 30)),
    st.one_of(
        st.just(DayFact(is_holiday=True, holiday="节")), st.integers(1, 7).map(lambda day: DayFact(works_as=day))
    ),
)
moments = st.datetimes(datetime(2026, 11, 16), datetime(2026, 11, 30))  # noqa: DTZ001 (hypothesis wants them plain)


@given(weeks, facts, moments, st.sampled_from(HoursRule))
def test_it_opens_exactly_at_the_moment_it_says(week, unusual, moment, rule):
    hours = OpeningHours(week, rule=rule)

    def calendar(day: date) -> DayFact:
        return unusual.get(day, DayFact())

    opens = hours.opens_next_at(moment, calendar)
    if opens is not None:
        assert opens > moment
        assert hours.is_open(opens, calendar)
        assert not hours.is_open(opens - timedelta(minutes=1), calendar)
    closes = hours.closes_at(moment, calendar)
    if closes is not None:
        assert hours.is_open(moment, calendar)
        assert not hours.is_open(closes, calendar)
        assert hours.is_open(closes - timedelta(minutes=1), calendar)
        assert opens is None or opens > closes
    elif not hours.is_open(moment, calendar) and opens is not None:
        step = moment.replace(second=0, microsecond=0)
        while step < opens:
            assert not hours.is_open(step, calendar)
            step += timedelta(minutes=97)


@given(weeks, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_holiday_is_closed_whatever_the_week_says_and_a_make_up_day_is_the_day_it_replaces(week, day):
    hours = OpeningHours(week)
    assert hours.on(day, lambda _day: DayFact(is_holiday=True)).spans == ()
    for weekday in range(1, 8):
        assert hours.on(day, lambda _day, as_=weekday: DayFact(works_as=as_)).spans == spans(week.get(str(weekday), []))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:00-12:00，13:30—17:30", OFFICE),
        ("09:00 - 12:00 ; 13：30 至 17：30", OFFICE),
        ("全天", [["00:00", "24:00"]]),
        ("休息", []),
        ("  ", []),
        ("nine to five", [["nine"], ["to"], ["five"]]),
        ("9-12", [["9", "12"]]),
    ],
)
def test_hours_are_read_as_people_type_them(text, hours):
    assert typed_hours(text) == hours


@given(weeks)
def test_what_is_written_is_read_again_as_it_was(week):
    for raw in week.values():
        assert typed_hours(written_hours(raw)) == raw


@given(st.text(max_size=60))
def test_whatever_is_typed_is_hours_or_has_a_fault(text):
    hours = typed_hours(text)
    if not list(hours_faults(hours)):
        assert spans(hours) is not None
