from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue import api
from tongban.offer.catalogue.models import Item, ItemVersion
from tongban.offer.catalogue.rules import parse_guide
from tongban.offer.catalogue.tests.factories import guide_body, publish, write_guides
from tongban.offer.forms import api as forms
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory

pytestmark = pytest.mark.django_db
SEEDS = Path(__file__).resolve().parents[5] / "seeds"


@pytest.fixture
def bureaus() -> tuple[organisations.Authority, organisations.Authority]:
    """The public security bureaus of the city and of one county."""
    city = AuthorityFactory(city=True)
    county = AuthorityFactory()
    return organisations.authority(city.pk), organisations.authority(county.pk)


def test_a_county_item_is_offered_by_the_department_of_the_county(bureaus):
    publish()
    [offer] = api.offers_of_basic("002011001001")
    assert offer.authority_id == bureaus[1].id
    assert offer.region_code == "990101"
    assert offer.code == f"{bureaus[1].code}4002011001001"
    assert offer.guide == parse_guide(guide_body())
    assert offer.form_version_id is not None
    assert forms.form(offer.form_version_id) == offer.guide.form


def test_a_county_item_is_offered_by_the_city_where_no_county_has_the_department():
    city = AuthorityFactory(city=True)
    RegionFactory(county=True)
    publish()
    [offer] = api.offers_of_basic("002011001001")
    assert (offer.authority_id, offer.region_code) == (city.pk, "9901")
    assert offer.code[18] == "3"


def test_a_city_item_is_offered_by_the_city_alone(bureaus):
    publish(guide_body(level="city"))
    assert [offer.region_code for offer in api.offers_of_basic("002011001001")] == ["9901"]


def test_a_guide_for_which_no_authority_answers_is_reported():
    assert publish().without_authority == ("elder-card",)


def test_publishing_the_same_again_changes_nothing(bureaus):
    assert publish().published == 1
    before = api.revision()
    assert publish() == api.InstallReport(guides=1, items=1, published=0, without_authority=())
    assert api.revision() == before
    assert ItemVersion.objects.count() == 1


def test_a_changed_guide_becomes_the_next_version_and_the_old_one_can_still_be_read(bureaus):
    publish()
    first = api.offers_of_basic("002011001001")[0]
    before = api.revision()
    publish(guide_body(summary="改过的说明。"))
    second = api.offer(first.code)
    assert (first.version_number, second.version_number) == (1, 2)
    assert api.revision() == before + 1
    assert api.offer_version(first.version_id).guide.summary == "年满六十周岁的老年人申领优待证。"
    assert api.offer_version(second.version_id) == second


def test_every_publication_is_in_the_ledger(bureaus):
    publish()
    code = api.offers_of_basic("002011001001")[0].code
    [entry] = ledger.entries_about(f"item:{code}")
    assert entry.deed == "item.published"
    assert entry.facts["version"] == 1


def test_one_faulty_guide_keeps_all_from_being_published(bureaus, tmp_path):
    folder = write_guides(
        tmp_path,
        guide_body(),
        guide_body(slug="second", basic_code="002011001002", name="", visits=1),
        guide_body(slug="third"),
    )
    (tmp_path / "broken.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(api.UnableToInstallItems) as refusal:
        api.install_items(folder)
    found = {file.name: [(each.path, each.code) for each in file.problems] for file in refusal.value.files}
    assert found == {
        "broken.yaml": [("", "unreadable")],
        "second.yaml": [("name", "empty")],
        "third.yaml": [("basic_code", "taken")],
    }
    assert "third.yaml basic_code：“002011001001”已被 elder-card.yaml 使用" in str(refusal.value)
    assert not Item.objects.exists()


def test_a_form_with_an_unknown_element_is_named_with_its_guide(bureaus):
    body = guide_body()
    body["form"][0]["fields"].append({"element": "no.such"})
    with pytest.raises(api.UnableToInstallItems, match="elder-card.yaml form.*unknown element no.such"):
        publish(body)


def test_a_guide_costs_three_statements_when_new_and_one_when_known(bureaus, django_assert_num_queries):
    publish()
    code = Item.objects.get().code
    api.forget_kept()
    organisations.authorities()
    with django_assert_num_queries(3):  # the revision, the item with its version, what it inherits
        api.offer(code)
    with django_assert_num_queries(1):
        api.offer(code)


def test_a_version_costs_nothing_once_it_is_known(bureaus, django_assert_num_queries):
    publish()
    version = ItemVersion.objects.get().pk
    api.offer(Item.objects.get().code)  # what it inherits is known from any other item
    with django_assert_num_queries(1):
        api.offer_version(version)
    with django_assert_num_queries(0):
        api.offer_version(version)


def test_an_unknown_item_is_named():
    with pytest.raises(api.UnableToFindOffer, match="12345"):
        api.offer("12345")
    with pytest.raises(api.UnableToFindOffer):
        api.offer_version(98765)
    with pytest.raises(api.UnableToFindOffer):
        api.card("12345")
    assert api.offers_of_basic("999999999999") == ()


def test_a_published_version_is_never_changed_nor_removed(bureaus):
    publish()
    version = ItemVersion.objects.get()
    for change in (version.save, version.delete, ItemVersion.objects.all().delete):
        with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
            change()
    with pytest.raises(TypeError):
        ItemVersion.objects.update(number=7)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalogue_itemversion SET own = '{}'",
        "DELETE FROM catalogue_itemversion",
        "UPDATE catalogue_basicversion SET guide = '{}'",
    ],
)
def test_the_database_refuses_to_change_a_published_version_whoever_asks(bureaus, statement):
    publish()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_seeded_city_offers_every_guide():
    organisations.install_organisations(SEEDS / "organisations.yaml")
    forms.install_elements([SEEDS / "elements"])
    report = api.install_items(SEEDS / "items")
    assert report.guides == len(list((SEEDS / "items").glob("*.yaml"))) >= 40
    assert report.without_authority == ()
    assert report.published == report.items >= report.guides
