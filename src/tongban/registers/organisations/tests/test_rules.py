from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.organisations.rules import CODE_LENGTHS, hours_on, is_open, is_within, upwards

WEEK = {str(day): [["09:00", "12:00"], ["13:30", "17:30"]] for day in range(1, 6)}
HOLIDAYS: dict[str, list[list[str]]] = {"2026-10-01": [], "2026-10-10": [["09:00", "12:00"]]}


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-20 09:00", True),
        ("2026-11-20 11:59", True),
        ("2026-11-20 12:00", False),
        ("2026-11-20 13:30", True),
        ("2026-11-21 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # a holiday on a Thursday
        ("2026-10-10 10:00", True),  # a Saturday that is worked
    ],
)
def test_a_service_point_is_open_in_its_hours_and_exceptions_go_first(moment, answer):
    assert is_open(datetime.fromisoformat(moment), weekly_hours=WEEK, exceptions=HOLIDAYS) is answer


def test_a_kiosk_is_open_in_the_last_minute_of_the_day():
    always = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
    assert is_open(datetime.fromisoformat("2026-11-22 23:59:59"), weekly_hours=always, exceptions={})


def test_a_day_without_hours_shows_none():
    assert hours_on(datetime.fromisoformat("2026-11-22"), weekly_hours=WEEK, exceptions={}) == ()


def test_the_regions_above_are_named_nearest_first():
    assert upwards("990101001001") == ("990101001001", "990101001", "990101", "9901", "99")
    assert upwards("9901") == ("9901", "99")


@given(st.from_regex(r"\A[0-9]{12}\Z"), st.sampled_from(CODE_LENGTHS))
def test_a_region_is_within_each_region_above_it(code, length):
    assert is_within(code, code[:length])
    assert code[:length] in upwards(code)
