"""Supervision, bad ratings, the ledger and the installation as the desk shows them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tongban.engagement.ratings import api as ratings
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import MONDAY, accepted, closed, officer_of, submitted
from tongban.oversight.supervision import api as supervision

LATER = MONDAY + timedelta(days=200)


@pytest.fixture
def supervisor(city):
    return officer_of(offer_of(), "supervisor", region_wide=True)


@pytest.fixture
def late(resident, staff):
    """A case far past every limit, and the sweep that saw it."""
    number = accepted(resident, staff)
    with clock.frozen_at(LATER):
        supervision.sweep()
        yield number


@pytest.fixture
def bad(resident, staff):
    """A bad rating under the rater's name."""
    number = closed(resident, staff)
    reasons = [code for code, _name in ratings.reasons_for(ratings.Grade.BAD)][:1]
    ratings.rate_case(
        number=number,
        applicant=resident,
        grade=2,
        reasons=reasons,
        text="等得太久",
        anonymous=False,
        channel=ratings.Channel.PORTAL,
    )
    page = ratings.bad_ratings(staff.clerk)
    return page.rows[0]


def text_of(answer):
    return answer.content.decode()


def test_the_overview_shows_what_is_late_and_how_each_figure_is_computed(late, supervisor, desk):
    text = text_of(desk(supervisor).get(reverse("desk:supervision"), {"days": "365"}))
    for words in ("超期在办件数", "怎么算的", reverse("desk:late"), "数据截至"):
        assert words in text


@pytest.mark.parametrize("days", ["", "0", "-1", "abc", "99999999999"])
def test_nonsense_in_the_span_gives_the_usual_one(supervisor, desk, days):
    assert desk(supervisor).get(reverse("desk:supervision"), {"days": days}).status_code == 200


def test_late_cases_are_listed_without_persons(late, supervisor, desk):
    text = text_of(desk(supervisor).get(reverse("desk:late")))
    assert reverse("desk:course", args=[late]) in text
    assert "李*兰" not in text
    assert desk(supervisor).get(reverse("desk:late"), {"after": "x"}).status_code == 404


def test_the_course_of_a_case_is_shown_without_persons(late, supervisor, desk):
    text = text_of(desk(supervisor).get(reverse("desk:course", args=[late])))
    assert "受理" in text
    assert "李*兰" not in text


def test_a_case_of_another_region_has_no_course(resident, desk):
    number = submitted(resident)
    foreign = officer_of(offer_of(region="990102"), "supervisor")
    assert desk(foreign).get(reverse("desk:course", args=[number])).status_code == 404


def test_a_card_is_explained_by_its_authority_and_settled_by_a_supervisor(late, staff, supervisor, desk):
    office = desk(staff.clerk)
    listed = supervision.cards(staff.clerk).rows
    address = reverse("desk:card", args=[listed[0].id])
    assert address in text_of(office.get(reverse("desk:cards")))
    assert office.post(address, {"deed": "explain", "text": " "}).status_code == 422
    office.post(address, {"deed": "explain", "text": "系统故障，已抢修"})
    watching = desk(supervisor)
    assert "系统故障" in text_of(watching.get(address))
    watching.post(address, {"deed": "confirm", "text": "属实"})
    assert supervision.card(listed[0].id, officer=supervisor).state == "confirmed"
    assert watching.post(address, {"deed": "dismiss", "text": "改主意"}).status_code == 422
    assert watching.get(reverse("desk:card", args=[uuid4()])).status_code == 404


def test_a_bad_rating_is_called_back_put_right_and_answered(bad, staff, desk):
    browser = desk(staff.clerk)
    address = reverse("desk:bad-rating", args=[bad.id])
    assert address in text_of(browser.get(reverse("desk:bad-ratings")))
    assert browser.post(address, {"deed": "call_back", "note": ""}).status_code == 422
    assert browser.post(address, {"deed": "answer", "finding": "justified", "answer": "已改"}).status_code == 422
    browser.post(address, {"deed": "call_back", "note": "已致电，等候时间过长"})
    unfound = browser.post(address, {"deed": "answer", "answer": "已改进"})
    assert unfound.status_code == 422
    assert "已改进" in text_of(unfound)
    sent = {"deed": "answer", "finding": "justified", "rectification": "增开窗口", "answer": "已增开窗口，抱歉"}
    assert browser.post(address, sent).status_code == 302
    assert ratings.bad_rating(bad.id, officer=staff.clerk).answer == "已增开窗口，抱歉"
    assert browser.post(address, {"deed": "nonsense"}).status_code == 404


def test_an_appeal_is_decided_by_a_supervisor(bad, staff, supervisor, desk):
    address = reverse("desk:bad-rating", args=[bad.id])
    desk(staff.clerk).post(address, {"deed": "appeal", "appeal": "评价与事实不符"})
    watching = desk(supervisor)
    assert address in text_of(watching.get(reverse("desk:bad-ratings"), {"appeals": "yes"}))
    assert watching.post(address, {"deed": "exclude", "decision": ""}).status_code == 422
    assert watching.post(address, {"deed": "exclude", "decision": "监控显示与事实不符"}).status_code == 302
    assert ratings.bad_rating(bad.id, officer=supervisor).stage == "excluded"


def test_another_authority_s_rating_does_not_exist(bad, desk):
    foreign = officer_of(offer_of("food-business-permit-change"), "clerk")
    assert desk(foreign).get(reverse("desk:bad-rating", args=[bad.id])).status_code == 404


def test_the_auditor_looks_up_a_subject_for_a_purpose_and_that_is_written_down(resident, city, desk):
    number = submitted(resident)
    auditor = officer_of(offer_of(), "auditor")
    browser = desk(auditor)
    address = reverse("desk:audit")
    for wrong in ({}, {"subject": number}, {"subject": "x y", "purpose": "复查"}):
        assert browser.post(address, {"deed": "look", **wrong}).status_code == 422
    found = browser.post(address, {"deed": "look", "subject": number, "purpose": "投诉复查"})
    assert "application.submitted" in text_of(found)
    assert ledger.entries_about(f"case:{number}")[-1].deed == "ledger.searched"
    empty = browser.post(address, {"deed": "look", "subject": "licence:none", "purpose": "复查"})
    assert "账本里没有" in text_of(empty) or "ledger.searched" in text_of(empty)


def test_the_auditor_sees_whether_the_ledger_is_whole(resident, city, desk, settings, tmp_path):
    settings.TONGBAN_HOME = tmp_path  # the witness file of other tests knows other entries
    submitted(resident)
    answer = desk(officer_of(offer_of(), "auditor")).post(reverse("desk:audit"), {"deed": "verify"})
    assert "账本完整" in text_of(answer)


def test_posts_and_limits_are_shown_with_their_sources(city, desk):
    administrator = officer_of(offer_of(), "administrator")
    browser = desk(administrator)
    assert administrator.post_name in text_of(browser.get(reverse("desk:posts")))
    text = text_of(browser.get(reverse("desk:calendar")))
    assert "第三十二条" in text
    assert "国办发明电" in text


@pytest.mark.parametrize(
    ("role", "page"),
    [("supervisor", "supervision"), ("auditor", "audit"), ("administrator", "posts"), ("item_manager", "catalogue")],
)
def test_those_who_handle_no_cases_land_on_their_own_page(city, desk, role, page):
    answer = desk(officer_of(offer_of(), role)).get(reverse("desk:home"))
    assert answer.headers["Location"] == reverse(f"desk:{page}")
