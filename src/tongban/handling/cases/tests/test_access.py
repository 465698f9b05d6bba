"""Who may see and do what. Deny first: what one may not see does not exist."""

from dataclasses import replace
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Step
from tongban.handling.cases.rules import case_number
from tongban.handling.cases.tests.cast import MONDAY, accepted, officer_at, officer_of, proposed, submitted
from tongban.handling.cases.tests.statements import counted
from tongban.registers.identity import api as identity
from tongban.registers.identity.tests.factories import PartyFactory
from tongban.registers.organisations.models import Authority


def served_at_window(party_id):
    """Return a walk-in served by a colleague: nobody applies from an account that is for the office."""
    return identity.applicant_at_window(
        officer=officer_at(authority("gov", "9901"), "clerk", region_wide=True), party_id=party_id
    )


def authority(key, region):
    return Authority.objects.get(key=key, region_id=region)


def test_a_forged_and_a_foreign_number_get_the_same_answer(resident, staff):
    number = submitted(resident)
    wrong_check = number[:-1] + str((int(number[-1]) + 1) % 10)
    never_given = case_number(region_code="990101", day=MONDAY.date(), serial=99_999)
    stranger, elsewhere = cast.resident(), officer_at(authority("psb", "990102"), "clerk")

    answers = set()
    for attempt in (wrong_check, never_given, number, "", "1 OR 1=1", "九九零一零一", number + "\0"):
        for call in (
            lambda attempt=attempt: cases.case_for_applicant(attempt, applicant=stranger),
            lambda attempt=attempt: cases.withdraw_case(number=attempt, applicant=stranger),
            lambda attempt=attempt: cases.case_for_officer(attempt, officer=elsewhere),
            lambda attempt=attempt: cases.accept_application(number=attempt, officer=elsewhere),
            lambda attempt=attempt: cases.clear_details(attempt, officer=elsewhere, purpose="好奇"),
            lambda attempt=attempt: cases.claim_case(number=attempt, officer=elsewhere),
        ):
            with pytest.raises(cases.UnableToFindCase) as refusal:
                call()
            answers.add((str(refusal.value), refusal.value.status))
    assert len(answers) == 1


@pytest.mark.parametrize("role", ["reviewer", "decider"])
def test_acceptance_is_for_the_clerk(resident, staff, role):
    number = submitted(resident)

    with pytest.raises(cases.UnableInThisRole):
        cases.accept_application(number=number, officer=getattr(staff, role))


@pytest.mark.parametrize("role", ["item_manager", "supervisor", "auditor", "administrator"])
def test_posts_that_handle_no_cases_see_none(resident, staff, role):
    number = submitted(resident)
    officer = officer_of(cast.offer_of(), role)

    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_officer(number, officer=officer)
    assert cases.worklist(officer).rows == ()


def test_a_post_for_other_items_does_not_see_the_case(resident, staff):
    number = submitted(resident)
    other = officer_of(cast.offer_of(), "clerk", item_codes=["x"])

    with pytest.raises(cases.UnableToFindCase):
        cases.accept_application(number=number, officer=other)
    assert cases.worklist(other).rows == ()


def test_a_post_for_this_item_does(resident, staff):
    number = submitted(resident)
    mine = officer_of(cast.offer_of(), "clerk", item_codes=[cast.offer_of().code])

    assert [task.number for task in cases.worklist(mine).rows] == [number]
    cases.accept_application(number=number, officer=mine)


def test_the_comprehensive_window_accepts_and_delivers_for_every_authority_of_the_region(resident, staff):
    hall = officer_at(authority("gov", "9901"), "clerk", "reviewer", region_wide=True)
    number = submitted(resident)

    assert [task.number for task in cases.worklist(hall).rows] == [number]
    cases.accept_application(number=number, officer=hall)
    with pytest.raises(cases.UnableInThisRole):
        cases.propose_decision(number=number, officer=hall, outcome="granted", reasons="……")
    assert cases.case_for_officer(number, officer=hall).open_steps == ()


def test_an_officer_does_not_handle_her_own_application(staff):
    number = submitted(served_at_window(staff.clerk.party_id))

    with pytest.raises(cases.UnableWithOwnInterest):
        cases.accept_application(number=number, officer=staff.clerk)
    with pytest.raises(cases.UnableWithOwnInterest):
        cases.case_for_officer(number, officer=staff.clerk)
    with pytest.raises(cases.UnableToFindCase):
        cases.claim_case(number=number, officer=staff.clerk)

    refused = [entry for entry in ledger.entries_about(f"case:{number}") if entry.deed == "case.step_refused"]
    assert [entry.reason for entry in refused] == ["conflict_of_interest"] * 2
    assert refused[0].facts == {"step": "accept"}


def test_an_officer_does_not_handle_what_she_filed_as_agent(staff):
    principal = replace(served_at_window(PartyFactory().pk), person_id=staff.decider.party_id)
    number = proposed(principal, staff)

    with pytest.raises(cases.UnableWithOwnInterest):
        cases.decide_case(number=number, officer=staff.decider, agree=True)


def test_an_officer_does_not_handle_the_case_of_whom_she_may_act_for(staff):
    principal = PartyFactory().pk
    number = proposed(served_at_window(principal), staff)
    decider = replace(staff.decider, represents=frozenset({principal}))

    with pytest.raises(cases.UnableWithOwnInterest):
        cases.decide_case(number=number, officer=decider, agree=True)


def test_an_officer_does_not_handle_the_case_of_a_company_she_represents(resident):
    offer = cast.offer_of(cast.FOOD)
    company = cast.company(resident)
    clerk = replace(officer_of(offer, "clerk"), represents=frozenset({company.party_id}))
    number = submitted(company, offer)

    with pytest.raises(cases.UnableWithOwnInterest):
        cases.accept_application(number=number, officer=clerk)


def test_a_company_sees_its_cases_and_its_agent_for_herself_does_not(resident):
    company = cast.company(resident)
    number = submitted(company, cast.offer_of(cast.FOOD))

    assert cases.case_for_applicant(number, applicant=company).number == number
    assert [card.number for card in cases.cases_of(company).rows] == [number]
    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_applicant(number, applicant=resident)
    assert cases.cases_of(resident).rows == ()


def test_a_delegation_for_other_items_does_not_reach_the_case(resident):
    number = submitted(resident)
    agent = replace(resident, item_codes=frozenset({"x"}))

    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_applicant(number, applicant=agent)
    with pytest.raises(cases.UnableToFindCase):
        cases.withdraw_case(number=number, applicant=agent)
    assert cases.cases_of(agent).rows == ()


def test_an_officer_sees_personal_data_masked_and_the_read_is_recorded(resident, staff):
    number = submitted(resident)

    view = cases.case_for_officer(number, officer=staff.clerk)

    answers = {line.element: line for page in view.answers for line in page.lines}
    reads = ledger.reads_of(resident.party_id)
    assert view.applicant == "李*兰"
    assert answers["person.name"].value == "李*兰"
    assert answers["person.identity_number"].is_masked
    assert "李秀兰" not in repr(view)
    assert number in reads[0].reason


def test_clear_details_are_given_for_a_purpose_and_recorded(resident, staff):
    number = submitted(resident)

    details = cases.clear_details(number, officer=staff.clerk, purpose="核对照片与本人是否一致")

    assert details.name == "李秀兰"
    assert len(details.identifying_number) == 18
    assert any("核对照片" in read.reason for read in ledger.reads_of(resident.party_id))
    with pytest.raises(cases.UnableWithoutReasons):
        cases.clear_details(number, officer=staff.clerk, purpose=" ")


def test_files_and_papers_are_looked_at_one_by_one_and_each_look_is_recorded(resident, staff):
    number = submitted(resident)
    view = cases.case_for_officer(number, officer=staff.clerk)
    thing = next(thing for material in view.materials for thing in material.given if thing.file_id)
    elsewhere = officer_at(authority("psb", "990102"), "clerk")

    assert thing.file_name == "材***.png"
    for given in (thing.id, thing.file_id):
        cases.given_for_officer(number, given, officer=staff.clerk)
        with pytest.raises(cases.UnableToFindCase):
            cases.given_for_officer(number, given, officer=elsewhere)
    receipt = next(each for each in view.documents if each.kind == "application_receipt")
    cases.document_for_officer(number, receipt.id, officer=staff.clerk)
    for document_id, officer in ((receipt.id, elsewhere), (thing.file_id, staff.clerk)):
        with pytest.raises(cases.UnableToFindCase):
            cases.document_for_officer(number, document_id, officer=officer)

    paper, second, first, *_rest = ledger.reads_of(resident.party_id)
    assert paper.facts == {"fields": ["document.application_receipt"]}
    assert first.facts == second.facts == {"fields": [f"material.{thing.code}"]}


def test_a_draft_of_a_paper_names_the_applicant_so_the_look_is_recorded(resident, staff):
    number = submitted(resident)
    deed = partial(cases.refuse_acceptance, number=number, officer=staff.clerk, reason="不属于本机关职权")

    assert cases.draft_of_document(deed, number=number, officer=staff.clerk).startswith(b"%PDF")
    assert ledger.reads_of(resident.party_id)[0].facts == {"fields": ["document.non_acceptance_decision"]}


def test_supervision_does_not_see_what_the_applicant_wrote(resident, staff):
    number = submitted(resident)
    cases.withdraw_case(number=number, applicant=resident, reason="我李秀兰已经找到身份证")
    supervisor = officer_at(authority("gov", "9901"), "supervisor", region_wide=True)

    view = cases.case_for_supervision(number, officer=supervisor)

    assert view.course[-1].deed is Step.WITHDRAW
    assert "李秀兰" not in repr(view)
    assert "李秀兰" in repr(cases.case_for_officer(number, officer=staff.clerk).course)


def test_supervision_sees_the_course_without_persons(resident, staff):
    number = accepted(resident, staff)
    supervisor = officer_at(authority("gov", "9901"), "supervisor", region_wide=True)

    view = cases.case_for_supervision(number, officer=supervisor)

    assert [entry.deed for entry in view.course] == [Step.SUBMIT, Step.ACCEPT]
    assert "李" not in repr(view).replace("办理", "")
    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_supervision(number, officer=staff.clerk)
    with pytest.raises(cases.UnableToFindCase):
        cases.case_for_supervision(number, officer=officer_at(authority("psb", "990102"), "supervisor"))


def test_buttons_are_drawn_from_the_table_of_steps(resident, staff):
    number = submitted(resident)

    clerks = cases.case_for_officer(number, officer=staff.clerk).open_steps
    reviewers = cases.case_for_officer(number, officer=staff.reviewer).open_steps
    applicants = cases.case_for_applicant(number, applicant=resident).open_steps

    assert set(clerks) == {Step.ACCEPT, Step.ASK_TO_SUPPLEMENT, Step.REFUSE_ACCEPTANCE, Step.TRANSFER}
    assert reviewers == ()
    assert set(applicants) == {Step.WITHDRAW, Step.FULFIL_COMMITMENT, Step.AGREE_ON_DELIVERY}


def test_a_claim_is_shown_to_colleagues_and_held_against_them(resident, staff):
    number = submitted(resident)
    colleague = officer_of(cast.offer_of(), "clerk")
    cases.claim_case(number=number, officer=staff.clerk)

    assert cases.worklist(colleague).rows[0].claimed_name == staff.clerk.name
    from tongban.handling.workflow.api import UnableToClaimTask

    with pytest.raises(UnableToClaimTask):
        cases.claim_case(number=number, officer=colleague)
    cases.release_case(number=number, officer=staff.clerk)
    cases.claim_case(number=number, officer=colleague)


def test_the_worklist_is_read_page_by_page_nearest_date_first_with_few_statements(resident, staff):
    numbers = {submitted(cast.resident()) for _ in range(5)}
    cases.worklist(staff.clerk)

    with CaptureQueriesContext(connection) as queries:
        first = cases.worklist(staff.clerk, limit=2)
    second = cases.worklist(staff.clerk, limit=2, after=first.after)
    third = cases.worklist(staff.clerk, limit=2, after=second.after)

    assert len(counted(queries)) <= 4
    rows = [*first.rows, *second.rows, *third.rows]
    assert {task.number for task in rows} == numbers
    assert [task.due for task in rows] == sorted(task.due for task in rows)
    assert third.after is None
    assert rows[0].applicant == "李*兰"


def test_my_cases_are_read_page_by_page_latest_first(resident):
    offers = [cast.offer_of(), cast.offer_of(cast.RENTAL)]
    numbers = [submitted(resident, offer) for offer in offers]

    first = cases.cases_of(resident, limit=1)
    second = cases.cases_of(resident, limit=1, after=first.after)

    assert [card.number for card in (*first.rows, *second.rows)] == numbers[::-1]
    assert second.after is None


@pytest.mark.parametrize("cursor", [f"2026-01-01_{'9' * 30}", "nonsense", "2026-01-01", "2026-13-01_1", "x_y"])
def test_a_forged_cursor_is_refused(resident, staff, cursor):
    from tongban.groundwork.foundation.errors import DomainError

    for call in (lambda: cases.worklist(staff.clerk, after=cursor), lambda: cases.cases_of(resident, after=cursor)):
        with pytest.raises(DomainError):
            call()
