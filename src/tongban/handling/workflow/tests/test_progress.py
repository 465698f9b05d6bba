from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import permutations
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import TaskFacts
from tongban.handling.workflow.models import Plan, Progress, Task
from tongban.handling.workflow.rules import parse_plan
from tongban.handling.workflow.tests.plans import AGREES, OBJECTS, fork, three_at_once
from tongban.registers.organisations.tests.factories import AuthorityFactory

ME = uuid4()
SUBJECT = "case:1"
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture(autouse=True)
def _nothing_kept():
    workflow.forget_kept()
    yield
    workflow.forget_kept()


@pytest.fixture
def authority(db):
    return AuthorityFactory()


class Subject:
    """A subject in the plan of three authorities."""

    def __init__(self, authority, body=None, **facts):
        self.authority, self.prepared = authority, []
        plan = parse_plan(body or three_at_once())
        Plan.objects.get_or_create(
            code=plan.code,
            version=1,
            defaults={
                "graph": body or three_at_once(),
                "effective_from": date(2026, 1, 1),
                "installed_at": clock.now(),
            },
        )
        workflow.begin_progress(subject=SUBJECT, plan=plan, facts=facts)
        told = {"region_code": "990101", "item_code": "i", "title": "开办饭店", "applicant_label": "李*兰"}
        workflow.open_tasks(subject=SUBJECT, steps=[(plan.step("accept"), self.prepare(plan.step("accept")))], **told)

    def prepare(self, step):
        self.prepared.append(step.code)
        days = step.limit.amount if step.limit else 20
        return TaskFacts(self.authority.pk, date(2026, 12, 1) + timedelta(days=days), {ME} if step.code == "b" else ())

    def answer(self, step, result, *, by=ME, **details):
        with transaction.atomic():
            return workflow.advance_parallel(
                subject=SUBJECT, step=step, result=result, by=by, prepare=self.prepare, **details
            )

    @property
    def open(self):
        return {task.step for task in workflow.tasks_of(SUBJECT) if task.done_at is None}


@pytest.fixture
def subject(authority):
    subject = Subject(authority)
    subject.answer("accept", "accepted")
    return subject


def at_once(*calls):
    """Run the calls at the same time, each on a connection of its own; return results and refusals."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(10)
            return call()
        except (DomainError, OperationalError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


class Killed(Exception):  # noqa: N818 - nothing of ours
    pass


def test_what_is_opened_has_its_own_authority_date_and_bars(subject):
    tasks = {task.step: task for task in Task.objects.filter(subject=SUBJECT, done_at=None)}

    assert set(tasks) == {"a", "b", "c"}
    assert tasks["b"].barred == [ME]
    assert {task.title for task in tasks.values()} == {"开办饭店"}
    assert {task.due_on for task in tasks.values()} == {date(2026, 12, 21)}


def test_a_join_opens_the_next_step_once_all_have_answered(subject):
    subject.answer("a", AGREES)
    subject.answer("c", AGREES)
    assert subject.open == {"b"}

    moves = subject.answer("b", AGREES)

    assert (moves.joined, moves.opened) == ((("together", "agreed"),), ("propose",))
    assert subject.open == {"propose"}


def test_who_is_chosen_gets_a_task_again(subject):
    for step in "abc":
        subject.answer(step, OBJECTS if step == "b" else AGREES)
    with pytest.raises(workflow.UnableToChooseBranches):
        subject.answer("meeting", "returned")
    assert subject.open == {"meeting"}

    subject.answer("meeting", "returned", chosen=("b",))

    assert subject.open == {"b"}
    assert [task.step for task in workflow.tasks_of(SUBJECT)].count("b") == 2


def test_a_step_may_lead_to_itself(authority):
    subject = Subject(authority)
    subject.answer("accept", "supplement_asked")

    assert subject.open == {"accept"}


def test_what_nobody_waits_for_is_dropped(authority):
    subject = Subject(authority, three_at_once("any"))
    subject.answer("accept", "accepted")

    subject.answer("b", AGREES)

    assert subject.open == {"propose"}
    assert {task.step: task.result for task in workflow.tasks_of(SUBJECT)}["c"] == "dropped"


def test_facts_and_results_are_known_to_what_follows(authority):
    when = [{"fact": "site.area", "at_least": 300}]
    again = {"fork": [{"to": "a"}, {"to": "c", "when": [{"fact": "b.result", "equals": OBJECTS}]}], "join": "together"}
    body = three_at_once(accepted=fork("a", {"to": "b", "when": when}))
    body["steps"]["meeting"]["leads_to"] = {"concluded": "propose", "again": again}
    subject = Subject(authority, body, **{"site.area": 400, "applicant.name": "李兰"})
    subject.answer("accept", "accepted")
    assert subject.open == {"a", "b"}
    assert "applicant.name" not in Progress.objects.get(subject=SUBJECT).facts

    subject.answer("a", OBJECTS)
    subject.answer("b", OBJECTS)
    subject.answer("meeting", "again")

    assert subject.open == {"a", "c"}
    workflow.learn_facts(subject=SUBJECT, facts={"site.area": 500, "shoe.size": 42})
    assert Progress.objects.get(subject=SUBJECT).facts["site.area"] == 500
    assert "shoe.size" not in Progress.objects.get(subject=SUBJECT).facts


def test_a_step_is_answered_once(subject):
    subject.answer("a", AGREES)

    for step in ("a", "propose", "moon"):
        with pytest.raises(workflow.UnableToCompleteTask):
            subject.answer(step, AGREES)
    assert subject.prepared.count("propose") == 0


def test_a_result_that_the_plan_does_not_have_is_refused(subject):
    with pytest.raises(workflow.UnableToCompleteTask):
        subject.answer("a", "sings")


def test_what_was_left_is_not_answered_any_more(subject):
    workflow.drop_tasks(subject=SUBJECT, result="withdrawn")
    workflow.end_progress(subject=SUBJECT)

    with pytest.raises(workflow.UnableToCompleteTask):
        subject.answer("a", AGREES)
    assert Progress.objects.get(subject=SUBJECT).ended_at is not None


def test_to_the_end(subject):
    for step in "abc":
        subject.answer(step, AGREES)
    for step, result in (("propose", "proposed"), ("decide", "agreed"), ("deliver", "delivered")):
        moves = subject.answer(step, result)

    assert moves.is_ended
    assert subject.open == set()
    assert Progress.objects.get(subject=SUBJECT).ended_at is not None


def test_three_statements_however_many_are_opened(authority):
    subject = Subject(authority)
    workflow.plan("plan", 1)

    for step, result in (("accept", "accepted"), ("a", AGREES), ("b", AGREES), ("c", AGREES)):
        with CaptureQueriesContext(connection) as queries:
            subject.answer(step, result)
        assert len([query for query in queries if not query["sql"].startswith(FRAME)]) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_authorities_that_finish_at_once_open_the_join_once(subject, round_):
    answers = at_once(*(lambda step=step: subject.answer(step, AGREES) for step in "abc"))

    assert [len(moves.joined) for moves in answers].count(1) == 1
    assert subject.open == {"propose"}
    marking = Progress.objects.get(subject=SUBJECT).marking
    assert marking["open"] == ["propose"]
    assert set(marking["blocks"]["together"]) == {"a", "b", "c"}


@pytest.mark.django_db(transaction=True)
def test_of_two_that_give_the_same_answer_one_is_refused(subject):
    answers = at_once(*[lambda: subject.answer("a", AGREES)] * 3)

    assert [isinstance(each, workflow.UnableToCompleteTask) for each in answers].count(True) == 2
    assert subject.open == {"b", "c"}


@pytest.mark.django_db(transaction=True)
def test_where_one_is_enough_two_at_once_are_one(authority):
    subject = Subject(authority, three_at_once("any"))
    subject.answer("accept", "accepted")

    answers = at_once(*(lambda step=step: subject.answer(step, AGREES) for step in "abc"))

    assert [isinstance(each, workflow.UnableToCompleteTask) for each in answers].count(True) == 2
    assert subject.open == {"propose"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", list(permutations("abc"))[:3], ids="".join)
@pytest.mark.parametrize("statement", range(3))
def test_killed_in_between_nothing_has_happened_and_it_can_be_done_again(subject, monkeypatch, order, statement):
    first, *others = order
    before = Progress.objects.get(subject=SUBJECT).marking
    count = iter(range(10))

    def dying(execute, sql, parameters, many, context):
        if not sql.startswith(FRAME) and next(count) == statement:
            raise Killed
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(dying), pytest.raises(Killed):
        subject.answer(first, AGREES)
    assert Progress.objects.get(subject=SUBJECT).marking == before
    assert subject.open == {"a", "b", "c"}

    for step in (first, *others):
        subject.answer(step, AGREES)
    assert subject.open == {"propose"}


@pytest.mark.django_db(transaction=True)
def test_one_that_dies_holding_the_lock_lets_the_other_through(subject):
    def dies():
        with transaction.atomic(), connection.cursor() as cursor:
            subject.answer("a", AGREES)
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    answers = at_once(dies, lambda: subject.answer("b", AGREES), lambda: subject.answer("c", AGREES))

    assert isinstance(answers[0], OperationalError)
    assert subject.open == {"a"}
    assert subject.answer("a", AGREES).joined == (("together", "agreed"),)
