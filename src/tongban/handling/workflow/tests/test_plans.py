from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from tongban.groundwork.ledger import api as ledger
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import UnableToReadPlan, parse_plan
from tongban.registers.identity.rules import Role

PLANS = Path(__file__).resolve().parents[5] / "seeds" / "plans.yaml"
BODIES = yaml.safe_load(PLANS.read_text(encoding="utf-8"))
ROLES = frozenset(Role)


@pytest.fixture(autouse=True)
def _nothing_kept():
    workflow.forget_kept()
    yield
    workflow.forget_kept()


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["code"])
def test_in_every_plan_who_reviews_does_not_decide(body):
    plan = parse_plan(body, roles=ROLES)

    assert "propose" in plan.step("decide").not_by
    assert plan.first == "accept"
    assert plan.after("propose", "proposed").code == "decide"
    assert plan.after("deliver", "delivered") is None


def changed(**steps):
    body = deepcopy(BODIES[0])
    body["steps"].update(steps)
    return body


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (changed(propose={"name": "审", "name_en": "R", "role": "king", "leads_to": {"x": "decide"}}), "unknown role"),
        (changed(extra={"name": "另", "name_en": "E", "role": "clerk", "leads_to": {"x": ""}}), "cannot be reached"),
        (
            changed(deliver={"name": "送", "name_en": "D", "role": "clerk", "leads_to": {"x": "decide"}}),
            "comes to an end",
        ),
        (changed(deliver={"name": "送", "name_en": "D", "role": "clerk", "leads_to": {"x": "moon"}}), "not a step"),
        (changed(deliver={"name": "送", "name_en": "D", "role": "clerk", "leads_to": {}}), "leads nowhere"),
        (changed(deliver={"name": "", "name_en": "D", "role": "clerk", "leads_to": {"x": ""}}), "needs a name"),
        (BODIES[0] | {"first": "nowhere"}, "first step"),
    ],
)
def test_a_faulty_plan_is_refused_with_what_is_wrong(body, problem):
    body = {**body, "steps": {**body["steps"]}}
    if problem == "comes to an end":  # without any way out
        body["steps"]["accept"] = {**body["steps"]["accept"], "leads_to": {"accepted": "propose"}}

    with pytest.raises(UnableToReadPlan, match=problem):
        parse_plan(body, roles=ROLES)


@pytest.mark.django_db
def test_installing_twice_makes_no_new_version():
    assert workflow.install_plans(PLANS) == len(BODIES)
    assert workflow.install_plans(PLANS) == 0
    assert [entry.deed for entry in ledger.entries_about("plan:standard")] == ["plan.installed"]


@pytest.mark.django_db
def test_a_changed_plan_becomes_a_new_version_and_the_old_one_stays(tmp_path):
    workflow.install_plans(PLANS)
    body = deepcopy(BODIES[0])
    body["steps"]["propose"]["role"] = "clerk"
    file = tmp_path / "plans.yaml"
    file.write_text(yaml.safe_dump([body]), encoding="utf-8")

    assert workflow.install_plans(file) == 1

    assert workflow.latest_plan("standard").version == 2
    assert workflow.plan("standard", 1).step("propose").role == "reviewer"
    assert workflow.plan("standard", 2).step("propose").role == "clerk"


@pytest.mark.django_db
def test_a_file_with_one_faulty_plan_installs_none(tmp_path):
    file = tmp_path / "plans.yaml"
    file.write_text(yaml.safe_dump([BODIES[0], BODIES[1] | {"first": ""}]), encoding="utf-8")

    with pytest.raises(UnableToReadPlan):
        workflow.install_plans(file)
    with pytest.raises(KeyError):
        workflow.latest_plan("standard")
