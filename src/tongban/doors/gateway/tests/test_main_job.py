"""The main job through the interface: apply, handle, decide, close, check."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.doors.gateway.tests.conftest import PNG, STATEMENT


def test_a_case_goes_its_way_by_different_people(city):
    number = city.case("accept", "propose", "decide", "close")
    case = city.resident.get(f"/cases/{number}").json()
    assert (case["state"], case["outcome"]) == ("closed", "granted")
    assert [entry["deed"] for entry in case["course"]] == ["submit", "accept", "propose", "decide", "close"]


def test_the_five_calls_of_a_case_take_sixty_statements_at_most(city):
    city.case("accept", "propose", "decide", "close")  # what a process keeps is read once
    draft = city.ready_draft()
    statements = {}

    def counted(name, caller, path, body):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = caller.post(path, body, key=str(uuid4()))
        assert answer.status_code == 200, answer.content
        statements[name] = [query["sql"] for query in captured.captured_queries]
        return answer.json()

    number = counted("submit", city.resident, f"/drafts/{draft}/submission", {"statement": STATEMENT})["case_number"]
    for name in ("accept", "propose", "decide", "close"):
        caller, path, body = city.deed(name)
        counted(name, caller, f"/work/cases/{number}/{path}", body)
    for name, each in statements.items():
        print(name, len(each))
        for sql in each:
            print("   ", sql[:150].replace("\n", " "))
    assert sum(map(len, statements.values())) <= 60
