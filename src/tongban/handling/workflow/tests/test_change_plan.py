from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import translation

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import PlanChange
from tongban.handling.workflow.rules import SENTENCES
from tongban.handling.workflow.sentences import FAULTS
from tongban.handling.workflow.tests.plans import opinion, three_at_once
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.tests.factories import AuthorityFactory, PostFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _monday():
    workflow.forget_kept()
    with clock.frozen_at(datetime(2026, 11, 23, 2, 0, tzinfo=UTC)):
        yield
    workflow.forget_kept()


def keeper(name="编制岗", *, roles=("item_manager",), city=True, **details):
    authority = AuthorityFactory(city=city)
    details = {"region_wide": True, **details}
    PostFactory(authority=authority, name=name, roles=list(roles), **details)
    return officer(authority=authority, name=name)


def submitted(author, body=None, **details):
    change_id = workflow.draft_plan(code="joint", officer=author, body=body or three_at_once())
    saved = {"body": body or three_at_once(), "why": "三个部门并联", **details}
    assert workflow.save_plan(change_id=change_id, officer=author, revision=1, **saved) == ()
    workflow.submit_plan(change_id=change_id, officer=author, revision=2)
    return change_id


def published(author, reviewer, body=None, **details):
    change_id = submitted(author, body, **details)
    return workflow.publish_plan(change_id=change_id, officer=reviewer, revision=3)


def test_a_plan_is_published_by_another_person_and_in_force_from_its_day():
    author, reviewer = keeper(), keeper("审核岗")

    assert published(author, reviewer) == 1
    assert published(author, reviewer, effective_from=TODAY + timedelta(days=10)) == 2

    assert workflow.latest_plan("joint").version == 1
    assert workflow.latest_plan("joint", TODAY + timedelta(days=10)).version == 2
    assert [(each.version, each.is_in_force) for each in workflow.plan_versions("joint")] == [(2, False), (1, True)]
    deeds = [entry.deed for entry in ledger.entries_about("plan:joint")]
    assert sorted(deeds[:4]) == ["plan.drafted", "plan.published", "plan.saved", "plan.submitted"]


def test_nobody_publishes_what_she_wrote_in():
    author, other = keeper(), keeper("另一编制岗")
    change_id = workflow.draft_plan(code="joint", officer=author, body=three_at_once())
    workflow.save_plan(change_id=change_id, officer=other, revision=1, body=three_at_once(), why="并联")
    workflow.submit_plan(change_id=change_id, officer=other, revision=2)

    for writer in (author, other):
        with pytest.raises(workflow.UnableToPublishPlan):
            workflow.publish_plan(change_id=change_id, officer=writer, revision=3)
    with pytest.raises(IntegrityError, match="plan_published_by_another"), transaction.atomic():
        PlanChange.objects.filter(id=change_id).update(reviewer=author.account_id)


def test_a_published_plan_cannot_be_changed():
    published(keeper(), keeper("审核岗"))

    with pytest.raises((IntegrityError, ProgrammingError), match="never changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_plan SET version = 9")


def test_a_draft_is_kept_right_or_wrong_but_not_submitted_with_a_fault():
    author = keeper()
    change_id = workflow.draft_plan(code="joint", officer=author, body=three_at_once())
    body = three_at_once()
    body["steps"]["a"] = opinion(again="a") | {"who": "department:moon"}

    faults = workflow.save_plan(change_id=change_id, officer=author, revision=1, body=body, why="试试")

    assert [fault.code for fault in faults] == ["no_end"]
    assert "永远到不了结束" in workflow.fault_sentence(faults[0])
    assert workflow.plan_change(change_id).body["steps"]["a"]["leads_to"] == {"again": "a"}
    with pytest.raises(workflow.UnableToPublishPlan):
        workflow.submit_plan(change_id=change_id, officer=author, revision=2)


def test_departments_have_to_exist():
    body = three_at_once()
    body["steps"]["a"]["who"] = "department:moon"

    assert [(fault.code, fault.where) for fault in workflow.faults_of(body)] == [("unknown_department", "a")]


def test_two_who_write_at_once_do_not_overwrite_each_other():
    author = keeper()
    change_id = workflow.draft_plan(code="joint", officer=author, body=three_at_once())
    workflow.save_plan(change_id=change_id, officer=author, revision=1, body=three_at_once())

    with pytest.raises(workflow.UnableToKeepUpWithPlan):
        workflow.save_plan(change_id=change_id, officer=keeper("另一"), revision=1, body=three_at_once())
    with pytest.raises(workflow.UnableToDraftPlan):
        workflow.draft_plan(code="joint", officer=keeper("再一"), body=three_at_once())


def test_what_is_sent_back_with_a_note_is_a_draft_again_and_may_be_dropped():
    author, reviewer = keeper(), keeper("审核岗")
    change_id = submitted(author)
    with pytest.raises(workflow.UnableToPublishPlan):
        workflow.return_plan(change_id=change_id, officer=reviewer, revision=3, note=" ")

    workflow.return_plan(change_id=change_id, officer=reviewer, revision=3, note="请补充依据。")

    assert (workflow.plan_change(change_id).state, workflow.plan_change(change_id).note) == ("draft", "请补充依据。")
    workflow.drop_plan(change_id=change_id, officer=author, revision=4)
    assert workflow.plan_changes(only_open=True) == ()
    assert [each.state for each in workflow.plan_changes(code="joint")] == ["dropped"]


def test_a_reason_is_given_and_nothing_takes_effect_backwards():
    author = keeper()
    change_id = workflow.draft_plan(code="joint", officer=author, body=three_at_once())
    with pytest.raises(workflow.UnableToPublishPlan):
        workflow.submit_plan(change_id=change_id, officer=author, revision=1)
    workflow.save_plan(
        change_id=change_id,
        officer=author,
        revision=1,
        body=three_at_once(),
        why="旧",
        effective_from=date(2026, 11, 1),
    )
    with pytest.raises(workflow.UnableToPublishPlan):
        workflow.submit_plan(change_id=change_id, officer=author, revision=2)


def test_a_change_begun_before_another_version_is_not_published_over_it():
    author, reviewer = keeper(), keeper("审核岗")
    published(author, reviewer)
    change_id = workflow.draft_plan(code="joint", officer=author)
    PlanChange.objects.filter(id=change_id).update(from_version=0)
    workflow.save_plan(change_id=change_id, officer=author, revision=1, body=three_at_once("any"), why="改为任一")
    workflow.submit_plan(change_id=change_id, officer=author, revision=2)

    with pytest.raises(workflow.UnableToPublishPlan):
        workflow.publish_plan(change_id=change_id, officer=reviewer, revision=3)


@pytest.mark.parametrize(
    "details", [{"roles": ("clerk", "decider")}, {"city": False}, {"region_wide": False}], ids=["role", "county", "own"]
)
def test_plans_are_kept_by_posts_of_the_whole_city_alone(details):
    stranger = keeper("外人", **details)

    with pytest.raises(workflow.UnableToWorkOnPlans):
        workflow.draft_plan(code="joint", officer=stranger, body=three_at_once())
    change_id = submitted(keeper())
    for deed in (workflow.publish_plan, workflow.drop_plan):
        with pytest.raises(workflow.UnableToWorkOnPlans):
            deed(change_id=change_id, officer=stranger, revision=3)


def test_what_does_not_exist_is_not_found():
    author = keeper()
    with pytest.raises(workflow.UnableToFindPlan):
        workflow.draft_plan(code="moon", officer=author)
    with pytest.raises(workflow.UnableToFindPlan):
        workflow.plan_body("moon", 1)
    with pytest.raises(workflow.UnableToFindPlan):
        workflow.drop_plan(change_id=PlanChange().id, officer=author, revision=1)


def test_a_plan_of_any_length_is_not_kept():
    with pytest.raises(workflow.UnableToSavePlan):
        workflow.draft_plan(code="joint", officer=keeper(), body={**three_at_once(), "note": "长" * 100_000})


def test_every_fault_can_be_said_in_words():
    assert set(FAULTS) == set(SENTENCES)
    with translation.override("zh-hans"):
        assert all("{" not in str(sentence) or "}" in str(sentence) for sentence in FAULTS.values())
