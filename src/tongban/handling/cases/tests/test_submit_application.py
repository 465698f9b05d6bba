from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import close_old_connections, connection, connections
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.identifiers import is_checked
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.handling.applications import api as applications
from tongban.handling.applications.models import MaterialGiven
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import State
from tongban.handling.cases.models import Case, CaseCounter
from tongban.handling.cases.tests.cast import MONDAY, row, submitted
from tongban.handling.cases.tests.statements import counted


def submit(draft, applicant, key=""):
    return cases.submit_application(
        draft_id=draft.id, applicant=applicant, statement=cast.STATEMENT, idempotency_key=key
    )


def test_a_submission_opens_a_case_of_the_competent_authority(resident):
    receipt = submit(cast.filled_in(resident), resident)

    case = row(receipt.case_number)
    assert case.state == State.SUBMITTED
    assert case.authority_id == cast.offer_of().authority_id
    assert case.received_on == date(2026, 11, 23)
    assert receipt.acceptance_due == date(2026, 11, 30)


def test_a_case_number_tells_region_and_day_and_can_be_checked(resident):
    receipt = submit(cast.filled_in(resident), resident)

    assert receipt.case_number.startswith("990101261123")
    assert is_checked(receipt.case_number)
    assert receipt.grouped_number.split(" ")[:2] == ["990101", "261123"]
    assert cases.ungrouped(f" {receipt.grouped_number} ") == receipt.case_number


def test_numbers_of_a_region_and_day_follow_each_other(resident):
    serials = [submitted(cast.resident())[12:17] for _ in range(2)]

    assert int(serials[1]) == int(serials[0]) + 1
    assert CaseCounter.objects.get(region_code="990101", day=date(2026, 11, 23)).last == int(serials[1])


def test_submitting_writes_receipt_ledger_message_and_task(resident):
    receipt = submit(cast.filled_in(resident), resident)
    subject = f"case:{receipt.case_number}"

    assert [entry.deed for entry in ledger.entries_about(subject)] == ["application.submitted"]
    assert {paper.kind for paper in documents.documents_about(subject)} == {"application_receipt", "commitment_letter"}
    assert [message.template for message in notifications.inbox(resident.account_id)] == ["case-received"]


def test_a_second_submission_makes_no_second_case(resident):
    draft = cast.filled_in(resident)

    first = submit(draft, resident, "key-1")
    again = submit(draft, resident, "key-1")
    with_another_key = submit(draft, resident, "key-2")

    assert first == again == with_another_key
    assert Case.objects.count() == 1


def test_a_key_used_for_another_application_is_refused_and_nothing_changes(resident):
    submit(cast.filled_in(resident), resident, "key-1")
    other = cast.filled_in(resident, cast.offer_of(cast.RENTAL))

    with pytest.raises(cases.UnableToSubmitApplication):
        submit(other, resident, "key-1")

    assert Case.objects.count() == 1
    assert applications.draft(other.id, applicant=resident).state == applications.DraftState.OPEN


def test_the_same_key_of_another_person_is_another_key(resident):
    submitted(resident, idempotency_key="1")
    submitted(cast.resident(), idempotency_key="1")

    assert Case.objects.count() == 2


def test_an_incomplete_draft_is_refused_with_everything_that_is_missing(resident):
    draft = cast.opened(resident)

    with pytest.raises(applications.UnableToFreezeApplication) as refusal:
        submit(draft, resident)

    assert set(refusal.value.data["pages"]) == {"applicant", "loss", "delivery"}
    assert set(refusal.value.data["materials"]) == {"household-register", "id-photo", "loss-statement"}
    assert not Case.objects.exists()


def test_an_unsigned_application_is_refused(resident):
    draft = cast.filled_in(resident)

    with pytest.raises(applications.UnableWithoutStatement):
        cases.submit_application(draft_id=draft.id, applicant=resident, statement=" ")


def test_a_licence_that_lapsed_since_it_was_chosen_is_asked_for_again(resident):
    from tongban.proofs.licences.models import Licence

    cast.give_licence(resident, "household-register", cast.offer_of())
    draft = cast.filled_in(resident)
    cast.give(draft, resident, "household-register", "licence")
    Licence.objects.update(status="revoked")

    with pytest.raises(applications.UnableToFreezeApplication) as refusal:
        submit(draft, resident)

    assert refusal.value.data["lapsed"] == ["household-register"]


def test_somebody_elses_draft_cannot_be_submitted(resident):
    draft = cast.filled_in(resident)

    with pytest.raises(applications.UnableToFindDraft):
        submit(draft, cast.resident())


def test_a_submitted_draft_cannot_be_changed(resident):
    draft = cast.filled_in(resident)
    submit(draft, resident)

    with pytest.raises(applications.UnableToChangeDraft):
        applications.save_page(draft_id=draft.id, applicant=resident, page="loss", answers={})
    with pytest.raises(applications.UnableToChangeDraft):
        cast.give(draft, resident, "id-photo")
    with pytest.raises(applications.UnableToChangeDraft):
        applications.discard_draft(draft_id=draft.id, applicant=resident)


def test_a_promised_paper_is_owed_from_the_day_of_signing(resident):
    number = submitted(resident)

    promise = MaterialGiven.objects.get(way="commitment")
    owed = cases.case_for_applicant(number, applicant=resident).open_obligations
    assert promise.promised_on == date(2026, 11, 30)  # five working days
    assert [material.code for material in owed] == ["loss-statement"]


def test_a_filing_late_at_night_counts_as_filed_that_day(resident):
    late = MONDAY.replace(hour=15, minute=59)  # 23:59 in China

    with clock.frozen_at(late):
        number = submitted(resident)

    assert row(number).received_on == date(2026, 11, 23)


def test_a_window_clerk_submits_for_a_walk_in(resident, staff):
    from tongban.registers.identity import api as identity

    walk_in = identity.applicant_at_window(officer=staff.clerk, party_id=resident.party_id)
    draft = cast.filled_in(walk_in, channel="window")

    receipt = submit(draft, walk_in)

    entry = ledger.entries_about(f"case:{receipt.case_number}")[0]
    assert entry.actor == f"officer:{staff.clerk.account_id}"
    assert entry.on_behalf_of == f"party:{resident.party_id}"
    assert cases.case_for_applicant(receipt.case_number, applicant=resident).channel == "window"


def test_submitting_needs_few_statements(resident):
    draft = cast.filled_in(resident)
    submitted(cast.resident())  # fills what a process keeps

    with CaptureQueriesContext(connection) as queries:
        submit(draft, resident)

    assert len(counted(queries)) <= 16, counted(queries)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_case(resident):
    draft = cast.filled_in(resident)

    def click(_count):
        close_old_connections()
        try:
            with clock.frozen_at(MONDAY):
                return submit(draft, resident, "double")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        receipts = set(threads.map(click, range(8)))

    assert len(receipts) == 1
    assert Case.objects.count() == 1
    assert len(ledger.entries_about(f"case:{receipts.pop().case_number}")) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gap_or_double(resident):
    people = [cast.resident() for _ in range(6)]
    drafts = [(person, cast.filled_in(person)) for person in people]

    def send(pair):
        try:
            with clock.frozen_at(MONDAY):
                return submit(pair[1], pair[0]).case_number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(send, drafts))

    serials = sorted(int(number[12:17]) for number in numbers)
    assert serials == list(range(serials[0], serials[0] + 6))
