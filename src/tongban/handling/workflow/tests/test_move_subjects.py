from copy import deepcopy
from datetime import date

import pytest

from tongban.groundwork.foundation import clock
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import Plan, Progress, Task
from tongban.handling.workflow.rules import Marking, Stays, WhyStays, after, parse_plan, reasons_to_stay, start
from tongban.handling.workflow.tests.plans import AGREES, fork, opinion, plan_of, three_at_once
from tongban.handling.workflow.tests.test_progress import SUBJECT, Subject
from tongban.registers.organisations.tests.factories import AuthorityFactory

OLD = parse_plan(three_at_once())


def standing(*answers):
    marking = start(OLD).marking
    for step, result in answers:
        marking = after(OLD, marking, step, result, {}).marking
    return marking


def body(**steps):
    found = deepcopy(three_at_once())
    found["steps"].update(steps)
    return found


def both(**leads_to):
    return opinion(agrees="together", objects="together", **leads_to)


AT_WORK = standing(("accept", "accepted"), ("a", AGREES))
IN_REVIEW = standing(("accept", "accepted"), ("a", AGREES), ("b", AGREES), ("c", AGREES))
MORE = body(d=both(), accept={**three_at_once()["steps"]["accept"]})
MORE["steps"]["accept"]["leads_to"]["accepted"] = fork("a", "b", "c", "d")
FEWER = plan_of(
    fork("a", "b"),
    {
        "a": both(),
        "b": both(),
        "together": three_at_once()["steps"]["together"] | {"leads_to": {"agreed": "propose", "objected": "propose"}},
    },
)
LINEAR = plan_of("propose", {})


@pytest.mark.parametrize(
    ("new", "marking", "why"),
    [
        (three_at_once(2), AT_WORK, ()),
        (MORE, AT_WORK, ()),
        (FEWER, AT_WORK, (Stays(WhyStays.STEP_GONE, "c"), Stays(WhyStays.BRANCH_GONE, "c"))),
        (FEWER, IN_REVIEW, (Stays(WhyStays.BRANCH_GONE, "c"),)),
        (LINEAR, IN_REVIEW, (Stays(WhyStays.SHAPE_CHANGED),)),
        (LINEAR, standing(), ()),
        (LINEAR, Marking(()), ()),
        (body(b=both() | {"kind": "consult"}), AT_WORK, (Stays(WhyStays.STEP_CHANGED, "b"),)),
        (body(b=opinion(further="b2"), b2=both()), AT_WORK, ()),
    ],
)  # fmt: skip
def test_who_stands_where_the_other_version_has_nothing_stays(new, marking, why):
    assert reasons_to_stay(OLD, parse_plan(new), marking) == why


def test_who_was_asked_besides_does_not_bind_to_a_version():
    assert reasons_to_stay(OLD, parse_plan(MORE), Marking(("a", "ask-7"), AT_WORK.blocks)) == ()


@pytest.fixture
def subject(db):
    workflow.forget_kept()
    subject = Subject(AuthorityFactory())
    subject.answer("accept", "accepted")
    yield subject
    workflow.forget_kept()


def publish(version, graph):
    Plan.objects.create(
        code="plan", version=version, graph=graph, effective_from=date(2026, 1, 1), installed_at=clock.now()
    )


def test_what_moves_goes_on_by_the_new_version_with_its_roles(subject):
    publish(2, body(b=both() | {"role": "decider"}))
    subject.answer("a", AGREES)
    told = {"code": "plan", "versions": {SUBJECT: 1}, "to_version": 2}
    assert workflow.could_move(**told).moved == (SUBJECT,)
    assert Progress.objects.get(subject=SUBJECT).plan_version == 1

    assert workflow.move_subjects(**told).moved == (SUBJECT,)

    assert Progress.objects.get(subject=SUBJECT).plan_version == 2
    assert Task.objects.get(subject=SUBJECT, step="b", done_at=None).role == "decider"
    subject.answer("b", AGREES)
    assert subject.answer("c", AGREES).opened == ("propose",)


def test_what_stays_is_told_with_its_reason_and_left_alone(subject):
    publish(2, LINEAR)

    told = workflow.move_subjects(code="plan", versions={SUBJECT: 1}, to_version=2)

    assert told.moved == ()
    assert told.stays == {SUBJECT: (Stays(WhyStays.SHAPE_CHANGED),)}
    assert "已经开始审查" in workflow.stays_sentence(told.stays[SUBJECT][0])
    assert Progress.objects.get(subject=SUBJECT).plan_version == 1
