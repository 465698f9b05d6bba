from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Scope, Which
from tongban.handling.workflow.models import Task
from tongban.handling.workflow.rules import parse_plan
from tongban.handling.workflow.tests.test_plans import BODIES
from tongban.handling.workflow.worklists import worklist_statement
from tongban.registers.organisations.tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db
PLAN = parse_plan(BODIES[0])
ME = uuid4()


@pytest.fixture
def authority():
    return AuthorityFactory()


def opened(authority, subject="case:1", step="accept", **details):
    workflow.open_task(
        subject=subject,
        step=PLAN.step(step),
        authority_id=authority.pk,
        region_code="990101",
        item_code=details.pop("item_code", "item-1"),
        title="居民身份证丢失补领",
        applicant_label="李*兰",
        due_on=details.pop("due_on", date(2026, 12, 1)),
        **details,
    )


def listed(authority, *roles, **details):
    scopes = [Scope(authority.pk, role) for role in roles or ("clerk",)]
    return workflow.worklist(scopes=scopes, account_id=details.pop("account_id", ME), **details)


def test_a_task_is_seen_by_its_authority_and_role_alone(authority):
    opened(authority)

    assert [task.subject for task in listed(authority).rows] == ["case:1"]
    assert listed(authority, "reviewer").rows == ()
    assert listed(AuthorityFactory(city=True)).rows == ()


def test_tasks_of_several_roles_are_merged_by_due_date(authority):
    opened(authority, "case:1", "accept", due_on=date(2026, 12, 3))
    opened(authority, "case:2", "propose", due_on=date(2026, 12, 1))
    opened(authority, "case:3", "accept", due_on=date(2026, 12, 2))

    rows = listed(authority, "clerk", "reviewer").rows

    assert [task.subject for task in rows] == ["case:2", "case:3", "case:1"]


def test_pages_meet_without_gap_or_double(authority):
    for count in range(7):
        opened(authority, f"case:{count}", due_on=date(2026, 12, 1 + count % 2))

    seen, after = [], None
    while True:
        page = listed(authority, limit=3, after=after)
        seen += [task.subject for task in page.rows]
        after = page.after
        if after is None:
            break

    assert sorted(seen) == [f"case:{count}" for count in range(7)]


def test_tasks_can_be_narrowed_to_items_and_steps(authority):
    opened(authority, "case:1", item_code="a")
    opened(authority, "case:2", "deliver", item_code="b")

    assert [task.subject for task in listed(authority, item_codes={"b"}).rows] == ["case:2"]
    assert [task.subject for task in listed(authority, step="accept").rows] == ["case:1"]
    assert listed(authority, item_codes=set()).rows == ()


def test_who_is_barred_does_not_see_the_task(authority):
    opened(authority, barred=[ME])

    assert listed(authority).rows == ()
    assert len(listed(authority, account_id=uuid4()).rows) == 1


def test_advancing_completes_one_task_and_opens_the_next_about_the_same(authority):
    opened(authority)

    workflow.advance_task(
        subject="case:1",
        step="accept",
        result="accepted",
        by=ME,
        following=PLAN.step("propose"),
        due_on=date(2026, 12, 20),
        barred={ME},
    )

    done, following = workflow.tasks_of("case:1")
    assert (done.result, done.done_by) == ("accepted", ME)
    assert (following.step, following.role, following.due_on) == ("propose", "reviewer", date(2026, 12, 20))
    assert Task.objects.get(pk=following.id).title == "居民身份证丢失补领"


def test_a_step_is_done_once(authority):
    opened(authority)
    workflow.complete_task(subject="case:1", step="accept", result="not_accepted", by=ME)

    with pytest.raises(workflow.UnableToCompleteTask):
        workflow.complete_task(subject="case:1", step="accept", result="not_accepted", by=ME)
    with pytest.raises(workflow.UnableToCompleteTask):
        workflow.advance_task(
            subject="case:1", step="accept", result="x", by=ME, following=PLAN.step("propose"), due_on=date(2026, 12, 1)
        )
    assert len(workflow.tasks_of("case:1")) == 1


def test_a_step_is_open_once(authority):
    opened(authority)

    with pytest.raises(IntegrityError, match="one_open_task_per_subject_and_step"):
        opened(authority)


def test_dropping_ends_whatever_is_open(authority):
    opened(authority)
    workflow.drop_tasks(subject="case:1", result="withdrawn")

    assert [task.result for task in workflow.tasks_of("case:1")] == ["withdrawn"]


def test_due_dates_move_with_the_case(authority):
    opened(authority)
    workflow.move_due_dates(subject="case:1", due_on=date(2027, 1, 5))

    assert listed(authority).rows[0].due_on == date(2027, 1, 5)


def test_claiming_twice_is_claiming_once_and_others_are_refused(authority):
    opened(authority)
    for _ in range(2):
        workflow.claim_task(subject="case:1", step="accept", account_id=ME, name="王敏")

    with pytest.raises(workflow.UnableToClaimTask):
        workflow.claim_task(subject="case:1", step="accept", account_id=uuid4(), name="赵强")
    workflow.release_task(subject="case:1", step="accept", account_id=uuid4())  # not hers to give back
    assert listed(authority).rows[0].claimed_name == "王敏"


@pytest.mark.parametrize("cursor", ["", "x", "2026-12-01", "2026-12-01_x", "_"])
def test_a_forged_cursor_is_refused_or_starts_anew(authority, cursor):
    opened(authority)
    if cursor:
        with pytest.raises(workflow.UnableToReadCursor):
            listed(authority, after=cursor)
    else:
        assert len(listed(authority, after=cursor).rows) == 1


@pytest.mark.parametrize(
    ("which", "some_items", "index"),
    [
        (Which.MAY_DO, False, "task_worklist"),
        (Which.MAY_DO, True, "task_of_item"),
        (Which.MAY_DO, False, "task_in_hand"),
        (Which.ALL, False, "task_worklist"),
        (Which.IN_HAND, False, "task_in_hand"),
    ],
)
def test_the_worklist_descends_an_index(authority, which, some_items, index):
    parameters = {
        "authorities": [authority.pk],
        "roles": ["clerk"],
        "assigned": [False],
        "due_on": date.min,
        "id": 0,
        "items": ["item-1"],
        "step": "",
        "account": ME,
        "today": date(2026, 11, 23),
        "until": date.max,
        "limit": 21,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + worklist_statement(which, some_items=some_items), parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan


def test_what_somebody_has_in_hand_is_found(authority):
    opened(authority, "case:1")
    opened(authority, "case:2")
    workflow.claim_task(subject="case:2", step="accept", account_id=ME, name="王敏")

    assert [task.subject for task in listed(authority, which=Which.IN_HAND).rows] == ["case:2"]
    assert listed(authority, which=Which.IN_HAND, account_id=uuid4()).rows == ()
