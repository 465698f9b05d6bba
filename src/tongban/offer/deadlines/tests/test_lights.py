from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.offer.deadlines.rules import Light, Limit, Thresholds, Unit, days_left, due_date, light, turns
from tongban.offer.deadlines.tests.calendars import seeded_calendar

calendar = seeded_calendar()
COMMITTED = Limit(10, Unit.WORKING_DAY)  # 2026-11-02 → 2026-11-16
COMMITTED_DUE, STATUTORY_DUE = date(2026, 11, 16), date(2026, 11, 30)


def light_on(today: date, thresholds: Thresholds = Thresholds()) -> Light:  # noqa: B008
    return light(
        today=today,
        committed_due=COMMITTED_DUE,
        statutory_due=STATUTORY_DUE,
        committed=COMMITTED,
        calendar=calendar,
        thresholds=thresholds,
    )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 2), Light.GREEN),
        (date(2026, 11, 11), Light.GREEN),  # three working days left of ten
        (date(2026, 11, 12), Light.YELLOW),  # two: 20 %
        (date(2026, 11, 16), Light.YELLOW),  # the due day itself is still in time
        (date(2026, 11, 17), Light.RED),
        (date(2026, 11, 30), Light.RED),
        (date(2026, 12, 1), Light.BREACH),
    ],
)
def test_the_light_follows_the_days_that_are_left(today, expected):
    assert light_on(today) is expected


def test_the_thresholds_are_data():
    assert light_on(date(2026, 11, 9), Thresholds(percent=50, working_days=1)) is Light.YELLOW
    assert light_on(date(2026, 11, 12), Thresholds(percent=0, working_days=0)) is Light.GREEN


def test_a_short_limit_turns_yellow_on_its_last_working_day():
    assert (
        light(
            today=date(2026, 11, 3),
            committed_due=date(2026, 11, 4),
            statutory_due=date(2026, 11, 30),
            committed=Limit(2, Unit.WORKING_DAY),
            calendar=calendar,
        )
        is Light.YELLOW
    )


def test_a_weekend_between_does_not_hide_that_one_working_day_is_left():
    assert (
        light(
            today=date(2026, 11, 13),  # Friday
            committed_due=date(2026, 11, 16),  # Monday
            statutory_due=date(2026, 11, 30),
            committed=Limit(14, Unit.CALENDAR_DAY),
            calendar=calendar,
        )
        is Light.YELLOW
    )


@pytest.mark.parametrize(
    ("today", "unit", "expected"),
    [
        (date(2026, 11, 16), Unit.WORKING_DAY, 0),
        (date(2026, 11, 13), Unit.WORKING_DAY, 1),
        (date(2026, 11, 13), Unit.CALENDAR_DAY, 3),
        (date(2026, 11, 17), Unit.WORKING_DAY, -1),
        (date(2026, 11, 23), Unit.WORKING_DAY, -5),
        (date(2026, 11, 18), Unit.CALENDAR_DAY, -2),
    ],
)
def test_days_left_counts_down_to_the_due_day_and_below(today, unit, expected):
    assert days_left(today, COMMITTED_DUE, calendar, unit) == expected


def test_a_due_date_that_passed_on_friday_is_late_on_saturday():
    assert days_left(date(2026, 11, 14), date(2026, 11, 13), calendar, Unit.WORKING_DAY) == -1


@settings(max_examples=150, deadline=None)
@given(
    start=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    unit=st.sampled_from(Unit),
    promised=st.integers(0, 30),
    more=st.integers(0, 20),
    percent=st.integers(0, 60),
    last_days=st.integers(0, 5),
)
def test_the_days_on_which_a_light_turns_are_those_on_which_looking_at_it_would_have_shown_it(
    start, unit, promised, more, percent, last_days
):
    committed, statutory = Limit(promised, unit), Limit(promised + more, unit)
    committed_due = due_date(start=start, limit=committed, calendar=calendar).day
    statutory_due = due_date(start=start, limit=statutory, calendar=calendar).day
    facts = {
        "committed_due": committed_due,
        "statutory_due": statutory_due,
        "committed": committed,
        "calendar": calendar,
        "thresholds": Thresholds(percent=percent, working_days=last_days),
    }
    told = turns(**facts)
    day = min(told.yellow, start) - timedelta(days=3)
    while day < told.breach + timedelta(days=3):
        if day >= told.breach:
            expected = Light.BREACH
        elif told.red and day >= told.red:
            expected = Light.RED
        else:
            expected = Light.YELLOW if day >= told.yellow else Light.GREEN
        assert light(today=day, **facts) is expected, day
        day += timedelta(days=1)
