import pytest
from django.urls import reverse

from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.models import Item
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.models import Inspected
from tongban.offer.inspection.tests.conftest import nothing_kept, rules
from tongban.offer.inspection.tests.factories import publish_guides, sound_guide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone", "nothing_kept", "rules")]
__all__ = ["nothing_kept", "rules"]
AT_A_WINDOW = {
    "materials": [sound_guide()["materials"][0] | {"ways": ["window"], "accept": [], "max_mb": 0}],
    "online_depth": 2,
    "visits": 1,
    "visits_reason": "交验原件",
}


@pytest.fixture
def alone(db: None) -> None:
    """No items but those of the test: the city that other tests of this package share stands aside."""
    Item.objects.update(state="suspended")


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_page_opens_without_and_with_figures(client, language):
    client.cookies["language"] = language
    assert client.get(reverse("portal:depth")).status_code == 200
    publish_guides(sound_guide(1))
    inspection.inspect_all()
    assert client.get(reverse("portal:depth"), {"region": "990101"}).status_code == 200


def test_who_is_below_the_aim_is_told_what_would_lift_it(client):
    publish_guides(sound_guide(1), *(sound_guide(number, **AT_A_WINDOW) for number in range(2, 5)))
    inspection.inspect_all()

    page = client.get(reverse("portal:depth")).content.decode()

    assert "25.0%" in page
    assert "为 3 个事项开通网上材料提交，可从 25.0% 升到 100.0%，达到目标" in page


def test_what_is_shown_is_what_works_and_not_what_is_claimed():
    fee = {"name": "工本费", "amount_fen": 2000, "basis": "《收费通知》", "reduction": ""}
    publish_guides(sound_guide(1, fees=[fee], payment_online=True))
    inspection.inspect_all()
    row = Inspected.objects.filter(is_listed=True)[0]  # of any authority that has the department
    real = inspection.real_depth_of(catalogue.offer(row.code))

    assert (row.claimed_depth, real.depth, real.visits) == (4, 3, 1)
    assert real.lacks == (inspection.Lack.PAYMENT,)
    assert inspection.real_depths([row.pk]) == {row.pk: real}


@pytest.mark.parametrize("region", ["12", "x", "990101'", "9" * 400, "\x00"])
def test_an_unknown_region_is_not_found(client, region):
    assert client.get(reverse("portal:depth"), {"region": region}).status_code == 404
