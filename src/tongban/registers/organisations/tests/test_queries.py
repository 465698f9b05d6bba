from datetime import UTC, datetime

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


def test_a_closed_service_point_says_so_in_local_time(seeded_organisations):
    hall = next(point for point in api.service_points() if point.key == "city-hall")
    assert hall.is_open(datetime(2026, 11, 20, 1, 30, tzinfo=UTC))  # 9:30 on a Friday in China
    assert not hall.is_open(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))  # 17:30
