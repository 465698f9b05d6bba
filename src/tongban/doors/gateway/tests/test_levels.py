"""Who acts for whom, and cases that go to another authority."""

from tongban.registers.organisations import api as organisations


def test_entrustments_are_told_to_everybody_page_by_page(city):
    first = city.stranger.get("/entrustments?limit=2").json()
    assert len(first["items"]) == 2
    told = first["items"][0]
    assert told["steps"] == ["accept", "propose", "decide", "deliver"]
    assert "第四十八条" in told["basis"]
    rest = city.stranger.get(f"/entrustments?limit=2&after={first['next']}").json()
    assert rest["next"] is None
    assert {each["id"] for each in rest["items"]}.isdisjoint(each["id"] for each in first["items"])
    assert len(city.stranger.get("/entrustments?region=990103").json()["items"]) == 1
    assert city.stranger.get("/entrustments?after=YWJj").json()["code"] == "cursor.unknown"


def test_a_clerk_gives_a_case_to_whom_is_competent_and_its_time_is_told(city):
    number = city.case()
    competent = city.clerk.get(f"/work/cases/{number}/competent").json()
    elsewhere = organisations.authority_for("psb", "990102")
    assert elsewhere.id in [each["id"] for each in competent]
    assert city.clerk.get(f"/work/cases/{number}/times").json() == []
    body = {"to": elsewhere.id, "reason": "户籍在城西区。"}
    assert city.reviewer.post(f"/work/cases/{number}/transfer", body).status_code == 403
    done = city.clerk.post(f"/work/cases/{number}/transfer", body)
    assert done.status_code == 200, done.json()
    assert done.json()["document"]["kind"] == "transfer_notice"
    assert city.clerk.get(f"/work/cases/{number}/times").status_code == 404  # it is no longer hers


def test_what_cannot_be_given_away_is_refused_plainly(city):
    number = city.case("accept")
    body = {"to": organisations.authority_for("psb", "990102").id, "reason": "户籍在城西区。"}
    assert city.decider.post(f"/work/cases/{number}/transfer", body).json()["code"] == "case.transfer_impossible"
    assert city.clerk.post(f"/work/cases/{number}/transfer", body).status_code == 403
    assert city.decider.post(f"/work/cases/{number}/transfer", {"to": 1, "reason": ""}).status_code == 422
    assert city.clerk.get("/work/cases/990101261121000017/competent").status_code == 404
