import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock, news
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Outcome, State
from tongban.handling.cases.events import CaseClosed, CaseDecided
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.cast import MONDAY, accepted, closed, decided, officer_of, proposed, row, submitted
from tongban.handling.cases.tests.statements import counted
from tongban.proofs.licences import api as licences


def test_a_proposal_waits_for_another_person(resident, staff):
    number = proposed(resident, staff)

    assert row(number).state == State.PROPOSED
    assert cases.worklist(staff.reviewer).rows == ()
    assert [task.step for task in cases.worklist(staff.decider).rows] == ["decide"]


def test_the_applicant_sees_that_it_was_proposed_not_what(resident, staff):
    number = proposed(resident, staff, outcome="refused")

    view = cases.case_for_applicant(number, applicant=resident)
    assert view.proposed_outcome is None
    assert view.proposed_reasons == ""
    assert view.course[-1].deed is cases.Step.PROPOSE
    assert view.course[-1].note == ""


@pytest.mark.parametrize("outcome", ["", "withdrawn", "maybe"])
def test_only_granting_and_refusing_can_be_proposed(resident, staff, outcome):
    number = accepted(resident, staff)

    with pytest.raises(cases.UnableToProposeOutcome):
        cases.propose_decision(number=number, officer=staff.reviewer, outcome=outcome, reasons="……")


def test_a_proposal_has_reasons(resident, staff):
    number = accepted(resident, staff)

    with pytest.raises(cases.UnableWithoutReasons):
        cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="")


def test_granting_issues_the_licence_from_the_answers(resident, staff):
    number = decided(resident, staff)

    licence = licences.usable_licence(resident.party_id, "resident-id")
    view = licences.licence_for_holder(licence.id, resident.party_id)
    assert licence.case_number == number
    assert {field.code: field.value for field in view.face}["name"] == "李秀兰"
    assert cases.case_for_applicant(number, applicant=resident).licence_id == licence.id
    assert "grant_decision" in {paper.kind for paper in documents.documents_about(f"case:{number}")}


def test_refusing_writes_a_reasoned_decision_and_issues_nothing(resident, staff):
    number = decided(resident, staff, outcome="refused")

    assert "refusal_decision" in {paper.kind for paper in documents.documents_about(f"case:{number}")}
    assert licences.licences_of(resident.party_id) == ()
    assert notifications.inbox(resident.account_id)[0].template == "case-decided-refused"
    assert cases.case_for_applicant(number, applicant=resident).reasons == "材料齐全，符合条件。"


def test_who_proposed_does_not_decide(resident):
    both = officer_of(cast.offer_of(), "reviewer", "decider")
    number = submitted(resident)
    cases.accept_application(number=number, officer=officer_of(cast.offer_of(), "clerk"))
    cases.propose_decision(number=number, officer=both, outcome="granted", reasons="符合条件。")

    with pytest.raises(cases.UnableToDecideAlone):
        cases.decide_case(number=number, officer=both, agree=True)
    with pytest.raises(cases.UnableToDecideAlone):
        cases.decide_case(number=number, officer=both, agree=False, reasons="再看看")

    assert row(number).state == State.PROPOSED
    assert cases.worklist(both).rows == ()
    assert cases.Step.DECIDE not in cases.case_for_officer(number, officer=both).open_steps


def test_the_database_itself_keeps_proposer_and_decider_apart(resident, staff):
    case = row(proposed(resident, staff))

    with pytest.raises(IntegrityError, match="decided_by_another_than_proposed"):
        Case.objects.filter(pk=case.pk).update(decided_by=case.proposed_by)


def test_disagreeing_returns_the_case_to_the_review(resident, staff):
    number = proposed(resident, staff)

    done = cases.decide_case(number=number, officer=staff.decider, agree=False, reasons="请补充核查意见。")

    assert done.state is State.ACCEPTED
    assert [task.step for task in cases.worklist(staff.reviewer).rows] == ["propose"]
    cases.propose_decision(number=number, officer=staff.reviewer, outcome="refused", reasons="核查不符。")
    cases.decide_case(number=number, officer=staff.decider, agree=True)
    assert row(number).outcome == Outcome.REFUSED


def test_disagreeing_needs_reasons(resident, staff):
    number = proposed(resident, staff)

    with pytest.raises(cases.UnableWithoutReasons):
        cases.decide_case(number=number, officer=staff.decider, agree=False)


def test_closing_delivers_and_tells(resident, staff):
    heard = []
    news.listens_to(CaseClosed)(heard.append)
    number = decided(resident, staff)

    facts = {"address": "人民路1号", "carrier": "中国邮政", "tracking_number": "EA1", "received_by": "李秀兰"}
    done = cases.close_case(number=number, officer=staff.clerk, delivery="post", facts=facts)

    kinds = {paper.kind for paper in documents.documents_about(f"case:{number}")}
    assert done.state is State.CLOSED
    assert kinds >= {"delivery_receipt", "closing_notice"}
    assert notifications.inbox(resident.account_id)[0].template == "case-closed"
    assert cases.closed_case(number).handled_by == {
        staff.clerk.account_id,
        staff.reviewer.account_id,
        staff.decider.account_id,
    }
    news._listeners[CaseClosed].remove(heard.append)


def test_an_unknown_way_of_delivery_is_refused(resident, staff):
    number = decided(resident, staff)

    with pytest.raises(cases.UnableToDeliver):
        cases.close_case(number=number, officer=staff.clerk, delivery="pigeon")


def test_news_is_told_after_the_commit(resident, staff, django_capture_on_commit_callbacks):
    heard = []
    news.listens_to(CaseDecided)(heard.append)
    number = proposed(resident, staff)

    with django_capture_on_commit_callbacks(execute=True):
        cases.decide_case(number=number, officer=staff.decider, agree=True)

    assert heard == [CaseDecided(number, Outcome.GRANTED, row(number).item_code)]
    news._listeners[CaseDecided].clear()


def test_the_whole_course_is_in_the_ledger_and_the_time_line(resident, staff):
    number = closed(resident, staff)

    deeds = [entry.deed for entry in ledger.entries_about(f"case:{number}")]
    course = cases.case_for_applicant(number, applicant=resident).course
    assert deeds == [
        "application.submitted",
        "case.accepted",
        "case.decision_proposed",
        "case.decided",
        "case.closed",
    ]
    assert [entry.deed.value for entry in course] == ["submit", "accept", "propose", "decide", "close"]
    assert all(entry.actor_name for entry in course)


def test_the_hot_path_needs_few_statements(resident, staff):
    closed(cast.resident(), staff)
    number = accepted(resident, staff)
    budgets = {}
    for name, deed in {
        "propose": lambda: cases.propose_decision(
            number=number, officer=staff.reviewer, outcome="granted", reasons="符合。"
        ),
        "decide": lambda: cases.decide_case(number=number, officer=staff.decider, agree=True),
        "close": lambda: cases.close_case(number=number, officer=staff.clerk, delivery="electronic"),
    }.items():
        with CaptureQueriesContext(connection) as queries:
            deed()
        budgets[name] = counted(queries)

    assert len(budgets["propose"]) <= 10, budgets["propose"]
    assert len(budgets["decide"]) <= 16, budgets["decide"]
    assert len(budgets["close"]) <= 10, budgets["close"]


def test_a_special_procedure_stops_the_clock_and_its_end_starts_it_again(resident, staff):
    number = accepted(resident, staff)

    done = cases.start_special_procedure(number=number, officer=staff.reviewer, ground="inspection", working_days=3)

    assert done.document.kind == "special_procedure_notice"
    assert row(number).is_stopped
    assert cases.case_for_applicant(number, applicant=resident).clock.is_stopped
    with pytest.raises(cases.UnableWhileStopped):
        cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="……")
    with pytest.raises(cases.UnableWhileStopped):
        cases.start_special_procedure(number=number, officer=staff.reviewer, ground="hearing", working_days=3)
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        cases.end_special_procedure(number=number, officer=staff.reviewer, result="检验合格。")
        view = cases.case_for_applicant(number, applicant=resident)
    assert view.clock.committed_due == date(2026, 12, 22)  # nine days more: 24 November to 2 December
    assert row(number).committed_due_on == view.clock.committed_due
    assert view.stops[0].ground == "检验"
    assert any("检验" in line for line in view.clock.lines)


def test_without_a_special_procedure_none_can_end(resident, staff):
    number = accepted(resident, staff)

    with pytest.raises(cases.UnableWithoutStop):
        cases.end_special_procedure(number=number, officer=staff.reviewer, result="……")


def test_an_unknown_special_procedure_is_refused(resident, staff):
    number = accepted(resident, staff)

    with pytest.raises(cases.UnableToStartProcedure):
        cases.start_special_procedure(number=number, officer=staff.reviewer, ground="holiday", working_days=3)


def test_the_limit_is_extended_once_by_a_decider(resident, staff):
    number = accepted(resident, staff)

    with pytest.raises(cases.UnableInThisRole):
        cases.extend_time_limit(number=number, officer=staff.reviewer, ground="案情复杂。")
    done = cases.extend_time_limit(number=number, officer=staff.decider, ground="案情复杂。")
    with pytest.raises(cases.UnableToExtendAgain):
        cases.extend_time_limit(number=number, officer=staff.decider, ground="案情复杂。")

    case, view = row(number), cases.case_for_applicant(number, applicant=resident)
    assert done.document.kind == "extension_notice"
    assert case.extension_days == view.extension_days == 30  # half of sixty
    assert case.committed_due_on == view.clock.committed_due
    assert cases.worklist(staff.reviewer).rows[0].due == case.committed_due_on


@pytest.mark.parametrize("station", [submitted, accepted, proposed])
def test_an_application_can_be_withdrawn_until_it_is_decided(resident, staff, station):
    number = station(resident) if station is submitted else station(resident, staff)

    done = cases.withdraw_case(number=number, applicant=resident, reason="证找到了")

    assert (done.state, done.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert done.document.kind == "withdrawal_confirmation"
    for officer in (staff.clerk, staff.reviewer, staff.decider):
        assert cases.worklist(officer).rows == ()


def test_a_decided_case_cannot_be_withdrawn(resident, staff):
    number = decided(resident, staff)

    with pytest.raises(cases.UnableInThisState):
        cases.withdraw_case(number=number, applicant=resident)


def test_a_case_that_lost_its_object_is_terminated(resident, staff):
    number = accepted(resident, staff)

    done = cases.terminate_case(number=number, officer=staff.decider, reason="申请人死亡。")

    assert (done.state, done.outcome) == (State.CLOSED, Outcome.TERMINATED)


def test_a_promised_paper_is_supplied_once(resident, staff):
    number = accepted(resident, staff)

    supply_the_promised_paper(number, resident)

    assert cases.case_for_applicant(number, applicant=resident).open_obligations == ()
    with pytest.raises(cases.UnableToSupplyNothingOwed):
        supply_the_promised_paper(number, resident)


def supply_the_promised_paper(number, applicant):
    content = io.BytesIO(cast.PNG)
    cases.fulfil_commitment(number=number, applicant=applicant, code="loss-statement", content=content, name="声明.png")


def test_a_paper_promised_for_what_was_granted_is_still_supplied_after_the_closing(resident, staff):
    number = closed(resident, staff)
    assert cases.cases_of(resident).rows[0].awaits_applicant

    supply_the_promised_paper(number, resident)

    view = cases.case_for_applicant(number, applicant=resident)
    assert (view.state, view.open_obligations) == (State.CLOSED, ())


def test_nothing_is_owed_for_what_was_not_granted(resident, staff):
    number = decided(resident, staff, outcome="refused")

    with pytest.raises(cases.UnableToSupplyNothingOwed):
        supply_the_promised_paper(number, resident)
