"""The comprehensive window: a walk-in is registered, her application filled in, submitted, and accepted in the same place."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.doors.desk.views.window import SERVED
from tongban.groundwork.documents import api as documents
from tongban.handling.applications import api as applications
from tongban.handling.applications.tests import cast as people
from tongban.handling.applications.tests.cast import PNG, offer_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.cast import officer_of
from tongban.registers.identity import api as identity
from tongban.registers.identity.tests.factories import (
    credit_code,
    identity_number,
    registered_company,
    registered_person,
)

WINDOW = reverse("desk:window")
PERSON = {"kind": "natural", "name": "尹茉苇", "identity_number": identity_number(2), "phone": ""}


@pytest.fixture
def clerk(city):
    return officer_of(offer_of(), "clerk")


@pytest.fixture
def browser(desk, clerk):
    registered_person(name="尹茉苇", identity_number=PERSON["identity_number"])
    return desk(clerk)


def served(browser):
    """Register the walk-in and return her party's id."""
    assert browser.post(WINDOW, PERSON).status_code == 302
    return browser.session[SERVED]


def begun(browser):
    """Begin the application for a lost identity card and return party and draft."""
    party = served(browser)
    answer = browser.post(reverse("desk:window-begin", args=[party, offer_of().code]))
    return party, answer.headers["Location"].rstrip("/").rpartition("/")[2]


def fill_in(clerk, party, draft):
    applicant = identity.applicant_at_window(officer=clerk, party_id=party)
    view = applications.draft(draft, applicant=applicant)
    return people.filled_in(applicant, view.offer, "window")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"identity_number": "990101195203080012"}, "公民身份号码"),
        ({"name": "王强"}, "不一致"),
        ({"phone": "123"}, "手机号码应为"),
        ({"kind": "legal", "credit_code": "91990101MA9JJ0020X"}, "统一社会信用代码"),
        ({"kind": "legal", "credit_code": credit_code(77)}, "没有这个统一社会信用代码"),
    ],
)
def test_what_is_wrong_with_a_registration_is_said_at_its_field(browser, changed, says):
    answer = browser.post(WINDOW, PERSON | changed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert SERVED not in browser.session


def test_a_company_is_registered_by_its_licence(browser):
    head = registered_person(name="陈晓梅", identity_number=identity_number(4))
    registered_company(head, credit_code=credit_code(5))
    answer = browser.post(WINDOW, {"kind": "legal", "credit_code": credit_code(5)}, follow=True)
    assert "要办什么事" in answer.content.decode()


def test_items_are_found_as_people_ask_for_them_and_only_those_of_the_window(browser):
    party = served(browser)
    address = reverse("desk:window-choose", args=[party])
    assert "居民身份证丢失补领" in browser.get(address, {"asked": "身份证丢了"}).content.decode()
    assert "没有找到您的窗口可以收件的事项" in browser.get(address, {"asked": "食品经营许可变更"}).content.decode()


def test_an_item_of_another_authority_is_not_begun_at_this_window(browser):
    party = served(browser)
    foreign = offer_of("food-business-permit-change")
    answer = browser.post(reverse("desk:window-begin", args=[party, foreign.code]), follow=True)
    assert "不归您的窗口" in answer.content.decode()


def test_nobody_s_data_opens_by_an_address_alone(browser, resident):
    party, draft = begun(browser)
    assert browser.get(reverse("desk:window-choose", args=[resident.party_id])).status_code == 404
    browser.post(reverse("desk:window-finish", args=[party]))
    assert browser.get(reverse("desk:window-choose", args=[party])).status_code == 404
    assert browser.get(reverse("desk:window-tasks", args=[party, draft])).status_code == 404


def test_the_form_is_filled_in_for_her_and_mistakes_come_back(browser):
    party, draft = begun(browser)
    address = reverse("desk:window-page", args=[party, draft, "loss"])
    wrong = browser.post(
        address, {"idcard.lost_on-year": "2026", "idcard.lost_on-month": "13", "idcard.lost_on-day": "1"}
    )
    assert wrong.status_code == 422
    assert 'value="13"' in wrong.content.decode()
    assert browser.get(reverse("desk:window-page", args=[party, draft, "nonsense"])).status_code == 404


def test_a_scan_counts_only_when_it_was_compared_with_the_original(browser, clerk):
    party, draft = begun(browser)
    address = reverse("desk:window-material", args=[party, draft, "id-photo"])
    scan = {"way": "upload", "file": SimpleUploadedFile("照片.png", PNG)}
    assert browser.post(address, scan).status_code == 422
    assert browser.post(address, {"way": "upload", "sworn": "yes"}).status_code == 422
    exe = {"way": "upload", "sworn": "yes", "file": SimpleUploadedFile("photo.png", b"MZ" + b"\0" * 200)}
    assert browser.post(address, exe).status_code in (400, 415, 422)
    browser.post(address, {"way": "upload", "sworn": "yes", "file": SimpleUploadedFile("照片.png", PNG)})
    applicant = identity.applicant_at_window(officer=clerk, party_id=party)
    given = next(
        each for each in applications.draft(draft, applicant=applicant).materials if each.code == "id-photo"
    ).given
    assert [thing.trust_level for thing in given] == ["B"]
    browser.post(reverse("desk:window-remove", args=[party, draft, "id-photo", given[0].id]))
    assert "待提供" in browser.get(reverse("desk:window-tasks", args=[party, draft])).content.decode()


def test_an_original_may_be_seen_without_keeping_a_copy(browser, clerk):
    party, draft = begun(browser)
    address = reverse("desk:window-material", args=[party, draft, "household-register"])
    browser.post(address, {"way": "window", "sworn": "yes"})
    assert "原件已核对" in browser.get(address).content.decode()


def test_a_walk_in_s_application_becomes_a_case_that_this_window_accepts(browser, clerk):
    party, draft = begun(browser)
    sign = reverse("desk:window-sign", args=[party, draft])
    assert browser.get(sign).headers["Location"] == reverse("desk:window-tasks", args=[party, draft])
    fill_in(clerk, party, draft)
    assert "申请人声明" in browser.get(sign).content.decode()
    assert browser.post(sign, {}).status_code == 422
    receipt = browser.post(sign, {"agree": "yes"}, follow=True)
    case = Case.objects.get()
    assert case.number[:6] in receipt.content.decode()
    assert case.channel == "window"
    assert "申请材料收件凭证" in receipt.content.decode()
    browser.post(sign, {"agree": "yes"})
    assert Case.objects.count() == 1
    browser.post(reverse("desk:deed", args=[case.number, "accept"]))
    case.refresh_from_db()
    assert case.state == "accepted"


def test_the_receipt_is_hers_to_take_and_nothing_else(browser, clerk):
    party, draft = begun(browser)
    assert browser.get(reverse("desk:window-receipt", args=[party, draft])).status_code == 404
    fill_in(clerk, party, draft)
    browser.post(reverse("desk:window-sign", args=[party, draft]), {"agree": "yes"})
    assert browser.get(reverse("desk:window-tasks", args=[party, draft])).status_code == 302
    for paper in documents.documents_about(f"case:{Case.objects.get().number}"):
        answer = browser.get(reverse("desk:window-receipt-pdf", args=[party, draft, paper.id]))
        assert answer.status_code == 202
