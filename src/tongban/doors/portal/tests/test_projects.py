"""One's own construction projects in a browser: registering, the page of a project, applying for a stage, correcting."""

import re

import pytest
from django.urls import reverse

from tongban.doors.frame.access import ACTING_FOR
from tongban.doors.portal.tests.conftest import signed_in
from tongban.handling.applications.tests import cast as people
from tongban.handling.projects import api as projects
from tongban.handling.projects.tests import cast

pytestmark = pytest.mark.usefixtures("monday")

LIST, REGISTER = reverse("portal:projects"), reverse("portal:project-register")
TYPED = {"kind": "government-building", "region_code": "990101", "code": "", "position": "33.486,108.945", **cast.FACTS}


def page_of(answer):
    return answer.content.decode()


@pytest.fixture
def works(city):
    cast.install_city()
    yield
    projects.forget_kept()


@pytest.fixture
def company(works):
    return people.company()


@pytest.fixture
def browser(company):
    client = signed_in(company)
    session = client.session
    session[ACTING_FOR] = str(company.party_id)
    session.save()
    return client


@pytest.fixture
def code(company):
    return cast.registered(company).code


def address(name, *args):
    return reverse(f"portal:{name}", args=args)


def test_a_project_is_registered_and_shown_with_its_first_stage_to_apply_for(browser):
    assert "政府投资房屋建筑" in page_of(browser.get(REGISTER))
    answer = browser.post(REGISTER, TYPED)
    assert answer.status_code == 302
    page = page_of(browser.get(answer["Location"]))
    assert "申请这个阶段" in page
    assert "/120" in page.replace("</b>／", "/")
    assert "<svg" in page
    assert "城东区示例小学新建工程" in page_of(browser.get(LIST))


def test_what_is_wrong_is_told_above_and_beside_and_what_was_typed_comes_back(browser):
    answer = browser.post(REGISTER, TYPED | {"project.land_area": "很大", "code": "12", "position": "北纬三十度"})
    page = page_of(answer)
    assert answer.status_code == 422
    assert "有 3 处需要修改" in page
    for link in ("#code", "#project-land-area", "#position"):
        assert f'href="{link}"' in page
    for typed in ("很大", "北纬三十度", "城东区示例小学新建工程"):
        assert typed in page


def test_no_kind_chosen_is_an_error_and_a_person_is_told_that_companies_register(browser, company):
    assert "请选择项目类型" in page_of(browser.get(REGISTER, {"kind": ""}))
    alone = signed_in(company)
    assert alone.get(REGISTER)["Location"] == LIST
    assert "工程建设项目由单位申请" in page_of(alone.get(LIST))


def test_from_her_list_she_changes_to_her_company(company):
    alone = signed_in(company)
    assert "为" + company.name + "办理" in page_of(alone.get(LIST))
    answer = alone.post(reverse("portal:choose-party"), {"party": company.party_id, "to": "projects"})
    assert answer["Location"] == LIST
    assert "登记新项目" in page_of(alone.get(LIST))


def test_applying_for_a_stage_leads_to_a_form_that_is_filled(browser, code):
    answer = browser.post(address("project-stage", code, "land"))
    page = page_of(browser.get(answer["Location"] + "pages/project/"))
    assert "来自项目的共享信息" in page
    assert code in page
    assert "继续填写" in page_of(browser.get(address("project", code)))


def test_a_stage_that_waits_is_refused_in_words(browser, code):
    answer = browser.post(address("project-stage", code, "works"), follow=True)
    assert "要等“立项用地规划许可”获批后" in page_of(answer)
    assert browser.post(address("project-stage", code, "nothing")).status_code == 404


def test_a_value_is_corrected_with_its_reason(browser, code):
    form = address("project-correct", code, "project.floor_area")
    assert "9800" in page_of(browser.get(form))
    refused = browser.post(form, {"project.floor_area": "10200", "reason": ""})
    assert (refused.status_code, "请写明更正的原因" in page_of(refused)) == (422, True)
    assert 'value="10200"' in page_of(refused)
    done = browser.post(form, {"project.floor_area": "10200", "reason": "方案调整"}, follow=True)
    assert re.search(r"10200.*方案调整", page_of(done), re.DOTALL)
    assert browser.get(address("project-correct", code, "project.code")).status_code == 404
    assert browser.get(address("project-correct", code, "person.name")).status_code == 404


def test_others_find_no_project(code, works):
    stranger = signed_in(people.resident())
    for name, *more in (("project",), ("project-stage", "land"), ("project-correct", "project.name")):
        target = address(name, code, *more)
        answer = stranger.post(target) if name == "project-stage" else stranger.get(target)
        assert answer.status_code == 404
    assert code not in page_of(stranger.get(LIST))


def test_a_link_opens_the_project_of_her_company_though_she_acts_for_herself(company, code):
    assert signed_in(company).get(address("project", code)).status_code == 200
    assert signed_in(company).get(LIST, {"after": "x"}).status_code == 404


def test_while_the_authorities_work_each_is_shown_with_its_days(browser, code, company):
    offices = cast.Offices()
    number = cast.submitted(code, "land", company)
    cast.accepted(number, offices)
    page = page_of(browser.get(address("project", code)))
    assert "项目审批、核准或者备案" in page
    assert "宁川市发展和改革委员会" in page
    cast.examined(number, offices)
    cast.decided(number, offices)
    page = page_of(browser.get(address("project", code)))
    assert "建设用地规划许可证" in page
    assert address("case", number) in page
