"""What visitors are told when something goes wrong, without the database."""

import json
import logging

import pytest
from django.test import Client

from tongban.doors.frame.logs import JsonFormatter

pytestmark = pytest.mark.urls("tongban.doors.frame.tests.doors")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_an_outage_of_the_database_says_so_and_when_to_come_back(visitor):
    response = visitor.get("/outage/", headers={"Accept-Language": "en"})

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "The service is not available at the moment" in response.content.decode()


def test_programs_are_told_in_json(visitor):
    response = visitor.get("/api/outage/")

    assert response.status_code == 503
    assert response.json()["code"] == "unavailable"
    assert response.json()["request_id"] == response["X-Request-ID"]


@pytest.mark.parametrize(
    ("language", "title"), [("zh-hans", "没有找到这一页"), ("zh-hant", "沒有找到這一頁"), ("en", "Page not found")]
)
def test_a_missing_page_is_told_in_the_language_of_the_visitor(visitor, language, title):
    visitor.cookies["language"] = language

    response = visitor.get("/nowhere/")

    assert response.status_code == 404
    assert title in response.content.decode()


def test_a_fault_of_ours_gives_the_reference_and_tells_nothing_of_what_was_typed(visitor):
    response = visitor.get("/fault/")

    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert "11010119800101123X" not in response.content.decode()


def test_a_form_that_is_too_large_is_told_so(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    response = visitor.post("/preferences/set/", {"next": "/" * 50})

    assert response.status_code == 413


def test_a_form_without_its_token_is_told_to_be_sent_again():
    response = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"}).post("/preferences/set/")

    assert response.status_code == 403
    assert "send it again" in response.content.decode()


def test_log_lines_do_not_repeat_what_an_exception_says():
    try:
        raise ValueError("李秀兰 11010119800101123X")
    except ValueError as fault:
        record = logging.LogRecord(
            "tongban", logging.ERROR, "", 1, "failed", (), (type(fault), fault, fault.__traceback__)
        )

    line = JsonFormatter().format(record)

    assert json.loads(line)["error"] == "ValueError"
    assert "李秀兰" not in line


def test_djangos_own_lines_lose_the_path():
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "%s: %s", ("Not Found", "/cases/990101/"), None
    )

    assert "990101" not in JsonFormatter().format(record)
