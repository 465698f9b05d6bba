"""The plain statements of the foundation, on a table that has everything: keys, encryption, JSON, arrays."""

from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.models import Case, CourseEntry
from tongban.handling.cases.tests.cast import row, submitted
from tongban.handling.workflow.models import Task


@pytest.fixture
def case(resident):
    return row(submitted(resident))


def test_a_row_is_read_as_django_reads_it(case):
    found = rows.find(Case, number=case.number)

    assert {field.attname: getattr(found, field.attname) for field in Case._meta.concrete_fields} == {
        field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields
    }
    assert found.applicant_name == "李秀兰"
    assert rows.find(Case, number="nothing") is None


def test_a_row_put_in_has_its_key_and_can_be_changed_by_django(case):
    entry = CourseEntry(case=case, at=clock.now(), step="accept", actor="system:test", actor_name="系统")
    rows.insert(entry)

    assert CourseEntry.objects.get(pk=entry.pk).actor_name == "系统"
    assert not entry._state.adding


def test_arrays_and_json_go_in_and_come_out(case):
    task = Task.objects.get(subject=f"case:{case.number}")
    barred = [uuid4(), uuid4()]

    assert rows.change(task, {"barred": barred, "due_on": date(2027, 1, 4)})
    assert rows.change(case, {"supplement_items": [{"code": "甲"}], "applicant_name": "王五"})

    assert rows.find(Task, id=task.pk).barred == barred
    again = Case.objects.get(pk=case.pk)
    assert (again.supplement_items, again.applicant_name) == ([{"code": "甲"}], "王五")


def test_a_row_that_somebody_changed_meanwhile_stays_as_it_is(case):
    other = rows.find(Case, id=case.pk)
    assert rows.change(case, {"revision": 1, "reasons": "一"}, unless_changed=("revision", "state"))

    assert not rows.change(other, {"revision": 1, "reasons": "二"}, unless_changed=("revision", "state"))

    assert other.reasons == ""
    assert row(case.number).reasons == "一"


def entry_of(case, step="accept"):
    return CourseEntry(case=case, at=clock.now(), step=step, actor="system:test", actor_name="系统")


def test_rows_of_a_deed_are_written_by_one_statement(case, django_assert_num_queries):
    with django_assert_num_queries(1), rows.together():
        rows.add(entry_of(case))
        ledger.record(deed="case.accepted", subject=f"case:{case.number}", actor=system("test"))
        rows.add(entry_of(case))

    assert CourseEntry.objects.filter(case=case, step="accept").count() == 2
    assert ledger.entries_about(f"case:{case.number}")[-1].deed == "case.accepted"


def test_more_rows_than_one_statement_takes_are_all_written(case):
    with rows.together():
        for _ in range(2 * rows.MOST_ROWS_AT_ONCE + 1):
            rows.add(entry_of(case))

    assert CourseEntry.objects.filter(case=case, step="accept").count() == 2 * rows.MOST_ROWS_AT_ONCE + 1


def test_a_deed_within_a_deed_leaves_its_rows_to_the_outer_one(case, django_assert_num_queries):
    with transaction.atomic(), rows.together():
        with transaction.atomic(), rows.together():
            rows.add(entry_of(case, "accept"))
        with django_assert_num_queries(0):
            rows.add(entry_of(case, "propose"))

    assert set(CourseEntry.objects.filter(case=case).values_list("step", flat=True)) >= {"accept", "propose"}


def test_a_deed_that_failed_leaves_no_rows_behind_and_what_stood_before_it_stays(case):
    with transaction.atomic(), rows.together():
        rows.add(entry_of(case, "accept"))
        with suppress(ValueError), transaction.atomic(), rows.together():
            rows.add(entry_of(case, "propose"))
            raise ValueError
        with suppress(ValueError), transaction.atomic():
            rows.add(entry_of(case, "decide"))
            raise ValueError
        with suppress(ValueError), transaction.atomic():
            with transaction.atomic(), rows.together():
                rows.add(entry_of(case, "close"))
            raise ValueError

    assert list(CourseEntry.objects.filter(case=case).exclude(step="submit").values_list("step", flat=True)) == [
        "accept"
    ]
