"""Entrustments, transfers and changed limits at the desk: who may, what is refused, what it leaves behind."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import MONDAY, accepted, officer_at, officer_of, row, submitted
from tongban.offer.deadlines import api as deadlines
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Authority

REASON = "户籍在城西区，由当地受理。"


def text_of(answer):
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def day(name, value: date):
    return {f"{name}-year": value.year, f"{name}-month": value.month, f"{name}-day": value.day}


@pytest.fixture
def administrator(city):
    yield officer_at(Authority.objects.get(key="gov", region_id="9901"), "administrator")
    deadlines.forget_kept()
    organisations.forget_kept()


@pytest.fixture
def typed(city):
    offer = offer_of()
    return {
        "by": offer.authority_id,
        "to": organisations.authority_for("twp", "990101001").id,
        "scope": "居民身份证补领的受理",
        "basis": "《居民身份证法》第十条",
        "document": "宁东公委字〔2026〕1号",
        "item_codes": offer.guide.basic_code,
        "steps": ["accept"],
        **day("since", clock.today()),
    }


def test_an_entrustment_is_entered_told_to_the_public_and_ended(administrator, desk, typed):
    browser = desk(administrator)
    answer = browser.post(reverse("desk:entrustment-add"), typed, follow=True)
    assert "居民身份证补领的受理" in text_of(answer)
    assert "居民身份证丢失补领：受理" in text_of(Client().get(reverse("portal:entrustments")))
    held = organisations.entrustments_within("990101", on=clock.today())[-1]
    end = reverse("desk:entrustment-end", args=[held.id])
    refused = browser.post(end, {"reason": "机构调整"})
    assert refused.status_code == 422
    assert "机构调整" in refused.content.decode()
    browser.post(end, {"reason": "机构调整", **day("last_day", clock.today())})
    assert organisations.entrustment(held.id).until == clock.today()


def test_what_cannot_be_entrusted_is_told_beside_each_field_and_stays_typed(administrator, desk, typed):
    answer = desk(administrator).post(
        reverse("desk:entrustment-add"), typed | {"steps": [], "basis": "", "to": typed["by"]}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    for field in ("steps", "basis", "to"):
        assert f'href="#{field}"' in page
    assert "宁东公委字〔2026〕1号" in page
    assert "不能委托给自己" in page


def test_only_an_administrator_entrusts_and_only_in_the_own_region(city, desk, administrator):
    browser = desk(officer_of(offer_of(), "decider"))
    for address in (reverse("desk:entrustments"), reverse("desk:entrustment-add")):
        assert browser.get(address).status_code == 403
    theirs = desk(officer_at(Authority.objects.get(key="psb", region_id="990103"), "administrator"))
    held = organisations.entrustments_within("990101", on=clock.today())[0]
    assert theirs.get(reverse("desk:entrustment-end", args=[held.id])).status_code == 404


def test_a_clerk_gives_a_case_away_from_its_page(resident, staff, desk):
    number = submitted(resident)
    browser, address = desk(staff.clerk), reverse("desk:deed", args=[number, "transfer"])
    assert address in browser.get(reverse("desk:case", args=[number])).content.decode()
    sister = organisations.authority_for("psb", "990102")
    assert sister.name in text_of(browser.get(address))
    empty = browser.post(address, {"to": sister.id, "reason": ""})
    assert empty.status_code == 422
    browser.post(address, {"to": sister.id, "reason": REASON})
    assert row(number).authority_id == sister.id
    there = desk(officer_at(Authority.objects.get(pk=sister.id), "clerk"))
    page = text_of(there.get(reverse("desk:case", args=[number])))
    assert "各单位用时" in page
    assert "0 个工作日" in page


def test_who_decides_passes_an_accepted_case_up(resident, staff, desk):
    number = accepted(resident, staff)
    browser, address = desk(staff.decider), reverse("desk:deed", args=[number, "pass-on"])
    above = organisations.authority_for("psb", "9901")
    with clock.frozen_at(MONDAY + timedelta(days=2)):
        browser.post(address, {"to": above.id, "reason": "案情重大。"})
    assert row(number).authority_id == above.id


def test_a_limit_is_changed_from_a_day_on_and_leads_to_what_it_moves(resident, administrator, desk):
    number = submitted(resident)
    browser, address = desk(administrator), reverse("desk:calendar-limit", args=["acceptance"])
    wrong = browser.post(
        address, {"amount": "3", "unit": "working_day", "source": "", **day("effective_from", clock.today())}
    )
    assert wrong.status_code == 422
    sent = {"amount": "8", "unit": "working_day", "source": "新法第一条", **day("effective_from", clock.today())}
    answer = browser.post(address, sent)
    assert answer.headers["Location"] == reverse("desk:calendar-moves") + "?by=limits"
    page = text_of(browser.get(answer.headers["Location"]))
    assert "1 件推迟" in page
    assert "第八条" in page
    due = row(number).acceptance_due_on
    confirmed = {"edition": deadlines.limits_edition(), "reason": "新法施行", "checked": "yes"}
    browser.post(answer.headers["Location"], confirmed | {"which": "favourable"})
    assert row(number).acceptance_due_on == due
    browser.post(answer.headers["Location"], confirmed | {"which": "all"})
    assert row(number).acceptance_due_on > due
    assert browser.get(reverse("desk:calendar-limit", args=["none"])).status_code == 404
    assert desk(officer_of(offer_of(), "decider")).get(address).status_code == 403
