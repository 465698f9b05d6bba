"""Drafts, materials, submission: what is asked, what is refused, what survives."""

import pytest

from tongban.doors.gateway.tests.conftest import PNG, STATEMENT


def test_a_draft_is_prefilled_and_opened_once(city):
    draft = city.resident.post("/drafts", {"item_code": city.offer.code}).json()
    assert draft["prefilled"]["person.name"] == "population.name"
    assert draft["answers"]["person.name"] == "李秀兰"
    assert not draft["is_ready"]
    assert city.open_draft() == draft["id"]
    assert [card["id"] for card in city.resident.get("/drafts").json()] == [draft["id"]]


def test_a_page_is_saved_also_when_it_is_wrong_and_each_fault_is_told(city):
    path = f"/drafts/{city.open_draft()}"
    saved = city.resident.put(f"{path}/pages/loss", {"answers": {"idcard.lost_on": "2026-02-30"}}).json()
    assert {problem["element"] for problem in saved["problems"]} >= {"idcard.lost_on", "idcard.loss_cause"}
    draft = city.resident.get(path).json()
    assert draft["answers"]["idcard.lost_on"] == "2026-02-30"
    assert {page["code"]: page["status"] for page in draft["pages"]}["loss"] == "faulty"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00" + bytes(100), "photo.png", "file.program"),
        (b"<html><script>1</script></html>", "photo.png", "file.web_page"),
        (b"", "photo.png", "file.empty"),
        (PNG + bytes(6_000_000), "photo.png", "file.too_large"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(city, content, name, code):
    answer = city.resident.upload(f"/drafts/{city.open_draft()}/materials/id-photo/files", content, name)
    assert (answer.status_code // 100, answer.json()["code"]) == (4, code)


def test_a_material_is_taken_back(city):
    path = f"/drafts/{city.open_draft()}/materials"
    draft = city.resident.upload(f"{path}/id-photo/files", PNG).json()
    given = next(material for material in draft["materials"] if material["code"] == "id-photo")["given"][0]
    assert given["trust_level"] == "C"
    assert city.resident.delete(f"{path}/given/{given['id']}").status_code == 204
    assert city.resident.delete(f"{path}/given/{given['id']}").status_code == 404


def test_a_way_that_the_guide_does_not_name_is_refused(city):
    path = f"/drafts/{city.open_draft()}/materials"
    assert city.resident.post(f"{path}/id-photo", {"way": "commitment"}).json()["code"] == "material.refused"
    assert city.resident.post(f"{path}/household-register", {"way": "licence"}).json()["code"] == "material.refused"


def test_a_draft_that_lacks_something_is_not_submitted(city):
    refused = city.resident.post(f"/drafts/{city.open_draft()}/submission", {"statement": STATEMENT})
    assert refused.status_code == 422
    assert refused.json()["detail"]


def test_a_draft_is_thrown_away_a_submitted_one_is_not(city):
    draft = city.open_draft()
    assert city.resident.delete(f"/drafts/{draft}").status_code == 204
    assert city.resident.get(f"/drafts/{draft}").status_code == 404
    sent = city.ready_draft()
    city.resident.post(f"/drafts/{sent}/submission", {"statement": STATEMENT})
    assert city.resident.delete(f"/drafts/{sent}").status_code == 409


def test_a_supplement_goes_through_the_draft(city):
    number = city.case()
    wanted = {"items": [{"code": "id-photo", "reason": "背景不是白色"}]}
    assert city.clerk.post(f"/work/cases/{number}/supplement-request", wanted).json()["state"] == "supplement_asked"
    case = city.resident.get(f"/cases/{number}").json()
    assert case["open_steps"].count("supply_supplement") == 1
    assert city.resident.post(f"/cases/{number}/supplement").status_code == 422
    city.resident.upload(f"/drafts/{case['draft_id']}/materials/id-photo/files", PNG)
    assert city.resident.post(f"/cases/{number}/supplement").json()["state"] == "submitted"
    assert city.clerk.post(f"/work/cases/{number}/supplement-request", wanted).status_code == 409


def test_a_case_is_withdrawn_once(city):
    number = city.case("accept")
    assert city.resident.post(f"/cases/{number}/withdrawal", {"reason": "找到了"}).json()["outcome"] == "withdrawn"
    assert city.resident.post(f"/cases/{number}/withdrawal", {}).json()["code"] == "case.wrong_state"


def test_a_promised_paper_is_supplied(city):
    number = city.case("accept")
    done = city.resident.upload(f"/cases/{number}/commitments/loss-statement/files", PNG)
    assert done.status_code == 200
    assert city.resident.upload(f"/cases/{number}/commitments/loss-statement/files", PNG).status_code == 409


def test_cases_are_listed_by_key_the_latest_first(city):
    first = city.case("accept", "propose", "decide", "close")
    second = city.case()
    page = city.resident.get("/cases?limit=1").json()
    assert [card["number"] for card in page["items"]] == [second]
    page = city.resident.get(f"/cases?limit=1&after={page['next']}").json()
    assert ([card["number"] for card in page["items"]], page["next"]) == ([first], None)
    assert city.resident.get("/cases?after=!!!").json()["code"] == "cursor.unknown"
    assert city.neighbour.get("/cases").json()["items"] == []
