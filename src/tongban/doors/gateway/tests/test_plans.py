"""Review plans are public; those who keep items may ask whether one is sound."""

import pytest

from tongban.doors.gateway.tests.conftest import Caller
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import parse_plan


@pytest.fixture
def keeper(city):
    return Caller(city._officer("事项管理岗", "item_manager"))


def test_everybody_may_read_the_plans(city):
    listed = city.stranger.get("/plans").json()["plans"]
    assert {"standard", "instant", "joint"} <= {plan["code"] for plan in listed}
    assert all(plan["is_in_force"] for plan in listed)

    shown = city.stranger.get("/plans/joint").json()
    assert shown["body"]["steps"]["together"]["of"] == "all"
    assert city.stranger.get("/plans/joint?version=1").json() == shown
    assert [plan["code"] for plan in city.stranger.get("/plans?code=joint").json()["plans"]] == ["joint"]


@pytest.mark.parametrize("path", ["/plans/moon", "/plans/joint?version=9"])
def test_what_does_not_exist_is_not_found(city, path):
    answer = city.stranger.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "plan.unknown")


def test_a_plan_is_given_out_as_bpmn_that_is_read_again(city):
    answer = city.stranger.get("/plans/joint/bpmn")
    assert answer["Content-Type"].startswith("application/xml")
    read = workflow.read_plan_file(answer.content)
    assert parse_plan(read.body) == workflow.plan("joint", 1)


def test_a_plan_is_drawn_in_the_language_asked_for(city):
    assert "卫生审查" in city.stranger.get("/plans/joint/chart").content.decode()
    narrow = city.stranger.get("/plans/joint/chart?narrow=true", accept_language="en").content.decode()
    assert narrow.startswith("<svg")
    assert "Public health" in narrow


@pytest.mark.parametrize("what", ["bpmn", "chart"])
def test_what_does_not_exist_is_neither_given_out_nor_drawn(city, what):
    for path in (f"/plans/moon/{what}", f"/plans/joint/{what}?version=9"):
        assert city.stranger.get(path).status_code == 404


def test_a_plan_is_checked_without_being_kept(city, keeper):
    body = city.stranger.get("/plans/joint").json()["body"]
    assert keeper.post("/plan-checks", {"body": body}).json() == {"is_sound": True, "faults": []}

    body["steps"]["health"]["leads_to"]["objected"] = "propose"
    told = keeper.post("/plan-checks", {"body": body}, accept_language="en").json()

    (fault,) = told["faults"]
    assert (fault["code"], fault["where"]) == ("leaves_block", "health")
    assert [way["result"] for way in fault["trace"]] == ["accepted", "objected"]
    assert "lies in another branch" in fault["sentence"]


@pytest.mark.parametrize(
    "body", [{}, {"steps": []}, {"steps": {"a": None}}, {"code": 1, "steps": {"a": {"leads_to": 1}}}]
)
def test_whatever_is_sent_is_told_what_is_wrong_with_it(city, keeper, body):
    answer = keeper.post("/plan-checks", {"body": body})
    assert answer.status_code == 200
    assert not answer.json()["is_sound"]


def test_too_much_is_refused(city, keeper):
    assert keeper.post("/plan-checks", {"body": {"name": "长" * 100_000}}).status_code == 413


def test_who_keeps_no_items_does_not_check(city):
    assert city.clerk.post("/plan-checks", {"body": {}}).status_code == 403
    assert city.stranger.post("/plan-checks", {"body": {}}).status_code == 401
