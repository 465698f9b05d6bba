"""The page of a case: masked, explained, its papers and materials, and each look written down."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast as people
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, accepted, decided, proposed, submitted
from tongban.handling.cases.tests.statements import counted


def page(browser, number, name="case", *parts):
    return browser.get(reverse(f"desk:{name}", args=[number, *parts]))


def text_of(answer):
    return answer.content.decode()


def things_given(number, officer):
    view = cases.case_for_officer(number, officer=officer)
    return [thing for material in view.materials for thing in material.given]


def test_a_case_is_shown_masked_with_its_clock_and_its_deeds(resident, staff, desk):
    number = submitted(resident)
    text = text_of(page(desk(staff.clerk), number))
    assert "李秀兰" not in text
    assert resident.phone not in text
    for words in ("李*兰", "同意受理", "一次性告知补正", "不予受理", "怎么算的", "申请材料收件凭证"):
        assert words in text


def test_the_buttons_are_those_of_the_reader(resident, staff, desk):
    number = proposed(resident, staff)
    assert "等另一名工作人员决定" in text_of(page(desk(staff.reviewer), number))
    text = text_of(page(desk(staff.decider), number))
    assert "作出决定" in text
    assert "延长期限" in text


@pytest.mark.parametrize("number", ["990101261123000018", "abc", "9" * 18, "1' or '1'='1"])
def test_a_number_that_is_none_leads_to_the_search_page(staff, desk, number):
    answer = page(desk(staff.clerk), number)
    assert answer.status_code == 404
    assert "没有找到这个办件" in text_of(answer)


def test_clear_data_is_shown_for_a_purpose_and_the_person_can_see_it(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    refused = browser.post(reverse("desk:clear", args=[number]), {"purpose": "  "})
    assert refused.status_code == 422
    assert "李秀兰" not in text_of(refused)
    shown = browser.post(reverse("desk:clear", args=[number]), {"purpose": "电话核实住址"})
    assert "李秀兰" in text_of(shown)
    assert resident.phone in text_of(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert any("电话核实住址" in entry.reason for entry in ledger.reads_of(resident.party_id))


def test_a_picture_is_shown_beside_what_is_asked_of_it(resident, staff, desk):
    number = submitted(resident)
    thing = next(each for each in things_given(number, staff.clerk) if each.file_id)
    browser = desk(staff.clerk)
    text = text_of(page(browser, number, "viewer", thing.id))
    assert reverse("desk:file", args=[number, thing.id]) in text
    before = len(ledger.reads_of(resident.party_id))
    file = page(browser, number, "file", thing.id)
    assert b"".join(file.streaming_content) == people.PNG
    assert file.headers["Content-Type"] == "image/png"
    assert file.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Content-Disposition"].startswith("inline")
    assert len(ledger.reads_of(resident.party_id)) == before + 1
    saved = browser.get(reverse("desk:file", args=[number, thing.id]), {"save": "1"})
    assert saved.headers["Content-Disposition"].startswith("attachment")
    saved.close()


def test_what_is_not_of_this_case_is_not_shown(resident, staff, desk):
    number, other = submitted(resident), submitted(people.resident())
    thing = next(each for each in things_given(other, staff.clerk) if each.file_id)
    for name in ("viewer", "file"):
        assert page(desk(staff.clerk), number, name, thing.id).status_code == 404


def test_a_licence_is_shown_as_it_stands_in_its_register(resident, staff, desk, city):
    offer = people.offer_of()
    people.give_licence(resident, "household-register", offer)
    draft = people.filled_in(resident)
    people.give(draft, resident, "household-register", "licence")
    receipt = cases.submit_application(draft_id=draft.id, applicant=resident, statement=people.STATEMENT)
    thing = next(each for each in things_given(receipt.case_number, staff.clerk) if each.licence_id)
    text = text_of(page(desk(staff.clerk), receipt.case_number, "viewer", thing.id))
    assert "取自证照库的现行数据" in text
    assert any("核对申请材料" in entry.reason for entry in ledger.reads_of(resident.party_id))


def test_a_paper_is_given_once_it_is_made(resident, staff, desk):
    number = accepted(resident, staff)
    notice = documents.documents_about(f"case:{number}")[-1]
    browser = desk(staff.clerk)
    waiting = page(browser, number, "document", notice.id)
    assert waiting.status_code == 202
    other = documents.documents_about(f"case:{submitted(people.resident())}")[0]
    assert page(browser, number, "document", other.id).status_code == 404


def test_a_late_case_says_so(resident, staff, desk):
    number = submitted(resident)
    with clock.frozen_at(MONDAY + timedelta(days=9)):
        assert "已超期" in text_of(page(desk(staff.clerk), number))


@pytest.mark.parametrize("station", [accepted, proposed, decided])
def test_a_page_costs_few_statements(resident, staff, desk, station):
    number = station(resident, staff)
    browser = desk(staff.clerk)
    page(browser, number)
    with CaptureQueriesContext(connection) as queries:
        page(browser, number)
    assert len(counted(queries)) <= 18, counted(queries)


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_page_speaks_other_languages(resident, staff, desk, language):
    number = submitted(resident)
    browser = desk(staff.clerk)
    browser.cookies["language"] = language
    text = text_of(page(browser, number))
    assert {"en": "Accept", "zh-hant": "現在能辦的"}[language] in text
