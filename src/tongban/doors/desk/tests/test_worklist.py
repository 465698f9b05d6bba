"""The landing page: order, filters that survive, taking in hand, several at once, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast as people
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import MONDAY, officer_of, proposed, submitted
from tongban.handling.cases.tests.statements import counted

HOME = reverse("desk:home")


def shown(answer):
    """Return the numbers of the cases on the page, from top to bottom."""
    return [each.number for each in answer.context["rows"]]


@pytest.fixture(autouse=True)
def _keep_context(monkeypatch):
    """Django's test client sees the context of its own templates only; let it see those of Jinja too."""
    from django.template.backends import jinja2
    from django.test.signals import template_rendered

    render = jinja2.Template.render

    def told(self, context=None, request=None):
        template_rendered.send(sender=self, template=self, context=dict(context or {}))
        return render(self, context, request)

    monkeypatch.setattr(jinja2.Template, "render", told)


def test_the_nearest_legal_date_comes_first(resident, staff, desk):
    with clock.frozen_at(MONDAY - timedelta(days=5)):
        early = submitted(people.resident())
    late = submitted(resident)
    assert shown(desk(staff.clerk).get(HOME)) == [early, late]


def test_names_are_masked_and_the_light_speaks_in_words(resident, staff, desk):
    submitted(resident)
    text = desk(staff.clerk).get(HOME).content.decode()
    assert "李秀兰" not in text
    assert "李*兰" in text
    assert "还剩 5 个工作日" in text


def test_who_has_nothing_to_do_is_told_so(staff, desk):
    assert "没有等您办的件" in desk(staff.reviewer).get(HOME).content.decode()


def test_filters_survive_until_the_next_visit(resident, staff, desk):
    submitted(resident)
    browser = desk(staff.clerk)
    assert shown(browser.get(HOME, {"tab": "", "step": "deliver", "light": "", "item": ""})) == []
    again = browser.get(HOME)
    assert shown(again) == []
    assert "清除筛选" in again.content.decode()
    assert len(shown(browser.get(again.context["clear"]))) == 1
    assert len(shown(browser.get(HOME))) == 1


@pytest.mark.parametrize(("days", "light"), [(0, "green"), (4, "yellow"), (9, "red")])
def test_the_list_narrows_to_a_light(resident, staff, desk, days, light):
    number = submitted(resident)
    browser = desk(staff.clerk)
    with clock.frozen_at(MONDAY + timedelta(days=days)):
        for each in ("green", "yellow", "red"):
            assert shown(browser.get(HOME, {"light": each})) == ([number] if each == light else [])


def test_nonsense_in_a_filter_narrows_nothing(resident, staff, desk):
    submitted(resident)
    assert len(shown(desk(staff.clerk).get(HOME, {"light": "pink", "step": "'", "tab": "x"}))) == 1
    assert desk(staff.clerk).get(HOME, {"after": "nonsense"}).status_code == 404


def test_what_presses_is_counted_and_leads_to_its_rows(resident, staff, desk):
    submitted(resident)
    with clock.frozen_at(MONDAY + timedelta(days=9)):
        browser = desk(staff.clerk)
        answer = browser.get(HOME)
        light = answer.context["lights"][0]
        assert light.text == "已超期 1 件"
        assert len(shown(browser.get(light.href))) == 1


def test_the_authority_tab_shows_what_colleagues_have(resident, staff, desk):
    number = proposed(resident, staff)
    browser = desk(staff.clerk)
    assert shown(browser.get(HOME)) == []
    answer = browser.get(HOME, {"tab": "authority"})
    assert shown(answer) == [number]
    assert not answer.context["batch_deeds"]


def test_a_case_taken_in_hand_shows_the_name_and_can_be_given_back(resident, staff, desk):
    number = submitted(resident)
    browser = desk(staff.clerk)
    browser.post(reverse("desk:claim", args=[number]), {"next": HOME})
    assert shown(browser.get(HOME, {"tab": "hand"})) == [number]
    other = officer_of(offer_of(), "clerk", name="同事")
    assert staff.clerk.name in desk(other).get(HOME).content.decode()
    refused = desk(other).post(reverse("desk:claim", args=[number]), {"next": HOME}, follow=True)
    assert staff.clerk.name in refused.content.decode()
    browser.post(reverse("desk:release", args=[number]), {"next": "https://elsewhere.example/"})
    assert shown(browser.get(HOME, {"tab": "hand"})) == []


def test_pages_follow_each_other_without_repeating(staff, desk):
    numbers = [submitted(people.resident()) for _ in range(21)]
    browser = desk(staff.clerk)
    first = browser.get(HOME)
    second = browser.get(first.context["next"])
    assert shown(first) + shown(second) == numbers
    assert second.context["next"] == ""
    assert shown(browser.get(second.context["first"])) == shown(first)


def test_a_page_costs_few_statements(resident, staff, desk):
    for _ in range(3):
        submitted(people.resident())
    browser = desk(staff.clerk)
    browser.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        browser.get(HOME)
    assert len(counted(queries)) <= 8, counted(queries)


def test_a_region_wide_window_sees_every_authority_of_the_region(resident, desk):
    number = submitted(resident)
    offer = offer_of()
    hall = officer_of(offer, "clerk", region_wide=True)
    assert shown(desk(hall).get(HOME)) == [number]
