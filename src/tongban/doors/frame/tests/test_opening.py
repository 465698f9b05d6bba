"""What the doors say of opening hours."""

from datetime import datetime

import pytest
from django.utils import translation

from tongban.doors.frame import opening
from tongban.groundwork.foundation import clock
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.tests.test_make_up_days import CALENDAR
from tongban.registers.organisations.rules import HoursRule, OpeningHours

WEEK = {str(day): [["09:00", "12:00"], ["13:30", "17:30"]] for day in range(1, 6)}
HALL = OpeningHours(WEEK, {"2026-11-27": {"hours": [["09:00", "12:00"]], "reason": "下午消防演练"}})
KIOSK = OpeningHours({str(day): [["00:00", "24:00"]] for day in range(1, 8)}, rule=HoursRule.OWN)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


@pytest.fixture
def facts(db):
    deadlines.forget_kept()
    deadlines.install_calendar(CALENDAR)
    yield opening.day_facts()
    deadlines.forget_kept()


@pytest.mark.parametrize(
    ("moment", "is_open", "text"),
    [
        ("2026-11-23 10:00", True, "开到 12:00"),
        ("2026-11-23 12:30", False, "今天 13:30 开门"),
        ("2026-11-22 12:30", False, "明天 09:00 开门"),
        ("2026-11-27 13:00", False, "11月30日（周一） 09:00 开门"),
        ("2026-09-30 18:00", False, "10月8日（周四） 09:00 开门"),
        ("2026-10-10 10:00", True, "开到 12:00"),  # a Saturday that is worked
        ("2026-02-14 10:00", True, "开到 12:00"),
    ],
)
def test_the_state_is_told_with_what_follows(facts, moment, is_open, text):
    with clock.frozen_at(at(moment)):
        assert opening.state_text(HALL, facts) == (is_open, text)


def test_what_never_closes_never_opens_and_what_never_opens_says_so(facts):
    assert opening.state_text(KIOSK, facts, at("2026-10-01 03:00")) == (True, "24 小时开放")
    assert opening.state_text(OpeningHours({}), facts, at("2026-10-01 03:00")) == (False, "近期不开门")


def test_the_reasons_are_told_in_the_language_of_the_page(facts):
    holiday, make_up, drill = (HALL.on(at(day).date(), facts) for day in ("2026-10-01", "2026-10-10", "2026-11-27"))
    assert opening.reason_text(holiday) == "国庆节休息"
    assert opening.reason_text(make_up) == "调休上班"
    assert opening.reason_text(drill) == "下午消防演练"
    with translation.override("en"):
        assert opening.reason_text(holiday) == "closed for National Day"
        assert opening.spans_text(drill) == "09:00—12:00"
    # No notice for 2027 is published yet.
    assert opening.reason_text(HALL.on(at("2027-10-01").date(), facts)) == "国庆节休息（预计）"


def test_without_a_calendar_every_day_is_an_ordinary_one(db):
    deadlines.forget_kept()
    assert opening.state_text(HALL, opening.day_facts(), at("2026-10-01 10:00"))[0]
