"""What becomes of a decided case over the interface: delivery, remedies, revocation, the archive."""

import io
import zipfile
from datetime import timedelta

import pytest

from tongban.doors.gateway.tests.conftest import Caller
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.archives import api as archives
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory

POSTED = {"delivery": "post", "facts": {"address": "人民路1号", "carrier": "中国邮政", "tracking_number": "EA1"}}


def second_decider(city):
    authority = Authority.objects.get(pk=city.authority.id)
    return Caller(city._officer_in(PostFactory(authority=authority, name="决定岗二", roles=["decider"])))


def test_a_parcel_fails_and_is_sent_again_until_she_confirms(city):
    number = city.case("accept", "propose", "decide")
    lacking = city.clerk.post(f"/work/cases/{number}/sending", {"delivery": "post"})
    assert (lacking.status_code, lacking.json()["code"]) == (422, "case.delivery_without_proof")
    assert city.clerk.post(f"/work/cases/{number}/sending", POSTED).json()["state"] == "decided"
    assert city.clerk.post(f"/work/cases/{number}/sending", POSTED).json()["code"] == "case.sent_before"
    assert city.clerk.post(f"/work/cases/{number}/failed-delivery", {"reason": "退回"}).status_code == 200
    city.clerk.post(f"/work/cases/{number}/sending", POSTED)
    assert city.neighbour.post(f"/cases/{number}/receipt-confirmation").status_code == 404
    assert city.resident.post(f"/cases/{number}/receipt-confirmation").json()["state"] == "closed"

    attempts = city.resident.get(f"/cases/{number}").json()["deliveries"]
    assert [each["state"] for each in attempts] == ["failed", "delivered"]
    assert attempts[1]["proof"]


def test_electronic_delivery_needs_her_consent(city):
    number = city.case("accept", "propose", "decide")
    refused = city.clerk.post(f"/work/cases/{number}/closing", {"delivery": "electronic"})
    assert refused.json()["code"] == "case.delivery_without_consent"
    assert city.neighbour.put(f"/cases/{number}/delivery-wish", {"electronic": True}).status_code == 404
    assert city.resident.put(f"/cases/{number}/delivery-wish", {"electronic": True}).status_code == 200
    assert city.clerk.post(f"/work/cases/{number}/closing", {"delivery": "electronic"}).json()["state"] == "closed"


def test_a_decision_is_taken_back_by_two_after_she_was_heard(city):
    number = city.case("accept", "propose", "decide", "close")
    body = {"kind": "revoke", "ground": "deceit", "reasons": "申请材料系伪造。"}
    assert city.clerk.post(f"/work/cases/{number}/revocation", body).status_code == 403
    assert city.decider.post(f"/work/cases/{number}/revocation", body).status_code == 200
    decision = f"/work/cases/{number}/revocation/decision"
    assert city.decider.post(decision, {"agree": True}).json()["code"] == "case.four_eyes"
    second = second_decider(city)
    assert second.post(decision, {"agree": True}).json()["code"] == "case.revocation_unheard"
    answer = {"answer": "材料是真的。"}
    assert city.neighbour.post(f"/cases/{number}/revocation/answer", answer).status_code == 404
    assert city.resident.post(f"/cases/{number}/revocation/answer", answer).status_code == 200
    assert second.post(decision, {"agree": True}).json()["document"]["kind"] == "revocation_decision"
    assert city.resident.get(f"/cases/{number}").json()["revocations"][0]["is_confirmed"] is True


@pytest.mark.parametrize(("filed_on", "status"), [("2020-01-01", 200), ("2999-01-01", 422)])
def test_a_remedy_is_noted(city, filed_on, status):
    number = city.case("accept", "propose", "decide")
    body = {"kind": "reconsideration", "filed_on": filed_on, "note": "向县政府提出。"}
    assert city.decider.post(f"/work/cases/{number}/remedies", body).status_code == status


def test_the_archive_is_for_who_may_read_it(city):
    number = city.case("accept", "propose", "decide", "close")
    assert city.resident.get(f"/cases/{number}/archive").status_code == 404
    documents.render_pending(limit=100)
    ledger.seal_entries()
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        assert archives.archive_cases() == 1

    assert [each["number"] for each in city.clerk.get("/work/archive").json()["items"]] == [number]
    shown = city.clerk.get(f"/work/archive/{number}").json()
    package = city.clerk.get(f"/work/archive/{number}/packages/1")
    content = b"".join(package.streaming_content)
    assert len(content) == shown["packages"][0]["size"]
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert city.reviewer.get("/work/archive").status_code == 403
    assert city.neighbour.get(f"/cases/{number}/archive").status_code == 404
    assert city.clerk.get(f"/work/archive/{number}/packages/7").status_code == 404
    own = city.resident.get(f"/cases/{number}/archive")
    assert b"".join(own.streaming_content).startswith(b"PK")
