"""What becomes of a result at the applicant's: the way it comes, that it came, an answer, the own copy."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.archives import api as archives
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests import cast as stations
from tongban.handling.cases.tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

POSTED = {"address": "人民路1号", "carrier": "中国邮政", "tracking_number": "EA1"}


def at(name, *parts):
    return reverse(f"portal:{name}", args=parts)


def test_consent_is_given_and_taken_back_until_the_result_is_there(browser, lan, staff):
    number = stations.accepted(lan, staff)
    assert browser.post(at("delivery", number), {"electronic": ""}).status_code == 422
    told = browser.post(at("delivery", number), {"electronic": "no", "address": "人民路1号"}, follow=True).text
    assert "您没有同意电子送达" in told
    assert stations.row(number).delivery_address == "人民路1号"
    assert "您同意电子送达" in browser.post(at("delivery", number), {"electronic": "yes"}, follow=True).text


def test_she_confirms_that_a_parcel_came(browser, lan, staff):
    number = stations.decided(lan, staff)
    cases.send_result(number=number, officer=staff.clerk, delivery="post", facts=POSTED)
    assert "收到了吗？" in browser.get(at("case", number)).text

    text = browser.post(at("received", number), follow=True).text
    assert "已送达" in text
    assert "留痕摘要" in text
    assert stations.row(number).state == "closed"


def test_opening_what_was_delivered_is_written_down(browser, lan, staff):
    number = stations.decided(lan, staff)
    documents.render_pending()
    cases.deliver_by_consent()
    paper = next(each for each in documents.documents_about(f"case:{number}") if each.kind == "grant_decision")
    assert stations.row(number).is_opened is False

    assert browser.get(at("document", number, paper.id)).status_code == 200
    assert stations.row(number).is_opened is True
    assert "打开" in browser.get(at("case", number)).text


def test_she_answers_before_a_decision_is_taken_back(browser, lan, staff):
    number = stations.closed(lan, staff)
    cases.propose_revocation(
        number=number, officer=staff.decider, kind="revoke", ground="deceit", reasons="申请材料系伪造。"
    )
    assert "申请材料系伪造。" in browser.get(at("answer-revocation", number)).text
    assert browser.post(at("answer-revocation", number), {"answer": " "}).status_code == 422
    assert "材料是真的。" in browser.post(at("answer-revocation", number), {"answer": "材料是真的。"}, follow=True).text


def test_her_own_copy_of_the_file_is_for_her_alone(browser, lan, staff):
    number = stations.closed(lan, staff)
    assert browser.get(at("archive-copy", number)).status_code == 404
    documents.render_pending(limit=100)
    ledger.seal_entries()
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        assert archives.archive_cases() == 1

    assert at("archive-copy", number) in browser.get(at("case", number)).text
    copy = browser.get(at("archive-copy", number))
    assert b"".join(copy.streaming_content).startswith(b"PK")
