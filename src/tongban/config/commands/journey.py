"""Walk the whole main job over HTTP against a running demonstration, as different people, and print each step's proof."""

import argparse
import base64
import csv
import random
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tongban.config.commands.refusal import Refusal
from tongban.groundwork.foundation import clock

REGISTRY = Path(__file__).resolve().parents[4] / "seeds" / "registry"
PASSWORD = "tongban-demo-2026"  # noqa: S105 - the demonstration's, known to everybody
SECOND_FACTOR = "246810"
REGION = "990101"
STATEMENT = "本人承诺所填信息和提交的材料真实、准确、完整，并对其真实性负责。"
SECONDS_FOR_THE_WORKER = 60
PHOTO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av6n1gWbAAAAAElFTkSuQmCC")
Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="the server (default: %(default)s)")
    parser.add_argument(
        "--person",
        default="",
        help="identity number of the resident, of seeds/registry (default: another one each time)",
    )


def run(arguments: argparse.Namespace) -> int:
    with httpx.Client(base_url=arguments.base_url, timeout=30, trust_env=False) as client:
        try:
            Journey(client, arguments.person).walk()
        except httpx.TransportError as failure:
            raise Refusal(
                f"The server at {arguments.base_url} does not answer ({failure}). Start it with `make demo`."
            ) from failure
    return 0


@dataclass
class Person:
    """Someone who acts, with the token she signed in for."""

    name: str
    client: httpx.Client
    token: str = ""
    login: str = ""
    party: str = ""  # whom a clerk acts for

    def ask(self, method: str, path: str, body: Answer | None = None, *, status: int = 200, **options: Any) -> Any:
        """Call the interface and return the answer; refuse when its status is another than the one expected."""
        response = self._send(method, path, body, **options)
        if response.status_code != status:
            raise Refusal(f"{self.name}: {method} {path} should have answered {status}, but: {_told(response)}")
        is_json = "json" in response.headers.get("Content-Type", "")
        return response.json() if is_json else response.content

    def refused(self, method: str, path: str, body: Answer | None = None, *, code: str, **options: Any) -> str:
        """Call the interface, which must refuse with this code; return its sentence."""
        response = self._send(method, path, body, **options)
        answer = response.json() if "json" in response.headers.get("Content-Type", "") else {}
        if response.is_success or answer.get("code") != code:
            raise Refusal(f"{self.name}: {method} {path} should have been refused as {code}, but: {_told(response)}")
        return f"{response.status_code} {code}: {answer['detail']}"

    def _send(
        self, method: str, path: str, body: Answer | None, *, key: str = "", file: tuple[str, bytes] | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "On-Behalf-Of": self.party}
        return self.client.request(
            method,
            f"/api/v1{path}",
            json=body,
            files={"file": file} if file else None,
            headers={name: value for name, value in headers.items() if value not in ("", "Bearer ")},
        )


class Journey:
    """The main job, step by step."""

    def __init__(self, client: httpx.Client, person: str) -> None:
        self.client = client
        self.wanted = person
        self.count = 0
        self.number = self.draft = ""

    def walk(self) -> None:
        """Take every step; stop at the first that fails."""
        anyone = Person("anyone", self.client)
        resident = self.resident(anyone)
        clerk, chief, decider, supervisor, hall = map(
            self.officer,
            ("chengdong-psb-clerk", "chengdong-psb-chief", "chengdong-psb-decider", "supervisor", "hall-clerk"),
        )
        item = self.find_the_item(anyone)
        self.apply(resident, item)
        self.submit(resident)
        self.accept(clerk, resident)
        self.decide(chief, decider)
        self.check_the_licence(resident, anyone)
        self.close_and_rate(clerk, resident)
        self.supervise(supervisor)
        self.read_and_show(clerk, resident)
        self.prove(resident, anyone)
        self.serve_a_walk_in(hall, clerk, item)
        print(f"\nThe whole main job works: {self.count} steps, case {self.number}.")

    # --- people ---

    def resident(self, anyone: Person) -> Person:
        """Sign a person of the population registry up, and in."""
        wrong = {**next(_people(self.wanted)), "identity_number": "990101195203083401", "password": PASSWORD}
        self.step(
            "A wrong identity number is refused", anyone.refused("POST", "/accounts", wrong, code="account.faulty")
        )
        for someone in _people(self.wanted):
            account = {**someone, "password": PASSWORD}
            response = self.client.post("/api/v1/accounts", json=account)
            number = account["identity_number"]
            taken = any(error["code"] == "identity_number.taken" for error in response.json().get("errors", []))
            if response.status_code == httpx.codes.CREATED:
                self.step(f"{account['name']} signs up", "name and number agree with the population registry")
                return self.signed_in(account["name"], number)
            if taken and self.wanted:
                self.step(f"{account['name']} has an account already", "the number is known, no second account is made")
                return self.signed_in(account["name"], number)
            if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                break
            if not taken:
                raise Refusal(f"{account['name']} cannot sign up: {_told(response)}")
        self.step("Nobody new can sign up now", "the demonstration resident 李秀兰 goes instead")
        return self.signed_in("李秀兰", "lixiulan")

    def signed_in(self, name: str, login: str, second_factor: str = "") -> Person:
        someone = Person(name, self.client, login=login)
        scopes = self.sign_in(someone, second_factor)
        self.step(f"{name} signs in", f"a token for {', '.join(scopes)}")
        return someone

    def sign_in(self, someone: Person, second_factor: str = "") -> list[str]:
        body = {"login": someone.login, "password": PASSWORD, "second_factor": second_factor}
        token = someone.ask("POST", "/tokens", body, status=201)
        someone.token = token["token"]
        return list(token["scopes"])

    def officer(self, login: str) -> Person:
        body = {"login": login, "password": PASSWORD}
        Person(login, self.client).refused("POST", "/tokens", body, code="sign_in.second_factor")
        return self.signed_in(login, login, SECOND_FACTOR)

    # --- the resident ---

    def find_the_item(self, anyone: Person) -> str:
        found = anyone.ask("GET", f"/search?q=补办身份证&region={REGION}")["hits"]
        if not found:
            raise Refusal("The search for 补办身份证 found nothing.")
        code = str(found[0]["card"]["code"])
        self.step("Search 补办身份证", f"{found[0]['card']['name']} ({found[0]['why']['sentence']})")
        guide = anyone.ask("GET", f"/items/{code}")["guide"]
        basis, limit = guide["legal_basis"][0], guide["committed_limit"]
        self.step(
            "Read the guide",
            f"{basis['law']}{basis['article']}; {limit['amount']} {limit['unit']}s; {len(guide['materials'])} materials",
        )
        return code

    def apply(self, resident: Person, item: str) -> None:
        draft = resident.ask("POST", "/drafts", {"item_code": item})
        self.draft = draft["id"]
        sources = sorted(set(draft["prefilled"].values()))
        self.step("Open a draft", f"{len(draft['prefilled'])} answers prefilled from {', '.join(sources)}")
        self.answer(resident, draft)
        path = f"/drafts/{self.draft}/materials"
        given = resident.ask("POST", f"{path}/household-register", {"way": "licence"})
        held = next(each["held_licence"] for each in given["materials"] if each["code"] == "household-register")
        self.step("Household register by licence", f"{held['type_name']} {held['number']}, nothing to upload")
        disguised = ("photo.png", b"MZ\x90\x00" + bytes(200))
        self.step(
            "A program called photo.png is refused",
            resident.refused("POST", f"{path}/id-photo/files", code="file.program", file=disguised),
        )
        resident.ask("POST", f"{path}/id-photo/files", file=("photo.png", PHOTO))
        self.step("Photo by upload", f"{len(PHOTO)} bytes, checked to be a PNG")
        draft = resident.ask("POST", f"{path}/loss-statement", {"way": "commitment"})
        self.step("Statement of loss by commitment (告知承诺)", "the paper follows")
        resident.ask("DELETE", "/tokens/current", status=204)
        resident.refused("GET", f"/drafts/{self.draft}", code="token.missing")
        self.sign_in(resident)
        again = resident.ask("GET", f"/drafts/{self.draft}")
        if not again["is_ready"] or again["answers"] != draft["answers"]:
            raise Refusal("The draft that was left is not the one that is found again, or it is not complete.")
        self.step("Sign out and in again: the draft is there", "every page done, every material met")

    def answer(self, person: Person, draft: Answer) -> None:
        """Answer each page; the first time with a day that is still to come."""
        loss = {
            "idcard.lost_on": clock.today().isoformat(),
            "idcard.loss_cause": "lost",
            "idcard.need_temporary": False,
        }
        path = f"/drafts/{draft['id']}/pages"
        late = person.ask("PUT", f"{path}/loss", {"answers": loss | {"idcard.lost_on": "2999-01-01"}})["problems"]
        if not late:
            raise Refusal("A loss in the year 2999 was taken for granted.")
        own = {"applicant": draft["answers"], "loss": loss, "delivery": {"delivery.method": "electronic"}}
        for page, answers in own.items():
            problems = person.ask("PUT", f"{path}/{page}", {"answers": answers})["problems"]
            if problems:
                raise Refusal(f"The page {page} was not taken: {problems}")
        if person.party == "":
            self.step("Answer the pages", f"an impossible day was told at once: {late[0]['sentence']}")

    def submit(self, resident: Person) -> None:
        key = str(uuid.uuid4())
        send = partial(resident.ask, "POST", f"/drafts/{self.draft}/submission", {"statement": STATEMENT})
        receipt = send(key=key)
        self.number = receipt["case_number"]
        self.step(
            "Sign and submit", f"receipt: case {receipt['grouped_number']}, answer due by {receipt['acceptance_due']}"
        )
        if send(key=key) != receipt or send()["case_number"] != self.number:
            raise Refusal("Submitting again made another case.")
        self.step("Submit twice more", f"still the one case {self.number}")
        forged = self.number[:-1] + str((int(self.number[-1]) + 1) % 10)
        self.step("A forged case number", resident.refused("GET", f"/cases/{forged}", code="case.not_found"))

    # --- the office ---

    def accept(self, clerk: Person, resident: Person) -> None:
        place = self.place_in_worklist(clerk)
        self.step("The clerk finds it in the worklist", place)
        work = f"/work/cases/{self.number}"
        wanted = {"items": [{"code": "id-photo", "reason": "照片背景不是白色，请重新拍摄。"}]}
        notice = clerk.ask("POST", f"{work}/supplement-request", wanted)["document"]
        self.step("The clerk asks once for what is missing", f"{notice['title']} {notice['number']}")
        resident.ask("POST", f"/drafts/{self.draft}/materials/id-photo/files", file=("new.png", PHOTO))
        resident.ask("POST", f"/cases/{self.number}/supplement")
        self.step("The resident supplements", "a new photo is handed in")
        self.step(
            "Asking a second time",
            clerk.refused("POST", f"{work}/supplement-request", wanted, code="case.supplement_asked_before"),
        )
        key = str(uuid.uuid4())
        done = clerk.ask("POST", f"{work}/acceptance", key=key)
        if clerk.ask("POST", f"{work}/acceptance", key=key) != done:
            raise Refusal("The same Idempotency-Key was answered otherwise the second time.")
        notice = done["document"]
        self.step("The clerk accepts", f"{notice['title']} {notice['number']}")
        content = self.patiently(
            lambda: clerk.client.get(
                f"/api/v1{work}/documents/{notice['id']}", headers={"Authorization": f"Bearer {clerk.token}"}
            ),
            "the PDF of the notice",
        )
        _require_pdf(content)
        self.step("The notice is an official PDF", f"{len(content):,} bytes, sealed")

    def place_in_worklist(self, clerk: Person) -> str:
        after, rows = "", 0
        days = []
        while True:
            page = clerk.ask("GET", f"/work/cases?step=accept&limit=100&after={after}")
            for row in page["items"]:
                rows += 1
                days.append(row["due"])
                if row["number"] == self.number:
                    if days != sorted(days):
                        raise Refusal("The worklist does not show the nearest legal date first.")
                    return f"place {rows}, due {row['due']}, {row['light']}, applicant {row['applicant']}"
            after = page["next"]
            if not after:
                raise Refusal(f"The clerk's worklist does not hold case {self.number}.")

    def decide(self, chief: Person, decider: Person) -> None:
        work = f"/work/cases/{self.number}"
        chief.ask("POST", f"{work}/proposal", {"outcome": "granted", "reasons": "材料齐全，符合法定条件。"})
        self.step("The reviewer proposes to grant", "with reasons")
        alone = chief.refused("POST", f"{work}/decision", {"agree": True}, code="case.four_eyes")
        self.step("The same person may not decide (four eyes)", alone)
        decision = decider.ask("POST", f"{work}/decision", {"agree": True})
        self.step(
            "Another person decides",
            f"{decision['outcome']}, {decision['document']['title']} {decision['document']['number']}",
        )

    def check_the_licence(self, resident: Person, anyone: Person) -> None:
        case = resident.ask("GET", f"/cases/{self.number}")
        licence = resident.ask("GET", f"/licences/{case['licence_id']}")["summary"]
        self.step("The e-licence is issued", f"{licence['type_name']} {licence['grouped_number']}")
        content = self.patiently(
            lambda: resident.client.get(
                f"/api/v1/licences/{licence['id']}/pdf", headers={"Authorization": f"Bearer {resident.token}"}
            ),
            "the PDF of the licence",
        )
        _require_pdf(content)
        self.step("The resident downloads it", f"{len(content):,} bytes of PDF")
        number = str(licence["number"])
        finding = anyone.ask("GET", f"/verification?number={number}")
        if finding["finding"] != "valid":
            raise Refusal(f"The licence {number} was just issued, but the public check says: {finding['sentence']}")
        self.step("Anybody verifies it by number", f"{finding['sentence']} ({finding['licence']['masked_holder']})")
        tampered = number[:-1] + str((int(number[-1]) + 1) % 10)
        finding = anyone.ask("GET", f"/verification?number={tampered}")
        if finding["finding"] == "valid":
            raise Refusal(f"The tampered number {tampered} was taken for genuine.")
        self.step("A tampered number is found out", f"{finding['finding']}: {finding['sentence']}")

    def close_and_rate(self, clerk: Person, resident: Person) -> None:
        clerk.ask("POST", f"/work/cases/{self.number}/closing", {"delivery": "electronic"})
        self.step("The clerk closes the case", "delivered electronically")
        course = resident.ask("GET", f"/cases/{self.number}")["course"]
        told = "; ".join(f"{entry['at'][11:16]} {entry['deed']} {entry['actor_name']}" for entry in course)
        self.step("The resident sees each step with actor and time", told)
        messages = resident.ask("GET", "/messages")["items"]
        about = [each["title"] for each in messages if each["subject"] == f"case:{self.number}"]
        if not about:
            raise Refusal("The resident was told nothing.")
        self.step("She was told of it", f"{len(about)} messages, the last: {about[0]}")
        rating = {"grade": 5, "reasons": [], "text": "一趟都没有跑。", "anonymous": False}
        resident.ask("POST", f"/cases/{self.number}/rating", rating)
        self.step("She rates the service", "非常满意 5")
        self.step(
            "A second rating",
            resident.refused("POST", f"/cases/{self.number}/rating", rating, code="rating.given_before"),
        )

    # --- oversight and proof ---

    def supervise(self, supervisor: Person) -> None:
        figures = supervisor.ask("GET", "/supervision/authorities")
        granted = sum(each["granted"] for each in figures)
        overview = supervisor.ask("GET", "/supervision/overview")
        self.step(
            "The supervisor sees figures",
            f"{len(figures)} authorities, {granted} granted; last swept {overview['as_of']}",
        )
        case = supervisor.ask("GET", f"/supervision/cases/{self.number}")
        self.step(
            "The supervisor sees the case move, without persons", " → ".join(entry["deed"] for entry in case["course"])
        )
        rated = supervisor.ask("GET", f"/ratings/figures?region={REGION}")["total"]
        if not rated["total"]:
            raise Refusal("The rating is not in the public figures.")
        self.step("The rating counts in public", f"{rated['total']} ratings, {rated['satisfaction']:.0%} satisfied")

    def read_and_show(self, clerk: Person, resident: Person) -> None:
        purpose = f"核对办件 {self.number} 的申请人身份"
        clerk.ask("POST", f"/work/cases/{self.number}/details", {"purpose": purpose})
        reads = resident.ask("GET", "/me/reads")["items"]
        seen = next((read for read in reads if read["purpose"].startswith(purpose)), None)
        if seen is None:
            raise Refusal("The clerk read personal data, but the resident is not shown it.")
        self.step("The resident sees who read her data, and why", f"{seen['reader']} {seen['post']}: {seen['purpose']}")

    def prove(self, resident: Person, anyone: Person) -> None:
        entries = resident.ask("GET", f"/cases/{self.number}/ledger")
        digest = entries[-1]["digest"]
        receipt = self.patiently(
            lambda: anyone.client.get(f"/api/v1/ledger/receipts/{digest}"), "the sealing of the ledger", json=True
        )
        _require_proof(receipt, digest)
        self.step(
            "The last deed is in the ledger",
            f"entry {receipt['position']} of {receipt['size']}: path and signature checked here against {receipt['root'][:16]}…",
        )

    def serve_a_walk_in(self, hall: Person, clerk: Person, item: str) -> None:
        someone = next(_people(""))
        hall.party = hall.ask("POST", "/walk-ins", someone)["party_id"]
        draft = hall.ask("POST", "/drafts", {"item_code": item})
        self.answer(hall, draft)
        for material in draft["materials"]:
            hall.ask("POST", f"/drafts/{draft['id']}/materials/{material['code']}", {"way": "window"})
        receipt = hall.ask("POST", f"/drafts/{draft['id']}/submission", {"statement": STATEMENT})
        self.step("A window clerk applies for a walk-in", f"{someone['name']}: case {receipt['grouped_number']}")
        refusal = {"reason": "申请人当场表示旧证已经找到。"}
        done = clerk.ask("POST", f"/work/cases/{receipt['case_number']}/refusal-of-acceptance", refusal)
        self.step(
            "The office refuses to accept, with a reason", f"{done['document']['title']} {done['document']['number']}"
        )

    # --- printing, waiting ---

    def step(self, what: str, proof: str) -> None:
        self.count += 1
        print(f"{self.count:3}  {what}\n     ✓ {proof}", flush=True)

    def patiently(self, ask: Callable[[], httpx.Response], what: str, *, json: bool = False) -> Any:
        """Ask until the worker has made something, for a minute at most."""
        deadline = time.monotonic() + SECONDS_FOR_THE_WORKER
        while not (response := ask()).is_success:
            if time.monotonic() > deadline:
                raise Refusal(
                    f"Waited {SECONDS_FOR_THE_WORKER} s for {what}: {_told(response)} Does `tongban work` run?"
                )
            time.sleep(0.25)
        return response.json() if json else response.content


def _people(wanted: str) -> Iterator[dict[str, str]]:
    """Yield people of the district who hold a household register, in another order each time; or the one wanted."""
    with (REGISTRY / "licences.csv").open(encoding="utf-8", newline="") as file:
        holders = {row["holder"] for row in csv.DictReader(file) if row["type_key"] == "household-register"}
    with (REGISTRY / "people.csv").open(encoding="utf-8", newline="") as file:
        people = [
            {"name": row["name"], "identity_number": row["identity_number"], "phone": row["phone"]}
            for row in csv.DictReader(file)
            if row["identity_number"] == wanted
            or (
                not wanted
                and row["identity_number"] in holders
                and row["region_code"].startswith(REGION)
                and _is_grown(row)
            )
        ]
    if not people:
        raise Refusal(f"{wanted} is not in {REGISTRY / 'people.csv'}.")
    random.shuffle(people)
    return iter(people)


def _is_grown(row: dict[str, str]) -> bool:
    return bool(row["phone"]) and int(row["born_on"][:4]) <= clock.today().year - 19


def _told(response: httpx.Response) -> str:
    if "json" not in response.headers.get("Content-Type", ""):
        return f"{response.status_code} {response.reason_phrase}"
    answer = response.json()
    if "detail" not in answer:
        return f"{response.status_code}"
    details = "".join(f" {error['field']}: {error['detail']}" for error in answer.get("errors", []))
    return f"{answer['status']} {answer['code']}: {answer['detail']}{details}"


def _require_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise Refusal(f"This is no PDF; it begins with {content[:16]!r}.")


def _require_proof(receipt: Answer, digest: str) -> None:
    """Check a receipt as somebody would who does not trust the server: RFC 6962, and the operator's signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from tongban.groundwork.ledger.rules import Checkpoint, root_from_proof

    path = [bytes.fromhex(node) for node in receipt["path"]]
    root = root_from_proof(bytes.fromhex(digest), receipt["position"], receipt["size"], path)
    if root is None or root.hex() != receipt["root"]:
        raise Refusal("The audit path of the ledger entry does not lead to the signed root.")
    signed = Checkpoint(size=receipt["size"], root=root, made_at=datetime.fromisoformat(receipt["made_at"]))
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(receipt["public_key"]))
        key.verify(bytes.fromhex(receipt["signature"]), signed.statement())
    except InvalidSignature as wrong:
        raise Refusal("The signature under the ledger's root is wrong.") from wrong
