from datetime import date, timedelta

import chinese_calendar
import pytest

from tongban.offer.deadlines.rules import DayKind, WorkCalendar
from tongban.offer.deadlines.tests.calendars import seeded_calendar, seeded_years

calendar = seeded_calendar()


def test_every_day_of_the_published_years_agrees_with_another_source():
    day, last = date(2024, 1, 1), date(2026, 12, 31)
    while day <= last:
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_every_year_names_its_document_number():
    for year in seeded_years():
        assert year["is_provisional"] or "国办发明电〔" in year["source"], year["year"]


def test_a_make_up_sunday_is_a_working_day():
    assert calendar.is_working_day(date(2026, 1, 4))
    assert calendar.kind_of(date(2026, 1, 4)) is DayKind.MAKE_UP


def test_the_next_working_day_after_the_eve_of_the_national_holiday_is_the_eighth_of_october():
    assert calendar.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)


def test_working_days_between_counts_the_end_but_not_the_start():
    assert calendar.working_days_between(date(2026, 9, 28), date(2026, 10, 8)) == 3
    assert calendar.working_days_between(date(2026, 10, 8), date(2026, 9, 28)) == -3
    assert calendar.working_days_between(date(2026, 10, 8), date(2026, 10, 8)) == 0


def test_beyond_the_last_notice_only_weekends_and_statutory_holidays_are_off():
    assert not calendar.is_known(date(2027, 2, 5))
    assert calendar.kind_of(date(2027, 2, 5)) is DayKind.HOLIDAY  # 除夕
    assert calendar.is_working_day(date(2027, 2, 9))
    assert calendar.kind_of(date(2031, 10, 1)) is DayKind.HOLIDAY
    assert calendar.kind_of(date(2031, 10, 4)) is DayKind.WEEKEND


def test_a_year_with_data_goes_by_its_data_alone():
    bare = WorkCalendar(known_from=date(2026, 1, 1), known_until=date(2026, 12, 31), holidays={})
    assert bare.is_working_day(date(2026, 10, 1))


def test_a_day_outside_the_calendar_is_refused():
    with pytest.raises(ValueError, match="outside the calendar"):
        calendar.is_working_day(date(1990, 1, 1))
    with pytest.raises(ValueError, match="the calendar ends on"):
        calendar.add_working_days(date(2050, 1, 1), 5000)
    with pytest.raises(ValueError, match="not taken away"):
        calendar.add_working_days(date(2026, 1, 1), -1)
