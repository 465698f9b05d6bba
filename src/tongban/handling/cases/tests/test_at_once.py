"""Two at once, against the real database: one deed, one plain refusal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, officer_of, proposed, row, submitted
from tongban.handling.workflow import api as workflow
from tongban.proofs.licences import api as licences

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls, moment=MONDAY):
    """Run the calls at the same time, each on a connection of its own; return results and refusals."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            with clock.frozen_at(moment):
                barrier.wait(10)
                return call()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, DomainError)]


def deeds_of(number, deed):
    return [entry for entry in ledger.entries_about(f"case:{number}") if entry.deed == deed]


def test_two_deciding_at_once_make_one_decision_and_one_licence(resident, staff):
    number = proposed(resident, staff)
    other = officer_of(cast.offer_of(), "decider", name="另一位决定人")

    answers = at_once(
        lambda: cases.decide_case(number=number, officer=staff.decider, agree=True),
        lambda: cases.decide_case(number=number, officer=other, agree=True),
    )

    (refusal,) = refusals(answers)
    assert isinstance(refusal, cases.UnableAfterAnother | cases.UnableInThisState)
    assert len(deeds_of(number, "case.decided")) == 1
    assert len(licences.licences_of(resident.party_id)) == 1


def test_agreeing_and_returning_at_once_leave_one_of_the_two(resident, staff):
    number = proposed(resident, staff)
    other = officer_of(cast.offer_of(), "decider", name="另一位决定人")

    answers = at_once(
        lambda: cases.decide_case(number=number, officer=staff.decider, agree=True),
        lambda: cases.decide_case(number=number, officer=other, agree=False, reasons="再核。"),
    )

    assert len(refusals(answers)) == 1
    open_tasks = [task for task in workflow.tasks_of(f"case:{number}") if task.done_at is None]
    assert len(open_tasks) == 1


def test_accepting_and_withdrawing_at_once_leave_one_of_the_two(resident, staff):
    number = submitted(resident)

    answers = at_once(
        lambda: cases.accept_application(number=number, officer=staff.clerk),
        lambda: cases.withdraw_case(number=number, applicant=resident),
    )

    # Withdrawing after the acceptance is lawful, so both may succeed one after the other; never the other way round.
    case = row(number)
    if refusals(answers):
        assert case.revision == 1
    else:
        assert case.outcome == "withdrawn"


def test_the_sweep_run_twice_at_once_accepts_each_case_once(resident, staff):
    numbers = [submitted(cast.resident()) for _ in range(3)]

    counts = at_once(cases.deem_accepted, cases.deem_accepted, moment=MONDAY + timedelta(days=9))

    assert sum(counts) == 3
    for number in numbers:
        assert len(deeds_of(number, "case.deemed_accepted")) == 1


def test_the_sweep_beside_a_clerk_accepts_once(resident, staff):
    number = submitted(resident)

    at_once(
        cases.deem_accepted,
        lambda: cases.accept_application(number=number, officer=staff.clerk),
        moment=MONDAY + timedelta(days=9),
    )

    assert len(deeds_of(number, "case.deemed_accepted")) + len(deeds_of(number, "case.accepted")) == 1


def test_opening_a_draft_twice_at_once_makes_one(resident):
    from tongban.handling.applications.models import Draft

    drafts = at_once(*[lambda: cast.opened(resident)] * 3)

    assert len({draft.id for draft in drafts}) == 1
    assert Draft.objects.count() == 1
