"""What every answer carries, and what the access log keeps."""

import pytest
from django.http import HttpResponse

from tongban.doors.frame.middleware import for_viewer

pytestmark = pytest.mark.urls("tongban.doors.frame.tests.doors")


def test_pages_run_no_script_and_no_style_but_our_own(client):
    policy = client.get("/cases/990101/")["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_document_may_be_shown_in_a_frame_of_our_own_pages():
    response = for_viewer(HttpResponse(b"%PDF"))

    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_the_access_log_names_the_route_and_never_the_case(client, caplog):
    with caplog.at_level("INFO", logger="tongban.access"):
        client.get("/cases/990101261118000427/?q=李秀兰")

    (line,) = [record for record in caplog.records if record.name == "tongban.access"]
    assert (line.route, line.status) == ("cases/<str:number>/", 200)
    assert "990101261118000427" not in str(line.__dict__)


def test_health_checks_leave_no_line(client, caplog):
    with caplog.at_level("INFO", logger="tongban.access"):
        client.get("/healthz")

    assert not [record for record in caplog.records if record.name == "tongban.access"]


def test_a_request_keeps_the_id_it_came_with_if_it_is_one(client):
    assert client.get("/", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"
    assert client.get("/", headers={"X-Request-ID": "<script>"})["X-Request-ID"] != "<script>"


def test_pages_of_a_signed_in_visitor_are_not_kept_by_caches(client):
    client.cookies["sessionid"] = "x"

    assert client.get("/")["Cache-Control"] == "private, no-store"
