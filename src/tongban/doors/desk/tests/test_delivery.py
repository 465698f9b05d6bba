"""Delivery, revocation and the archive at the desk."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.doors.desk.tests.test_deeds import after, deed, text_of
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.archives import api as archives
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, closed, decided, officer_of, row

POSTED = {"delivery": "post", "address": "人民路1号", "carrier": "中国邮政", "tracking_number": "EA1", "note": ""}


@pytest.fixture
def archived(resident, staff):
    number = closed(resident, staff)
    documents.render_pending(limit=100)
    ledger.seal_entries()
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        assert archives.archive_cases() == 1
    return number


def test_what_was_posted_is_shown_until_its_slip_comes_back(resident, staff, desk):
    number, browser = decided(resident, staff), desk(staff.clerk)
    assert "已办理：寄出或者公告" in after(deed(browser, number, "send-result", POSTED), browser)

    page = text_of(browser.get(reverse("desk:case", args=[number])))
    assert "送达途中" in page
    assert "登记没有送到" in page
    asked = text_of(deed(browser, number, "close"))
    assert "EA1" in asked
    slip = SimpleUploadedFile("回执.png", cast.PNG)
    sent = {"delivery": "post", "received_by": "李秀兰", "file": slip}
    assert "送达回执的扫描件已存档" in after(deed(browser, number, "close", sent), browser)
    assert row(number).state == "closed"


def test_what_lacks_its_proof_comes_back_with_what_was_typed(resident, staff, desk):
    number = decided(resident, staff)
    answer = deed(
        desk(staff.clerk), number, "close", {"delivery": "leaving", "reason": "拒绝签收", "note": "第二次上门"}
    )

    assert answer.status_code == 422
    for words in ("请填写：送达地址、见证人。", "拒绝签收", "第二次上门"):
        assert words in text_of(answer)
    assert row(number).state == "decided"


def test_a_slip_that_is_no_picture_is_refused_beside_the_form(resident, staff, desk):
    number = decided(resident, staff)
    sent = {"delivery": "window", "file": SimpleUploadedFile("回执.pdf", b"<html>")}
    assert deed(desk(staff.clerk), number, "close", sent).status_code == 422
    assert row(number).state == "decided"


def test_electronic_delivery_is_not_offered_without_consent(resident, staff, desk):
    number, browser = decided(resident, staff), desk(staff.clerk)
    assert 'value="electronic"' in text_of(deed(browser, number, "close"))
    cases.agree_on_delivery(number=number, applicant=resident, electronic=False)
    assert 'value="electronic"' not in text_of(deed(browser, number, "close"))


def test_a_decision_is_taken_back_by_two_people(resident, staff, desk):
    number = closed(resident, staff)
    first, second = desk(staff.decider), desk(officer_of(cast.offer_of(), "decider", name="决定岗二"))
    nothing = deed(first, number, "propose-revocation", {"ground": "", "reason": "……"})
    assert nothing.status_code == 422
    sent = {"ground": "revoke.deceit", "reason": "申请材料系伪造。"}
    assert "拟撤销" in after(deed(first, number, "propose-revocation", sent), first)
    assert "由您经办" not in text_of(deed(first, number, "confirm-revocation"))  # it is not even offered
    cases.answer_revocation(number=number, applicant=resident, answer="材料是真的。")

    assert "材料是真的。" in text_of(deed(second, number, "confirm-revocation"))
    assert deed(second, number, "confirm-revocation", {"reason": ""}).status_code == 422
    assert "撤销" in after(deed(second, number, "confirm-revocation", {"decision": "agree", "reason": ""}), second)
    assert row(number).revoked_on is not None


def test_a_remedy_is_noted_with_its_day(resident, staff, desk):
    number, browser = decided(resident, staff, outcome="refused"), desk(staff.decider)
    sent = {"kind": "reconsideration", "reason": "向县政府提出。"}
    assert deed(browser, number, "note-remedy", sent).status_code == 422
    day = {"filed_on-year": "2026", "filed_on-month": "11", "filed_on-day": "23"}
    assert "向县政府提出。" in after(deed(browser, number, "note-remedy", sent | day), browser)


def test_the_archive_is_listed_found_by_number_and_downloaded(archived, staff, desk):
    browser = desk(staff.clerk)
    assert archived[:6] in text_of(browser.get(reverse("desk:archive")))
    found = browser.get(reverse("desk:archive"), {"number": archived})
    assert found.headers["Location"] == reverse("desk:archive-case", args=[archived])
    assert "SHA-256" in text_of(browser.get(found.headers["Location"]))
    package = browser.get(reverse("desk:archive-package", args=[archived, 1]))
    assert package.headers["Content-Type"] == "application/zip"
    assert b"".join(package.streaming_content).startswith(b"PK")
    missing = browser.get(reverse("desk:archive"), {"number": "990101261123000027"})
    assert missing.status_code == 404


def test_who_has_no_right_finds_nothing_in_the_archive(archived, staff, desk):
    foreign = desk(officer_of(cast.offer_of(cast.FOOD), "clerk"))
    assert "居民身份证" not in text_of(foreign.get(reverse("desk:archive")))
    for address in ("archive-case", "archive-package"):
        parts = [archived, 1] if address == "archive-package" else [archived]
        assert foreign.get(reverse(f"desk:{address}", args=parts)).status_code == 404
        assert desk(staff.reviewer).get(reverse(f"desk:{address}", args=parts)).status_code in (302, 403)
