"""Inspection over the interface: depth for everybody, findings and repair tasks for those who answer for them."""

import pytest
from django.core.cache import cache

from tongban.doors.gateway.tests.conftest import Caller
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.models import Inspected, RepairTask
from tongban.offer.inspection.tests.conftest import nothing_kept, rules
from tongban.offer.inspection.tests.factories import (
    FAULTY,
    manager,
    other_bureau,
    publish_guides,
    sound_guide,
    supervisor,
)
from tongban.registers.identity.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept", "rules")]
__all__ = ["nothing_kept", "rules"]


def caller(officer):
    return Caller(Account.objects.get(pk=officer.account_id))


@pytest.fixture
def bureau(db):
    """A bureau with a faulty guide that was inspected."""
    cache.clear()
    found = publish_guides(sound_guide(1, **FAULTY))
    inspection.inspect_all()
    return found


def test_anybody_reads_the_real_online_depth(bureau):
    body = Caller().get("/online-depth").json()

    assert (body["whole"]["items"], body["whole"]["online"], body["whole"]["rate"]) == (1, 1, 1.0)
    assert body["levels"][0]["aim"] == 0.5
    assert Caller().get("/online-depth?region=990101").json()["regions"][0]["region_code"] == "990101"
    assert Caller().get("/online-depth?region=12").status_code == 404
    assert Caller().get("/online-depth?region=x").status_code == 422


def test_an_item_manager_reads_findings_and_mends(bureau):
    her = caller(manager(bureau))
    found = her.get("/inspection/findings?rule=vague-condition").json()["items"]
    assert found[0]["place"] == "受理条件第 1 项"
    assert "有关部门" in found[0]["sentence"]
    code = Inspected.objects.get().code
    assert her.get(f"/inspection/items/{code}").json()["item"]["real_depth"] == 4
    assert her.get("/inspection/overview").json()["rules"]
    [task] = [row for row in her.get("/inspection/tasks").json()["items"] if row["rule"]["code"] == "vague-condition"]

    assert her.post(f"/inspection/tasks/{task['id']}/claim").json()["state"] == "claimed"
    asked = her.post(f"/inspection/tasks/{task['id']}/excuse", {"text": "条例原文"})
    assert asked.json()["state"] == "excuse_asked"
    again = her.post(f"/inspection/tasks/{task['id']}/mended", {"text": "改了"})
    assert (again.status_code, again.json()["code"]) == (409, "inspection.task_refused")
    decided = caller(supervisor()).post(
        f"/inspection/tasks/{task['id']}/decision", {"grant": True, "reasons": "与条例一致"}
    )
    assert decided.json()["state"] == "excused"


def test_in_english_findings_speak_english(bureau):
    answer = caller(manager(bureau)).get("/inspection/findings?rule=vague-condition", Accept_Language="en")

    assert "is vague" in answer.json()["items"][0]["sentence"]


def test_a_stranger_reads_and_mends_nothing(bureau):
    stranger, task = caller(manager(other_bureau())), RepairTask.objects.first()
    code = Inspected.objects.get().code

    assert stranger.get("/inspection/findings").json()["items"] == []
    assert stranger.get("/inspection/tasks").json()["items"] == []
    assert stranger.get(f"/inspection/items/{code}").status_code == 404
    assert stranger.post(f"/inspection/tasks/{task.pk}/claim").status_code == 404
    assert Caller().get("/inspection/findings").status_code == 401
    assert caller(supervisor()).post(f"/inspection/tasks/{task.pk}/claim").status_code == 403
