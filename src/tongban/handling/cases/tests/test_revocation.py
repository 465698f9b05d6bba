from datetime import timedelta

import pytest
from django.db import IntegrityError

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import State, Step
from tongban.handling.cases.models import Case
from tongban.handling.cases.models import Revocation as RevocationRow
from tongban.handling.cases.tests.cast import MONDAY, closed, decided, officer_of, row
from tongban.proofs.licences import api as licences

DECEIT = {"kind": "revoke", "ground": "deceit", "reasons": "申请材料系伪造。"}
LATER = MONDAY + timedelta(days=10)


@pytest.fixture
def second(staff):
    return officer_of(cast.offer_of(), "decider", name="决定岗二")


@pytest.fixture
def proposed(resident, staff, second):
    number = closed(resident, staff)
    cases.propose_revocation(number=number, officer=staff.decider, **DECEIT)
    return number


def licence_of(number):
    return licences.licences_of_case(number)[0]


def test_the_holder_is_told_why_and_heard_before_anything_is_decided(proposed, resident, second):
    kinds = {paper.kind for paper in documents.documents_about(f"case:{proposed}")}
    assert "revocation_notice" in kinds
    assert notifications.inbox(resident.account_id)[0].template == "revocation-proposed"
    assert licence_of(proposed).status == "valid"

    with pytest.raises(cases.UnableToRevokeUnheard):
        cases.revoke_decision(number=proposed, officer=second, agree=True)


def test_once_she_has_answered_another_person_may_decide(proposed, resident, second):
    cases.answer_revocation(number=proposed, applicant=resident, answer="材料是真的。")

    done = cases.revoke_decision(number=proposed, officer=second, agree=True)

    view = cases.case_for_applicant(proposed, applicant=resident)
    assert done.document.kind == "revocation_decision"
    assert done.document.title.startswith("撤销")
    assert licence_of(proposed).status == "revoked"
    assert row(proposed).revoked_on == MONDAY.date()
    assert (view.revocations[0].is_confirmed, view.revocations[0].answer) == (True, "材料是真的。")
    assert view.revocations[0].proposed_name == ""
    assert notifications.inbox(resident.account_id)[0].template == "decision-revoked"
    assert ledger.entries_about(f"case:{proposed}")[-1].deed == "case.decision_revoked"


def test_when_her_days_are_over_it_may_be_decided_too(proposed, second):
    with clock.frozen_at(LATER):
        cases.revoke_decision(number=proposed, officer=second, agree=True)

    assert licence_of(proposed).status == "revoked"


def test_who_proposed_does_not_decide_not_even_in_the_database(proposed, resident, staff):
    cases.answer_revocation(number=proposed, applicant=resident, answer="不同意。")

    with pytest.raises(cases.UnableToDecideAlone):
        cases.revoke_decision(number=proposed, officer=staff.decider, agree=True)
    revocation = RevocationRow.objects.get()
    with pytest.raises(IntegrityError, match="revoked_by_another_than_proposed"):
        RevocationRow.objects.filter(pk=revocation.pk).update(
            is_confirmed=True, decided_by=revocation.proposed_by, decided_on=MONDAY.date()
        )


def test_what_was_dropped_leaves_the_decision_as_it_was(proposed, staff):
    with pytest.raises(cases.UnableWithoutReasons):
        cases.revoke_decision(number=proposed, officer=staff.decider, agree=False)
    cases.revoke_decision(number=proposed, officer=staff.decider, agree=False, reasons="经核查，材料属实。")

    assert licence_of(proposed).status == "valid"
    with pytest.raises(cases.UnableWithoutRevocation):
        cases.revoke_decision(number=proposed, officer=staff.decider, agree=False, reasons="……")
    cases.propose_revocation(number=proposed, officer=staff.decider, **DECEIT)


def test_cancelling_needs_no_hearing_and_cancels_the_licence(resident, staff, second):
    number = closed(resident, staff)
    cases.propose_revocation(
        number=number, officer=staff.decider, kind="cancel", ground="at_own_wish", reasons="本人申请注销。"
    )

    done = cases.revoke_decision(number=number, officer=second, agree=True)

    assert done.document.kind == "cancellation_decision"
    assert licence_of(number).status == "cancelled"


@pytest.mark.parametrize(("kind", "ground"), [("revoke", "law_changed"), ("punish", "deceit"), ("cancel", "")])
def test_only_grounds_of_the_law_are_grounds(resident, staff, kind, ground):
    number = closed(resident, staff)

    with pytest.raises(cases.UnableToProposeRevocation):
        cases.propose_revocation(number=number, officer=staff.decider, kind=kind, ground=ground, reasons="……")


def test_what_was_refused_or_is_revoked_already_cannot_be_revoked(proposed, resident, staff, second):
    refused = decided(cast.resident(), staff, outcome="refused")
    with pytest.raises(cases.UnableToRevokeNothing):
        cases.propose_revocation(number=refused, officer=staff.decider, **DECEIT)
    with pytest.raises(cases.UnableToProposeRevocationTwice):
        cases.propose_revocation(number=proposed, officer=second, **DECEIT)

    with clock.frozen_at(LATER):
        cases.revoke_decision(number=proposed, officer=second, agree=True)
        with pytest.raises(cases.UnableToRevokeNothing):
            cases.propose_revocation(number=proposed, officer=staff.decider, **DECEIT)
    with pytest.raises(IntegrityError, match="only_what_was_granted_is_revoked"):
        Case.objects.filter(number=refused).update(revoked_on=MONDAY.date())


def test_nobody_else_proposes_answers_or_decides(proposed, resident, staff):
    foreign = officer_of(cast.offer_of(cast.FOOD), "decider")

    with pytest.raises(cases.UnableToFindCase):
        cases.answer_revocation(number=proposed, applicant=cast.resident(), answer="……")
    with pytest.raises(cases.UnableToFindCase):
        cases.revoke_decision(number=proposed, officer=foreign, agree=True)
    for officer in (staff.clerk, staff.reviewer):
        with pytest.raises(cases.UnableInThisRole):
            cases.propose_revocation(number=proposed, officer=officer, **DECEIT)


def test_what_is_undertaken_against_a_decision_is_noted(resident, staff):
    number = decided(resident, staff, outcome="refused")

    cases.note_remedy(
        number=number, officer=staff.decider, kind="reconsideration", filed_on=MONDAY.date(), note="向县政府提出。"
    )

    entry = cases.case_for_applicant(number, applicant=resident).course[-1]
    assert entry.deed is Step.NOTE_REMEDY
    assert "行政复议" in entry.note
    assert row(number).state == State.DECIDED
    with pytest.raises(cases.UnableToNoteRemedy):
        cases.note_remedy(number=number, officer=staff.decider, kind="complaint", filed_on=MONDAY.date(), note="……")
    day = MONDAY.date() + timedelta(days=1)
    with pytest.raises(cases.UnableToNoteRemedy):
        cases.note_remedy(number=number, officer=staff.decider, kind="litigation", filed_on=day, note="……")
