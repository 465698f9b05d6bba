"""Assigned tasks bind, substitutes stand in, and nothing is lost at the end of an absence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Which
from tongban.handling.workflow.tests.test_tallies import listed
from tongban.handling.workflow.tests.test_tasks import PLAN, authority, opened
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.tests.factories import PostFactory

__all__ = ["authority"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def staff(authority):
    """Return a clerk, her colleague and the chief of one authority."""
    PostFactory(authority=authority, name="负责人", roles=["decider"])
    clerk, colleague = officer(authority=authority), officer(authority=authority)
    return clerk, colleague, officer(authority=authority, name="负责人")


def assigned(to, subject="case:1"):
    workflow.assign_task(subject=subject, step="accept", to=to.account_id, to_name=to.name, by=None, by_name="")


def away(who, substitute, by=None, start=0, days=2):
    return workflow.enter_absence(
        who=who,
        substitute=substitute,
        start_on=clock.today() + start * DAY,
        end_on=clock.today() + (start + days) * DAY,
        reason="年休假",
        by=by or who,
    )


def complete(by, subject="case:1"):
    return workflow.complete_task(subject=subject, step="accept", result="accepted", by=by.account_id)


def subjects(authority, who, which=Which.MAY_DO):
    return [row.subject for row in listed(authority, which, who.account_id)]


def test_an_assigned_task_is_hers_alone(authority, staff):
    clerk, colleague, _chief = staff
    opened(authority)
    assigned(clerk)
    assert subjects(authority, clerk) == ["case:1"]
    assert subjects(authority, colleague) == []
    assert subjects(authority, colleague, Which.ALL) == ["case:1"]
    for move in (
        complete,
        lambda by: workflow.refuse_assigned(subject="case:1", step="accept", account_id=by.account_id),
    ):
        with pytest.raises(workflow.UnableToDoAssigned, match=clerk.name):
            move(colleague)
    with pytest.raises(workflow.UnableToClaimTask):
        workflow.claim_task(subject="case:1", step="accept", account_id=colleague.account_id, name="同事")
    workflow.release_task(
        subject="case:1", step="accept", account_id=clerk.account_id
    )  # goes back by its own deed only
    assert complete(clerk) is None


def test_the_platform_is_bound_by_no_assignment(authority, staff):
    opened(authority)
    assigned(staff[0])
    assert workflow.complete_task(subject="case:1", step="accept", result="accepted", by=None) is None


def test_who_is_barred_is_not_given_the_task(authority, staff):
    opened(authority, barred=[staff[0].account_id])
    with pytest.raises(workflow.UnableToAssignTask):
        assigned(staff[0])


def test_a_task_given_back_is_anybodys(authority, staff):
    clerk, colleague, chief = staff
    opened(authority)
    with pytest.raises(workflow.UnableToGiveBack):
        workflow.give_back_task(subject="case:1", step="accept", by=chief.account_id, by_name=chief.name)
    assigned(clerk)
    workflow.give_back_task(subject="case:1", step="accept", by=chief.account_id, by_name=chief.name, note="改派")
    assert subjects(authority, colleague) == ["case:1"]
    assert [each.kind for each in workflow.assignments_of("case:1")] == ["assigned", "given_back"]
    assert complete(colleague) is None


def test_who_keeps_away_loses_the_task_to_her_colleagues(authority, staff):
    clerk, colleague, _chief = staff
    opened(authority)
    assigned(clerk)
    for _ in range(2):
        workflow.bar_from_tasks(subject="case:1", account_id=clerk.account_id)
    assert subjects(authority, clerk) == []
    assert subjects(authority, colleague) == ["case:1"]
    assert workflow.open_tasks_of("case:1")[0].barred == {clerk.account_id}


def test_a_substitute_sees_and_does_what_is_assigned_or_claimed(authority, staff):
    clerk, colleague, _chief = staff
    opened(authority, "case:1")
    opened(authority, "case:2")
    assigned(clerk)
    workflow.claim_task(subject="case:2", step="accept", account_id=clerk.account_id, name=clerk.name)
    away(clerk, colleague)
    assert subjects(authority, colleague, Which.IN_HAND) == ["case:1", "case:2"]
    assert subjects(authority, colleague) == ["case:1", "case:2"]
    assert complete(colleague).account_id == clerk.account_id
    following = workflow.advance_task(
        subject="case:2",
        step="accept",
        result="accepted",
        by=colleague.account_id,
        following=PLAN.step("propose"),
        due_on=clock.today(),
    )
    assert following.name == clerk.name


def test_an_absence_begins_on_its_day_and_nothing_is_lost_at_its_end(authority, staff):
    clerk, colleague, _chief = staff
    opened(authority)
    assigned(clerk)
    away(clerk, colleague, start=1)
    now = clock.now()
    assert subjects(authority, colleague) == []
    with clock.frozen_at(now + DAY):
        assert subjects(authority, colleague) == ["case:1"]
        assert [each.name for each in workflow.stands_in_for(colleague.account_id)] == [clerk.name]
        assert workflow.away_on([clerk.account_id], clock.today()) == {clerk.account_id}
    with clock.frozen_at(now + 3 * DAY):
        assert subjects(authority, colleague) == []
        assert subjects(authority, clerk) == ["case:1"]
        with pytest.raises(workflow.UnableToDoAssigned):
            complete(colleague)
        assert complete(clerk) is None


def test_four_eyes_hold_for_a_substitute(authority, staff):
    clerk, colleague, _chief = staff
    opened(authority, barred=[colleague.account_id])
    assigned(clerk)
    away(clerk, colleague)
    assert subjects(authority, colleague) == []


def test_the_substitute_is_a_colleague_of_the_same_roles_who_is_there(authority, staff):
    clerk, colleague, chief = staff
    stranger = replace(officer(authority=authority), authority_id=authority.pk + 1)
    narrow = replace(colleague, item_codes=frozenset({"item-1"}))
    for nobody in (None, clerk, chief, stranger, narrow):
        with pytest.raises(workflow.UnableToSubstitute):
            away(clerk, nobody)
    away(colleague, clerk)
    with pytest.raises(workflow.UnableToSubstitute):
        away(clerk, colleague)


def test_days_that_are_no_period_and_twice_the_same_are_refused(authority, staff):
    clerk, colleague, _chief = staff
    for days, start in ((0, 0), (2, -1), (400, 0)):
        with pytest.raises(workflow.UnableToBeAbsent):
            away(clerk, colleague, start=start, days=days)
    away(clerk, colleague)
    with pytest.raises(workflow.UnableToOverlapAbsence):
        away(clerk, colleague, start=1)


def test_she_or_her_chief_enters_and_ends_it_and_the_ledger_knows(authority, staff):
    clerk, colleague, chief = staff
    with pytest.raises(workflow.UnableToFindAbsence):
        away(clerk, colleague, by=colleague)
    number = away(clerk, colleague, by=chief)
    with pytest.raises(workflow.UnableToFindAbsence):
        workflow.end_absence(number, by=colleague)
    assert [each.reason for each in workflow.absences_of(authority.pk)] == ["年休假"]
    workflow.end_absence(number, by=clerk)
    assert workflow.absences_of(authority.pk, account_id=clerk.account_id) == ()
    entries = ledger.entries_about(f"officer:{clerk.account_id}")
    assert {entry.deed for entry in entries} == {"absence.entered", "absence.ended"}
