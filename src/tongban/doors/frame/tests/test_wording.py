"""Days, limits, money and item texts in three languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tongban.doors.frame import wording
from tongban.groundwork.foundation import clock

DAY = date(2026, 11, 21)
EVENING = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)  # already the 21st where the offices are
LANGUAGES = ["zh-hans", "zh-hant", "en"]


@pytest.mark.parametrize(
    ("language", "said"),
    list(
        zip(LANGUAGES, ["2026年11月21日（周六）", "2026年11月21日（週六）", "Saturday 21 November 2026"], strict=True)
    ),
)
def test_a_day_has_its_weekday_and_is_taken_where_the_offices_are(language, said):
    with translation.override(language):
        assert wording.day(DAY) == wording.day(EVENING) == said


@pytest.mark.parametrize(
    ("language", "said"),
    list(zip(LANGUAGES, ["2026年11月21日 02:05", "2026年11月21日 02:05", "21 November 2026, 02:05"], strict=True)),
)
def test_a_moment_is_told_in_the_time_of_the_offices(language, said):
    with translation.override(language):
        assert wording.moment(EVENING) == said


def test_a_short_day_names_its_year_only_when_it_is_another():
    with clock.frozen_at(EVENING), translation.override("zh-hans"):
        assert wording.short_day(date(2026, 12, 1)) == "12月1日（周二）"
        assert wording.short_day(date(2027, 1, 4)) == "2027年1月4日（周一）"


@pytest.mark.parametrize(
    ("language", "said"),
    list(
        zip(
            LANGUAGES,
            [
                "还剩 6 个工作日，12月1日（周二）前",
                "還剩 6 個工作日，12月1日（週二）前",
                "6 working days left, until 1 December",
            ],
            strict=True,
        )
    ),
)
def test_what_is_left_of_a_limit_names_the_day(language, said):
    with clock.frozen_at(EVENING), translation.override(language):
        assert wording.time_left(6, "working_day", date(2026, 12, 1)) == said


def test_a_limit_ends_today_or_is_over():
    with translation.override("en"):
        assert wording.time_left(0, "working_day", DAY) == "Due today"
        assert wording.time_left(-1, "working_day") == "1 working day overdue"
        assert wording.limit(60, "calendar_day") == "60 days"


def test_money_and_long_numbers():
    with translation.override("zh-hans"):
        assert wording.yuan(4000) == "40 元"
        assert wording.yuan(0) == "免费"
    assert wording.grouped("990101261118000427") == "9901 0126 1118 0004 27"
    assert wording.thousands(5314) == "5,314"


def test_nothing_is_written_for_nothing():
    assert [
        write(None)
        for write in (wording.day, wording.moment, wording.yuan, wording.grouped, wording.hant, wording.local)
    ] == [""] * 6


def test_an_items_text_is_in_the_language_of_the_page_or_marked_as_chinese():
    with translation.override("zh-hant"):
        assert wording.local("身份证补领", "Replace a card") == "身份證補領"
    with translation.override("en"):
        assert wording.local("身份证补领", "Replace a card") == "Replace a card"
        assert wording.local("<补领>") == '<span lang="zh-Hans">&lt;补领&gt;</span>'
        assert wording.local_text("补领") == "补领"
        assert wording.lang_attr() == ' lang="zh-Hans"'
    with translation.override("zh-hans"):
        assert wording.local("<补领>") == "<补领>"
        assert wording.lang_attr() == ""
