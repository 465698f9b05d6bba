"""Working together over the interface: counts, hands, notes, keeping away; and who is held off."""

import pytest
from django.contrib.auth import get_user_model

from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Role


@pytest.fixture
def colleague(city):
    """Return the account of the first clerk."""
    (clerk, *_more) = identity.colleagues(city.authority.id, role=Role.CLERK)
    return clerk


def test_counts_are_exact_and_by_step(city):
    before = city.clerk.get("/work/counts").json()
    city.case()
    after = city.clerk.get("/work/counts").json()
    assert after["all"]["open"] == before["all"]["open"] + 1
    assert after["by_step"]["accept"]["open"] == after["all"]["open"]
    assert after["revision"] != before["revision"]
    assert city.resident.get("/work/counts").status_code == 403


def test_the_chief_gives_a_step_to_a_colleague_and_it_goes_back(city, colleague):
    number = city.case()
    address, body = f"/work/cases/{number}/steps/accept/assignment", {"to": str(colleague.account_id)}
    assert city.clerk.put(address, body).status_code == 403
    assert city.decider.put(address, body).json() == {"name": colleague.name}
    assert city.clerk.get(f"/work/cases/{number}/steps").json()[0]["is_assigned"]
    assert city.decider.put(f"/work/cases/{number}/steps/decide/assignment", body).json()["code"] == "task.done"
    unfit = {"to": str(get_user_model().objects.exclude(pk=colleague.account_id).first().pk)}
    assert city.decider.put(address, unfit).status_code == 422
    assert city.decider.delete(address).status_code == 204
    assert city.decider.delete(address).json()["code"] == "task.not_assigned"
    assert city.decider.post(f"/work/cases/{number}/steps/accept/draw", {"reason": "x"}).status_code == 404
    assert city.clerk.get(f"/work/cases/{number}/draws").json() == []


def test_notes_are_for_colleagues_alone(city):
    number = city.case()
    address = f"/work/cases/{number}/notes"
    assert city.clerk.post(address, {"text": "请看第二页"}).status_code == 200
    assert [each["text"] for each in city.reviewer.get(address).json()] == ["请看第二页"]
    assert city.resident.get(address).status_code == 403
    assert city.clerk.post(address, {"text": "@无名氏 看看"}).json()["code"] == "note.mention"
    assert city.clerk.post("/work/cases/990101261121000017/notes", {"text": "x"}).status_code == 404
    assert city.clerk.get("/work/mentions").json() == []


def test_an_applicant_asks_that_an_officer_keep_away(city, colleague):
    number = city.case("accept")
    officers = city.resident.get(f"/cases/{number}/officers").json()
    address = f"/cases/{number}/withdrawals"
    body = {"account_id": officers[0]["account_id"], "reason": "他是我的邻居，有纠纷"}
    assert city.neighbour.post(address, body).status_code == 404
    assert city.resident.post(address, body).status_code == 200
    assert city.resident.post(address, body).json()["code"] == "withdrawal.not_possible"
    assert [each["state"] for each in city.resident.get(address).json()] == ["open"]


def test_who_keeps_away_is_out(city):
    number = city.case()
    assert city.clerk.post(f"/work/cases/{number}/withdrawal", {"reason": "是我表姐"}).status_code == 200
    assert city.clerk.get(f"/work/cases/{number}").json()["code"] == "case.conflict_of_interest"
    assert city.clerk.post(f"/work/cases/{number}/acceptance").status_code == 403
