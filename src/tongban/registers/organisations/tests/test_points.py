"""Finding service points: nearest first, open now, by item and region; in pages."""

import math
from datetime import date, datetime, timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.registers.organisations import api
from tongban.registers.organisations.api import PointsSought
from tongban.registers.organisations.models import ServicePoint
from tongban.registers.organisations.rules import DayFact, Position, metres_between, ordinary_days
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory, ServicePointFactory

pytestmark = pytest.mark.django_db

WANGJIANG = Position(33.4762, 108.9384)


def keys(page: api.PointPage) -> list[str]:
    return [each.point.key for each in page.points]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


def test_the_nearest_come_first_with_their_distance(seeded_organisations):
    found = api.find_points(PointsSought(), near=WANGJIANG, limit=100)
    assert keys(found)[:3] == ["wangjiang-centre", "jiangwan-station", "dukou-station"]
    metres = [each.metres for each in found.points]
    assert metres == sorted(metres)
    assert len(metres) == 32
    for each in found.points:
        assert each.metres == pytest.approx(metres_between(WANGJIANG, each.point.position), abs=1)


def test_pages_by_distance_hold_every_point_once(seeded_organisations):
    whole, after = [], None
    for _page in range(20):
        page = api.find_points(PointsSought(), near=WANGJIANG, after=after, limit=5)
        whole += keys(page)
        after = page.after
        if after is None:
            break
    assert whole == keys(api.find_points(PointsSought(), near=WANGJIANG, limit=100))
    assert len(set(whole)) == 32


def test_points_at_the_same_distance_are_not_lost_between_pages():
    for number in range(7):
        ServicePointFactory(key=f"same-{number}")
    page = api.find_points(PointsSought(), near=Position(33.5, 108.95), limit=3)
    rest = api.find_points(PointsSought(), near=Position(33.5, 108.95), after=page.after, limit=10)
    assert sorted(keys(page) + keys(rest)) == [f"same-{number}" for number in range(7)]


def test_pages_by_region_hold_every_point_once(seeded_organisations):
    first = api.find_points(PointsSought(region_code="990101"), limit=4)
    second = api.find_points(PointsSought(region_code="990101"), after=first.after, limit=100)
    assert second.after is None
    regions = [each.point.region_code for each in (*first.points, *second.points)]
    assert regions == sorted(regions)
    assert len(regions) == len({*keys(first), *keys(second)}) == 9
    assert all(each.metres is None for each in first.points)


@pytest.mark.parametrize("after", ["", "x", "1", "1:", ":1", "-1:2", "1:2:3", "９９:1", "9" * 50, "1e3:4"])
def test_a_cursor_of_nobody_s_is_refused(seeded_organisations, after):
    for near in (None, WANGJIANG):
        with pytest.raises(api.UnableToFollowPage):
            api.find_points(PointsSought(), near=near, after=after)


def test_what_lies_farther_than_500_kilometres_is_not_near(seeded_organisations):
    assert keys(api.find_points(PointsSought(), near=Position(39.9, 116.4))) == []  # Peking: 980 km
    assert len(keys(api.find_points(PointsSought(), near=Position(34.3, 109.0)))) == 20  # 90 km


def test_over_the_date_line_and_at_the_pole_neighbours_are_found():
    ServicePointFactory(key="east", latitude=0, longitude=179.99)
    ServicePointFactory(key="north", latitude=89.999, longitude=10)
    assert keys(api.find_points(PointsSought(), near=Position(0, -179.99))) == ["east"]
    assert keys(api.find_points(PointsSought(), near=Position(89.999, -170))) == ["north"]


def test_filters_narrow_what_is_found(seeded_organisations):
    kiosks = api.find_points(PointsSought(kind="kiosk"), near=WANGJIANG)
    assert {each.point.kind for each in kiosks.points} == {"kiosk"}
    accessible = api.find_points(PointsSought(is_accessible=True), limit=100)
    assert all(each.point.accessible_entrance for each in accessible.points)
    interpreted = api.find_points(PointsSought(services=("interpreter", "parking")), limit=100)
    assert keys(interpreted) == ["city-hall", "chengdong-hall"]
    assert keys(api.find_points(PointsSought(name="出入境"))) == ["exit-entry-hall"]
    assert keys(api.find_points(PointsSought(name="\x00"))) == keys(api.find_points(PointsSought()))


def china(day: date) -> DayFact:
    if date(2026, 10, 1) <= day <= date(2026, 10, 7):
        return DayFact(is_holiday=True, holiday="国庆节")
    return DayFact(works_as=3) if day == date(2026, 10, 10) else DayFact()


def test_the_database_and_the_rule_agree_on_what_is_open(seeded_organisations):
    everything = [each.point for each in api.find_points(PointsSought(), limit=100).points]
    moments = [
        at(f"{day} {time}")
        for day in ("2026-11-27", "2026-11-28", "2026-11-30", "2026-12-03", "2026-10-01", "2026-10-10", "2027-02-05")
        for time in ("00:00", "01:59", "02:00", "08:30", "09:00", "11:30", "12:00", "17:29", "19:59", "22:00", "23:59")
    ]
    for moment in moments:
        found = api.find_points(PointsSought(is_open=True, at=moment, facts=china), limit=100)
        assert set(keys(found)) == {each.key for each in everything if each.is_open(moment, china)}, moment


def test_where_an_item_can_be_done(seeded_organisations):
    district = api.authority_for("civ", "990101")
    near = api.points_for(basic_code="002011030001", authority_id=district.id, region_code="990101001001", limit=50)
    found = [each.point for each in near]
    # Its own hall has a window of the bureau and a comprehensive one, its stations name the item; another district's do not count.
    assert "chengdong-hall" in [each.key for each in found]
    assert "jiangwan-station" in [each.key for each in found]
    assert {each.region_code[:6] for each in found} == {"990101"}
    assert [each.metres for each in near] == sorted(each.metres for each in near)


def test_an_authority_s_items_are_done_where_it_has_a_window(seeded_organisations):
    city_police = api.authority_for("psb", "9901")
    found = {each.point.key for each in api.points_for(item_code="x", authority_id=city_police.id, limit=50)}
    assert {"exit-entry-hall", "city-hall"} <= found
    assert "real-estate-hall" not in found


def test_an_implementation_code_is_found_wherever_it_is_listed(seeded_organisations):
    ServicePoint.objects.filter(key="hefeng-station").update(item_codes=["11990101MB9000138F1000709010003"])
    found = api.points_for(item_code="11990101MB9000138F1000709010003")
    assert [each.point.key for each in found] == ["hefeng-station"]
    assert api.points_for(item_code="11990101MB9000138F2000709010003") == ()


def test_a_point_that_offers_everything_serves_the_authorities_above_it():
    district, city = AuthorityFactory(), AuthorityFactory(city=True)
    other = AuthorityFactory(key="civ", region=RegionFactory(code="990102", name="城西区", level=3))
    ServicePointFactory(offers="all")
    assert len(api.points_for(item_code="x", authority_id=district.pk)) == 1
    assert len(api.points_for(item_code="x", authority_id=city.pk)) == 1
    assert api.points_for(item_code="x", authority_id=other.pk) == ()


def test_what_has_closed_is_left_out_but_keeps_its_page():
    today = clock.today()
    ServicePointFactory(key="closed", closed_on=today, closing_reason="搬走了")
    ServicePointFactory(key="closing", closed_on=today + timedelta(days=1), closing_reason="搬走了")
    assert keys(api.find_points(PointsSought())) == ["closing"]
    assert set(api.points_by_key(["closed", "closing", "none"])) == {"closing"}
    assert keys(api.find_points(PointsSought(with_closed=True))) == ["closed", "closing"]
    assert not api.service_point("closed").is_open(clock.now(), ordinary_days)


@pytest.mark.parametrize("key", ["none", "\x00", "'; drop table", "长" * 10_000])
def test_an_unknown_point_is_refused(key):
    with pytest.raises(api.UnableToFindServicePoint):
        api.service_point(key)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("abc", "1"),
        ("91", "0"),
        ("0", "181"),
        ("NaN", "0"),
        ("0", "inf"),
        ("33", ""),
        ("", "1"),
        ("9" * 10_000, "1"),
        ("\x00", "1"),
        ("1e400", "0"),
    ],
)
def test_a_position_that_is_none_is_refused(latitude, longitude):
    with pytest.raises(api.UnableToReadPosition) as refusal:
        api.position_from(latitude, longitude)
    assert len(str(refusal.value)) < 200


def test_no_position_is_none_and_a_good_one_is_read():
    assert api.position_from("", " ") is None
    assert api.position_from(" 33.5", "108.9") == Position(33.5, 108.9)


def test_a_list_is_a_few_statements_however_long_it_is(seeded_organisations, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):  # the rings and the windows
        found = api.find_points(PointsSought(kind="kiosk"), near=WANGJIANG, limit=30)
    assert len(found.points) == 6
    assert all(math.isfinite(each.point.latitude) for each in found.points)


def test_the_nearest_of_many_are_found_by_the_index(django_assert_max_num_queries):
    region = RegionFactory(county=True)
    ServicePoint.objects.bulk_create(
        (ServicePoint(
            key=f"p-{number}", kind="station", name="站", name_en="", region=region, address="", phone="",
            latitude=31 + number % 200 * 0.03, longitude=106 + number // 200 * 0.03, weekly_hours={},
        )
        for number in range(20_000)),
        batch_size=2_000)  # fmt: skip
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organisations_servicepoint")
    with django_assert_max_num_queries(5):
        found = api.find_points(PointsSought(), near=Position(33.3, 107.1), limit=10)
    assert len(found.points) == 10
    assert found.points[0].metres < 3_400
    rows = ServicePoint.objects.all()
    expected = sorted(metres_between(Position(33.3, 107.1), Position(row.latitude, row.longitude)) for row in rows)[:10]
    assert [each.metres for each in found.points] == [pytest.approx(each, abs=1) for each in expected]
