"""A corner of the demonstration city: the police of one district, three of its staff, two residents, one item."""

import json
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.test import Client

from tongban.doors.gateway.entrance import scopes_of
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow import queries as workflow_queries
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue import queries as catalogue_queries
from tongban.offer.deadlines import api as deadlines
from tongban.offer.forms import api as forms
from tongban.offer.guidance import current as search_index
from tongban.proofs.licences import api as licences
from tongban.proofs.licences import queries as licence_queries
from tongban.registers.identity import api as identity
from tongban.registers.identity.models import Account
from tongban.registers.identity.tests.factories import (
    AccountFactory,
    PartyFactory,
    StaffFactory,
    identity_number,
    registered_person,
)
from tongban.registers.organisations import api as organisations

SEEDS = Path(__file__).parents[5] / "seeds"
ITEM = "id-card-reissue"
STATEMENT = "本人承诺所填信息和提交的材料真实、准确、完整。"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fea7d6059b"
    "0000000049454e44ae426082"
)


class Caller:
    """A client of the interface, with or without a token."""

    def __init__(self, account: Account | None = None) -> None:
        self.account = account
        self.client = Client()
        self.headers = {}
        if account:
            token = identity.issue_token(account=account, name="test", scopes=scopes_of(account), days=1)
            self.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method, path, body=None, *, key="", **headers):
        extra = self.headers | {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if key:
            extra["Idempotency-Key"] = key
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", **content, headers=extra)

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)

    def put(self, path, body=None, **headers):
        return self.ask("PUT", path, body, **headers)

    def delete(self, path, **headers):
        return self.ask("DELETE", path, **headers)

    def upload(self, path, content, name="photo.png", key=""):
        from django.core.files.uploadedfile import SimpleUploadedFile

        extra = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"/api/v1{path}", {"file": SimpleUploadedFile(name, content)}, headers=extra)


class City:
    """Who is there, and the item they deal with."""

    def __init__(self, folder: Path) -> None:
        organisations.install_organisations(SEEDS / "organisations.yaml")
        deadlines.install_calendar(SEEDS / "calendar" / "2026.yaml")
        deadlines.install_limit_rules(SEEDS / "limit_rules.yaml")
        forms.install_elements(sorted((SEEDS / "elements").glob("*.yaml")))
        licences.install_types(SEEDS / "licence_types")
        workflow.install_plans(SEEDS / "plans.yaml")
        shutil.copy(SEEDS / "items" / f"{ITEM}.yaml", folder)
        catalogue.install_powers(SEEDS / "powers.yaml")
        catalogue.install_items(folder)
        basic = yaml.safe_load((folder / f"{ITEM}.yaml").read_text())["basic_code"]
        self.offer = next(offer for offer in catalogue.offers_of_basic(basic) if offer.region_code == "990101")
        self.authority = organisations.authority(self.offer.authority_id)
        self.resident = Caller(self._resident("李秀兰", 2))
        self.neighbour = Caller(self._resident("王强", 3))
        self.clerk = Caller(self._officer("受理岗", "clerk"))
        self.reviewer = Caller(self._officer("审核岗", "reviewer"))
        self.decider = Caller(self._officer("决定岗", "decider"))
        self.stranger = Caller()

    @staticmethod
    def _resident(name: str, serial: int) -> Account:
        number = identity_number(serial)
        registered_person(name=name, identity_number=number)
        return AccountFactory(party=PartyFactory(name=name, number=number))

    def _officer(self, name: str, *roles: str) -> Account:
        from tongban.registers.organisations.models import Authority
        from tongban.registers.organisations.tests.factories import PostFactory

        authority = Authority.objects.get(pk=self.authority.id)
        return self._officer_in(PostFactory(authority=authority, name=name, roles=list(roles)))

    @staticmethod
    def _officer_in(post: object) -> Account:
        return StaffFactory(post=post)

    def open_draft(self, caller: Caller | None = None) -> str:
        """Return the id of a draft."""
        return (caller or self.resident).post("/drafts", {"item_code": self.offer.code}).json()["id"]

    def ready_draft(self, *, promised: bool = True) -> str:
        """Return the id of a draft that lacks nothing but the signature; one paper is `promised`, or given."""
        draft = self.open_draft()
        answers = self.resident.get(f"/drafts/{draft}").json()["answers"]
        for page, own in ANSWERS.items():
            saved = self.resident.put(f"/drafts/{draft}/pages/{page}", {"answers": answers | own})
            assert saved.json() == {"problems": []}, saved.json()
        path = f"/drafts/{draft}/materials"
        for code in ("household-register", "id-photo", "loss-statement"):
            assert self.resident.upload(f"{path}/{code}/files", PNG).status_code == 200
        if promised:
            self.resident.post(f"{path}/loss-statement", {"way": "commitment"})
        assert self.resident.get(f"/drafts/{draft}").json()["is_ready"]
        return draft

    def case(self, *deeds: str) -> str:
        """Return the number of a case after some deeds: accept, propose, decide, close."""
        sent = self.resident.post(f"/drafts/{self.ready_draft()}/submission", {"statement": STATEMENT})
        number = sent.json()["case_number"]
        for deed in deeds:
            caller, path, body = self.deed(deed)
            done = caller.post(f"/work/cases/{number}/{path}", body)
            assert done.status_code == 200, done.json()
        return number

    def deed(self, name: str):
        return {
            "accept": (self.clerk, "acceptance", None),
            "propose": (self.reviewer, "proposal", {"outcome": "granted", "reasons": "符合法定条件"}),
            "decide": (self.decider, "decision", {"agree": True}),
            "close": (self.clerk, "closing", {"delivery": "window"}),
        }[name]


ANSWERS = {
    "applicant": {},
    "loss": {"idcard.lost_on": "2026-01-05", "idcard.loss_cause": "lost", "idcard.need_temporary": "false"},
    "delivery": {"delivery.method": "window"},
}


KEEPERS = [organisations, deadlines, forms, catalogue_queries, licence_queries, workflow_queries]


def forget_kept() -> None:
    """Rooms keep for a process what hardly changes; in tests every city is another one."""
    for keeper in KEEPERS:
        keeper.forget_kept()
    search_index.forget()


@pytest.fixture
def city(db, settings, tmp_path):
    settings.TONGBAN_FILES = tmp_path / "files"
    folder = tmp_path / "items"
    folder.mkdir()
    forget_kept()
    yield City(folder)
    forget_kept()


@pytest.fixture
def anyone(db):
    return Caller()


@pytest.fixture
def key():
    return str(uuid4())
