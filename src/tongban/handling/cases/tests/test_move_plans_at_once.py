"""A new version of the plan comes while authorities are at it, against the real database: nobody's answer is lost."""

from copy import deepcopy
from functools import partial

import pytest

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, officer_of, row
from tongban.handling.cases.tests.parts_cast import (
    PLAN,
    accepted_by_all,
    offices_of,
    open_steps,
    open_tasks,
    opine,
    together,
)
from tongban.handling.cases.tests.test_at_once import at_once, refusals
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import Plan, Progress

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offices(city):
    yield offices_of(together())
    workflow.forget_kept()


@pytest.fixture
def number(resident, offices):
    return accepted_by_all(cast.company(resident), offices, together())


def next_version(**steps):
    """Publish a version in which the police has another role, and these steps are changed."""
    body = deepcopy(PLAN)
    body["steps"]["police"]["role"] = "decider"
    body["steps"].update(steps)
    version = workflow.latest_plan(body["code"]).version + 1
    Plan.objects.create(
        code=body["code"], version=version, graph=body, effective_from=clock.today(), installed_at=clock.now()
    )
    workflow.forget_kept()
    return version


@pytest.mark.parametrize("round_", range(3))
def test_a_move_beside_opinions_leaves_one_consistent_case(number, offices, round_):
    version = next_version()
    administrator = officer_of(cast.offer_of(cast.FOOD), "administrator", region_wide=True)
    answers = at_once(
        partial(opine, number, offices.lead.reviewer, "lead_review"),
        partial(cases.move_plans, code=PLAN["code"], version=version, officer=administrator, reason="新规定施行。"),
        partial(opine, number, offices.health, "health"),
        moment=MONDAY,
    )

    assert not refusals(answers)
    progress = Progress.objects.get(subject=f"case:{number}")
    assert row(number).plan_version == progress.plan_version == version
    assert open_tasks(number) == open_steps(number) == set(progress.marking["open"])
    assert open_steps(number) == {"health_head", "police", "licence_check"}
    tasks = {task.step: task.role for task in workflow.tasks_of(f"case:{number}") if task.done_at is None}
    assert tasks["police"] == "decider"
    assert progress.marking["blocks"]["first"]["lead_review"] == ["lead_review", "agreed"]


def test_who_is_asked_by_the_old_version_alone_keeps_the_case_there(number, offices):
    gone = {code: step for code, step in PLAN["steps"].items() if code != "police"}
    body = deepcopy(PLAN)
    body["steps"] = deepcopy(gone)
    for step in ("accept", "propose"):
        for following in body["steps"][step]["leads_to"].values():
            if isinstance(following, dict):
                following["fork"] = [each for each in following["fork"] if each["to"] != "police"]
    version = workflow.latest_plan(PLAN["code"]).version + 1
    Plan.objects.create(
        code=PLAN["code"], version=version, graph=body, effective_from=clock.today(), installed_at=clock.now()
    )
    workflow.forget_kept()
    administrator = officer_of(cast.offer_of(cast.FOOD), "administrator", region_wide=True)

    told = cases.plan_moves(code=PLAN["code"], officer=administrator)

    assert (told.movable, told.staying) == (0, 1)
    assert "征求公安机关意见" in "".join(told.cases[0].stays)
