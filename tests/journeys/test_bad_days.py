"""Bad input and bad days: a plain message or a clean recovery; nothing acknowledged is lost, nothing happens twice."""

import io
import json
import re
import signal
import socket
import struct
import subprocess
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.journeys.cast import LOSS, PASSWORD, STATEMENT, City, Person, Seats, png
from tests.journeys.installation import Installation, patiently, stop
from tongban.groundwork.foundation import clock

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def applicant(city: City) -> Person:
    """Somebody at the window, whose drafts are opened again and again."""
    return city.walk_in()


# --- what people type ---


def test_a_wrong_identity_number_is_told_beside_its_question(visitor: Seats):
    she = visitor()
    page = she.open("/sign-up/")
    page.fill("#name", "李秀兰")
    page.fill("#identity_number", "990101195203083401")
    page.fill("#phone", "15410004999")
    page.fill("#password", PASSWORD)
    she.press("核对并开通")
    assert page.locator("#identity_number-error").is_visible()
    assert page.input_value("#name") == "李秀兰", "what was right need not be typed again"
    assert page.input_value("#password") == ""


def test_a_name_that_is_not_the_registered_one_opens_no_account(city: City):
    someone = city.somebody()
    for name in ("李😀兰", "李二狗", "", "李" * 500):
        body = {"name": name, "identity_number": someone.identity_number, "phone": someone.phone, "password": PASSWORD}
        answer = city.client.post("/api/v1/accounts", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("page", "element", "typed"),
    [
        ("loss", "idcard.lost_on", "2026-02-30"),
        ("loss", "idcard.lost_on", "2999-01-01"),
        ("loss", "idcard.lost_on", "gestern"),
        ("loss", "idcard.loss_place", "车站😀"),
        ("applicant", "person.name", "李😀兰"),
        ("applicant", "person.born_on", "2999-01-01"),
        ("applicant", "person.identity_number", "990101195203083401"),
    ],
)
def test_what_cannot_be_is_kept_and_told(city: City, applicant: Person, page: str, element: str, typed: str):
    draft = city.draft(applicant, ready=False)
    answers = {"loss": LOSS | {"idcard.lost_on": clock.today().isoformat()}, "applicant": {}}[page]
    saved = applicant.ask("PUT", f"/drafts/{draft}/pages/{page}", {"answers": answers | {element: typed}})
    [problem] = [each for each in saved["problems"] if each["element"] == element]
    assert problem["sentence"]
    again = applicant.ask("GET", f"/drafts/{draft}")
    assert again["answers"][element] == typed
    assert not again["is_ready"]


def test_rare_characters_are_taken_and_drawn(city: City, installation: Installation, tmp_path: Path):
    rare = city.sign_in("杨䶮", "yangyan")
    assert "䶮" in rare.name
    draft = city.draft(rare, ready=False)
    answers = rare.ask("GET", f"/drafts/{draft}")["answers"]
    assert answers["person.name"] == "杨䶮"
    fill(rare, draft, answers | {"idcard.loss_place": "𠮷野家门口，㐂字招牌下"})
    number = city.submit(rare, draft)
    [receipt] = [each for each in rare.ask("GET", f"/cases/{number}")["documents"] if "收件凭证" in each["title"]]
    path = tmp_path / "receipt.pdf"
    path.write_bytes(patiently(lambda: fetched(rare, f"/cases/{number}/documents/{receipt['id']}"), "the receipt"))
    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "杨䶮" in told
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    assert "CJK" in fonts


def test_a_forged_case_number_leads_nowhere(city: City, visitor: Seats):
    mine = city.submit(city.walk_in())
    forged = mine[:-1] + str((int(mine[-1]) + 1) % 10)
    she = visitor("lixiulan")
    for number in (mine, forged, "990101", "../../etc/passwd", "1" * 400):
        answer = she.context.request.get(f"/my/cases/{number}/")
        assert answer.status == 404, number
    clerk = visitor("chengdong-psb-clerk", following="/desk/find/")
    clerk.page.fill("#q", forged)
    clerk.press("查找")
    assert "校验码" in clerk.text
    assert city.clerk.refused("GET", f"/work/cases/{forged}", code="case.not_found")


# --- what people send ---


def a_program() -> bytes:
    return b"MZ\x90\x00" + bytes(4000)


def a_zip_bomb() -> bytes:
    """A hundred megabytes of nothing in a file that looks like a word document."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(100 * MEGABYTE))
    return file.getvalue()


def a_picture_bomb() -> bytes:
    """A picture of some kilobytes that would fill gigabytes when it is unpacked."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(MEGABYTE))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def a_script() -> bytes:
    return b"<script>alert(1)</script>"


@pytest.mark.parametrize("content", [a_program, a_zip_bomb, a_picture_bomb, bytes, a_script])
def test_a_file_is_what_it_holds_and_not_what_it_is_called(
    city: City, applicant: Person, installation: Installation, content: Callable[[], bytes]
):
    draft, sent = city.draft(applicant, ready=False), content()
    with memory_of(installation) as grown:
        for name in ("photo.png", "photo.jpg", "表格.pdf", "\u202egnp.exe"):
            answer = send(applicant, draft, name, sent)
            assert answer.status_code in (413, 415, 422), answer.text
            assert answer.json()["detail"]
    assert grown() < 150 * MEGABYTE
    assert not given(applicant, draft, "id-photo")


def test_a_file_with_a_face_in_its_name_is_kept(city: City, applicant: Person):
    draft = city.draft(applicant, ready=False)
    assert send(applicant, draft, "我的照片😀𠮷.png", png()).status_code == 200
    [kept] = given(applicant, draft, "id-photo")
    assert kept["file_name"] == "我的照片😀𠮷.png"
    applicant.ask("DELETE", f"/drafts/{draft}", status=204)


def test_a_huge_file_is_refused_before_it_has_arrived(city: City, applicant: Person, installation: Installation):
    """The interface answers as soon as it knows the length; the rest need not be sent."""
    draft = city.draft(applicant, ready=False)
    with socket.create_connection(("127.0.0.1", installation.port), timeout=30) as line:
        line.sendall(
            f"POST /api/v1/drafts/{draft}/materials/id-photo/files HTTP/1.1\r\nHost: 127.0.0.1:{installation.port}\r\n"
            f"Authorization: Bearer {applicant.token}\r\nOn-Behalf-Of: {applicant.party}\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {200 * MEGABYTE}\r\n\r\n".encode()
        )
        assert line.recv(4000).startswith(b"HTTP/1.1 413")


def test_a_huge_file_of_a_browser_gets_a_plain_page_and_fills_no_memory(
    city: City, installation: Installation, visitor: Seats
):
    """A browser shows an answer only after it has sent everything: it is let finish, and nothing is kept."""
    she = visitor("lixiulan")
    draft = city.draft(city.sign_in("李秀兰", "lixiulan"), ready=False)
    cookies = {each["name"]: each["value"] for each in she.context.cookies()}
    body = (b"x" * MEGABYTE for _ in range(200))
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(200 * MEGABYTE)}
    address = f"{installation.address}/apply/{draft}/materials/id-photo/"
    with memory_of(installation) as grown:
        answer = httpx.post(address, content=body, headers=headers, cookies=cookies, timeout=120, trust_env=False)
        assert grown() < 100 * MEGABYTE
    assert answer.status_code == 413
    assert "文件太大" in answer.text
    assert "返回，换一个文件" in answer.text


# --- what happens in between ---


def test_what_was_typed_survives_a_session_that_ran_out(city: City, installation: Installation, visitor: Seats):
    she = visitor("wangqiang")
    draft = city.draft(city.sign_in("王强", "wangqiang"), ready=False)
    page = she.open(f"/apply/{draft}/pages/loss/")
    page.fill("input[name='idcard.loss_place']", "人民路公共汽车站")
    she.context.clear_cookies(name="sessionid")
    she.press("保存并继续")
    page.wait_for_url("**/account/login/**")
    assert "登录" in she.text
    she.fill_in_sign_in("wangqiang")
    page.wait_for_url(f"**/apply/{draft}/pages/loss/**")
    assert "已恢复" in she.text
    assert page.input_value("input[name='idcard.loss_place']") == "人民路公共汽车站"


def test_the_back_button_after_submitting_makes_no_second_case(city: City, installation: Installation, visitor: Seats):
    person = city.sign_in("陈晓梅", "chenxiaomei")
    draft = city.draft(person, ready=False)
    fill(person, draft, person.ask("GET", f"/drafts/{draft}")["answers"])
    she = visitor("chenxiaomei")
    page = she.open(f"/apply/{draft}/sign/")
    page.check("#agree")
    she.press("签名并提交申请")
    page.wait_for_url("**/receipt/")
    receipt = page.url
    page.go_back()
    if page.locator("#agree").count():  # the browser kept the page
        page.check("#agree")
        she.press("签名并提交申请")
    page.wait_for_url("**/receipt/")
    assert page.url == receipt
    assert cases_of_draft(installation, draft) == 1


def test_two_submissions_at_once_make_one_case(city: City, installation: Installation):
    person = city.walk_in()
    draft = city.draft(person)
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: city.submit(person, draft), range(8)))
    assert len(numbers) == 1
    assert cases_of_draft(installation, draft) == 1


def test_two_who_decide_at_once_make_one_decision(city: City, installation: Installation):
    number = city.case(city.walk_in(), "accept", "propose")
    deciders = [city.decider, city.officer("chengdong-psb-chief")] * 3
    together = threading.Barrier(len(deciders))

    def decide(officer: Person) -> httpx.Response:
        headers = {"Authorization": f"Bearer {officer.token}"}
        together.wait()
        return city.client.post(f"/api/v1/work/cases/{number}/decision", json={"agree": True}, headers=headers)

    with ThreadPoolExecutor(len(deciders)) as pool:
        answers = list(pool.map(decide, deciders))
    assert sorted({answer.status_code for answer in answers} - {403}) == [200, 409], [each.text for each in answers]
    assert sum(answer.status_code == 200 for answer in answers) == 1
    decided = "SELECT count(*) FROM ledger_ledgerentry WHERE deed = 'case.decided' AND subject = %(case)s"
    assert installation.sql(decided, {"case": f"case:{number}"}) == [1]
    assert installation.sql("SELECT count(*) FROM licences_licence WHERE case_number = %(n)s", {"n": number}) == [1]


# --- when parts fail ---


def test_a_worker_that_is_killed_in_the_middle_leaves_everything_to_the_next(city: City, installation: Installation):
    people = [city.walk_in() for _ in range(6)]
    drafts = [city.draft(person) for person in people]
    stop(installation.worker)
    numbers = [city.submit(person, draft) for person, draft in zip(people, drafts, strict=True)]
    waiting = "SELECT count(*) FROM documents_officialdocument WHERE rendered_at IS NULL"
    assert installation.sql(waiting) >= [len(numbers) * 2]
    victim = installation.work()
    in_hand = """SELECT count(*) FROM pg_locks JOIN pg_class ON oid = relation
        WHERE relname = 'documents_officialdocument' AND mode = 'RowShareLock'"""
    patiently(lambda: installation.sql(in_hand) > [0], "the worker to take a batch")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert installation.sql(waiting) > [0], "the worker was killed in the middle"
    installation.worker = installation.work()
    patiently(lambda: installation.sql(waiting) == [0], "the next worker to finish", explain=installation.log)
    for number in numbers:
        documents = "SELECT kind, count(*) FROM documents_officialdocument WHERE subject = %(s)s GROUP BY kind"
        made = dict(installation.sql(documents, {"s": f"case:{number}"}))
        assert made == {"application_receipt": 1, "commitment_letter": 1}
    patiently(lambda: messages_about(installation, numbers) == [1] * len(numbers), "one message a case")
    unsealed = "SELECT count(*) FROM ledger_ledgerentry WHERE position IS NULL"
    patiently(lambda: installation.sql(unsealed) == [0], "the ledger to be sealed")
    assert "is sound" in installation.tongban("ledger", "verify").succeeded()


def test_a_database_that_goes_away_comes_back_without_loss(city: City, installation: Installation):
    people = [city.walk_in() for _ in range(8)]
    work = [(person, city.draft(person)) for person in people]
    web, worker = installation.web.pid, installation.worker.pid
    refused = threading.Event()
    acknowledged: dict[str, str] = {}
    refusals: list[str] = []

    def insist(person: Person, draft: str) -> None:
        """Submit until it is acknowledged, as a careful client does: the same request with the same key."""
        headers = {
            "Authorization": f"Bearer {person.token}",
            "On-Behalf-Of": person.party,
            "Idempotency-Key": f"insist-{draft}",
        }
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if len(acknowledged) >= 2:
                refused.wait(30)
            answer = city.client.post(
                f"/api/v1/drafts/{draft}/submission", json={"statement": STATEMENT}, headers=headers
            )
            if answer.status_code == 200:
                acknowledged[draft] = answer.json()["case_number"]
                return
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["Retry-After"]) > 0
            refusals.append(answer.text)
            time.sleep(0.2)
        raise AssertionError("never acknowledged")

    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(insist, *each) for each in work]
        patiently(lambda: len(acknowledged) >= 2, "the first receipts")
        installation.database.stop()
        refused.set()
        page = patiently(lambda: unavailable(installation, "/"), "a plain page about it")
        assert "暂时无法提供服务" in page.text
        assert int(page.headers["Retry-After"]) > 0
        assert httpx.get(f"{installation.address}/health/ready", trust_env=False).status_code == 503
        assert httpx.get(f"{installation.address}/health/live", trust_env=False).status_code == 200
        patiently(lambda: len(refusals) >= 20, "everybody to have tried again and again")
        installation.database.start()
        for each in tries:
            each.result()
    assert len(set(acknowledged.values())) == len(work)
    for draft, number in acknowledged.items():
        assert cases_of_draft(installation, draft) == 1
        assert installation.sql("SELECT count(*) FROM cases_case WHERE number = %(n)s", {"n": number}) == [1]
    waiting = "SELECT count(*) FROM documents_officialdocument WHERE rendered_at IS NULL"
    patiently(lambda: installation.sql(waiting) == [0], "the worker to go on", explain=installation.log)
    assert (installation.web.pid, installation.worker.pid) == (web, worker)
    assert httpx.get(f"{installation.address}/", trust_env=False).status_code == 200


def test_everything_survives_a_restart(city: City, installation: Installation):
    person = city.sign_in("李秀兰", "lixiulan")
    number = city.case(city.walk_in(), "accept")
    before = city.clerk.ask("GET", f"/work/cases/{number}")
    stop(installation.web)
    stop(installation.worker)
    installation.database.stop()
    installation.database.start()
    installation.open()
    after = city.clerk.ask("GET", f"/work/cases/{number}")
    assert (after["state"], course_of(after)) == (before["state"], course_of(before))
    assert person.ask("GET", "/me"), "who was signed in still is"


# --- helpers ---


def course_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the course of a case without whether its papers are printed yet: the worker may do that in between."""
    return [entry | {"document": (entry["document"] or {}) | {"is_ready": None}} for entry in case["course"]]


def fill(person: Person, draft: str, answers: dict[str, Any]) -> None:
    """Answer everything and give every material, each in a way that needs nothing held."""
    today = {"idcard.lost_on": clock.today().isoformat(), "delivery.method": "electronic"}
    for page in ("applicant", "loss", "delivery"):
        saved = person.ask("PUT", f"/drafts/{draft}/pages/{page}", {"answers": answers | LOSS | today})
        assert not saved["problems"], saved
    for material in ("household-register", "id-photo"):
        person.ask("POST", f"/drafts/{draft}/materials/{material}/files", file=("a.png", png()))
    person.ask("POST", f"/drafts/{draft}/materials/loss-statement", {"way": "commitment"})


def given(person: Person, draft: str, code: str) -> list[dict[str, Any]]:
    """Return what was given for a material."""
    materials = person.ask("GET", f"/drafts/{draft}")["materials"]
    return next(material["given"] for material in materials if material["code"] == code)


def send(person: Person, draft: str, name: str, content: bytes) -> httpx.Response:
    return person.client.post(
        f"/api/v1/drafts/{draft}/materials/id-photo/files",
        files={"file": (name, content)},
        headers={"Authorization": f"Bearer {person.token}", "On-Behalf-Of": person.party},
    )


def fetched(person: Person, path: str) -> bytes:
    """Return a document, nothing while it is still being made."""
    answer = person.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {person.token}"})
    return answer.content if answer.status_code == 200 else b""


def unavailable(installation: Installation, path: str) -> httpx.Response | None:
    answer = httpx.get(f"{installation.address}{path}", timeout=30, trust_env=False)
    return answer if answer.status_code == 503 else None


def cases_of_draft(installation: Installation, draft: str) -> int:
    [count] = installation.sql(
        """SELECT count(*) FROM cases_case JOIN applications_application application
        ON application.id = application_id WHERE draft_id = %(id)s""",
        {"id": draft},
    )
    return int(count)


def messages_about(installation: Installation, numbers: list[str]) -> list[int]:
    """Return how many different text messages each case caused."""
    spool = installation.home / "outbox" / "sms.jsonl"
    lines = [json.loads(line) for line in spool.read_text("utf-8").splitlines()] if spool.exists() else []
    told = {line["id"]: re.sub(r"\s", "", line["text"]) for line in lines}
    return [sum(number in text for text in told.values()) for number in numbers]


@contextmanager
def memory_of(installation: Installation) -> Iterator[Any]:
    """Watch the memory of the web server; what is yielded tells by how many bytes it has grown at most."""
    server = psutil.Process(installation.web.pid)
    processes = [server, *server.children(recursive=True)]
    before = sum(each.memory_info().rss for each in processes)
    most, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], sum(each.memory_info().rss for each in processes))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: most[0] - before
    finally:
        done.set()
        watcher.join()
