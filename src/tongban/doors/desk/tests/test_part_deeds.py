"""The shares of a case through the browser: the table, who is late, a page for each deed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, row
from tongban.handling.cases.tests.parts_cast import (
    accepted_by_all,
    all_first,
    offices_of,
    open_steps,
    opine,
    part,
    together,
)


@pytest.fixture
def offices(city):
    return offices_of(together())


@pytest.fixture
def number(resident, offices):
    return accepted_by_all(cast.company(resident), offices, cast.offer_of(cast.FOOD))


def page(browser, number):
    return browser.get(reverse("desk:case", args=[number])).content.decode()


def deed(browser, number, share, slug, sent=None):
    address = reverse("desk:part-deed", args=[number, share, slug])
    return browser.get(address) if sent is None else browser.post(address, sent)


def test_the_page_of_a_case_shows_who_is_at_it_and_who_is_late(number, offices, desk):
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        shown = page(desk(offices.lead.reviewer), number)

    for words in (
        "联合办理",
        "城东区卫生健康委员会",
        "卫生审查",
        "已超期：",
        "还有 3 个部门在办理",
        "<svg",
        "流程图：现在到哪一步",
    ):
        assert words in shown
    assert shown.count("case-wide-title") == 2


def test_an_opinion_is_given_on_its_page_and_refused_with_what_was_typed(number, offices, desk):
    browser = desk(offices.health)
    asked = deed(browser, number, "health", "give-opinion").content.decode()
    for words in ("您单位的意见", "出具《部门审查意见书》", "finding-area", "卫生审查"):
        assert words in asked
    bare = deed(browser, number, "health", "give-opinion", {"result": "agreed", "finding-area": "320"})
    assert (bare.status_code, "320" in bare.content.decode()) == (422, True)
    unknown = deed(browser, number, "health", "give-opinion", {"result": "perhaps", "reason": "已核查。"})
    assert unknown.status_code == 422
    assert "已核查。" in unknown.content.decode()
    sent = {"result": "agreed", "reason": "已核查。", "finding-area": "320"}
    draft = browser.post(reverse("desk:part-draft", args=[number, "health", "give-opinion"]), sent)
    assert draft.content.startswith(b"%PDF")
    assert part(number, "health").ended_at is None
    assert deed(browser, number, "health", "give-opinion", sent).status_code == 302
    assert part(number, "health").fields == {"area": "320"}
    assert (
        "现在不能办理"
        in browser.get(deed(browser, number, "health", "give-opinion").headers["Location"]).content.decode()
    )


def test_an_office_answers_what_it_is_asked(number, offices, desk):
    browser = desk(offices.police)
    assert "答复供办理部门参考" in deed(browser, number, "police", "answer-consultation").content.decode()
    assert deed(browser, number, "police", "answer-consultation", {"reason": "无意见。"}).status_code == 302
    assert part(number, "police").opinion == "无意见。"


def test_an_office_is_asked_besides_with_chosen_materials(number, offices, desk):
    browser = desk(offices.health)
    assert deed(browser, number, "health", "consult-office", {"reason": "？", "working_days": "3"}).status_code == 422
    sent = {"office": f"{offices.police.authority_id}", "reason": "？", "working_days": "3", "material": ["layout"]}
    assert deed(browser, number, "health", "consult-office", sent).status_code == 302
    assert f"ask-{offices.police.authority_id}" in open_steps(number)
    lead = desk(offices.lead.reviewer)
    assert deed(lead, number, "whole", "consult-office").status_code == 200


def test_a_procedure_of_one_authority_is_started_and_ended(number, offices, desk):
    browser = desk(offices.health)
    assert deed(browser, number, "health", "start-special-procedure", {"ground": "testing"}).status_code == 422
    sent = {"ground": "testing", "working_days": "3"}
    assert deed(browser, number, "health", "start-special-procedure", sent).status_code == 302
    assert "计时已暂停" in page(browser, number)
    assert deed(browser, number, "health", "end-special-procedure", {"reason": "合格。"}).status_code == 302
    assert not row(number).is_stopped


def test_a_meeting_is_written_down_with_who_took_part(number, offices, desk):
    opine(number, offices.lead.reviewer, "lead_review", "objected")
    opine(number, offices.health, "health", fields={"area": "320"})
    opine(number, offices.health_head, "health_head")
    cases.answer_consultation(number=number, officer=offices.police, step="police", answer="无意见。")
    opine(number, offices.lead.clerk, "licence_check", "met")
    browser = desk(offices.lead.reviewer)
    sent = {"result": "concluded", "reason": "可以准予。", "participants": "市场监管局 汤念霜"}
    alone = deed(browser, number, "meeting", "hold-meeting", sent)
    assert alone.status_code == 422
    sent["participants"] += "\n卫生健康局 于鹤柏"
    assert deed(browser, number, "meeting", "hold-meeting", sent).status_code == 302
    assert part(number, "meeting").participants == ["市场监管局 汤念霜", "卫生健康局 于鹤柏"]


def test_the_lead_sends_back_to_who_is_chosen(number, offices, desk):
    all_first(number, offices)
    opine(number, offices.building, "building")
    browser = desk(offices.lead.reviewer)
    assert "退回部门重新办理" in page(browser, number)
    assert deed(browser, number, "whole", "return-to-step", {"reason": "再核。"}).status_code == 422
    sent = {"reason": "再核。", "branch": ["health"]}
    assert deed(browser, number, "whole", "return-to-step", sent).status_code == 302
    assert open_steps(number) == {"health"}


def test_supervision_sees_who_is_late_and_not_what_was_said(number, offices, desk):
    from tongban.handling.cases.tests.cast import officer_at
    from tongban.registers.organisations.models import Authority

    opine(number, offices.health, "health", opinion="卫生内部意见。", fields={"area": "40"})
    supervisor = officer_at(Authority.objects.get(key="gov", region_id="9901"), "supervisor", region_wide=True)
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        shown = desk(supervisor).get(reverse("desk:course", args=[number])).content.decode()

    assert "已超期：" in shown
    assert "城东区卫生健康委员会" in shown
    assert "卫生内部意见" not in shown


def test_the_worklist_says_which_step(number, offices, desk):
    assert "卫生审查" in desk(offices.health).get(reverse("desk:home")).content.decode()


def test_pages_of_shares_are_closed_to_who_takes_no_part(number, offices, desk):
    browser = desk(offices.building)
    for slug in ("give-opinion", "consult-office", "hold-meeting", "return-to-step", "nonsense"):
        assert deed(browser, number, "health", slug).status_code == 404
        assert deed(browser, number, "health", slug, {"reason": "……"}).status_code == 404
