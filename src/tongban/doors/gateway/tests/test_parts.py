"""The shares of authorities over REST: seen and given by those who take part, and by nobody else."""

import pytest

from tongban.doors.gateway.tests.conftest import Caller
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.parts_cast import accepted_by_all, offices_of, together
from tongban.registers.identity.models import Account

OPINION = {"result": "agreed", "opinion": "经审查，符合要求。", "fields": {"area": "40"}}


@pytest.fixture
def offices(city):
    from tongban.handling.cases.tests.cast import install_city

    install_city()
    return offices_of(together())


@pytest.fixture
def number(offices):
    return accepted_by_all(cast.company(), offices, cast.offer_of(cast.FOOD))


def caller(officer):
    return Caller(Account.objects.get(pk=officer.account_id))


def test_a_case_tells_its_shares_and_what_may_be_done(offices, number):
    shown = caller(offices.health).get(f"/work/cases/{number}").json()

    assert {part["step"]: part["clock"]["light"] for part in shown["parts"]}["health"] == "green"
    assert {"step": "give_opinion", "part": "health"} in shown["part_deeds"]
    assert shown["awaits_parts"]
    (row,) = caller(offices.health).get("/work/cases?step=health").json()["items"]
    assert (row["number"], row["step_name"]) == (number, "卫生审查")


def test_an_opinion_is_given_by_its_authority_alone(offices, number):
    path = f"/work/cases/{number}/parts/health/opinion"

    assert caller(offices.building).post(path, OPINION).status_code == 404
    assert caller(offices.police).post(path, OPINION).json()["code"] == "case.not_your_role"
    assert caller(offices.health).post(path, {**OPINION, "result": "perhaps"}).json()["code"] == "part.result_unknown"
    done = caller(offices.health).post(path, OPINION)
    assert (done.status_code, done.json()["document"]["title"]) == (200, "部门审查意见书")
    assert caller(offices.health).post(path, OPINION).json()["code"] == "case.wrong_state"


def test_an_office_answers_and_may_be_asked(offices, number):
    police = caller(offices.police)
    assert police.post(f"/work/cases/{number}/parts/police/answer", {"answer": "无意见。"}).status_code == 200
    question = {"authority_id": offices.police.authority_id, "question": "再问一次？", "part": "health"}
    health = caller(offices.health)
    assert health.post(f"/work/cases/{number}/consultations", question).status_code == 200
    assert health.post(f"/work/cases/{number}/consultations", question).json()["code"] == "part.office_unfit"
    asked = f"ask-{offices.police.authority_id}"
    answer = police.post(f"/work/cases/{number}/parts/{asked}/answer", {"answer": "没有。"})
    assert answer.json()["document"]["kind"] == "consultation_answer"


def test_a_meeting_and_a_return_are_refused_where_they_are_not_due(offices, number):
    lead = caller(offices.lead.reviewer)
    meeting = {"result": "concluded", "minutes": "……", "participants": ["甲", "乙"]}
    assert lead.post(f"/work/cases/{number}/parts/meeting/meeting", meeting).status_code == 409
    back = {"chosen": ["health"], "reason": "再核。"}
    assert lead.post(f"/work/cases/{number}/return", back).status_code == 409
