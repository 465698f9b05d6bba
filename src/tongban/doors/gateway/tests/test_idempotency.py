"""The same key makes the same answer, and the deed is done once."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from tongban.doors.gateway.idempotency import NOBODY, REPLAYED, forget_old_answers
from tongban.doors.gateway.models import KeptAnswer
from tongban.doors.gateway.tests.conftest import PNG, STATEMENT, Caller
from tongban.groundwork.foundation import clock
from tongban.handling.cases import api as cases
from tongban.handling.cases.models import Case


def test_submitting_twice_with_one_key_makes_one_case_and_one_answer(city, key):
    path = f"/drafts/{city.ready_draft()}/submission"
    first = city.resident.post(path, {"statement": STATEMENT}, key=key)
    second = city.resident.post(path, {"statement": STATEMENT}, key=key)
    assert first.json() == second.json()
    assert (REPLAYED in first.headers, second.headers[REPLAYED]) == (False, "true")
    assert Case.objects.count() == 1


def test_submitting_twice_without_a_key_makes_one_case_too(city):
    path = f"/drafts/{city.ready_draft()}/submission"
    receipts = [city.resident.post(path, {"statement": STATEMENT}).json() for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert Case.objects.count() == 1


def test_a_refusal_is_kept_as_well(city, key):
    number = city.case()
    body = {"outcome": "granted", "reasons": "符合条件"}
    refused = city.reviewer.post(f"/work/cases/{number}/proposal", body, key=key)
    assert refused.status_code == 409
    assert city.clerk.post(f"/work/cases/{number}/acceptance").status_code == 200
    again = city.reviewer.post(f"/work/cases/{number}/proposal", body, key=key)
    assert (again.status_code, again.json()) == (409, refused.json())
    assert again.headers["Content-Type"] == "application/problem+json"


def test_what_is_refused_halfway_is_undone_and_may_be_tried_again(city, key, monkeypatch):
    number = city.case()

    def fail(*_, **__):
        raise cases.UnableAfterAnother(number=number)

    with monkeypatch.context() as patch:
        patch.setattr("tongban.handling.cases.operations.accept_application.write_down", fail)
        refused = city.clerk.post(f"/work/cases/{number}/acceptance", key=key)
        assert refused.json()["code"] == "case.moved_on"
    assert city.clerk.get(f"/work/cases/{number}").json()["state"] == "submitted"
    assert city.clerk.post(f"/work/cases/{number}/acceptance", key=key).json()["state"] == "accepted"


def test_a_key_is_not_good_for_another_request(city, key):
    city.resident.post("/drafts", {"item_code": city.offer.code}, key=key)
    other = city.resident.post("/drafts", {"item_code": "another"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")


def test_two_people_may_use_the_same_key(city, key):
    drafts = {
        caller.post("/drafts", {"item_code": city.offer.code}, key=key).json()["id"]
        for caller in (city.resident, city.neighbour)
    }
    assert len(drafts) == 2


def test_an_upload_is_not_done_twice_and_its_content_counts(city, key):
    path = f"/drafts/{city.open_draft()}/materials/id-photo/files"
    for _ in range(2):
        given = city.resident.upload(path, PNG, key=key).json()
    assert [len(material["given"]) for material in given["materials"] if material["code"] == "id-photo"] == [1]
    assert city.resident.upload(path, PNG[:-1], key=key).json()["code"] == "idempotency.reused"


@pytest.mark.parametrize("key", ["a b", "x" * 81, "键".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(city, key):
    assert (
        city.resident.post("/drafts", {"item_code": city.offer.code}, key=key).json()["code"] == "idempotency.malformed"
    )


def test_what_failed_by_our_fault_may_be_tried_again(city, key, monkeypatch):
    number = city.case()

    def fail(**_):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(cases, "accept_application", fail)
        assert city.clerk.post(f"/work/cases/{number}/acceptance", key=key).status_code == 503
    assert city.clerk.post(f"/work/cases/{number}/acceptance", key=key).status_code == 200


def test_no_answer_is_kept_in_clear_and_none_for_more_than_a_day(city, key):
    city.resident.post("/drafts", {"item_code": city.offer.code}, key=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM gateway_keptanswer")
        assert "李秀兰".encode() not in bytes(cursor.fetchone()[0])
    assert forget_old_answers() == 0
    with clock.frozen_at(clock.now() + timedelta(hours=25)):
        assert forget_old_answers() == 1


def test_a_token_is_never_kept(db, anyone, key):
    anyone.post("/tokens", {"login": "x", "password": "y"}, key=key)
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_is_told_to_wait(key):
    answers = []

    def ask():
        answers.append(Caller().post("/accounts", SIGN_UP, key=key).json()["code"])
        connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"{NOBODY}:{key}"])
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert answers == ["idempotency.under_way"]


SIGN_UP = {"name": "李秀兰", "identity_number": "x", "phone": "x", "password": "x"}
