"""What changed in an item's guide, for programs."""

from datetime import date

from tongban.groundwork.foundation.actors import system
from tongban.offer.catalogue.models import Item
from tongban.offer.catalogue.operations.publishing import Publication, publish_item
from tongban.registers.organisations import api as organisations


def improved(offer):
    """Publish a second version, with one more question and a phone of its own."""
    item = Item.objects.select_related("basic__version").get(code=offer.code)
    publish_item(
        code=offer.code,
        basic=item.basic,
        authority=organisations.authority(offer.authority_id),
        own={"faq": [{"q": "周末能办吗？", "a": "能。"}], "local": {"transport": "乘 5 路车"}},
        publication=Publication(system("test"), "方便群众", date(2026, 11, 23)),
    )


def test_versions_are_listed_newest_first(city):
    improved(city.offer)
    first = city.stranger.get(f"/items/{city.offer.code}/versions?limit=1").json()
    assert [(each["number"], each["is_current"], each["why"]) for each in first["items"]] == [(2, True, "方便群众")]
    rest = city.stranger.get(f"/items/{city.offer.code}/versions?after={first['next']}").json()
    assert [each["number"] for each in rest["items"]] == [1]
    assert rest["next"] is None
    assert city.stranger.get("/items/none/versions").status_code == 404
    assert city.stranger.get(f"/items/{city.offer.code}/versions?after=YQ").status_code == 400


def test_what_a_version_changed_is_told_by_element(city):
    improved(city.offer)
    told = city.stranger.get(f"/items/{city.offer.code}/versions/2/differences").json()
    assert {(each["element"], each["kind"]) for each in told["differences"]} == {
        ("faq", "added"),
        ("local.transport", "changed"),
    }
    assert told["before"]["number"] == 1
    assert city.stranger.get(f"/items/{city.offer.code}/versions/1/differences").json()["differences"] == []
    assert city.stranger.get(f"/items/{city.offer.code}/versions/9/differences").status_code == 404
    basic = city.stranger.get(f"/items/{city.offer.basic_code}/versions").json()
    assert [each["basic_number"] for each in basic["items"]] == [0]
