from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY
from tongban.handling.projects import api as projects
from tongban.handling.projects.api import Standing
from tongban.handling.projects.models import Contribution
from tongban.handling.projects.tests import cast
from tongban.offer.catalogue import api as catalogue


def standings(code, applicant):
    view = projects.project_for_applicant(code, applicant=applicant)
    return {stage.plan.code: stage.standing for stage in view.stages}


def value(view, element):
    return next(fact for fact in view.facts if fact.element == element)


def test_a_registered_project_has_a_code_a_record_and_one_stage_to_open(company):
    view = cast.registered(company)
    assert view.code.startswith("2611-990101-04-01-")
    assert value(view, "project.name").value == "城东区示例小学新建工程"
    assert [stage.plan.code for stage in view.next_stages] == ["land"]
    assert (view.time.used, view.time.limit, view.time.due) == (0, 120, None)
    assert [entry.deed for entry in ledger.entries_about(f"project:{view.code}")] == ["project.registered"]


def test_a_project_that_has_a_code_keeps_it(company):
    view = cast.registered(company, code="2018-990101-47-01-012345")
    assert view.code == "2018-990101-47-01-012345"
    with pytest.raises(projects.UnableToRegisterTwice):
        cast.registered(company, code="2018－990101－47－01－012345")


def test_everything_wrong_with_a_registration_is_told_at_once(company):
    with pytest.raises(projects.UnableToRegisterProject) as refused:
        cast.registered(
            company, code="2699-1", region_code="", position=(91.0, 0.0), facts={"project.name": "", "project.land_area": "x"}
        )  # fmt: skip
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"code", "region_code", "position", "project.name", "project.land_area"}


def test_a_code_of_a_month_to_come_is_refused(company):
    with pytest.raises(projects.UnableToRegisterProject):
        cast.registered(company, code="2701-990101-04-01-123456")


def test_the_form_of_a_stage_is_filled_with_what_the_project_knows(company):
    code = cast.registered(company).code
    draft = projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
    assert draft.answers["project.code"] == code
    assert draft.answers["project.land_area"] == "4200"
    assert draft.prefilled["project.name"] == "project"
    again = projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
    assert again.id == draft.id
    assert standings(code, company)["land"] is Standing.DRAFT


def test_a_stage_that_waits_for_another_is_not_opened(company):
    code = cast.registered(company).code
    with pytest.raises(projects.UnableToOpenStage, match="立项用地规划许可"):
        projects.open_stage(code=code, stage="works", applicant=company, channel="portal")
    with pytest.raises(projects.UnableToFindProject):
        projects.open_stage(code=code, stage="nothing", applicant=company, channel="portal")


def test_two_projects_do_not_share_one_draft(company):
    first, second = cast.registered(company), cast.registered(company)
    projects.open_stage(code=first.code, stage="land", applicant=company, channel="portal")
    with pytest.raises(projects.UnableToOpenStage, match="还有没提交的申请"):
        projects.open_stage(code=second.code, stage="land", applicant=company, channel="portal")
    assert standings(second.code, company)["land"] is Standing.READY


def test_a_draft_that_was_thrown_away_is_begun_anew(company):
    code = cast.registered(company).code
    draft = projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
    applications.discard_draft(draft_id=draft.id, applicant=company)
    again = projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
    assert again.id != draft.id
    assert projects.project_for_applicant(code, applicant=company).stages[0].draft_id == again.id


def test_four_stages_complete_a_project_and_nothing_is_asked_twice(company, offices):
    code = cast.registered(company).code
    for stage in ("land", "works", "construction", "acceptance"):
        draft = projects.open_stage(code=code, stage=stage, applicant=company, channel="portal")
        known = {each.element for each in projects.project_for_applicant(code, applicant=company).facts}
        asked = {field.element for page in draft.offer.guide.form.pages for field in page.fields}
        assert not [element for element in known & asked if not draft.answers.get(element)]
        cast.lived(code, stage, company, offices)
    view = projects.project_for_applicant(code, applicant=company)
    assert view.completed_on == clock.today()
    assert view.light is None
    assert [len(stage.results) for stage in view.stages] == [1, 1, 1, 1]
    land = value(view, "project.land_permit_number")
    assert (land.origin, land.stage) == ("licence", "land")
    deeds = [entry.deed for entry in ledger.entries_about(f"project:{code}")]
    assert deeds.count("project.stage_ended") == 4
    assert deeds[-1] == "project.completed"


def test_following_a_case_again_changes_nothing(company, offices):
    code = cast.registered(company).code
    number = cast.lived(code, "land", company, offices)
    before = Contribution.objects.count(), len(ledger.entries_about(f"project:{code}"))
    projects.follow_case(number)
    assert (Contribution.objects.count(), len(ledger.entries_about(f"project:{code}"))) == before


def test_a_stage_that_was_refused_may_be_applied_for_again(company, offices):
    code = cast.registered(company).code
    number = cast.submitted(code, "land", company)
    cast.accepted(number, offices)
    cast.examined(number, offices)
    cast.decided(number, offices, outcome="refused")
    assert standings(code, company) == {
        "land": Standing.ENDED, "works": Standing.WAITING, "construction": Standing.WAITING, "acceptance": Standing.WAITING,
    }  # fmt: skip
    again = cast.submitted(code, "land", company)
    assert again != number
    assert standings(code, company)["land"] is Standing.RUNNING
    assert projects.project_for_applicant(code, applicant=company).stages[0].attempt == 2


def test_the_authorities_days_are_counted_and_the_applicants_are_not(company, offices):
    code = cast.registered(company).code
    number = cast.submitted(code, "land", company)
    cast.accepted(number, offices)
    with clock.frozen_at(MONDAY + timedelta(days=7)):
        cast.examined(number, offices)
    with clock.frozen_at(MONDAY + timedelta(days=14)):
        cast.decided(number, offices)
    with clock.frozen_at(MONDAY + timedelta(days=60)):
        view = projects.project_for_applicant(code, applicant=company)
    assert (view.time.used, view.time.left, view.time.due) == (10, 110, None)
    days = {each.name: each.days for each in view.time.holders}
    assert days["宁川市发展和改革委员会"] == 5
    assert days["宁川市自然资源和规划局"] == 10  # its own examination, then the decision
    assert view.time.lines


def test_one_authority_late_shows_who(company, offices):
    code = cast.registered(company).code
    number = cast.submitted(code, "land", company)
    cast.accepted(number, offices)
    late = offices.officer("drc", "reviewer")
    for part in cases.case_times([number])[number].parts:
        if part.authority_id != late.authority_id:
            officer = offices.of(part.authority_id, "reviewer")
            cases.give_opinion(number=number, officer=officer, step=part.step, result="agreed", opinion=cast.REASONS)
    with clock.frozen_at(MONDAY + timedelta(days=20)):
        view = projects.project_for_officer(code, officer=late)
        assert [share.authority_name for share in view.late] == ["宁川市发展和改革委员会"]
        assert view.light == "red"
        row = projects.projects_for_desk(late).rows[0]
        assert [name for name, _english in row.late_names] == ["市发改"]


def test_a_correction_keeps_what_was_and_says_why(company):
    code = cast.registered(company).code
    projects.correct_project_fact(code=code, element="project.floor_area", value="10200", reason="方案调整", by=company)
    fact = value(projects.project_for_applicant(code, applicant=company), "project.floor_area")
    assert (fact.value, fact.origin, fact.reason, fact.earlier) == ("10200", "correction", "方案调整", 1)
    draft = projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
    assert draft.answers["project.floor_area"] == "10200"


@pytest.mark.parametrize(
    ("element", "typed", "reason"),
    [
        ("project.code", "2611-990101-04-01-123455", "写错了"),
        ("project.floor_area", "10200", " "),
        ("project.floor_area", "很大", "写错了"),
        ("project.floor_area", "9800", "写错了"),
        ("person.name", "王强", "写错了"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(company, element, typed, reason):
    code = cast.registered(company).code
    with pytest.raises(projects.UnableToCorrectFact):
        projects.correct_project_fact(code=code, element=element, value=typed, reason=reason, by=company)


def test_the_database_keeps_the_shared_record(company):
    cast.registered(company)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Contribution.objects.update(origin="licence")


def test_a_list_costs_the_same_for_one_project_and_for_many(company):
    cast.registered(company)
    projects.projects_of(company)
    with CaptureQueriesContext(connection) as one:
        projects.projects_of(company)
    for _ in range(3):
        code = cast.registered(company).code
    cast.submitted(code, "land", company)
    with CaptureQueriesContext(connection) as many:
        assert len(projects.projects_of(company).rows) == 4
    assert len(many) <= len(one) + 2  # of cases, their stops


def test_pages_of_projects_follow_one_another(company):
    codes = [cast.registered(company).code for _ in range(3)]
    first = projects.projects_of(company, limit=2)
    rest = projects.projects_of(company, limit=2, after=first.after)
    assert [row.code for row in (*first.rows, *rest.rows)] == codes[::-1]
    assert rest.after is None
    with pytest.raises(projects.UnableToTurnPage):
        projects.projects_of(company, after="x")


def test_a_case_that_names_the_code_in_its_form_joins_the_project(company):
    code = cast.registered(company).code
    view = projects.project_for_applicant(code, applicant=company)
    offer = catalogue.offer(view.stages[0].item_code)
    draft = applications.open_draft(offer=offer, applicant=company, channel="portal", known={"project.code": code})
    cast.filled(draft, company)
    receipt = cases.submit_application(draft_id=draft.id, applicant=company, statement="属实")
    projects.follow_case(receipt.case_number)
    assert projects.project_for_applicant(code, applicant=company).stages[0].case_number == receipt.case_number


def test_a_project_is_still_shown_while_nobody_offers_the_item_of_a_stage(company, monkeypatch):
    code = cast.registered(company).code
    monkeypatch.setattr(catalogue, "offers_of_basic", lambda _basic: ())
    view = projects.project_for_applicant(code, applicant=company)
    assert (view.stages[0].item_code, view.stages[0].lead_name) == ("", "宁川市自然资源和规划局")
    with pytest.raises(projects.UnableToFindKind):
        projects.open_stage(code=code, stage="land", applicant=company, channel="portal")
