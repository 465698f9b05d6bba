import pytest
from django.db import IntegrityError, transaction

from tongban.registers.organisations import api
from tongban.registers.organisations.models import Region
from tongban.registers.organisations.tests.factories import AuthorityFactory, PostFactory, RegionFactory

pytestmark = pytest.mark.django_db


def test_the_county_s_own_department_goes_before_the_city_s():
    county, city = AuthorityFactory(), AuthorityFactory(city=True)
    assert api.authority_for("psb", "990101001").id == county.pk
    assert api.authority_for("psb", "990102").id == city.pk


def test_a_department_that_exists_nowhere_is_refused_by_name():
    AuthorityFactory()
    with pytest.raises(api.UnableToFindAuthority, match="tax@990101"):
        api.authority_for("tax", "990101")


def test_authorities_are_read_once_and_then_remembered(django_assert_num_queries):
    authority = AuthorityFactory()
    api.authorities()
    with django_assert_num_queries(0):
        assert api.authority(authority.pk).name == "宁川市公安局城东分局"
        assert [each.id for each in api.authorities("990101")] == [authority.pk]
        assert api.authorities("990103") == ()


def test_a_region_knows_its_name_and_those_above_it():
    RegionFactory(county=True)
    assert api.region("990101").parent_code == "9901"
    assert api.region_path("990101") == "宁川市城东区"
    assert [region.name for region in api.regions_under("9901")] == ["城东区"]


def test_an_unknown_region_or_post_is_refused():
    with pytest.raises(api.UnableToFindRegion):
        api.region("123456")
    with pytest.raises(api.UnableToFindPost):
        api.post(-1)


def test_a_post_without_item_codes_reaches_to_every_item():
    post = PostFactory()
    assert api.post(post.pk).item_codes is None
    assert api.post(post.pk).roles == {"clerk"}


def test_a_code_of_the_wrong_length_is_no_region():
    RegionFactory()
    with pytest.raises(IntegrityError, match="region_code_has_the_length_of_its_level"), transaction.atomic():
        Region.objects.create(code="990", name="某地", name_en="Somewhere", level=2, parent_id="99")


def test_two_authorities_of_one_department_in_one_region_are_refused():
    region = RegionFactory(county=True)
    AuthorityFactory(region=region)
    with pytest.raises(IntegrityError, match="one_authority_per_department_and_region"), transaction.atomic():
        type(AuthorityFactory()).objects.create(
            key="psb", code="x", name="", short_name="", name_en="", region=region, phone="", address="", hours=""
        )


def test_regions_are_found_by_the_beginning_of_their_names(seeded_organisations):
    assert [region.code for region in api.find_regions("望江")] == ["990101001"]
    assert [region.code for region in api.find_regions("青桥", within="990101002")] == ["990101002", "990101002001"]
    assert api.find_regions("") == api.find_regions("%") == api.find_regions("\x00") == ()
    assert [region.level for region in api.regions_within("990101", 4)] == [4, 4, 4]


def test_a_region_without_a_known_seat_is_measured_from_the_one_above():
    RegionFactory(county=True)
    assert api.centre_of("990101") is None
    Region.objects.filter(code="9901").update(latitude=33.5, longitude=108.9)
    api.forget_kept()
    assert api.centre_of("990101").latitude == 33.5
