"""Who has no right to a project does not learn that there is one; who has an interest in it neither reads nor acts."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast as people
from tongban.handling.cases.tests.cast import officer_at
from tongban.handling.projects import api as projects
from tongban.handling.projects.tests import cast
from tongban.registers.identity.tests.factories import DelegationFactory
from tongban.registers.organisations.models import Authority


@pytest.fixture
def code(company):
    return cast.registered(company).code


def authority(key, region="9901"):
    return Authority.objects.get(key=key, region_id=region)


def test_another_company_finds_nothing(code):
    other = people.company()
    for deed in (
        lambda: projects.project_for_applicant(code, applicant=other),
        lambda: projects.open_stage(code=code, stage="land", applicant=other, channel="portal"),
        lambda: projects.correct_project_fact(code=code, element="project.name", value="甲", reason="乙", by=other),
    ):
        with pytest.raises(projects.UnableToFindProject):
            deed()
    assert projects.projects_of(other).rows == ()


def test_what_does_not_exist_and_what_is_anothers_get_the_same_answer(code):
    other = people.company()
    told = set()
    for asked in (code, "2611-990101-04-01-000000", "nothing", ""):
        with pytest.raises(projects.UnableToFindProject) as refused:
            projects.project_for_applicant(asked, applicant=other)
        told.add(str(refused.value))
    assert len(told) == 1


def agent_for(company, items):
    account = people.AccountFactory()
    DelegationFactory(agent=account.party, principal_id=company.party_id, ground="authorised", item_codes=items)
    return people.identity.applicant_of(account, party_id=company.party_id)


def test_an_agent_reaches_a_project_as_far_as_her_mandate(code, company):
    land = projects.project_for_applicant(code, applicant=company).stages[0].item_code
    agent = agent_for(company, [land])
    assert projects.project_for_applicant(code, applicant=agent).code == code
    assert projects.open_stage(code=code, stage="land", applicant=agent, channel="portal")
    assert projects.projects_of(agent).rows == ()
    with pytest.raises(projects.UnableToFindProject):
        projects.correct_project_fact(code=code, element="project.name", value="甲", reason="乙", by=agent)
    with pytest.raises(projects.UnableToFindProject):
        projects.project_for_applicant(code, applicant=agent_for(company, [f"none-{uuid4()}"[:20]]))


@pytest.mark.parametrize(
    ("key", "region", "role", "sees"),
    [
        ("nat", "9901", "clerk", True),
        ("cad", "9901", "reviewer", True),
        ("hou", "9901", "decider", True),
        ("civ", "9901", "reviewer", False),  # takes no part
        ("nat", "9901", "item_manager", False),  # handles no cases
        ("gov", "9901", "supervisor", True),
        ("psb", "990102", "supervisor", False),  # of another district
    ],
)
def test_officers_see_projects_that_their_authority_takes_part_in_or_watches(code, key, region, role, sees):
    officer = officer_at(authority(key, region), role)
    assert [row.code for row in projects.projects_for_desk(officer).rows] == ([code] if sees else [])
    if sees:
        assert projects.project_for_officer(code, officer=officer).code == code
    else:
        with pytest.raises(projects.UnableToFindProject):
            projects.project_for_officer(code, officer=officer)


def test_the_comprehensive_window_sees_the_projects_of_its_region(code):
    wide = officer_at(authority("gov"), "clerk", region_wide=True)
    assert projects.project_for_officer(code, officer=wide).code == code
    elsewhere = officer_at(authority("psb", "990102"), "clerk", region_wide=True)
    with pytest.raises(projects.UnableToFindProject):
        projects.project_for_officer(code, officer=elsewhere)


def test_an_officer_who_watches_corrects_nothing(code):
    supervisor = officer_at(authority("gov"), "supervisor")
    with pytest.raises(projects.UnableToFindProject):
        projects.correct_project_fact(code=code, element="project.name", value="甲", reason="乙", by=supervisor)


@pytest.mark.parametrize("tie", ["represents", "interests"])
def test_an_officer_with_an_interest_neither_reads_nor_corrects_and_that_is_written_down(code, company, tie):
    owner = replace(officer_at(authority("nat"), "reviewer"), **{tie: frozenset({company.party_id})})
    for deed in (
        lambda: projects.project_for_officer(code, officer=owner),
        lambda: projects.correct_project_fact(code=code, element="project.name", value="甲", reason="乙", by=owner),
    ):
        with pytest.raises(projects.UnableWithOwnProject):
            deed()
    assert projects.projects_for_desk(owner).rows == ()
    assert "project.reading_refused" in [entry.deed for entry in ledger.entries_about(f"project:{code}")]


def test_reading_a_project_at_the_desk_is_written_down(code, company):
    officer = officer_at(authority("nat"), "reviewer")
    projects.project_for_officer(code, officer=officer)
    latest = ledger.reads_of(company.party_id)[0]
    assert latest.reason.endswith(code)


def test_a_correction_by_an_officer_shows_her_post(code, company):
    officer = officer_at(authority("nat"), "reviewer")
    projects.correct_project_fact(
        code=code, element="project.floor_area", value="10200", reason="与设计方案一致", by=officer
    )
    view = projects.project_for_applicant(code, applicant=company)
    fact = next(each for each in view.facts if each.element == "project.floor_area")
    assert "自然资源和规划局" in fact.by_post


def test_personal_values_are_masked_at_the_desk(code, company, offices):
    projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
    for stage in ("land", "works", "construction"):
        cast.lived(code, stage, company, offices)
    clear = {fact.element: fact for fact in projects.project_for_applicant(code, applicant=company).facts}
    masked = {
        fact.element: fact
        for fact in projects.project_for_officer(code, officer=officer_at(authority("nat"), "clerk", name="受理")).facts
    }
    manager = "works.project_manager"
    assert not clear[manager].is_masked
    assert masked[manager].is_masked
    assert masked[manager].value != clear[manager].value


def test_a_natural_person_and_an_agent_for_some_items_register_nothing(company, city):
    for applicant in (people.resident(), agent_for(company, ["some-item"])):
        with pytest.raises(projects.UnableToRegisterForOthers):
            cast.registered(applicant)
