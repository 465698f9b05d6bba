"""The plain statements of the foundation, on a table that has everything: keys, encryption, JSON, arrays."""

from datetime import date
from uuid import uuid4

import pytest

from tongban.groundwork.foundation import clock, rows
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
