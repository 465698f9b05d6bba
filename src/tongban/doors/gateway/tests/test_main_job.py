"""The main job through the interface: apply, handle, decide, close, check."""

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.doors.gateway.tests.conftest import STATEMENT


def test_a_case_goes_its_way_by_different_people(city):
    number = city.case("accept", "propose", "decide", "close")
    case = city.resident.get(f"/cases/{number}").json()
    assert (case["state"], case["outcome"]) == ("closed", "granted")
    assert [entry["deed"] for entry in case["course"]] == ["submit", "accept", "propose", "decide", "close"]


def test_the_five_calls_of_a_case_take_sixty_statements_at_most(city):
    city.case("accept", "propose", "decide", "close")  # what a process keeps is read once
    draft = city.ready_draft(promised=False)
    statements = []

    def counted(caller, path, body):
        with CaptureQueriesContext(connection) as captured:
            answer = caller.post(path, body, key=str(uuid4()))
        assert answer.status_code == 200, answer.content
        # The two ends of a transaction, which tests see as savepoints, are no statements that read or write.
        statements.extend(query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"])
        return answer.json()

    number = counted(city.resident, f"/drafts/{draft}/submission", {"statement": STATEMENT})["case_number"]
    for name in ("accept", "propose", "decide", "close"):
        caller, path, body = city.deed(name)
        counted(caller, f"/work/cases/{number}/{path}", body)
    assert len(statements) <= 60, "\n".join(statements)
