"""The work of staff: lists, deeds, reads, and what they may not do."""

from datetime import timedelta

import pytest

from tongban.doors.gateway.tests.conftest import Caller
from tongban.groundwork.foundation import clock
from tongban.oversight.supervision import api as supervision
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory


def chief(city):
    authority = Authority.objects.get(pk=city.authority.id)
    return Caller(city._officer_in(PostFactory(authority=authority, name="负责人", roles=["reviewer", "decider"])))


def test_the_worklist_shows_each_person_her_own_step_with_masked_applicants(city):
    number = city.case()
    row = city.clerk.get("/work/cases").json()["items"][0]
    assert (row["number"], row["step"], row["applicant"], row["light"]) == (number, "accept", "李*兰", "green")
    assert city.reviewer.get("/work/cases").json()["items"] == []


def test_who_proposed_does_not_decide(city):
    number, both = city.case("accept"), chief(city)
    both.post(f"/work/cases/{number}/proposal", {"outcome": "granted", "reasons": "符合条件"})
    refused = both.post(f"/work/cases/{number}/decision", {"agree": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "case.four_eyes")
    assert city.decider.post(f"/work/cases/{number}/decision", {"agree": True}).json()["outcome"] == "granted"


def test_a_case_is_returned_to_the_review_with_reasons(city):
    number = city.case("accept", "propose")
    assert (
        city.decider.post(f"/work/cases/{number}/decision", {"agree": False}).json()["code"] == "case.reasons_missing"
    )
    body = {"agree": False, "reasons": "请补充核查"}
    assert city.decider.post(f"/work/cases/{number}/decision", body).json()["state"] == "accepted"


@pytest.mark.parametrize(
    ("caller", "path", "body", "state"),
    [
        ("clerk", "refusal-of-acceptance", {"reason": "不属于本机关职权", "competent_authority": "城西分局"}, "closed"),
        ("reviewer", "special-procedure", {"ground": "inspection", "working_days": 5}, "accepted"),
        ("decider", "extension", {"reason": "案情复杂"}, "accepted"),
        ("decider", "termination", {"reason": "申请人死亡"}, "closed"),
    ],
)
def test_the_other_deeds(city, caller, path, body, state):
    number = city.case(*([] if caller == "clerk" else ["accept"]))
    done = getattr(city, caller).post(f"/work/cases/{number}/{path}", body)
    assert (done.status_code, done.json()["state"]) == (200, state)
    if path == "special-procedure":
        ended = city.reviewer.post(f"/work/cases/{number}/special-procedure/result", {"result": "现场符合"})
        assert ended.status_code == 200


def test_an_officer_claims_and_gives_back_a_case(city):
    number = city.case()
    assert city.clerk.put(f"/work/cases/{number}/claim").status_code == 200
    assert city.clerk.get("/work/cases").json()["items"][0]["claimed_name"] == "杨安牧"
    assert city.clerk.delete(f"/work/cases/{number}/claim").status_code == 204


def test_clear_details_need_a_purpose_and_the_person_sees_who_read_them(city):
    number = city.case()
    assert city.clerk.post(f"/work/cases/{number}/details", {}).status_code == 422
    masked = city.clerk.get(f"/work/cases/{number}").json()
    assert masked["applicant"] == "李*兰"
    clear = city.clerk.post(f"/work/cases/{number}/details", {"purpose": "核对身份"}).json()
    assert clear["name"] == "李秀兰"
    read = city.resident.get("/me/reads").json()["items"][0]
    assert (read["purpose"], read["reader"]) == (f"核对身份（{number}）", "杨安牧")
    assert city.neighbour.get("/me/reads").json()["items"] != city.resident.get("/me/reads").json()["items"]


def test_a_supervisor_sees_cases_without_persons(city):
    number = city.case("accept")
    gov = PostFactory(authority__key="gov", authority__city=True, name="效能监察岗", roles=["supervisor"])
    supervisor = Caller(city._officer_in(gov))
    watched = supervisor.get(f"/supervision/cases/{number}")
    assert "李" not in watched.content.decode()
    assert [entry["deed"] for entry in watched.json()["course"]] == ["submit", "accept"]
    assert [row["number"] for row in supervisor.get("/supervision/cases").json()["items"]] == [number]
    figures = supervisor.get("/supervision/authorities").json()
    assert [(each["authority_id"], each["running"]) for each in figures] == [(city.authority.id, 1)]
    assert supervisor.get(f"/work/cases/{number}").status_code == 403


def test_a_closed_case_is_rated_once_and_counts_in_public(city):
    number = city.case("accept", "propose", "decide")
    rating = {"grade": 5, "reasons": [], "text": "很快", "anonymous": False}
    assert city.resident.post(f"/cases/{number}/rating", rating).json()["code"] == "rating.no_closed_case"
    city.clerk.post(f"/work/cases/{number}/closing", {"delivery": "window"})
    assert city.neighbour.post(f"/cases/{number}/rating", rating).status_code == 404
    assert city.resident.post(f"/cases/{number}/rating", rating).json()["grade"] == 5
    assert city.resident.post(f"/cases/{number}/rating", rating).json()["code"] == "rating.given_before"
    figures = city.stranger.get("/ratings/figures?region=9901").json()
    assert (figures["total"]["counts"]["5"], figures["total"]["satisfaction"]) == (1, 1.0)
    assert {reason["code"] for reason in city.stranger.get("/ratings/reasons?grade=5").json()}


def test_a_late_case_earns_a_card_that_is_explained_and_settled(city):
    number = city.case("accept")
    gov = PostFactory(authority__key="gov", authority__city=True, name="效能监察岗", roles=["supervisor"])
    supervisor = Caller(city._officer_in(gov))
    with clock.frozen_at(clock.now() + timedelta(days=40)):
        supervision.sweep()
    cards = supervisor.get("/supervision/cards").json()["items"]
    assert {card["case_number"] for card in cards} == {number}
    (card,) = [card for card in cards if card["kind"] == "red"]
    assert card["state"] == "open"
    path = f"/supervision/cards/{card['id']}"
    assert city.clerk.post(f"{path}/explanation", {"explanation": "设备故障"}).json()["state"] == "explained"
    settled = supervisor.post(f"{path}/settlement", {"confirmed": True, "reasons": "情况属实"})
    assert settled.json()["state"] == "confirmed"
    assert supervisor.post(f"{path}/settlement", {"confirmed": True, "reasons": "再次"}).status_code == 409
    assert supervisor.get("/supervision/overview").json()["by_light"]
    assert city.stranger.get("/figures?region=9901").json()["figures"]["received"]["how"]
