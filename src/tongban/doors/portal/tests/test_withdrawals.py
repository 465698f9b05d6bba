"""An applicant asks that an officer keep away, and reads the answer; nobody else does."""

import pytest
from django.urls import reverse

from tongban.doors.portal.tests.conftest import signed_in
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests import cast as stations
from tongban.handling.teamwork import api as teamwork

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def page(number):
    return reverse("portal:withdrawals", args=[number])


def test_one_asks_and_reads_the_answer_with_its_reasons(browser, lan, staff):
    number = stations.accepted(lan, staff)
    for sent in ({}, {"who": str(staff.clerk.account_id)}, {"who": str(staff.reviewer.account_id), "reason": "亲属"}):
        answer = browser.post(page(number), sent)
        assert answer.status_code == 422
        assert "有错误" in answer.text
    sent = {"who": str(staff.clerk.account_id), "reason": "他是我的邻居，有纠纷"}
    assert browser.post(page(number), sent).status_code == 302
    assert "等待决定" in browser.get(page(number)).text
    assert browser.post(page(number), sent).status_code == 422
    (waiting,) = teamwork.withdrawals_to_decide(staff.decider)
    teamwork.decide_withdrawal(waiting.id, officer=staff.decider, agree=False, answer="经核实没有利害关系")
    text = browser.get(page(number)).text
    assert "没有同意" in text
    assert "经核实没有利害关系" in text


def test_without_anybody_at_work_there_is_nobody_to_ask_about(browser, lan, staff):
    assert "还没有工作人员经办" in browser.get(page(stations.submitted(lan))).text


def test_a_stranger_finds_no_such_case(lan, staff):
    number = stations.accepted(lan, staff)
    stranger = signed_in(cast.resident())
    sent = {"who": str(staff.clerk.account_id), "reason": "好奇"}
    assert stranger.get(page(number)).status_code == 404
    assert stranger.post(page(number), sent).status_code == 404
