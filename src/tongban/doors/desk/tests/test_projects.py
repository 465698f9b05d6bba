"""Construction projects at the desk: the list with lights, who is late, correcting, opening a stage at the window."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tongban.doors.desk.views.window import SERVED
from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast as people
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, officer_at
from tongban.handling.projects import api as projects
from tongban.handling.projects.tests import cast
from tongban.registers.organisations.models import Authority

LIST = reverse("desk:projects")


def page_of(answer):
    return answer.content.decode()


@pytest.fixture
def company(city):
    cast.install_city()
    yield people.company()
    projects.forget_kept()


@pytest.fixture
def code(company):
    return cast.registered(company).code


def officer(key, *roles, **details):
    return officer_at(Authority.objects.get(key=key, region_id="9901"), *roles, **details)


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def test_the_list_shows_what_the_authority_takes_part_in_and_may_be_narrowed(desk, code):
    browser = desk(officer("cad", "reviewer"))
    assert code in page_of(browser.get(LIST))
    assert code in page_of(browser.get(LIST, {"words": "示例小学", "state": "running", "kind": "government-building"}))
    assert code not in page_of(browser.get(LIST, {"state": "completed"}))
    assert browser.get(LIST, {"after": "x"}).status_code == 404
    assert code not in page_of(desk(officer("civ", "reviewer")).get(LIST))


def test_who_is_late_stands_above_and_in_the_list(desk, code, company):
    offices = cast.Offices()
    cast.accepted(cast.submitted(code, "land", company), offices)
    browser = desk(offices.officer("nat", "reviewer"))
    with clock.frozen_at(MONDAY + timedelta(days=20)):
        page = page_of(browser.get(address("project", code)))
        assert "宁川市发展和改革委员会应在" in page
        assert "已经超期" in page
        assert "市发改" in page_of(browser.get(LIST))


def test_the_page_masks_the_owner_and_tells_where_values_came_from(desk, code, company):
    page = page_of(desk(officer("nat", "reviewer")).get(address("project", code)))
    assert company.name not in page
    assert "登记项目时填写" in page


@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_who_watches_reads_and_changes_nothing(desk, code, role):
    browser = desk(officer("gov", role))
    page = page_of(browser.get(address("project", code)))
    assert "更正" not in page
    assert "在窗口代为申请" not in page
    assert browser.get(address("project-correct", code, "project.name")).status_code == 403


def test_others_find_no_project_and_an_officer_with_an_interest_is_refused(desk, code, company):
    outsider = desk(officer("civ", "clerk"))
    assert outsider.get(address("project", code)).status_code == 404
    assert outsider.post(address("project-stage", code, "land")).status_code == 404
    assert outsider.get(address("project-correct", code, "project.name")).status_code == 404
    assert desk(officer("nat", "clerk")).get(address("project", "nothing")).status_code == 404


def test_an_officer_corrects_with_a_reason(desk, code):
    browser = desk(officer("nat", "reviewer"))
    form = address("project-correct", code, "project.floor_area")
    refused = browser.post(form, {"project.floor_area": "x", "reason": "核对方案"})
    assert refused.status_code == 422
    assert "核对方案" in page_of(refused)
    done = browser.post(form, {"project.floor_area": "10200", "reason": "核对方案"}, follow=True)
    assert "10200" in page_of(done)


def test_the_window_opens_a_stage_for_the_owner_whom_it_serves(desk, code, company):
    browser = desk(officer("nat", "clerk"))
    told = browser.post(address("project-stage", code, "land"), follow=True)
    assert "请先在“窗口受理”登记" in page_of(told)
    session = browser.session
    session[SERVED] = str(company.party_id)
    session.save()
    waits = browser.post(address("project-stage", code, "works"), follow=True)
    assert "要等" in page_of(waits)
    begun = browser.post(address("project-stage", code, "land"))
    assert begun.status_code == 302
    assert "工程建设项目立项用地规划许可" in page_of(browser.get(begun["Location"]))


def test_the_case_of_a_stage_is_one_step_away(desk, code, company):
    offices = cast.Offices()
    number = cast.submitted(code, "land", company)
    cast.accepted(number, offices)
    page = page_of(desk(offices.officer("nat", "reviewer")).get(address("project", code)))
    assert address("case", number) in page
    assert cases.grouped(number) in page
