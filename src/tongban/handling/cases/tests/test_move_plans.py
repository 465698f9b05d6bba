from copy import deepcopy

import pytest
import yaml

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import CourseEntry
from tongban.handling.cases.rules import Step
from tongban.handling.cases.tests.cast import accepted, officer_of, proposed, row, submitted
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import Plan

PLANS = yaml.safe_load((cast.SEEDS / "plans.yaml").read_text(encoding="utf-8"))
WHY = "新规定施行。"


@pytest.fixture(autouse=True)
def _read_anew(city):
    yield
    workflow.forget_kept()


@pytest.fixture
def administrator(city):
    return officer_of(cast.offer_of(), "administrator", region_wide=True)


def new_version(code, **steps):
    """Publish another version of a plan, with some of its steps changed, and return its number."""
    body = deepcopy(next(body for body in PLANS if body["code"] == code))
    for step, changes in steps.items():
        body["steps"][step] = {**body["steps"].get(step, {}), **changes}
    version = workflow.latest_plan(code).version + 1
    Plan.objects.create(code=code, version=version, graph=body, effective_from=clock.today(), installed_at=clock.now())
    workflow.forget_kept()
    return version


def moved(number, officer, version):
    return cases.move_plans(code=row(number).plan_code, version=version, officer=officer, reason=WHY)


def test_open_cases_stay_with_their_version_until_somebody_decides(resident, staff, administrator):
    number = accepted(resident, staff)
    code = row(number).plan_code
    version = new_version(code, propose={"role": "decider"})

    assert row(number).plan_version == version - 1
    told = cases.plan_moves(code=code, officer=administrator)
    assert (told.movable, told.staying, told.cases[0].from_version) == (1, 0, version - 1)

    assert moved(number, administrator, version) == 1

    assert row(number).plan_version == version
    assert moved(number, administrator, version) == 0
    assert cases.plan_moves(code=code, officer=administrator).movable == 0


def test_a_moved_case_goes_on_by_the_new_plan(resident, staff, administrator):
    number = accepted(resident, staff)
    version = new_version(row(number).plan_code, propose={"role": "decider"})
    moved(number, administrator, version)

    with pytest.raises(cases.UnableInThisRole):
        cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons="齐全。")
    cases.propose_decision(number=number, officer=staff.decider, outcome="granted", reasons="齐全。")


def test_the_move_is_in_the_course_and_in_the_ledger(resident, staff, administrator):
    number = proposed(resident, staff)
    version = new_version(row(number).plan_code, propose={"name": "审核"})
    moved(number, administrator, version)

    entry = CourseEntry.objects.get(case__number=number, step=Step.MOVE_PLAN)
    assert WHY in entry.note
    (told,) = [each for each in ledger.entries_about(f"plan:{row(number).plan_code}") if each.deed == "case.plan_moved"]
    assert told.reason == WHY


def test_what_is_in_review_does_not_become_a_review_by_several(resident, staff, administrator):
    """Whoever is under review keeps it; who waits for acceptance can still be examined by all."""
    waiting, reviewed = submitted(resident), accepted(cast.resident(), staff)
    code = row(waiting).plan_code
    joint = next(body for body in PLANS if body["code"] == "joint")
    version = new_version(code, **{"accept": joint["steps"]["accept"], **_free(joint)})

    told = cases.plan_moves(code=code, officer=administrator)

    assert (told.movable, told.staying) == (1, 1)
    (stays,) = [each for each in told.cases if each.stays]
    assert stays.number == reviewed
    assert moved(waiting, administrator, version) == 1
    assert (row(waiting).plan_version, row(reviewed).plan_version) == (version, version - 1)
    cases.accept_application(number=waiting, officer=staff.clerk)
    assert len([task for task in workflow.tasks_of(f"case:{waiting}") if task.done_at is None]) == 3


def _free(body):
    return {code: step for code, step in body["steps"].items() if code not in ("accept", "decide", "deliver")}


def test_closed_cases_and_those_of_other_regions_are_left_alone(resident, staff, administrator):
    number = accepted(resident, staff)
    cases.withdraw_case(number=number, applicant=resident)
    other = accepted(cast.resident(), staff)
    version = new_version(row(number).plan_code, propose={"name": "审核"})
    stranger = officer_of(cast.offer_of(), "administrator", region_wide=True)
    object.__setattr__(stranger, "region_code", "9902")

    assert moved(other, stranger, version) == 0
    assert moved(other, administrator, version) == 1
    assert row(number).plan_version == version - 1


def test_only_an_administrator_decides_and_gives_a_reason(resident, staff, administrator):
    number = accepted(resident, staff)
    version = new_version(row(number).plan_code, propose={"name": "审核"})

    for officer in (staff.clerk, staff.decider):
        with pytest.raises(cases.UnableToMovePlans):
            moved(number, officer, version)
        with pytest.raises(cases.UnableToMovePlans):
            cases.plan_moves(code=row(number).plan_code, officer=officer)
    with pytest.raises(cases.UnableToMoveToThisVersion):
        moved(number, administrator, version - 1)
    with pytest.raises(cases.UnableToMoveToThisVersion):
        cases.move_plans(code="moon", version=1, officer=administrator, reason=WHY)
    with pytest.raises(cases.UnableWithoutReasons):
        cases.move_plans(code=row(number).plan_code, version=version, officer=administrator, reason=" ")
