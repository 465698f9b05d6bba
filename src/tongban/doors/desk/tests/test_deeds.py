"""Each deed through the browser: it says what it will cause, refuses what it lacks, is done once."""

import pytest
from django.urls import reverse

from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import accepted, closed, decided, officer_of, proposed, row, submitted
from tongban.handling.workflow import api as workflow

WEIGHTY = "理由一：材料不全"


def deed(browser, number, slug, sent=None):
    address = reverse("desk:deed", args=[number, slug])
    return browser.get(address) if sent is None else browser.post(address, sent)


def text_of(answer):
    return answer.content.decode()


def after(answer, browser):
    """Return the text of the page that a done deed leads to."""
    assert answer.status_code == 302, text_of(answer)
    return text_of(browser.get(answer.headers["Location"]))


def test_accepting_says_what_it_will_cause_and_then_does_it(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    asked = text_of(deed(browser, number, "accept"))
    for words in ("《受理通知书》", "从今天起算", "发送受理通知", "办件转到审查岗"):
        assert words in asked
    assert row(number).state == "submitted"
    assert "受理通知书" in after(deed(browser, number, "accept", {}), browser)
    assert row(number).state == "accepted"


def test_everything_to_supplement_is_asked_for_at_once(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    nothing = deed(browser, number, "ask-to-supplement", {})
    assert nothing.status_code == 422
    unreasoned = deed(browser, number, "ask-to-supplement", {"item": ["id-photo", "loss"], "reason-loss": "请写明地点"})
    assert unreasoned.status_code == 422
    assert "请写明地点" in text_of(unreasoned)
    sent = {"item": ["id-photo", "loss"], "reason-id-photo": "影像不清晰", "reason-loss": "请写明地点"}
    after(deed(browser, number, "ask-to-supplement", sent), browser)
    assert row(number).state == "supplement_asked"
    assert [item["code"] for item in row(number).supplement_items] == ["id-photo", "loss"]


def test_a_second_supplement_is_not_offered(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    deed(browser, number, "ask-to-supplement", {"item": ["loss"], "reason-loss": "请写明地点"})
    again = deed(browser, number, "ask-to-supplement", {"item": ["loss"], "reason-loss": "再写一次"})
    assert "不能办理这一步" in after(again, browser)


def test_refusing_acceptance_needs_a_reason_and_names_the_competent_authority(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    bare = deed(browser, number, "refuse-acceptance", {"competent_authority": "宁川市民政局"})
    assert bare.status_code == 422
    assert "宁川市民政局" in text_of(bare)
    sentence = "申请人不具备该事项规定的申请人资格。"
    after(deed(browser, number, "refuse-acceptance", {"sentence": sentence, "reason": "不是本人。"}), browser)
    assert row(number).outcome == "not_accepted"
    assert row(number).reasons == f"{sentence}不是本人。"


def test_a_special_procedure_stops_the_clock_until_its_result(resident, staff, desk):
    number = accepted(resident, staff)
    browser = desk(staff.reviewer)
    for wrong in ({}, {"ground": "hearing", "working_days": "0"}, {"ground": "hearing", "working_days": "9" * 30}):
        assert deed(browser, number, "start-special-procedure", wrong).status_code == 422
    sent = {"ground": "hearing", "working_days": "5", "reason": "申请人要求听证"}
    assert "计时已暂停" in after(deed(browser, number, "start-special-procedure", sent), browser)
    assert deed(browser, number, "end-special-procedure", {"reason": " "}).status_code == 422
    after(deed(browser, number, "end-special-procedure", {"reason": "听证结束"}), browser)
    assert not row(number).is_stopped


def test_the_limit_is_extended_once(resident, staff, desk):
    number = accepted(resident, staff)
    browser = desk(staff.decider)
    assert "只能延长一次" in text_of(deed(browser, number, "extend-time-limit"))
    assert deed(browser, number, "extend-time-limit", {}).status_code == 422
    after(deed(browser, number, "extend-time-limit", {"reason": "案情复杂"}), browser)
    assert row(number).extension_days
    assert "不能办理" in after(deed(browser, number, "extend-time-limit"), browser)


def test_a_proposal_has_an_outcome_and_reasons_and_what_was_typed_comes_back(resident, staff, desk):
    number = accepted(resident, staff)
    browser = desk(staff.reviewer)
    undecided = deed(browser, number, "propose", {"reason": WEIGHTY})
    assert undecided.status_code == 422
    assert WEIGHTY in text_of(undecided)
    unreasoned = deed(browser, number, "propose", {"outcome": "granted"})
    assert unreasoned.status_code == 422
    chosen = "申请材料齐全，符合法定形式。"
    after(deed(browser, number, "propose", {"outcome": "granted", "sentence": [chosen, chosen]}), browser)
    assert row(number).proposed_reasons == chosen


def test_a_decision_is_never_implied(resident, staff, desk):
    number = proposed(resident, staff)
    browser = desk(staff.decider)
    assert deed(browser, number, "decide", {"reason": "同意"}).status_code == 422
    assert row(number).state == "proposed"
    assert "居民身份证" in text_of(deed(browser, number, "decide"))
    after(deed(browser, number, "decide", {"decision": "agree"}), browser)
    assert row(number).outcome == "granted"


def test_a_case_is_returned_with_reasons(resident, staff, desk):
    number = proposed(resident, staff)
    browser = desk(staff.decider)
    assert deed(browser, number, "decide", {"decision": "return"}).status_code == 422
    after(deed(browser, number, "decide", {"decision": "return", "reason": "事实不清"}), browser)
    assert row(number).state == "accepted"


def test_who_proposed_does_not_decide(resident, staff, desk):
    number = accepted(resident, staff)
    chief = officer_of(offer_of(), "reviewer", "decider")
    browser = desk(chief)
    after(deed(browser, number, "propose", {"outcome": "granted", "reason": "符合条件"}), browser)
    deed(browser, number, "decide", {"decision": "agree"})
    assert row(number).state == "proposed"


def test_closing_names_the_way_of_delivery(resident, staff, desk):
    number = decided(resident, staff)
    browser = desk(staff.clerk)
    assert deed(browser, number, "close", {"delivery": "pigeon"}).status_code == 422
    after(deed(browser, number, "close", {"delivery": "window", "reason": "本人领取"}), browser)
    assert row(number).state == "closed"


def test_a_case_without_object_is_terminated_with_a_reason(resident, staff, desk):
    number = accepted(resident, staff)
    browser = desk(staff.decider)
    assert deed(browser, number, "terminate", {}).status_code == 422
    after(deed(browser, number, "terminate", {"reason": "申请人死亡"}), browser)
    assert row(number).outcome == "terminated"


def test_of_two_clerks_at_once_the_second_is_told_and_shown_the_new_state(resident, staff, desk):
    number = submitted(resident)
    first, second = desk(staff.clerk), desk(officer_of(offer_of(), "clerk", name="同事"))
    deed(first, number, "accept"), deed(second, number, "accept")
    after(deed(first, number, "accept", {}), first)
    text = after(deed(second, number, "refuse-acceptance", {"reason": "不符合"}), second)
    assert "不能办理这一步" in text
    assert "审查中" in text
    assert row(number).state == "accepted"


def test_a_deed_done_twice_is_done_once(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    deed(browser, number, "accept", {})
    deed(browser, number, "accept", {})
    assert [entry.deed for entry in ledger.entries_about(f"case:{number}")].count("case.accepted") == 1


@pytest.mark.parametrize("slug", ["nonsense", "submit", "deem-accepted", "withdraw"])
def test_there_are_no_other_deeds(resident, staff, desk, slug):
    assert deed(desk(staff.clerk), submitted(resident), slug).status_code == 404


def test_a_closed_case_offers_nothing(resident, staff, desk):
    number = closed(resident, staff)
    browser = desk(officer_of(offer_of(), "clerk", "reviewer", "decider"))
    for slug in ("accept", "propose", "decide", "close", "terminate"):
        assert "已办结" in after(deed(browser, number, slug), browser)


def test_a_draft_shows_the_document_and_leaves_nothing_behind(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    before = OfficialDocument.objects.count(), len(ledger.entries_about(f"case:{number}"))
    shown = browser.post(reverse("desk:draft", args=[number, "refuse-acceptance"]), {"reason": WEIGHTY})
    assert shown.headers["Content-Type"] == "application/pdf"
    assert shown.content.startswith(b"%PDF")
    assert (OfficialDocument.objects.count(), len(ledger.entries_about(f"case:{number}"))) == before
    assert row(number).state == "submitted"
    assert workflow.tasks_of(f"case:{number}")[-1].done_at is None
    lacking = browser.post(reverse("desk:draft", args=[number, "refuse-acceptance"]), {})
    assert lacking.status_code == 422


def test_a_proposal_has_no_document_to_look_at(resident, staff, desk):
    number = accepted(resident, staff)
    sent = {"outcome": "granted", "reason": "符合条件"}
    assert desk(staff.reviewer).post(reverse("desk:draft", args=[number, "propose"]), sent).status_code == 404
