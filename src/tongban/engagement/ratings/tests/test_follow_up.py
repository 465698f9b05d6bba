from datetime import timedelta

import pytest

from tongban.engagement.ratings import api as ratings
from tongban.engagement.ratings.api import Finding, Grade, Stage
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger.api import entries_about
from tongban.groundwork.notifications.api import inbox
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.cast import MONDAY, closed, officer_at
from tongban.registers.organisations.models import Authority


@pytest.fixture
def bad(closed_case, resident, head):
    """The id of a bad rating under a name."""
    ratings.rate_case(number=closed_case, applicant=resident, grade=1, reasons=["late"], text="等了两个月")
    return ratings.bad_ratings(head).rows[0].id


@pytest.fixture
def anonymous(closed_case, resident, head):
    ratings.rate_case(number=closed_case, applicant=resident, grade=2, anonymous=True)
    return ratings.bad_ratings(head).rows[0].id


def answer(rating_id, officer, **details):
    usual = {"finding": Finding.JUSTIFIED, "answer": "已向您致歉。", "rectification": "已增加制证班次。"}
    return ratings.answer_bad_rating(rating_id=rating_id, officer=officer, **usual | details)


def test_the_call_back_comes_first_then_the_answer_which_is_told(bad, head, resident):
    with pytest.raises(ratings.UnableToFollowUp, match="回访"):
        answer(bad, head)
    ratings.record_call_back(rating_id=bad, officer=head, note="本人反映等待过久")
    assert answer(bad, head).stage is Stage.ANSWERED
    message = inbox(resident.account_id)[0]
    assert (message.template, "已向您致歉" in message.body) == ("rating-answered", True)
    deeds = [entry.deed for entry in entries_about(f"rating:{bad}")]
    assert deeds == ["rating.called_back", "rating.answered"]
    assert ratings.bad_ratings(head).rows == ()


def test_an_anonymous_rating_is_answered_without_a_call_back(anonymous, head, resident):
    with pytest.raises(ratings.UnableToFollowUp, match="匿名"):
        ratings.record_call_back(rating_id=anonymous, officer=head, note="？")
    assert answer(anonymous, head, finding=Finding.UNJUSTIFIED, rectification="").answer == "已向您致歉。"
    assert "rating-answered" not in {message.template for message in inbox(resident.account_id)}


def test_what_was_found_true_is_not_answered_without_being_put_right(anonymous, head):
    with pytest.raises(ratings.UnableToFollowUp, match="整改"):
        answer(anonymous, head, rectification=" ")


def test_it_is_answered_once(anonymous, head):
    answer(anonymous, head)
    with pytest.raises(ratings.UnableToFollowUp):
        answer(anonymous, head)


def test_another_authority_neither_sees_nor_answers_it(bad, city):
    other = officer_at(Authority.objects.get(key="civ", region_id="9901"), "decider")
    assert ratings.bad_ratings(other).rows == ()
    for deed in (lambda: ratings.bad_rating(bad, officer=other), lambda: answer(bad, other)):
        with pytest.raises(ratings.UnableToFindRating):
            deed()


def test_a_rating_excluded_on_appeal_counts_no_more(bad, head, supervisor):
    ratings.appeal_rating(rating_id=bad, officer=head, reason="同一人对全部窗口恶意差评")
    assert [row.id for row in ratings.bad_ratings(supervisor, appeals_only=True).rows] == [bad]
    decided = ratings.decide_appeal(rating_id=bad, officer=supervisor, exclude=True, reasons="证据充分")
    assert decided.stage is Stage.EXCLUDED
    table = ratings.figures(region="9901")
    assert (table.total.total, table.total.excluded) == (0, 1)
    assert entries_about(f"rating:{bad}")[-1].deed == "rating.excluded"


def test_an_appeal_that_is_refused_leaves_the_rating_to_be_answered(bad, head, supervisor):
    ratings.appeal_rating(rating_id=bad, officer=head, reason="申请人记错了")
    decided = ratings.decide_appeal(rating_id=bad, officer=supervisor, exclude=False, reasons="证据不足")
    assert (decided.stage, decided.appeal_is_open) == (Stage.OPEN, False)
    with pytest.raises(ratings.UnableToFollowUp):
        ratings.appeal_rating(rating_id=bad, officer=head, reason="再次申诉")


def test_neither_the_rated_nor_the_appellant_nor_another_role_decides_an_appeal(bad, head, staff):
    ratings.appeal_rating(rating_id=bad, officer=head, reason="记错了")
    for officer in (head, staff.reviewer):
        with pytest.raises(ratings.UnableToDecideAppeal):
            ratings.decide_appeal(rating_id=bad, officer=officer, exclude=True, reasons="自己裁定")


def test_figures_are_kept_as_ratings_come(bad, head, staff):
    happy = cast.resident()
    ratings.rate_case(number=closed(happy, staff), applicant=happy, grade=5)
    ratings.record_call_back(rating_id=bad, officer=head, note="已回访")
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        answer(bad, head)
    table = ratings.figures(region="9901")
    [line] = table.rows
    assert (line.total, line.bad, line.satisfaction) == (2, 1, 0.5)
    assert (line.bad_answered, line.bad_answered_in_time) == (1, 1)
    assert line.counts[Grade.VERY_GOOD] == 1
    assert "满意率" in table.how
    [item] = ratings.figures(authority_id=head.authority_id).rows
    assert (item.name, item.total) == ("居民身份证丢失补领", 2)


def test_an_answer_after_the_limit_counts_as_late(anonymous, head):
    with clock.frozen_at(MONDAY + timedelta(days=20)):
        assert ratings.bad_ratings(head).rows[0].days_left < 0
        answer(anonymous, head)
    assert ratings.figures(region="9901").total.bad_answered_in_time == 0


def test_answers_are_published_without_the_raters_words(bad, head):
    ratings.record_call_back(rating_id=bad, officer=head, note="已回访")
    answer(bad, head)
    [published] = ratings.published_answers(region="9901")
    assert (published.grade, published.answer) == (Grade.VERY_BAD, "已向您致歉。")
    assert "等了两个月" not in str(published)


def test_bad_ratings_are_listed_nearest_due_date_first_page_by_page(head, staff):
    for _ in range(3):
        applicant = cast.resident()
        ratings.rate_case(number=closed(applicant, staff), applicant=applicant, grade=2)
    first = ratings.bad_ratings(head, limit=2)
    second = ratings.bad_ratings(head, limit=2, after=first.after)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 3
    assert second.after is None
    with pytest.raises(ratings.UnableToTurnRatingPage):
        ratings.bad_ratings(head, after="nonsense")
