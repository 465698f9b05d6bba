"""
Whole cases over the REST API: submit, accept, propose, decide with licence, close; five calls by four people. And the same of
a case that three authorities examine at once: eight calls by six people.
"""

import json
import resource
import subprocess
import time
import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from benchmarks import ground, yardstick
from benchmarks.client import Client, ask_at_once
from benchmarks.figures import Figure, percentile
from benchmarks.installation import TONGBAN, cpu_seconds, postgres_processes, statements_so_far, web_server

CLIENTS = 8
CASES = 240
WARM_UP = 40
EXISTING = 20_000
MOST_CPU_MS = 25
JOINT_CASES = 160
MOST_JOINT_CPU_MS = 40
MOST_STATEMENTS = 60


@dataclass(frozen=True)
class Spent:
    """What was used up by a number of cases."""

    seconds: float
    application: float
    database: float
    statements: int


def measure(home: Path) -> list[Figure]:
    """Return rate, response times, CPU and statements of a case, the yardstick, and what the worker does afterwards."""
    office = ground.office()
    ground.existing_cases(EXISTING)
    drafts = ground.prepared_drafts(CASES + WARM_UP)
    one = partial(_whole_case, office)
    with web_server() as server:
        ask_at_once(drafts[:WARM_UP], one, clients=CLIENTS)
        _work_off(home)
        idle = _work_off(home)
        before = _now(server, home)
        times = ask_at_once(drafts[WARM_UP:], one, clients=CLIENTS)
        spent = _since(before, _now(server, home))
    bare = yardstick.measure(home, clients=CLIENTS)
    figure = partial(Figure, "case_flow")
    application, database = (seconds * 1000 / CASES for seconds in (spent.application, spent.database))
    return [
        figure("whole cases", CASES / spent.seconds, "cases/s"),
        figure("CPU, application and database", application + database, "ms/case", MOST_CPU_MS),
        figure("CPU, application", application, "ms/case"),
        figure("CPU, database", database, "ms/case"),
        figure("SQL statements", spent.statements / CASES, "a case", MOST_STATEMENTS),
        *(
            figure(f"{call}, {percent} of 100 within", percentile(times[call], percent), "ms")
            for call in times
            for percent in (50, 95)
        ),
        *_of_worker(home, idle),
        *_joint(home),
        figure("yardstick: three bare inserts", bare.transactions_per_second, "transactions/s"),
        figure("yardstick: CPU, database", bare.database_cpu_ms, "ms/transaction"),
        figure("CPU of a case, all, in that of yardsticks", (application + database) / bare.database_cpu_ms, ""),
    ]


def _joint(home: Path) -> list[Figure]:
    """Return what a case costs that three authorities examine at once."""
    office = ground.joint_office()
    drafts = ground.prepared_drafts(JOINT_CASES + WARM_UP)
    one = partial(_joint_case, office)
    with web_server() as server:
        ask_at_once(drafts[:WARM_UP], one, clients=CLIENTS)
        _work_off(home)
        before = _now(server, home)
        times = ask_at_once(drafts[WARM_UP:], one, clients=CLIENTS)
        spent = _since(before, _now(server, home))
    application, database = (seconds * 1000 / JOINT_CASES for seconds in (spent.application, spent.database))
    figure = partial(Figure, "case_flow")
    return [
        figure("joint: whole cases", JOINT_CASES / spent.seconds, "cases/s"),
        figure("joint: CPU, application", application, "ms/case", MOST_JOINT_CPU_MS),
        figure("joint: CPU, database", database, "ms/case"),
        figure("joint: SQL statements", spent.statements / JOINT_CASES, "a case"),
        *(figure(f"joint: {call}, {percent} of 100 within", percentile(times[call], percent), "ms")
          for call in times for percent in (50, 95)),
    ]  # fmt: skip


def _joint_case(office: ground.Office, client: Client, prepared: ground.Prepared) -> None:
    submission = f"/api/v1/drafts/{prepared.draft}/submission"
    receipt = client.ask("submit", submission, body={"statement": ground.STATEMENT}, headers=_as(prepared.token))
    work = f"/api/v1/work/cases/{json.loads(receipt)['case_number']}"
    client.ask("accept", f"{work}/acceptance", body={}, headers=_as(office.clerk))
    opinion = {"result": "agreed", "opinion": ground.REASONS}
    for step, token in office.others.items():
        client.ask("opinion", f"{work}/parts/{step}/opinion", body=opinion, headers=_as(token))
    proposal = {"outcome": "granted", "reasons": ground.REASONS}
    client.ask("propose", f"{work}/proposal", body=proposal, headers=_as(office.reviewer))
    client.ask("decide", f"{work}/decision", body={"agree": True}, headers=_as(office.decider))
    client.ask("close", f"{work}/closing", body={"delivery": "electronic"}, headers=_as(office.clerk))


def _whole_case(office: ground.Office, client: Client, prepared: ground.Prepared) -> None:
    submission = f"/api/v1/drafts/{prepared.draft}/submission"
    receipt = client.ask("submit", submission, body={"statement": ground.STATEMENT}, headers=_as(prepared.token))
    work = f"/api/v1/work/cases/{json.loads(receipt)['case_number']}"
    proposal = {"outcome": "granted", "reasons": ground.REASONS}
    client.ask("accept", f"{work}/acceptance", body={}, headers=_as(office.clerk))
    client.ask("propose", f"{work}/proposal", body=proposal, headers=_as(office.reviewer))
    client.ask("decide", f"{work}/decision", body={"agree": True}, headers=_as(office.decider))
    client.ask("close", f"{work}/closing", body={"delivery": "electronic"}, headers=_as(office.clerk))


def _as(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}


def _now(server: psutil.Process, home: Path) -> Spent:
    return Spent(time.perf_counter(), cpu_seconds([server]), cpu_seconds(postgres_processes(home)), statements_so_far())


def _since(before: Spent, after: Spent) -> Spent:
    return Spent(
        after.seconds - before.seconds,
        after.application - before.application,
        after.database - before.database,
        after.statements - before.statements,
    )


def _of_worker(home: Path, idle: Spent) -> list[Figure]:
    """Return what the documents, messages and ledger seals of the cases cost the worker, less what it costs to start it."""
    spent = _work_off(home)
    application, database = (
        (spent.application - idle.application) * 1000 / CASES,
        (spent.database - idle.database) * 1000 / CASES,
    )
    return [
        Figure("case_flow", "worker: CPU, application", application, "ms/case"),
        Figure("case_flow", "worker: CPU, database", database, "ms/case"),
    ]


def _work_off(home: Path) -> Spent:
    """Let a worker do what waits, and return what that used up."""
    database, statements, started = cpu_seconds(postgres_processes(home)), statements_so_far(), time.perf_counter()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*TONGBAN, "work", "--once"], check=True, stdout=subprocess.DEVNULL)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(
        time.perf_counter() - started,
        ended.ru_utime + ended.ru_stime - children.ru_utime - children.ru_stime,
        cpu_seconds(postgres_processes(home)) - database,
        statements_so_far() - statements,
    )
