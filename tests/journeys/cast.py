"""The people of the demonstration city: over the interface they bring about what a test begins with, in the browser they act."""

import csv
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.journeys.installation import ROOT, Installation
from tongban.config.commands.journey import Person
from tongban.groundwork.foundation import clock

PASSWORD = "tongban-demo-2026"
SECOND_FACTOR = "246810"
REGION = "990101"
ITEM = "居民身份证丢失补领"
STATEMENT = "本人承诺所填信息和提交的材料真实、准确、完整，并对其真实性负责。"
LOSS = {"idcard.loss_cause": "lost", "idcard.need_temporary": False}


def png(width: int = 40, height: int = 50) -> bytes:
    """Return a picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x90\xb0\xd0" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Resident:
    """A person of the population registry."""

    name: str
    identity_number: str
    phone: str


class City:
    """Residents nobody has used yet, officers, and cases at any step."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.client = httpx.Client(base_url=installation.address, timeout=60, trust_env=False)
        self._people = people_with_a_household_register()
        self._signed_in: dict[str, Person] = {}

    def somebody(self) -> Resident:
        """Return a person without an account, who holds a household register."""
        return next(self._people)

    @cached_property
    def item(self) -> str:
        """The code of the item that most tests apply for."""
        found = self.client.get("/api/v1/search", params={"q": ITEM, "region": REGION}).json()["hits"]
        return str(found[0]["card"]["code"])

    def resident(self) -> Person:
        """Return a new account holder."""
        someone = self.somebody()
        self.sign_up(someone)
        return self.sign_in(someone.name, someone.identity_number)

    def walk_in(self) -> Person:
        """Return somebody for whom the clerk of the hall acts; there may be many of them, as nobody has to sign up."""
        someone, hall = self.somebody(), self.officer("hall-clerk")
        facts = {"name": someone.name, "identity_number": someone.identity_number, "phone": someone.phone}
        party = hall.ask("POST", "/walk-ins", facts)["party_id"]
        return Person(someone.name, self.client, token=hall.token, party=party)

    def sign_up(self, someone: Resident) -> None:
        body = {"name": someone.name, "identity_number": someone.identity_number, "phone": someone.phone}
        answer = self.client.post("/api/v1/accounts", json=body | {"password": PASSWORD})
        assert answer.status_code == 201, answer.text

    def sign_in(self, name: str, login: str, second_factor: str = "") -> Person:
        person = Person(name, self.client, login=login)
        body = {"login": login, "password": PASSWORD, "second_factor": second_factor}
        person.token = person.ask("POST", "/tokens", body, status=201)["token"]
        return person

    def officer(self, login: str) -> Person:
        if login not in self._signed_in:
            self._signed_in[login] = self.sign_in(login, login, SECOND_FACTOR)
        return self._signed_in[login]

    @property
    def clerk(self) -> Person:
        return self.officer("chengdong-psb-clerk")

    @property
    def reviewer(self) -> Person:
        return self.officer("chengdong-psb-reviewer")

    @property
    def decider(self) -> Person:
        return self.officer("chengdong-psb-decider")

    def draft(self, person: Person, *, ready: bool = True) -> str:
        """Return the id of a draft; with everything but the signature when it is to be ready."""
        draft = person.ask("POST", "/drafts", {"item_code": self.item})
        path = f"/drafts/{draft['id']}"
        if ready:
            pages = {
                "applicant": draft["answers"],
                "loss": LOSS | {"idcard.lost_on": clock.today().isoformat()},
                "delivery": {"delivery.method": "electronic"},
            }
            for page, answers in pages.items():
                saved = person.ask("PUT", f"{path}/pages/{page}", {"answers": answers})
                assert not saved["problems"], saved
            person.ask("POST", f"{path}/materials/household-register", {"way": "licence"})
            person.ask("POST", f"{path}/materials/id-photo/files", file=("photo.png", png()))
            person.ask("POST", f"{path}/materials/loss-statement", {"way": "commitment"})
        return str(draft["id"])

    def submit(self, person: Person, draft: str | None = None) -> str:
        """Return the number of the case that a draft became."""
        path = f"/drafts/{draft or self.draft(person)}/submission"
        return str(person.ask("POST", path, {"statement": STATEMENT})["case_number"])

    def case(self, person: Person, *deeds: str) -> str:
        """Return the number of a case after some deeds: supplement, accept, propose, decide, close."""
        number = self.submit(person)
        for deed in deeds:
            self.do(number, deed)
        return number

    def do(self, number: str, deed: str) -> Any:
        officer, path, body = {
            "supplement": (
                self.clerk,
                "supplement-request",
                {"items": [{"code": "id-photo", "reason": "照片背景不是白色。"}]},
            ),
            "refuse": (self.clerk, "refusal-of-acceptance", {"reason": "申请事项不属于本机关职权范围。"}),
            "accept": (self.clerk, "acceptance", None),
            "propose": (self.reviewer, "proposal", {"outcome": "granted", "reasons": "材料齐全，符合法定条件。"}),
            "decide": (self.decider, "decision", {"agree": True}),
            "close": (self.clerk, "closing", {"delivery": "electronic"}),
        }[deed]
        return officer.ask("POST", f"/work/cases/{number}/{path}", body)


def people_with_a_household_register() -> Iterator[Resident]:
    """Yield grown people of the district who are neither staff, nor of the demonstration's accounts, nor speak for a company."""
    registry = ROOT / "seeds" / "registry"
    known = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "seeds" / "staff.yaml", ROOT / "seeds" / "residents.yaml", registry / "companies.csv")
    )
    with (registry / "licences.csv").open(encoding="utf-8", newline="") as file:
        holders = {row["holder"] for row in csv.DictReader(file) if row["type_key"] == "household-register"}
    with (registry / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_grown = int(row["born_on"][:4]) <= clock.today().year - 19
            is_near = row["region_code"].startswith(REGION) and row["identity_number"] in holders
            if is_grown and is_near and row["phone"] and row["identity_number"] not in known:
                yield Resident(row["name"], row["identity_number"], row["phone"])


class Visitor:
    """Somebody at a browser of her own."""

    def __init__(self, browser: Browser, address: str, *, language: str = "zh-hans", **options: Any) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(base_url=address, locale="zh-CN", **options)
        self.context.set_default_timeout(45_000)
        self.context.add_cookies([{"name": "language", "value": language, "url": address}])
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def sign_in(self, login: str, *, following: str = "/my/") -> Page:
        """Sign in with the password that all accounts of the demonstration have, and the second factor when asked."""
        page = self.open(f"/account/login/?next={following}")
        self.fill_in_sign_in(login)
        if "two-factor" in page.url:
            page.fill("#code", SECOND_FACTOR)
            page.click("main form button.govuk-button:not(.govuk-button--secondary)")
        page.wait_for_url(f"**{following}")
        return page

    def fill_in_sign_in(self, login: str) -> None:
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main form button.govuk-button:not(.govuk-button--secondary)")
        self.page.wait_for_load_state()

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def press(self, name: str) -> None:
        """Press the button or the link of this name in the page's main part."""
        main = self.page.locator("main")
        main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        ).first.click()

    def seen(self) -> str:
        """Return what is on the page, for the report of a failed test."""
        try:
            return self.page.inner_text("main")[:700]
        except Error as gone:
            return str(gone)

    def close(self) -> None:
        self.context.close()


class Seats:
    """Browsers of their own for the people of one test."""

    def __init__(self, browser: Browser, installation: Installation) -> None:
        self.browser, self.installation = browser, installation
        self.taken: list[Visitor] = []

    def __call__(self, login: str = "", *, following: str = "/my/", **options: Any) -> Visitor:
        """Seat somebody, signed in when a login is given."""
        someone = Visitor(self.browser, self.installation.address, **options)
        self.taken.append(someone)
        if login:
            someone.sign_in(login, following=following)
        return someone
