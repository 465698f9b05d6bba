"""The live counts are exact after every kind of movement, whoever moves at once and whenever they are summed up."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Scope, Which
from tongban.handling.workflow.models import Absence, OpenTally, Task
from tongban.handling.workflow.tests.test_tasks import ME, PLAN, authority, opened

__all__ = ["authority"]

OTHER = uuid4()
TODAY = clock.today()
SOON = TODAY + timedelta(days=5)


def counted(authority, *roles, account_id=ME, **details):
    scopes = [Scope(authority.pk, role) for role in roles or ("clerk",)]
    return workflow.counts(
        account_id=account_id, own_authority=authority.pk, scopes=scopes, today=TODAY, soon_until=SOON, **details
    ).all


def listed(authority, which, account_id=ME, roles=("clerk",), **details):
    scopes = [Scope(authority.pk, role) for role in roles]
    return workflow.worklist(scopes=scopes, account_id=account_id, which=which, limit=1000, **details).rows


def assert_exact(authority, roles=("clerk", "reviewer", "decider"), accounts=(ME, OTHER)):
    """Compare the counts of each account with the lists themselves, for all items and for some."""
    for account in accounts:
        for items in (None, {"item-1"}, set()):
            may_do = listed(authority, Which.MAY_DO, account, roles, item_codes=items)
            told = counted(authority, *roles, account_id=account, item_codes=items)
            assert told.open == len(may_do)
            assert told.late == sum(row.due_on < TODAY for row in may_do)
            assert told.today == sum(row.due_on == TODAY for row in may_do)
            assert told.soon == sum(TODAY <= row.due_on < SOON for row in may_do)
            assert told.in_hand == len(listed(authority, Which.IN_HAND, account, roles, item_codes=items))
            assert told.authority == len(listed(authority, Which.ALL, account, roles, item_codes=items))


def advance(subject, by=ME, due_on=TODAY):
    workflow.advance_task(
        subject=subject,
        step="accept",
        result="accepted",
        by=by,
        following=PLAN.step("propose"),
        due_on=due_on,
        barred=[by],
    )


MOVES = {
    "claim": lambda s: workflow.claim_task(subject=s, step="accept", account_id=ME, name="王敏"),
    "release": lambda s: workflow.release_task(subject=s, step="accept", account_id=ME),
    "assign": lambda s: workflow.assign_task(subject=s, step="accept", to=OTHER, to_name="赵强", by=ME, by_name="王敏"),
    "give_back": lambda s: workflow.give_back_task(subject=s, step="accept", by=ME, by_name="王敏"),
    "bar": lambda s: workflow.bar_from_tasks(subject=s, account_id=ME),
    "advance": advance,
    "complete": lambda s: workflow.complete_task(subject=s, step="accept", result="not_accepted", by=OTHER),
    "drop": lambda s: workflow.drop_tasks(subject=s, result="withdrawn"),
    "move": lambda s: workflow.move_due_dates(subject=s, due_on=TODAY - timedelta(days=1)),
    "move_many": lambda s: workflow.move_many_due_dates({s: TODAY + timedelta(days=2), "case:0": TODAY}),
    "compact": lambda _s: workflow.compact_tallies(fewest=0),
    "delete": lambda s: Task.objects.filter(subject=s).delete(),
}


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 3)), max_size=12))
def test_counts_are_those_of_the_lists_whatever_happens(authority, moves):
    Task.objects.all().delete()
    for number in range(4):
        opened(authority, f"case:{number}", due_on=TODAY + timedelta(days=number - 1), item_code=f"item-{number % 2}")
    for move, number in moves:
        with suppress(DomainError):  # a refused movement is one too: nothing may change
            MOVES[move](f"case:{number}")
        assert_exact(authority)


@pytest.mark.django_db
def test_what_one_is_barred_from_is_not_counted_for_her(authority):
    opened(authority, "case:1", due_on=TODAY, barred=[ME, ME])
    assert counted(authority).open == 0
    assert counted(authority, account_id=OTHER).open == 1
    assert_exact(authority)


@pytest.mark.django_db
def test_an_assigned_task_counts_for_who_has_it_and_for_her_substitute(authority):
    opened(authority, "case:1", due_on=TODAY)
    workflow.assign_task(subject="case:1", step="accept", to=OTHER, to_name="赵强", by=ME, by_name="王敏")
    assert counted(authority).open == 0
    assert counted(authority, account_id=OTHER).open == 1
    Absence.objects.create(
        account=OTHER,
        name="赵强",
        substitute=ME,
        substitute_name="王敏",
        authority=authority,
        start_on=TODAY,
        end_on=TODAY + timedelta(days=1),
        entered_by=ME,
        entered_at=clock.now(),
    )
    assert counted(authority).open == 1
    assert_exact(authority)


@pytest.mark.django_db
def test_a_bulk_movement_is_a_few_rows(authority):
    for number in range(30):
        opened(authority, f"case:{number}", due_on=TODAY)
    workflow.compact_tallies(fewest=0)
    before = OpenTally.objects.count()
    Task.objects.update(due_on=TODAY + timedelta(days=3))
    assert OpenTally.objects.count() - before == 4  # less on one day and more on another, of all items and of one
    workflow.compact_tallies(fewest=0)
    assert OpenTally.objects.count() == before
    assert_exact(authority)


@pytest.mark.django_db
def test_few_differences_are_left_alone(authority):
    opened(authority)
    assert workflow.compact_tallies() == 0
    assert workflow.compact_tallies(fewest=1) == 2
    assert workflow.compact_tallies(fewest=1) == 0


@pytest.mark.django_db
def test_the_revision_is_another_whenever_something_moved(authority):
    def revision():
        return workflow.counts(
            account_id=ME,
            own_authority=authority.pk,
            scopes=[Scope(authority.pk, "clerk")],
            today=TODAY,
            soon_until=SOON,
        ).revision

    opened(authority, "case:1", due_on=TODAY)
    first = revision()
    assert revision() == first
    workflow.complete_task(subject="case:1", step="accept", result="x", by=ME)
    opened(authority, "case:2", due_on=TODAY)
    assert revision() != first


@pytest.mark.django_db(transaction=True)
def test_counts_stay_exact_while_many_move_and_sum_up_at_once(authority):
    for number in range(24):
        opened(authority, f"case:{number}", due_on=TODAY)

    def work(part: int) -> None:
        try:
            for number in range(part, 24, 4):
                advance(f"case:{number}", by=UUID(int=part + 1))
                workflow.compact_tallies(fewest=0)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert_exact(authority)
    workflow.compact_tallies(fewest=0)
    assert_exact(authority)
