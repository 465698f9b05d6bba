"""Pages of colleagues: batches, handing out, notes, mentions, absences, interests, keeping away, a list that lives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tongban.doors.desk.tests.test_worklist import HOME, _keep_context, shown
from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast as people
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import accepted, officer_of, row, submitted
from tongban.handling.teamwork import api as teamwork
from tongban.handling.workflow import api as workflow
from tongban.registers.identity import api as identity
from tongban.registers.identity.models import Party

__all__ = ["_keep_context"]

BATCH = reverse("desk:batch")


@pytest.fixture
def second(staff):
    return officer_of(offer_of(), "clerk", name="窗口二")


def parts(name, day):
    return {f"{name}-year": day.year, f"{name}-month": day.month, f"{name}-day": day.day}


def test_several_cases_are_accepted_each_by_its_own_deed_and_once(resident, staff, desk):
    first, second = submitted(resident), submitted(people.resident())
    browser, sent = desk(staff.clerk), {"deed": "accept", "number": [first, second]}
    asked = browser.post(BATCH, sent)
    assert len(asked.context["rows"]) == 2
    assert row(first).state == "submitted"
    sent |= {"confirmed": "yes", "key": str(asked.context["key"])}
    assert browser.post(BATCH, sent).status_code == 422
    sent["checked"] = "yes"
    for _ in range(2):
        done = browser.post(BATCH, sent)
        assert [each.is_done for each in done.context["outcomes"]] == [True, True]
    assert row(first).state == row(second).state == "accepted"


def test_of_several_cases_one_that_moved_on_spoils_nothing(resident, staff, desk):
    gone, there = accepted(people.resident(), staff), submitted(resident)
    sent = {"deed": "accept", "number": [gone, there, "990101000000000000"]}
    browser = desk(staff.clerk)
    assert "不能显示" in browser.post(BATCH, sent).content.decode()
    done = browser.post(BATCH, sent | {"confirmed": "yes", "checked": "yes"})
    assert [each.is_done for each in done.context["outcomes"]] == [False, True, False]


@pytest.mark.parametrize("sent", [{}, {"deed": "accept"}, {"deed": "decide", "number": ["1"]}])
def test_nothing_chosen_or_nothing_lawful_is_said_plainly(staff, desk, sent):
    assert "请先勾选" in desk(staff.clerk).post(BATCH, sent, follow=True).content.decode()


def test_the_chief_hands_out_ticked_rows(resident, staff, second, desk):
    number = submitted(resident)
    browser = desk(staff.decider)
    answer = browser.get(HOME, {"tab": "authority"})
    assert [deed for deed, _name in answer.context["batch_deeds"]] == ["hand_out"]
    sent = {"deed": "hand_out", "number": [number], "confirmed": "yes"}
    assert browser.post(BATCH, sent).status_code == 422
    done = browser.post(BATCH, sent | {"to": str(second.account_id)})
    assert done.context["outcomes"][0].is_done
    assert shown(desk(staff.clerk).get(HOME)) == []
    assert "指派给我" in desk(second).get(HOME).content.decode()
    assert desk(staff.reviewer).post(BATCH, sent).status_code == 403


def test_the_tabs_tell_how_much_there_is(resident, staff, desk):
    submitted(resident)
    texts = [tab.text for tab in desk(staff.clerk).get(HOME).context["tabs"]]
    assert texts == ["待我办理 1", "我已领取 0", "本单位在办 1"]


def test_a_living_list_answers_only_when_something_moved(resident, staff, desk, django_assert_max_num_queries):
    browser = desk(staff.clerk)
    address = browser.get(HOME).context["live"]
    first = browser.get(address)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "private, no-cache")
    with django_assert_max_num_queries(5):
        same = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    number = submitted(resident)
    moved = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert moved.status_code == 200
    assert number in moved.content.decode()
    assert "<html" not in moved.content.decode()


def test_a_filter_is_kept_under_a_name_and_forgotten(staff, desk):
    browser = desk(staff.clerk)
    browser.post(reverse("desk:list-save"), {"name": "急件", "light": "red"})
    ((number, name, href),) = browser.get(HOME).context["saved"]
    assert (name, "light=red" in href) == ("急件", True)
    assert "最长" in browser.post(reverse("desk:list-save"), {"name": ""}, follow=True).content.decode()
    browser.post(reverse("desk:list-forget", args=[number]))
    assert browser.get(HOME).context["saved"] == []


def test_a_note_mentions_a_colleague_who_finds_it(resident, staff, second, desk):
    number = submitted(resident)
    browser, page = desk(staff.clerk), reverse("desk:together", args=[number])
    browser.post(reverse("desk:note", args=[number]), {"text": f"@{second.name} 请核对"})
    assert "请核对" in browser.get(page).content.decode()
    other = desk(second)
    assert "未读" in other.get(reverse("desk:mentions")).content.decode()
    assert "请核对" not in other.get(reverse("desk:mentions")).content.decode()
    other.get(page)
    assert "未读" not in other.get(reverse("desk:mentions")).content.decode()
    refused = browser.post(reverse("desk:note", args=[number]), {"text": "@无名氏 请核对"})
    assert refused.status_code == 422
    assert "@无名氏 请核对" in refused.content.decode()


def test_who_may_not_see_the_case_finds_nothing(resident, staff, second, desk):
    number = submitted(resident)
    cases.keep_away(number=number, account_id=second.account_id)
    for name in ("together", "keep-away"):
        assert desk(second).get(reverse(f"desk:{name}", args=[number])).status_code in (403, 404)
        assert desk(staff.clerk).get(reverse(f"desk:{name}", args=["990101000000000000"])).status_code == 404


def test_the_chief_hands_out_and_takes_back_on_the_page_of_the_case(resident, staff, second, desk):
    number = submitted(resident)
    browser = desk(staff.decider)
    sent = {"step": "accept", "to": str(second.account_id), "note": "今天办"}
    assert browser.post(reverse("desk:hand-out", args=[number]), sent | {"to": "x"}).status_code == 422
    assert browser.post(reverse("desk:hand-out", args=[number]), sent).status_code == 302
    text = browser.get(reverse("desk:together", args=[number])).content.decode()
    assert "今天办" in text
    assert desk(staff.clerk).post(reverse("desk:hand-out", args=[number]), sent).status_code == 403
    refused = desk(staff.clerk).post(reverse("desk:give-back", args=[number]), {"step": "accept"})
    assert refused.status_code == 422
    browser.post(reverse("desk:give-back", args=[number]), {"step": "accept"})
    assert shown(desk(staff.clerk).get(HOME)) == [number]
    assert browser.post(reverse("desk:draw", args=[number]), {"step": "accept", "reason": "x"}).status_code == 404


def test_an_officer_keeps_away_with_a_reason(resident, staff, desk):
    number = submitted(resident)
    browser, page = desk(staff.clerk), reverse("desk:keep-away", args=[number])
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"reason": ""}).status_code == 422
    assert browser.post(page, {"reason": "是我表姐"}).status_code == 302
    assert shown(browser.get(HOME)) == []


def test_the_decider_answers_a_request_of_the_applicant(resident, staff, desk):
    number = accepted(resident, staff)
    teamwork.ask_for_withdrawal(
        number=number, applicant=resident, account_id=staff.clerk.account_id, reason="他是我前夫"
    )
    browser = desk(staff.decider)
    waiting = browser.get(reverse("desk:withdrawals")).context["rows"]
    page = reverse("desk:withdrawal", args=[waiting[0].id])
    assert "他是我前夫" in browser.get(page).content.decode()
    for sent in ({}, {"choice": "agree"}, {"choice": "x", "answer": "属实"}):
        assert browser.post(page, sent).status_code == 422
    assert browser.post(page, {"choice": "agree", "answer": "属实"}).status_code == 302
    assert browser.get(page).status_code == 404
    assert desk(staff.clerk).get(reverse("desk:withdrawals")).status_code == 403


def test_an_absence_is_entered_and_the_substitute_sees_it(resident, staff, second, desk):
    number, today = submitted(resident), clock.today()
    cases.hand_out(number=number, step="accept", to=second.account_id, officer=staff.decider)
    browser, page = desk(second), reverse("desk:absences")
    sent = parts("start", today) | parts("end", today + timedelta(days=2)) | {"reason": "年休假"}
    assert browser.post(page, sent).status_code == 422
    assert browser.post(page, sent | {"substitute": str(staff.clerk.account_id), "end-day": "99"}).status_code == 422
    assert browser.post(page, sent | {"substitute": str(staff.clerk.account_id)}).status_code == 302
    text = desk(staff.clerk).get(HOME).content.decode()
    assert f"代{second.name}" in text
    (absence,) = workflow.absences_of(staff.clerk.authority_id)
    assert desk(staff.clerk).post(reverse("desk:absence-end", args=[absence.id])).status_code == 404
    assert browser.post(reverse("desk:absence-end", args=[absence.id])).status_code == 302
    assert f"代{second.name}" not in desk(staff.clerk).get(HOME).content.decode()


def test_a_clerk_enters_nobody_elses_absence(staff, second, desk):
    today = clock.today()
    sent = parts("start", today) | parts("end", today + timedelta(days=2))
    sent |= {"who": str(second.account_id), "substitute": str(staff.clerk.account_id)}
    assert desk(staff.clerk).post(reverse("desk:absences"), sent).status_code == 422
    assert desk(staff.decider).post(reverse("desk:absences"), sent).status_code == 302


def test_an_interest_is_declared_confirmed_and_ended(resident, staff, desk):
    party = Party.objects.get(pk=resident.party_id)
    number = submitted(resident)
    browser, page = desk(staff.clerk), reverse("desk:interests")
    sent = {"kind": "relative", "name": party.name, "number": party.number, "note": "姑姑"}
    wrong = browser.post(page, sent | {"number": "1", "since-year": "2026"})
    assert wrong.status_code == 422
    assert party.name in wrong.content.decode()
    assert browser.post(page, sent).status_code == 302
    assert browser.get(reverse("desk:case", args=[number])).status_code == 403
    assert shown(browser.get(HOME)) == []
    administrator = desk(officer_of(offer_of(), "administrator"))
    (waiting,) = administrator.get(page).context["waiting"]
    settle = reverse("desk:interest-settle", args=[waiting.id])
    assert browser.post(settle, {"choice": "agree"}).status_code == 403
    assert administrator.post(settle, {"choice": "refuse"}).status_code == 422
    assert administrator.post(settle, {"choice": "agree"}).status_code == 302
    assert browser.post(reverse("desk:interest-end", args=[waiting.id])).status_code == 302
    assert browser.post(reverse("desk:interest-end", args=[waiting.id])).status_code == 404
    assert identity.interests_of(staff.clerk)[0].state == "ending"
    assert administrator.post(reverse("desk:interest-settle", args=[99999]), {"choice": "agree"}).status_code == 404


def test_a_key_that_is_no_key_is_another_batch(resident, staff, desk):
    number = submitted(resident)
    sent = {"deed": "accept", "number": [number], "confirmed": "yes", "checked": "yes", "key": "x"}
    assert desk(staff.clerk).post(BATCH, sent).status_code == 200
    assert desk(staff.clerk).post(BATCH, sent | {"key": str(uuid4())}).context["outcomes"][0].code == "case.wrong_state"
