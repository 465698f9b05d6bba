"""Several authorities in one case: at once, one after the other, each with its own clock, papers and result."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import AlarmKind, Step
from tongban.handling.cases.models import Alarm, Part
from tongban.handling.cases.tests.cast import MONDAY, officer_at, row
from tongban.handling.cases.tests.parts_cast import (
    accepted_by_all,
    all_first,
    offices_of,
    open_steps,
    open_tasks,
    opine,
    part,
    together,
)
from tongban.handling.cases.tests.statements import counted
from tongban.handling.workflow import api as workflow
from tongban.proofs.licences import api as licences
from tongban.registers.organisations.models import Authority


@pytest.fixture
def offer(city):
    return together()


@pytest.fixture
def offices(offer):
    return offices_of(offer)


@pytest.fixture
def company(resident):
    return cast.company(resident)


@pytest.fixture
def number(company, offices, offer):
    return accepted_by_all(company, offices, offer)


def shares(number, officer):
    return {share.step: share for share in cases.case_for_officer(number, officer=officer).parts}


def test_acceptance_gives_each_authority_its_share_at_once(number, offices):
    found = shares(number, offices.lead.reviewer)

    assert set(found) == {"lead_review", "health", "police", "licence_check"} == open_tasks(number)
    assert found["health"].authority_name == "宁川市城东区卫生健康委员会"
    assert found["police"].kind == "consult"
    assert row(number).awaits_parts
    with pytest.raises(cases.UnableBeforeOpinions):
        cases.propose_decision(number=number, officer=offices.lead.reviewer, outcome="granted", reasons="符合。")


def test_each_share_has_its_own_clock_within_that_of_the_case(number, offices):
    found = shares(number, offices.lead.reviewer)

    assert found["health"].clock.due == date(2026, 11, 30)  # five working days after Monday the 23rd
    assert found["police"].clock.due == date(2026, 11, 26)
    assert found["lead_review"].clock.due == row(number).committed_due_on
    assert any("11月23日" in line for line in found["health"].clock.lines)
    assert found["health"].clock.source == "联合审批办法第六条"
    tasks = {task.step: task for task in workflow.tasks_of(f"case:{number}") if task.done_at is None}
    assert {step: task.due_on for step, task in tasks.items()} == {
        step: share.clock.due for step, share in found.items()
    }


def test_within_a_branch_one_follows_the_other_and_never_the_same_person(number, offices):
    opine(number, offices.health, "health", "with_conditions", fields={"area": "320"})

    assert "health_head" in open_steps(number)
    both = offices_of_health_with_both_roles(offices)
    with pytest.raises(cases.UnableToDecideAlone):
        opine(number, both, "health_head")
    opine(number, offices.health_head, "health_head")
    assert open_steps(number) == {"lead_review", "police", "licence_check"}


def offices_of_health_with_both_roles(offices):
    from dataclasses import replace

    return replace(offices.health, roles=frozenset({"reviewer", "decider"}))


def test_what_one_found_opens_the_way_for_the_next_and_is_shown_to_it(number, offices):
    all_first(number, offices, area="320")

    assert open_steps(number) == {"building"} == open_tasks(number)
    seen = shares(number, offices.building)
    assert seen["health"].fields == {"area": "320"}
    assert seen["health"].result_name == "同意"
    assert seen["health"].document is not None
    assert seen["lead_review"].opinion == "经审查，符合要求。"


def test_small_premises_need_no_building_authority(number, offices):
    all_first(number, offices, area="40")

    assert open_steps(number) == {"small"}
    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_officer(number, officer=offices.building)


def test_when_all_agree_the_lead_proposes_and_one_decision_names_them_all(number, offices, company):
    all_first(number, offices)
    revision = row(number).revision
    opine(number, offices.building, "building")

    assert row(number).revision == revision + 1
    assert not row(number).awaits_parts
    assert open_tasks(number) == {"propose"}
    cases.propose_decision(number=number, officer=offices.lead.reviewer, outcome="granted", reasons="各部门均同意。")
    done = cases.decide_case(number=number, officer=offices.lead.decider, agree=True)
    facts = facts_of_paper(done.document.id)
    assert {(each["authority"], each["result"]) for each in facts["parts"]} >= {
        ("宁川市城东区卫生健康委员会", "同意"),
        ("宁川市住房和城乡建设局", "同意"),
        ("宁川市公安局城东分局", "已答复"),
    }
    cases.close_case(number=number, officer=offices.lead.clerk, delivery="window")
    assert open_tasks(number) == set()


def facts_of_paper(document_id):
    import json

    from tongban.groundwork.documents.models import OfficialDocument

    return json.loads(OfficialDocument.objects.get(pk=document_id).facts)


def test_each_authority_numbers_and_seals_its_own_paper_and_may_issue_its_own_licence(number, offices, company):
    all_first(number, offices)
    done = opine(number, offices.building, "building")

    assert done.document.issuer_name == "宁川市住房和城乡建设局"
    assert "审" in done.document.number
    (licence,) = [each for each in licences.licences_of(company.party_id) if each.type_key == "food-business-permit"]
    assert part(number, "building").licence_id == licence.id
    papers = {paper.kind for paper in documents.documents_about(f"case:{number}")}
    assert {"consultation_letter", "consultation_answer", "opinion_letter"} <= papers


def test_objections_are_told_at_once_and_go_to_a_joint_meeting_with_minutes(number, offices):
    opine(number, offices.lead.reviewer, "lead_review", "objected")
    assert "meeting" not in open_steps(number)
    all_steps_but_lead(number, offices)

    assert open_steps(number) == {"meeting"}
    with pytest.raises(cases.UnableToMeetAlone):
        meet(number, offices, ["只有一人"])
    done = meet(number, offices, ["市场监管局 汤念霜", "卫生健康局 于鹤柏"])
    assert done.document.kind == "meeting_minutes"
    assert open_tasks(number) == {"propose"}


def all_steps_but_lead(number, offices):
    opine(number, offices.health, "health", fields={"area": "320"})
    opine(number, offices.health_head, "health_head")
    cases.answer_consultation(number=number, officer=offices.police, step="police", answer="无意见。")
    opine(number, offices.lead.clerk, "licence_check", "met")


def meet(number, offices, participants):
    return cases.hold_meeting(
        number=number,
        officer=offices.lead.reviewer,
        step="meeting",
        result="concluded",
        minutes="会审认为整改后可以准予。",
        participants=participants,
    )


def test_the_lead_sends_back_to_chosen_authorities_with_the_reason_and_the_others_stay(number, offices):
    all_first(number, offices)
    opine(number, offices.building, "building")
    before = Part.objects.filter(case__number=number).count()

    with pytest.raises(workflow.UnableToChooseBranches):
        cases.return_to_step(number=number, officer=offices.lead.reviewer, reason="再核。")
    with pytest.raises(cases.UnableToFindCase):
        cases.return_to_step(number=number, officer=offices_elsewhere(), reason="再核。", chosen=["health"])
    cases.return_to_step(
        number=number, officer=offices.lead.reviewer, reason="面积前后不一致，请复核。", chosen=["health"]
    )

    assert open_steps(number) == {"health"}
    assert Part.objects.filter(case__number=number).count() == before + 1
    again = shares(number, offices.health)["health"]
    assert (again.round, again.question) == (2, "面积前后不一致，请复核。")
    assert row(number).awaits_parts


def offices_elsewhere():
    return officer_at(Authority.objects.get(key="mar", region_id="990102"), "reviewer")


def test_an_office_that_the_plan_does_not_name_is_asked_while_somebody_examines(number, offices):
    civil = authority("civ", "990101")
    cases.consult_office(
        number=number,
        officer=offices.health,
        step="health",
        authority_id=civil.pk,
        question="周边是否有养老机构？",
        working_days=2,
        materials=["layout"],
    )
    asked = officer_of(civil, "reviewer")

    assert [task.number for task in cases.worklist(asked).rows] == [number]
    (code,) = open_steps(number) - {"lead_review", "health", "police", "licence_check"}
    seen = cases.case_for_officer(number, officer=asked)
    assert shares(number, asked)[code].question == "周边是否有养老机构？"
    assert [material.code for material in seen.materials] == ["layout"]
    assert "consultation_letter" in {paper.kind for paper in seen.documents}
    cases.answer_consultation(number=number, officer=asked, step=code, answer="没有。")
    assert shares(number, offices.health)["health"].is_open
    assert shares(number, offices.lead.reviewer)[code].opinion == "没有。"


def test_a_question_is_over_when_who_asked_is_done(number, offices):
    civil = authority("civ", "990101")
    cases.consult_office(number=number, officer=offices.health, step="health", authority_id=civil.pk, question="？")
    opine(number, offices.health, "health", fields={"area": "1"})

    assert not {code for code in open_tasks(number) if code.startswith("ask-")}
    assert part(number, f"ask-{civil.pk}").is_dropped
    assert not Alarm.objects.filter(part=part(number, f"ask-{civil.pk}")).exists()


def test_in_an_ordinary_case_the_reviewer_may_ask_too(resident, staff):
    from tongban.handling.cases.tests.cast import accepted

    number = accepted(resident, staff)
    civil = authority("civ", "990101")
    cases.consult_office(number=number, officer=staff.reviewer, authority_id=civil.pk, question="婚姻登记情况？")
    asked = officer_of(civil, "reviewer")

    assert cases.case_for_officer(number, officer=asked).materials == ()
    cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="符合。")
    assert open_tasks(number) == {"decide"}


def authority(key, region):
    return Authority.objects.get(key=key, region_id=region)


def officer_of(office, *roles):
    return officer_at(office, *roles)


def test_the_platform_checks_by_itself_and_once(number, offices, offer, company):
    assert cases.run_checks(limit=10) == 1
    assert cases.run_checks(limit=10) == 0
    # The application's business licence was uploaded: the company holds none.
    share = shares(number, offices.lead.reviewer)["licence_check"]
    assert (share.result, share.given_name) == ("not_met", "")
    assert [entry.deed for entry in ledger.entries_about(f"case:{number}")].count("case.checked") == 1


def test_a_licence_held_meets_the_check(company, offices, offer):
    cast.give_licence(company, "business-licence", offer)
    number = accepted_by_all(company, offices, offer)

    cases.run_checks()

    assert part(number, "licence_check").result == "met"


def test_what_cannot_be_told_goes_to_a_person_and_is_tried_again(number, offices, monkeypatch):
    from tongban.handling.cases.operations import run_checks
    from tongban.handling.cases.operations.run_checks import UnableToCheck

    def down(_case, _argument):
        raise UnableToCheck

    monkeypatch.setattr(run_checks, "CHECKS", {"licence": down})
    assert cases.run_checks() == 1
    assert cases.run_checks() == 0
    share = shares(number, offices.lead.clerk)["licence_check"]
    assert share.is_open
    assert share.is_for_a_person
    with clock.frozen_at(MONDAY + timedelta(minutes=16)):
        assert cases.run_checks() == 1
    opine(number, offices.lead.clerk, "licence_check", "met", opinion="已电话核实。")
    with clock.frozen_at(MONDAY + timedelta(hours=5)):
        assert cases.run_checks() == 0


def test_a_special_procedure_of_one_authority_stops_its_clock_alone(number, offices):
    whole = row(number).committed_due_on
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        done = cases.start_special_procedure(
            number=number, officer=offices.health, step="health", ground="testing", working_days=4
        )
        assert done.document.issuer_name == "宁川市城东区卫生健康委员会"
        with pytest.raises(cases.UnableWhileStopped):
            opine(number, offices.health, "health")
        assert set(kinds_of_alarms(number, "health")) == {AlarmKind.PROCEDURE}
    with clock.frozen_at(MONDAY + timedelta(days=4)):
        cases.end_special_procedure(number=number, officer=offices.health, step="health", result="合格。")

    share = shares(number, offices.health)["health"]
    # Four of the five days run after the stop: Tuesday to Thursday are not counted.
    assert share.clock.due == date(2026, 12, 3)
    assert part(number, "health").due_on == share.clock.due
    assert row(number).committed_due_on == whole
    assert kinds_of_alarms(number, "health") == {
        AlarmKind.PART_YELLOW: date(2026, 12, 2),
        AlarmKind.PART_RED: date(2026, 12, 4),
    }


def kinds_of_alarms(number, step):
    return {
        AlarmKind(kind): day
        for kind, day in Alarm.objects.filter(part=part(number, step)).values_list("kind", "ring_on")
    }


def test_a_stop_of_the_whole_case_stops_everybody(number, offices):
    cases.start_special_procedure(number=number, officer=offices.lead.reviewer, ground="hearing", working_days=3)

    assert not Alarm.objects.filter(case__number=number, kind__startswith="part_").exists()
    with pytest.raises(cases.UnableWhileStopped):
        opine(number, offices.health, "health")
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        cases.end_special_procedure(number=number, officer=offices.lead.reviewer, result="已听证。")
    assert part(number, "health").due_on > date(2026, 11, 30)
    assert AlarmKind.PART_RED in kinds_of_alarms(number, "health")


def test_who_is_late_is_told_by_name_and_rings_once(number, offices):
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        view = cases.case_for_officer(number, officer=offices.lead.reviewer)
        assert [(late.step, late.authority_name) for late in view.late_parts] == [
            ("health", "宁川市城东区卫生健康委员会"),
            ("police", "宁川市公安局城东分局"),
        ]
        rung = cases.ring_alarms(region_code="990101", limit=100)
        assert cases.ring_alarms(region_code="990101", limit=100) == ()
    red = {(each.part, each.part_name, each.authority_id) for each in rung if each.kind is AlarmKind.PART_RED}
    assert red == {
        ("health", "卫生审查", offices.health.authority_id),
        ("police", "征求公安机关意见", offices.police.authority_id),
    }


def test_who_is_done_rings_no_more(number, offices):
    opine(number, offices.health, "health", fields={"area": "40"})

    assert not Alarm.objects.filter(part=part(number, "health")).exists()


def test_joint_handling_is_extended_by_fifteen_days(number, offices):
    before = row(number).statutory_due_on
    with pytest.raises(cases.UnableInThisRole):  # 行政许可法第四十二条第二款: 经本级人民政府负责人批准
        cases.extend_time_limit(number=number, officer=offices.lead.decider, ground="涉及部门较多。")
    government = officer_at(Authority.objects.get(key="gov", region_id="9901"), "decider")
    cases.extend_time_limit(number=number, officer=government, ground="涉及部门较多。")

    assert row(number).extension_days == 15
    assert row(number).statutory_due_on > before
    assert part(number, "health").due_on == date(2026, 11, 30)  # an authority's own days are not extended
    assert part(number, "lead_review").due_on == row(number).committed_due_on


@pytest.mark.parametrize("ending", ["withdraw", "terminate"])
def test_what_ends_the_case_drops_everything(number, offices, company, ending):
    if ending == "withdraw":
        cases.withdraw_case(number=number, applicant=company)
    else:
        cases.terminate_case(number=number, officer=offices.lead.decider, reason="对象灭失。")

    assert open_steps(number) == open_tasks(number) == set()
    assert not Alarm.objects.filter(case__number=number).exists()
    with pytest.raises(cases.UnableInThisState):
        opine(number, offices.health, "health")
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        assert cases.run_checks() == 0


def test_a_corrected_calendar_moves_the_days_of_the_authorities_too(number, offices):
    from tongban.handling.cases.operations.parts import recount_parts

    case = row(number)
    Part.objects.filter(case=case, step="health").update(opened_on=date(2026, 11, 24))
    recount_parts(case)

    assert part(number, "health").due_on == date(2026, 12, 1)
    due = {task.step: task.due_on for task in workflow.tasks_of(f"case:{number}") if task.done_at is None}
    assert due["health"] == date(2026, 12, 1)
    assert due["lead_review"] == case.committed_due_on


def test_results_that_no_plan_knows_and_endless_findings_are_refused(number, offices):
    with pytest.raises(cases.UnableToGiveResult):
        opine(number, offices.health, "health", "perhaps")
    with pytest.raises(cases.UnableToTakeFindings):
        opine(number, offices.health, "health", fields={"x": "长" * 501})
    with pytest.raises(cases.UnableWithoutReasons):
        opine(number, offices.health, "health", opinion=" ")
    assert part(number, "health").ended_at is None


def test_an_opinion_costs_few_statements(number, offices):
    with CaptureQueriesContext(connection) as queries:
        opine(number, offices.health, "health", fields={"area": "320"})

    assert len(counted(queries)) <= 14, counted(queries)


def test_the_course_names_what_each_authority_came_to(number, offices, company):
    opine(number, offices.health, "health", fields={"area": "320"})

    last = cases.case_for_officer(number, officer=offices.lead.reviewer).course[-1]
    assert (last.deed, last.note) == (Step.GIVE_OPINION, "卫生审查：同意")
    assert last.document is not None
    told = cases.case_for_applicant(number, applicant=company).course[-1]
    assert (told.note, told.document) == ("", None)
