"""Construction projects over the interface."""

import shutil
from types import SimpleNamespace

import pytest

from tongban.doors.gateway.tests.conftest import PNG, SEEDS, STATEMENT, Caller, City
from tongban.handling.projects import api as projects
from tongban.handling.projects.tests.cast import FACTS
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.tests.factories import (
    DelegationFactory,
    PartyFactory,
    StaffFactory,
    registered_company,
)
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory

LAND = {
    "contact.name": "周小满",
    "contact.phone": "15410014997",
    "project.land_grant": "allocated",
    "project.land_use": "中小学用地",
    "delivery.method": "electronic",
}
NEW = {"kind": "government-building", "region_code": "990101", "facts": dict(FACTS)}


class Works:
    """A company with its agent, and officers of the city."""

    def __init__(self, city: City) -> None:
        self.city = city
        account = city.resident.account
        self.company = PartyFactory(company=True)
        head = SimpleNamespace(name="李秀兰", identity_number=account.party.number)
        registered_company(head, credit_code=self.company.number, name=self.company.name)
        DelegationFactory(agent=account.party, principal=self.company)

    def post(self, path, body=None, **headers):
        return self.city.resident.post(path, body, On_Behalf_Of=self.company.pk, **headers)

    def put(self, path, body):
        return self.city.resident.put(path, body, On_Behalf_Of=self.company.pk)

    def upload(self, path, content):
        self.city.resident.headers["On-Behalf-Of"] = str(self.company.pk)
        sent = self.city.resident.upload(path, content)
        del self.city.resident.headers["On-Behalf-Of"]
        assert sent.status_code == 200, sent.json()

    def get(self, path):
        return self.city.resident.get(path, On_Behalf_Of=self.company.pk)

    @staticmethod
    def officer(key, *roles):
        post = PostFactory(
            authority=Authority.objects.get(key=key, region_id="9901"), name="、".join(roles), roles=list(roles)
        )
        return Caller(StaffFactory(post=post))


@pytest.fixture
def works(city, tmp_path):
    folder = tmp_path / "stages"
    folder.mkdir()
    for path in (SEEDS / "items").glob("project-stage-*.yaml"):
        shutil.copy(path, folder)
    catalogue.install_items(folder)
    catalogue.forget_kept()
    projects.install_kinds(SEEDS / "project_kinds.yaml")
    yield Works(city)
    projects.forget_kept()


def test_a_project_is_registered_and_its_first_stage_opened_with_a_filled_form(works):
    kinds = works.city.stranger.get("/project-kinds").json()
    assert [kind["code"] for kind in kinds] == ["government-building", "private-industrial", "small-private"]
    made = works.post("/projects", NEW).json()
    assert [stage["standing"] for stage in made["stages"]] == ["ready", "waiting", "waiting", "waiting"]
    assert (made["time"]["used"], made["time"]["limit"], made["light"]) == (0, 120, "green")
    draft = works.post(f"/projects/{made['code']}/stages/land").json()
    assert "answers" in draft, draft
    assert draft["answers"]["project.code"] == made["code"]
    assert [card["code"] for card in works.get("/projects").json()["items"]] == [made["code"]]


def test_registering_again_with_the_same_key_makes_no_second_project(works):
    first = works.post("/projects", NEW, key="p-1").json()
    assert works.post("/projects", NEW, key="p-1").json()["code"] == first["code"]
    assert len(works.get("/projects").json()["items"]) == 1


def test_a_faulty_registration_names_every_field(works):
    refused = works.post("/projects", NEW | {"code": "12", "facts": {}})
    assert (refused.status_code, refused.json()["code"]) == (422, "project.faulty")
    fields = {error["field"] for error in refused.json()["errors"]}
    assert {"code", "project.name", "project.land_area"} <= fields


def test_a_stage_that_waits_is_refused_with_what_it_waits_for(works):
    code = works.post("/projects", NEW).json()["code"]
    refused = works.post(f"/projects/{code}/stages/works")
    assert (refused.status_code, refused.json()["code"]) == (409, "project.stage_closed")


def test_a_value_is_corrected_with_a_reason(works):
    code = works.post("/projects", NEW).json()["code"]
    path = f"/projects/{code}/facts/project.floor_area"
    changed = works.post(path, {"value": "10200", "reason": "方案调整"}).json()
    fact = next(each for each in changed["facts"] if each["element"] == "project.floor_area")
    assert (fact["value"], fact["origin"], fact["earlier"]) == ("10200", "correction", 1)
    assert works.post(path, {"value": "x", "reason": "方案调整"}).status_code == 422


def test_others_learn_nothing_of_a_project(works):
    code = works.post("/projects", NEW).json()["code"]
    assert works.city.neighbour.get(f"/projects/{code}").status_code == 404
    assert works.city.neighbour.get("/projects").json()["items"] == []
    assert works.city.reviewer.get(f"/work/projects/{code}").status_code == 404  # her authority takes no part
    assert works.city.reviewer.get("/work/projects").json()["items"] == []
    assert works.city.stranger.get(f"/projects/{code}").status_code == 401


def test_officers_of_the_authorities_that_take_part_work_with_it(works):
    code = works.post("/projects", NEW).json()["code"]
    reviewer = works.officer("drc", "reviewer")
    assert [card["code"] for card in reviewer.get("/work/projects?state=running").json()["items"]] == [code]
    assert reviewer.get("/work/projects?words=示例小学").json()["items"]
    assert reviewer.get("/work/projects?state=completed").json()["items"] == []
    seen = reviewer.get(f"/work/projects/{code}").json()
    assert "*" in seen["owner"]
    body = {"value": "10200", "reason": "与批复一致"}
    assert reviewer.post(f"/work/projects/{code}/facts/project.floor_area", body).status_code == 200


def test_one_stage_from_the_form_to_the_licence(works):
    """The developer applies once; three authorities answer, each for itself; the leading one decides, and the next stage opens."""
    code = works.post("/projects", NEW).json()["code"]
    draft = works.post(f"/projects/{code}/stages/land").json()
    answers = draft["answers"] | LAND
    for page in draft["pages"]:
        saved = works.put(f"/drafts/{draft['id']}/pages/{page['code']}", {"answers": answers})
        assert saved.json() == {"problems": []}, saved.json()
    for material in draft["materials"]:
        if material["necessity"] == "required":
            works.upload(f"/drafts/{draft['id']}/materials/{material['code']}/files", PNG)
    sent = works.post(f"/drafts/{draft['id']}/submission", {"statement": STATEMENT}).json()
    number = sent["case_number"]

    clerk, reviewer, decider = (works.officer("nat", role) for role in ("clerk", "reviewer", "decider"))
    assert clerk.post(f"/work/cases/{number}/acceptance").status_code == 200
    opinion = {"result": "agreed", "opinion": "同意"}
    for caller, part in ((works.officer("drc", "reviewer"), "project_review"), (reviewer, "site_review")):
        assert caller.post(f"/work/cases/{number}/parts/{part}/opinion", opinion).status_code == 200
    body = {"outcome": "granted", "reasons": "各部门均同意"}
    assert reviewer.post(f"/work/cases/{number}/proposal", body).status_code == 200
    assert decider.post(f"/work/cases/{number}/decision", {"agree": True}).json()["outcome"] == "granted"

    project = works.get(f"/projects/{code}").json()
    assert [stage["standing"] for stage in project["stages"]] == ["granted", "ready", "waiting", "waiting"]
    assert [result["name"] for result in project["stages"][0]["results"]] == ["建设用地规划许可证"]
    assert {share["authority_name"] for share in project["stages"][0]["shares"]} == {
        "宁川市发展和改革委员会",
        "宁川市自然资源和规划局",
    }
    works_draft = works.post(f"/projects/{code}/stages/works").json()
    assert works_draft["answers"]["project.land_permit_number"]
