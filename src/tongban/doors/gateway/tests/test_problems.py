"""Refusals are problem documents, in the reader's language."""

import pytest
from django.db import OperationalError

from tongban.doors.gateway import problems
from tongban.offer.catalogue import api as catalogue


def problem(response, status, code):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, "about:blank")
    assert body["title"]
    assert body["detail"]
    return body


def test_an_unknown_address_is_a_problem(anyone):
    problem(anyone.get("/nowhere"), 404, "path.unknown")


def test_a_wrong_method_tells_the_right_ones(anyone):
    response = anyone.delete("/themes")
    problem(response, 405, "method.not_allowed")
    assert response.headers["Allow"] == "GET"


def test_a_body_that_is_no_json_is_unreadable(anyone):
    response = anyone.client.generic("POST", "/api/v1/tokens", "{", content_type="application/json")
    problem(response, 400, "request.unreadable")


@pytest.mark.parametrize("body", [r'{"login": "a\u0000", "password": "x"}', '{"login": "\\ud800", "password": "x"}'])
def test_texts_that_no_database_holds_are_unreadable(anyone, body):
    response = anyone.client.generic("POST", "/api/v1/tokens", body, content_type="application/json")
    problem(response, 400, "request.unreadable")


def test_nul_in_an_address_is_unreadable(anyone):
    problem(anyone.get("/items/%00"), 400, "request.unreadable")
    problem(anyone.get("/items?theme=%00"), 400, "request.unreadable")


def test_a_body_of_two_megabytes_is_too_large(anyone):
    response = anyone.client.generic("POST", "/api/v1/tokens", "x" * 2_000_000, content_type="application/json")
    problem(response, 413, "request.too_large")


def test_an_upload_of_200_megabytes_is_refused_before_it_is_read(anyone):
    response = anyone.client.post(
        "/api/v1/accounts", headers={"Content-Length": "200000000"}, CONTENT_LENGTH="200000000"
    )
    problem(response, 413, "request.too_large")


def test_each_wrong_field_is_named_with_a_sentence(anyone):
    body = problem(anyone.post("/tokens", {"login": "x", "hours": 99, "colour": "red"}), 422, "request.invalid")
    assert {error["field"]: error["code"] for error in body["errors"]} == {
        "password": "missing",
        "hours": "less_than_equal",
        "colour": "extra_forbidden",
    }
    assert {error["field"]: error["detail"] for error in body["errors"]}["hours"] == "不能大于 24。"


def test_the_sentences_are_in_the_language_asked_for(anyone):
    body = problem(anyone.post("/tokens", {"login": "x"}, Accept_Language="zh-Hant"), 422, "request.invalid")
    assert body["title"] == "內容有誤"
    body = problem(anyone.post("/tokens", {"login": "x"}, Accept_Language="en"), 422, "request.invalid")
    assert body["errors"][0]["detail"] == "Fill this in."


def test_without_the_database_the_answer_is_503(anyone, monkeypatch):
    def down(**_):
        raise OperationalError("gone")

    monkeypatch.setattr(catalogue, "browse", down)
    response = anyone.get("/items")
    problem(response, 503, "service.unavailable")
    assert response.headers["Retry-After"] == str(problems.SECONDS_TO_RETRY)


def test_a_fault_of_ours_is_told_without_its_text(anyone, monkeypatch):
    def fault(**_):
        raise ValueError("李秀兰")

    monkeypatch.setattr(catalogue, "browse", fault)
    anyone.client.raise_request_exception = False
    response = anyone.get("/items")
    problem(response, 500, "internal")
    assert "李秀兰" not in response.content.decode()
