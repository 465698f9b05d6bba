"""Whose work a make-up workday does: read from the notices, which do not say it."""

from datetime import date
from pathlib import Path

import pytest

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.offer.deadlines.rules import days_made_up

CALENDAR = Path(__file__).parents[5] / "seeds" / "calendar"
SPELLS = [holiday for year in sorted(CALENDAR.glob("*.yaml")) for holiday in read_yaml(year)["holidays"]]


def test_in_2026_the_make_up_days_of_the_national_day_do_the_work_of_its_last_two_weekdays():
    made_up = days_made_up(date(2026, 10, 1), date(2026, 10, 7), [date(2026, 10, 10), date(2026, 9, 20)])
    assert made_up == {date(2026, 9, 20): date(2026, 10, 6), date(2026, 10, 10): date(2026, 10, 7)}


def test_a_holiday_without_make_up_days_moves_nothing():
    assert days_made_up(date(2026, 4, 4), date(2026, 4, 6), []) == {}


@pytest.mark.parametrize("holiday", SPELLS, ids=lambda holiday: f"{holiday['from']} {holiday['name']}")
def test_every_make_up_day_of_the_notices_does_the_work_of_a_weekday_of_its_holiday(holiday):
    made_up = days_made_up(holiday["from"], holiday["to"], holiday["work_on"])
    assert sorted(made_up) == sorted(holiday["work_on"])
    assert len(set(made_up.values())) == len(made_up)
    assert all(holiday["from"] <= day <= holiday["to"] and day.isoweekday() < 6 for day in made_up.values())
