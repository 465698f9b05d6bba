import pytest

from tongban.offer.catalogue import api
from tongban.offer.catalogue.tests.factories import guide_body, publish
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_city_with_two_counties():
    AuthorityFactory(city=True)
    east = AuthorityFactory()
    west = RegionFactory(code="990102", name="城西区", name_en="Chengxi District", level=3, parent=east.region.parent)
    AuthorityFactory(region=west)
    publish(
        guide_body(),
        guide_body(
            slug="shop",
            basic_code="000131001001",
            name="食品经营许可",
            item_type="01",
            audience=["legal"],
            themes_natural=[],
            themes_legal=["准营准办"],
            life_events=["我要开店"],
            level="city",
        ),
        guide_body(slug="birth", basic_code="002011001002", name="出生登记", life_events=["新生儿", "退休"]),
    )


def names(page: api.Page[api.OfferCard]) -> list[str]:
    return [card.name for card in page.items]


def test_items_stand_in_pinyin_order_each_once():
    assert names(api.browse()) == ["出生登记", "老年人优待证办理", "食品经营许可"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"theme": "证件办理"}, ["出生登记", "老年人优待证办理"]),
        ({"theme": "准营准办"}, ["食品经营许可"]),
        ({"life_event": "新生儿"}, ["出生登记"]),
        ({"audience": "legal"}, ["食品经营许可"]),
        ({"theme": "没有"}, []),
        ({"region": "9902"}, []),
    ],
)
def test_items_are_found_by_theme_event_and_audience(asked, expected):
    assert names(api.browse(**asked)) == expected


def test_in_a_county_its_own_offers_and_those_of_the_city_are_shown():
    page = api.browse(region="990102")
    assert [(card.name, card.region_code) for card in page.items] == [
        ("出生登记", "990102"),
        ("老年人优待证办理", "990102"),
        ("食品经营许可", "9901"),
    ]
    assert names(api.browse(region="990102001")) == names(page)


def test_the_items_of_one_authority():
    authority_id = api.offers_of_basic("000131001001")[0].authority_id
    assert names(api.browse(authority_id=authority_id)) == ["食品经营许可"]


def test_pages_follow_each_other_without_a_gap_or_a_repeat():
    seen, after = [], None
    while True:
        page = api.browse(after=after, limit=1)
        seen += names(page)
        after = page.after
        if after is None:
            break
    assert seen == names(api.browse())


def test_a_page_is_two_statements_however_many_items(django_assert_num_queries):
    with django_assert_num_queries(2):
        api.browse(theme="证件办理", region="990101")


def test_a_page_is_never_longer_than_a_hundred():
    assert len(api.browse(limit=10**9).items) == 3
    assert len(api.browse(limit=-5).items) == 1


@pytest.mark.parametrize("mark", ["!!!", "AAAA", "5Lit", "_" * 3, "é", "AAAK"])
def test_a_forged_mark_of_the_next_page_is_refused(mark):
    with pytest.raises(api.UnableToTurnPage, match="第一页"):
        api.browse(after=mark)


def test_themes_count_different_items_once(django_assert_num_queries):
    assert api.themes() == (api.Theme("证件办理", "natural", 2), api.Theme("准营准办", "legal", 1))
    with django_assert_num_queries(1):
        api.themes()


def test_life_events_are_counted_the_fullest_first():
    assert [(event.name, event.count) for event in api.life_events()] == [("退休", 2), ("我要开店", 1), ("新生儿", 1)]


def test_the_index_reads_each_basic_item_once_and_every_offer_of_it():
    entries = list(api.distinct_entries())
    assert [entry.group_code for entry in entries] == ["000131001001", "002011001001", "002011001002"]
    assert all(entry.aliases == ("老年证",) for entry in entries)
    offered = list(api.offered())
    assert len(offered) == 5
    assert {row[0] for row in offered} == {entry.group_code for entry in entries}
    cards = api.cards([row[1] for row in offered])
    assert len(cards) == 5
    assert all(api.card(card.code) == card for card in cards.values())


def test_the_index_reads_only_what_changed_after_a_revision():
    before = api.revision()
    assert list(api.offered(before)) == []
    publish(guide_body(summary="年满六十周岁。"))
    assert {row[0] for row in api.offered(before)} == {"002011001001"}
