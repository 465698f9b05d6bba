"""Authorities that finish at the same moment, against the real database: nothing is lost and nothing opens twice."""

from functools import partial

import pytest

from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import row
from tongban.handling.cases.tests.parts_cast import (
    accepted_by_all,
    offices_of,
    open_steps,
    open_tasks,
    opine,
    part,
    together,
)
from tongban.handling.cases.tests.test_at_once import at_once, deeds_of, refusals

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offices(city):
    return offices_of(together())


@pytest.fixture
def company(resident):
    return cast.company(resident)


@pytest.fixture
def number(company, offices):
    return accepted_by_all(company, offices, cast.offer_of(cast.FOOD))


def test_all_authorities_finishing_at_once_lose_nothing_and_join_once(number, offices):
    opine(number, offices.health, "health", fields={"area": "320"})

    answers = at_once(
        partial(opine, number, offices.lead.reviewer, "lead_review"),
        partial(opine, number, offices.health_head, "health_head"),
        partial(cases.answer_consultation, number=number, officer=offices.police, step="police", answer="无意见。"),
        partial(opine, number, offices.lead.clerk, "licence_check", "met"),
    )

    assert not refusals(answers)
    assert {part(number, step).result for step in ("lead_review", "health_head")} == {"agreed"}
    assert open_steps(number) == {"building"} == open_tasks(number)


def test_the_same_share_given_twice_at_once_counts_once(number, offices):
    answers = at_once(*[partial(opine, number, offices.lead.reviewer, "lead_review")] * 3)

    assert len(refusals(answers)) == 2
    assert len(deeds_of(number, "case.opinion_given")) == 1


def test_two_workers_check_a_part_once(number):
    at_once(cases.run_checks, cases.run_checks)

    assert len(deeds_of(number, "case.checked")) == 1


def test_an_opinion_beside_a_withdrawal_leaves_nothing_open(number, offices, company):
    opine(number, offices.lead.reviewer, "lead_review")

    answers = at_once(
        partial(opine, number, offices.health, "health", fields={"area": "320"}),
        partial(cases.withdraw_case, number=number, applicant=company),
        cases.run_checks,
    )

    assert all(isinstance(answer, DomainError | cases.Done | int) for answer in answers)
    assert row(number).outcome == "withdrawn"
    assert open_steps(number) == open_tasks(number) == set()
