"""Who may see and do what of a case that several authorities handle: the own share, no more, and not before it is opened."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Step
from tongban.handling.cases.tests.cast import MONDAY, officer_at, row
from tongban.handling.cases.tests.parts_cast import accepted_by_all, all_first, offices_of, opine, together
from tongban.registers.identity import api as identity
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


def at(key, region, *roles, **details):
    return officer_at(Authority.objects.get(key=key, region_id=region), *roles, **details)


def every_read(number, officer, view):
    """Return every way in which an officer may read of a case: the page, its papers, its materials, its personal data."""
    thing = next(thing for material in view.materials for thing in material.given if thing.file_id)
    return (
        lambda: cases.case_for_officer(number, officer=officer),
        lambda: cases.clear_details(number, officer=officer, purpose="核对"),
        lambda: cases.given_for_officer(number, thing.id, officer=officer),
        lambda: cases.given_for_officer(number, thing.file_id, officer=officer),
        lambda: cases.document_for_officer(number, view.documents[0].id, officer=officer),
        lambda: cases.claim_case(number=number, officer=officer),
    )


@pytest.mark.parametrize(
    "stranger",
    [
        ("hou", "9901", "reviewer"),  # takes part later, if at all
        ("hea", "990102", "reviewer"),  # the same department of another district
        ("civ", "990101", "reviewer"),  # was never asked
        ("hea", "990101", "supervisor"),  # handles no cases
    ],
)
def test_to_who_takes_no_part_the_case_does_not_exist(number, offices, stranger):
    view = cases.case_for_officer(number, officer=offices.lead.reviewer)
    for read in every_read(number, at(*stranger), view):
        with pytest.raises(cases.UnableToFindCase):
            read()


def test_an_authority_sees_the_case_masked_with_the_materials_of_its_step_and_each_read_is_recorded(
    number, offices, company
):
    view = cases.case_for_officer(number, officer=offices.health)

    assert [material.code for material in view.materials] == ["layout"]
    assert not view.is_lead
    assert company.name not in repr(view)
    assert cases.case_for_officer(number, officer=offices.police).materials == ()
    assert len(cases.case_for_officer(number, officer=offices.lead.reviewer).materials) == 3
    assert number in ledger.reads_of(company.party_id)[0].reason


def test_of_materials_and_papers_only_those_of_the_step_are_handed_out(number, offices):
    whole = cases.case_for_officer(number, officer=offices.lead.reviewer)
    things = {material.code: material.given[0] for material in whole.materials if material.given}
    cases.given_for_officer(number, things["layout"].id, officer=offices.health)
    for thing in (things["food-permit"], things["business-licence"]):
        for given in filter(None, (thing.id, thing.file_id)):
            with pytest.raises(cases.UnableToFindCase):
                cases.given_for_officer(number, given, officer=offices.health)
    letter = next(paper for paper in whole.documents if paper.kind == "consultation_letter")
    receipt = next(paper for paper in whole.documents if paper.kind == "application_receipt")
    cases.document_for_officer(number, letter.id, officer=offices.police)
    for paper, officer in ((letter, offices.health), (receipt, offices.police), (receipt, offices.health)):
        with pytest.raises(cases.UnableToFindCase):
            cases.document_for_officer(number, paper.id, officer=officer)


def test_personal_data_in_clear_are_the_leads_alone(number, offices):
    with pytest.raises(cases.UnableInThisRole):
        cases.clear_details(number, officer=offices.health, purpose="联系申请人")

    assert cases.clear_details(number, officer=offices.lead.reviewer, purpose="联系申请人").name


def test_what_others_found_is_shown_to_who_builds_on_it_and_not_beside(number, offices):
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        opine(number, offices.health, "health", opinion="卫生内部意见。", fields={"area": "320"})

    beside = cases.case_for_officer(number, officer=offices.police)
    assert "卫生内部意见" not in repr(beside)
    assert next(part for part in beside.parts if part.step == "health").result == ""
    after = cases.case_for_officer(number, officer=offices.health_head)
    assert next(part for part in after.parts if part.step == "health").opinion == "卫生内部意见。"
    paper = next(part for part in after.parts if part.step == "health").document
    cases.document_for_officer(number, paper.id, officer=offices.health_head)
    with pytest.raises(cases.UnableToFindCase):
        cases.document_for_officer(number, paper.id, officer=offices.police)


def test_the_applicant_sees_who_is_at_it_until_when_and_nothing_of_what_they_said(number, offices, company):
    opine(number, offices.health, "health", "with_conditions", opinion="卫生内部意见。", fields={"area": "320"})

    view = cases.case_for_applicant(number, applicant=company)

    health = next(part for part in view.parts if part.step == "health")
    assert (health.authority_name, health.is_open, health.result, health.given_name) == (
        "宁川市城东区卫生健康委员会", False, "", "",
    )  # fmt: skip
    assert "卫生内部意见" not in repr(view)
    assert "有条件同意" not in repr(view)
    assert not {paper.kind for paper in view.documents} & {"opinion_letter", "consultation_letter"}
    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_applicant(number, applicant=cast.resident())


def test_supervision_sees_who_is_at_it_without_persons(number, offices):
    opine(number, offices.health, "health", opinion="卫生内部意见。", fields={"area": "320"})
    supervisor = at("gov", "9901", "supervisor", region_wide=True)

    view = cases.case_for_supervision(number, officer=supervisor)

    assert {part.step for part in view.parts} >= {"health", "police"}
    assert "卫生内部意见" not in repr(view)


def test_an_authority_acts_on_its_own_share_only(number, offices):
    for deed in (
        partial(opine, number, offices.health, "lead_review"),
        partial(opine, number, offices.lead.reviewer, "health"),
        partial(opine, number, offices.police, "health"),
        partial(cases.answer_consultation, number=number, officer=offices.health, step="police", answer="代答。"),
        partial(cases.start_special_procedure, number=number, officer=offices.police, step="health", ground="testing", working_days=2),
        partial(cases.consult_office, number=number, officer=offices.police, step="health", authority_id=1, question="？"),
    ):  # fmt: skip
        with pytest.raises((cases.UnableInThisRole, cases.UnableToFindCase)):
            deed()
    for deed in (
        partial(cases.propose_decision, number=number, officer=offices.health, outcome="granted", reasons="……"),
        partial(cases.terminate_case, number=number, officer=offices.health_head, reason="……"),
        partial(cases.extend_time_limit, number=number, officer=offices.health_head, ground="……"),
        partial(cases.return_to_step, number=number, officer=offices.health, reason="……", chosen=["health"]),
    ):
        with pytest.raises((cases.UnableInThisRole, cases.UnableInThisState)):
            deed()


def test_the_clerk_of_an_authority_does_not_give_its_opinion(number, offices):
    with pytest.raises(cases.UnableInThisRole):
        opine(number, at("hea", "990101", "clerk"), "health")


def test_buttons_are_those_of_the_own_share(number, offices):
    view = cases.case_for_officer(number, officer=offices.health)

    assert view.open_steps == ()
    assert {(deed.step, deed.part) for deed in view.part_deeds} == {
        (Step.GIVE_OPINION, "health"),
        (Step.START_SPECIAL_PROCEDURE, "health"),
        (Step.CONSULT_OFFICE, "health"),
    }
    police = cases.case_for_officer(number, officer=offices.police)
    assert {(deed.step, deed.part) for deed in police.part_deeds} == {(Step.ANSWER_CONSULTATION, "police")}


def test_who_had_an_interest_neither_acts_nor_reads_at_any_authority(offices, offer):
    hall = at("gov", "9901", "clerk", region_wide=True)
    walk_in = identity.applicant_at_window(officer=hall, party_id=offices.health.party_id)
    number = accepted_by_all(replace(cast.company(), person_id=walk_in.person_id), offices, offer)

    with pytest.raises(cases.UnableWithOwnInterest):
        opine(number, offices.health, "health")
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.case_for_officer(number, officer=offices.health)
    refused = [entry for entry in ledger.entries_about(f"case:{number}") if entry.deed == "case.step_refused"]
    assert refused[0].facts == {"step": "give_opinion", "part": "health"}


def test_who_examined_for_one_authority_does_not_decide_for_the_lead(number, offices):
    opine(number, offices.health, "health", fields={"area": "40"})
    opine(number, offices.health_head, "health_head")
    opine(number, offices.lead.reviewer, "lead_review")
    cases.answer_consultation(number=number, officer=offices.police, step="police", answer="无意见。")
    opine(number, offices.lead.clerk, "licence_check", "met")
    opine(number, offices.lead.reviewer, "small")
    cases.propose_decision(number=number, officer=offices.lead.reviewer, outcome="granted", reasons="符合。")
    moved = replace(offices.health, authority_id=row(number).authority_id, roles=frozenset({identity.Role.DECIDER}))

    with pytest.raises(cases.UnableToDecideAlone):
        cases.decide_case(number=number, officer=moved, agree=True)


def test_after_its_share_is_done_an_authority_may_look_but_not_act(number, offices):
    all_first(number, offices)

    assert cases.case_for_officer(number, officer=offices.health).part_deeds == ()
    with pytest.raises(cases.UnableInThisState):
        opine(number, offices.health, "health")


def test_a_step_is_in_the_worklist_of_its_authority_with_its_name(number, offices):
    (mine,) = cases.worklist(offices.health).rows
    assert (mine.number, mine.step, mine.step_name) == (number, "health", "卫生审查")
    assert cases.worklist(offices.building).rows == ()
    assert cases.worklist(offices.health_head).rows == ()
    cases.claim_case(number=number, officer=offices.health)
    assert cases.worklist(offices.health).rows[0].claimed_name == offices.health.name
    cases.release_case(number=number, officer=offices.health)
    with pytest.raises((cases.UnableToFindCase, cases.UnableInThisState)):
        cases.claim_case(number=number, officer=offices.building)
