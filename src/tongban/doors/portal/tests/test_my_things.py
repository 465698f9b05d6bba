"""One's own things: cases, licences, messages, who read one's data; and that nobody sees a stranger's."""

import io
import json
import time
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.doors.frame.access import ACTING_FOR
from tongban.doors.portal.tests.conftest import signed_in
from tongban.engagement.ratings import api as ratings
from tongban.groundwork.documents import api as documents
from tongban.groundwork.notifications.models import Message
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests import cast as stations
from tongban.handling.cases.tests.statements import counted
from tongban.proofs.licences import api as licences
from tongban.registers.identity import api as identity
from tongban.registers.identity.models import Account
from tongban.registers.identity.tests.factories import PASSWORD, DelegationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

CASE_BUDGET, LIST_BUDGET = 14, 6


def at(name, *parts):
    return reverse(f"portal:{name}", args=parts)


def statements_of(browser, address):
    browser.get(address)  # what a process keeps is kept now
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return counted(queries)


class TestCase:
    def test_a_case_says_where_it_stands_and_what_is_due(self, browser, lan, staff):
        number = stations.accepted(lan, staff)
        text = browser.get(at("case", number)).text
        assert "审核中" in text
        assert "2026年12月14日（周一）前办结，还剩 21 日" in text
        assert "这个日期怎么算的？" in text
        assert "承办" in text

    def test_the_applicant_stands_in_the_course_as_herself(self, browser, lan, staff):
        assert "您本人" in browser.get(at("case", stations.accepted(lan, staff))).text

    def test_reasons_meant_for_the_office_are_not_shown(self, browser, lan, staff):
        number = stations.proposed(lan, staff)
        text = browser.get(at("case", number)).text
        assert "材料齐全，符合条件" not in text
        assert "由另一名工作人员决定" in text

    @pytest.mark.parametrize("number", ["990101261123000017", "nothing", "1" * 18])
    def test_a_forged_number_is_not_found(self, browser, number):
        assert browser.get(at("case", number)).status_code == 404

    def test_a_strangers_case_is_not_found_anywhere(self, browser):
        stranger = cast.resident()
        number = stations.submitted(stranger)
        paper = documents.documents_about(f"case:{number}")[0]
        for address in (
            at("case", number),
            at("receipt", number),
            at("withdraw", number),
            at("supplement", number),
            at("rate", number),
            at("fulfil", number, "loss-statement"),
            at("document", number, paper.id),
        ):
            assert browser.get(address).status_code == 404, address
            assert browser.post(address).status_code in (404, 405), address

    def test_a_case_of_her_company_opens_from_a_message(self, browser, lan):
        company = cast.company(lan)
        number = stations.submitted(company, cast.offer_of(cast.RENTAL))
        assert browser.get(at("case", number)).status_code == 200
        assert browser.session[ACTING_FOR] == str(company.party_id)

    def test_a_case_costs_few_statements(self, browser, lan, staff):
        number = stations.accepted(lan, staff)
        statements = statements_of(browser, at("case", number))
        assert len(statements) <= CASE_BUDGET, statements


class TestDocuments:
    def test_a_document_is_shown_once_it_is_made(self, browser, lan):
        number = stations.submitted(lan)
        paper = documents.documents_about(f"case:{number}")[0]
        assert browser.get(at("document", number, paper.id)).status_code == 202
        documents.render_pending()
        answer = browser.get(at("document", number, paper.id))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert "no-store" in answer["Cache-Control"]

    def test_a_paper_of_another_case_is_not_found_under_this_one(self, browser, lan):
        number = stations.submitted(lan)
        other = documents.documents_about(f"case:{stations.submitted(cast.resident())}")[0]
        assert browser.get(at("document", number, other.id)).status_code == 404
        assert browser.get(at("document", number, uuid4())).status_code == 404


class TestSupplement:
    @pytest.fixture
    def number(self, lan, staff):
        number = stations.submitted(lan)
        items = [{"code": "id-photo", "name": "", "reason": "照片背景不是白色"}]
        cases.ask_to_supplement(number=number, officer=staff.clerk, items=items)
        return number

    def test_it_asks_exactly_for_what_was_asked(self, browser, number):
        text = browser.get(at("supplement", number)).text
        assert "照片背景不是白色" in text
        assert "居民户口簿" not in text

    def test_it_is_sent_once_everything_is_given(self, browser, lan, number):
        assert browser.post(at("supplement", number)).status_code == 422
        draft = cases.case_for_applicant(number, applicant=lan).draft_id
        material = at("apply-material", draft, "id-photo")
        sent = browser.post(material, {"way": "upload", "file": SimpleUploadedFile("new.png", cast.PNG)})
        assert sent.status_code == 302
        assert browser.post(at("supplement", number))["Location"] == at("case", number)
        assert cases.case_for_applicant(number, applicant=lan).state == "submitted"

    def test_what_was_not_asked_for_stays_closed(self, browser, lan, number):
        draft = cases.case_for_applicant(number, applicant=lan).draft_id
        answer = browser.get(at("apply-material", draft, "household-register"))
        assert answer["Location"] == at("supplement", number)


class TestLaterDeeds:
    def test_a_promised_paper_is_supplied(self, browser, lan):
        number = stations.submitted(lan)
        fulfil = at("fulfil", number, "loss-statement")
        assert "2026年11月30日（周一）前补交" in browser.get(fulfil).text
        assert browser.post(fulfil).status_code == 422
        browser.post(fulfil, {"file": SimpleUploadedFile("statement.png", cast.PNG)})
        assert not cases.case_for_applicant(number, applicant=lan).open_obligations
        assert browser.get(fulfil)["Location"] == at("case", number)

    def test_withdrawing_is_confirmed_and_a_second_time_does_nothing(self, browser, lan):
        number = stations.submitted(lan)
        assert "不能恢复" in browser.get(at("withdraw", number)).text
        for _ in range(2):
            assert browser.post(at("withdraw", number), {"reason": "找到了"})["Location"] == at("case", number)
        view = cases.case_for_applicant(number, applicant=lan)
        assert view.outcome == "withdrawn"
        assert len(view.course) == 2


class TestRating:
    def test_a_closed_case_is_rated_once(self, browser, lan, staff):
        number = stations.closed(lan, staff)
        assert at("rate", number) in browser.get(at("case", number)).text
        answer = browser.post(at("rate", number), {"grade": "5", "reasons": ["fast", "rude"], "text": "很快"})
        assert answer["Location"] == at("case", number)
        given = ratings.rating_of(number, applicant=lan)
        assert given.grade == 5
        assert len(given.reasons) == 1, "a reason that does not fit the grade was kept"
        assert "很快" in browser.get(at("rate", number)).text
        assert at("rate", number) not in browser.get(at("case", number)).text

    def test_a_bad_rating_is_told_by_when_it_is_answered(self, browser, lan, staff):
        number = stations.closed(lan, staff)
        answer = browser.post(at("rate", number), {"grade": "1", "anonymous": "yes"}, follow=True)
        assert "前核实整改" in answer.text
        assert "没有保存是谁评的" in browser.get(at("rate", number)).text

    def test_a_rating_without_grade_keeps_what_was_written(self, browser, lan, staff):
        answer = browser.post(at("rate", stations.closed(lan, staff)), {"text": "写了很多"})
        assert answer.status_code == 422
        assert "写了很多" in answer.text

    def test_an_open_case_is_not_rated(self, browser, lan, staff):
        number = stations.accepted(lan, staff)
        assert browser.post(at("rate", number), {"grade": "5"})["Location"] == at("case", number)
        assert not ratings.is_rated(number)


class TestLicences:
    @pytest.fixture
    def licence(self, lan):
        cast.give_licence(lan, "household-register", cast.offer_of())
        return licences.licences_of(lan.party_id)[0]

    def test_a_licence_is_shown_with_its_code(self, browser, licence):
        assert licence.grouped_number in browser.get(at("licences")).text
        assert licence.identifier in browser.get(at("licence", licence.id)).text
        assert browser.get(at("licence-code", licence.id)).status_code == 200
        drawn = browser.get(at("licence-qr", licence.id))
        assert drawn["Content-Type"] == "image/svg+xml"

    def test_a_strangers_licence_is_not_found(self, licence):
        other = signed_in(cast.resident())
        for name in ("licence", "licence-code", "licence-qr", "licence-pdf"):
            assert other.get(at(name, licence.id)).status_code == 404


class TestMessages:
    def test_a_message_leads_to_its_case_and_is_read_then(self, browser, lan):
        number = stations.submitted(lan)
        message = Message.objects.get(account_id=lan.account_id)
        assert "未读" in browser.get(at("messages")).text
        answer = browser.post(at("message-read", message.id), {"case": number})
        assert answer["Location"] == at("case", number)
        assert "未读" not in browser.get(at("messages")).text

    def test_all_messages_are_marked_as_read_at_once(self, browser, lan):
        stations.submitted(lan)
        stations.submitted(lan)
        assert browser.post(at("messages-read"))["Location"] == at("messages")
        assert "未读" not in browser.get(at("messages")).text

    def test_a_message_leads_nowhere_else(self, browser):
        answer = browser.post(at("message-read", uuid4()), {"case": "//elsewhere.example"})
        assert answer["Location"] == at("messages")


class TestMyData:
    def test_who_read_what_and_why_is_told(self, browser, lan, staff):
        number = stations.accepted(lan, staff)
        cases.clear_details(number, officer=staff.reviewer, purpose="核对住址")
        text = browser.get(at("my-data")).text
        assert staff.reviewer.name in text
        assert "核对住址" in text
        assert "您本人" in text

    def test_pages_follow_each_other_without_gaps(self, browser, lan, staff, monkeypatch):
        monkeypatch.setattr("tongban.doors.portal.views.my_data.READS_ON_PAGE", 1)
        cast.opened(lan)
        cases.case_for_officer(stations.submitted(lan), officer=staff.clerk)
        first = browser.get(at("my-data")).text
        assert 'rel="next"' in first

    @pytest.mark.parametrize("name", ["my-data", "messages", "cases"])
    def test_a_forged_mark_of_a_page_is_not_found(self, browser, name):
        assert browser.get(at(name), {"after": "nonsense"}).status_code == 404


def confirm_password(browser, applicant):
    """Do as if the visitor had typed her password a moment ago."""
    session = browser.session
    session["account_authentication_methods_user"] = str(applicant.account_id)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()


class TestProfile:
    def test_the_phone_is_masked(self, browser, lan):
        text = browser.get(at("profile")).text
        assert lan.phone not in text
        assert lan.phone[-4:] in text

    def test_the_phone_is_changed_by_who_knows_the_password_and_has_the_code_sent_to_it(self, lan):
        account = Account.objects.get(pk=lan.account_id)
        account.set_password(PASSWORD)
        account.save()
        browser = signed_in(lan)
        answer = browser.post(at("change-phone"), {"phone": "15410004998"})
        assert answer.url == "/account/reauthenticate/?next=%2Fmy%2Fprofile%2Fphone%2F"
        confirm_password(browser, lan)
        assert browser.get(at("confirm-phone")).url == at("change-phone")
        assert browser.post(at("change-phone"), {"phone": "15410004998"}).url == at("confirm-phone")
        assert "154****4998" in browser.get(at("confirm-phone")).text
        assert browser.post(at("confirm-phone"), {"code": "12345"}).status_code == 422
        code = json.loads(Message.objects.get(template="phone-change-code").context)["code"]
        assert browser.post(at("confirm-phone"), {"code": code}).url == at("profile")
        assert identity.contacts([lan.party_id])[lan.party_id].phone == "15410004998"

    def test_a_wrong_phone_is_refused_and_kept(self, browser, lan):
        confirm_password(browser, lan)
        answer = browser.post(at("change-phone"), {"phone": "12345"})
        assert answer.status_code == 422
        assert 'value="12345"' in answer.text

    def test_she_chooses_for_whom_she_acts(self, browser, lan):
        company = cast.company(lan)
        browser.post(at("choose-party"), {"party": str(company.party_id)})
        assert browser.session[ACTING_FOR] == str(company.party_id)
        browser.post(at("choose-party"), {"party": str(lan.person_id)})
        assert ACTING_FOR not in browser.session
        assert browser.post(at("choose-party"), {"party": str(uuid4())}).status_code == 404

    def test_she_chooses_her_language(self, browser):
        browser.post(at("choose-language"), {"language": "en"})
        assert "Your profile" in browser.get(at("profile")).text
        assert browser.post(at("choose-language"), {"language": "tlh"}).status_code == 404


@pytest.mark.parametrize("name", ["mine", "cases", "licences", "messages", "my-data"])
def test_a_list_costs_few_statements(browser, lan, name):
    cast.give_licence(lan, "household-register", cast.offer_of())
    cast.opened(lan)
    stations.submitted(lan, cast.offer_of(cast.RENTAL))
    statements = statements_of(browser, at(name))
    assert len(statements) <= LIST_BUDGET, statements


def test_a_file_of_a_case_goes_to_its_applicant_alone(browser, lan):
    number = stations.submitted(lan)
    view = cases.case_for_applicant(number, applicant=lan)
    given = next(thing for material in view.materials for thing in material.given if thing.file_id)
    answer = browser.get(at("case-file", number, given.id))
    assert io.BytesIO(b"".join(answer.streaming_content)).read() == cast.PNG
    assert signed_in(cast.resident()).get(at("case-file", number, given.id)).status_code == 404


def test_who_acts_in_some_items_only_sees_nothing_of_the_party_beside_them(lan):
    offer, agent = cast.offer_of(), cast.resident()
    cast.give_licence(lan, "household-register", offer)
    licence = licences.licences_of(lan.party_id)[0]
    number = stations.submitted(lan)
    DelegationFactory(
        principal_id=lan.party_id, principal=None, agent_id=agent.party_id, agent=None, ground="authorised",
        item_codes=["another"],
    )  # fmt: skip
    browser = signed_in(agent)
    browser.post(at("choose-party"), {"party": str(lan.party_id)})
    assert browser.session[ACTING_FOR] == str(lan.party_id)

    assert browser.get(at("case", number)).status_code == 404
    for name in ("licence", "licence-code", "licence-pdf"):
        assert browser.get(at(name, licence.id)).status_code == 404
    for name in ("mine", "licences", "my-data", "cases"):
        text = browser.get(at(name)).text
        assert number not in text
        assert licence.number not in text
