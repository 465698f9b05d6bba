"""The administrator corrects the calendar: what moves is shown and asked, never done by itself."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import accepted, officer_at, officer_of, row
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations.models import Authority

YEAR = "desk:calendar-year"
DAYS = "元旦 | New Year | 2026-01-01 | 2026-01-03 | 2026-01-04\n补假 | Extra | 2026-12-14 | 2026-12-14"
TYPED = {"source": "国办发明电〔2026〕9号", "issued_on": "2026-11-20", "holidays": DAYS}


def text_of(answer):
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.fixture
def administrator(city):
    yield officer_at(Authority.objects.get(key="gov", region_id="9901"), "administrator")
    deadlines.forget_kept()


def test_the_year_is_shown_as_it_is_printed(administrator, desk):
    page = unescape(desk(administrator).get(reverse(YEAR, args=[2026])).content.decode())
    assert "国庆节 | National Day | 2026-10-01 | 2026-10-07 | 2026-09-20 2026-10-10" in page
    assert "国办发明电〔2025〕7号" in page


def test_a_correction_is_saved_shown_and_moves_only_when_confirmed(resident, staff, administrator, desk):
    number = accepted(resident, staff)
    before = row(number).committed_due_on
    browser = desk(administrator)
    answer = browser.post(reverse(YEAR, args=[2026]), TYPED)
    assert answer.headers["Location"] == reverse("desk:calendar-moves")
    page = text_of(browser.get(reverse("desk:calendar-moves")))
    assert "1 件的期限会变" in page
    assert "12月14日" in page
    assert "12月15日" in page
    assert row(number).committed_due_on == before
    edition = deadlines.calendar_edition()
    sent = {"edition": edition, "reason": "按更正通知调整"}
    unchecked = browser.post(reverse("desk:calendar-moves"), sent)
    assert unchecked.status_code == 422
    assert "按更正通知调整" in unchecked.content.decode()
    assert row(number).committed_due_on == before
    done = text_of(browser.post(reverse("desk:calendar-moves"), sent | {"checked": "yes", "which": "all"}))
    assert "已调整 1 件的期限" in done
    assert "没有受影响的办件" in done
    assert row(number).committed_due_on > before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"source": ""}, "请写明出处"),
        ({"issued_on": "去年"}, "日期写成"),
        ({"holidays": "元旦，三天"}, "第 1 行看不懂"),
        ({"holidays": "元旦 | x | 2026-01-01 | 明天"}, "第 1 行的日期"),
        ({"holidays": "元旦 | x | 2026-01-03 | 2026-01-01"}, "最后一天早于第一天"),
        ({"holidays": "元旦 | x | 2026-01-01 | 2026-01-03 | 2026-01-05"}, "不是周六或者周日"),
    ],
)
def test_what_cannot_be_a_year_is_refused_and_stays_on_the_page(administrator, desk, change, sentence):
    edition = deadlines.calendar_edition()
    answer = desk(administrator).post(reverse(YEAR, args=[2026]), TYPED | change)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    deadlines.forget_kept()
    assert deadlines.calendar_edition() == edition


def test_only_an_administrator_corrects_the_calendar(city, desk):
    browser = desk(officer_of(offer_of(), "decider"))
    for address in (reverse(YEAR, args=[2026]), reverse("desk:calendar-moves")):
        assert browser.get(address).status_code in (403, 404)
    assert "更正 2026 年" not in text_of(browser.get(reverse("desk:calendar")))
