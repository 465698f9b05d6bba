"""Where one can go: the list, the map and the page of each service point."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import ServicePoint


@pytest.fixture
def anybody(city, monday):
    return Client()


def shown(answer, status=200):
    assert answer.status_code == status
    return unescape(answer.content.decode())


def places(browser, **asked):
    return browser.get(reverse("portal:places"), asked)


def names(page):
    return re.findall(r'<a href="/places/([a-z0-9-]+)/">', page.split("</ol>")[0])


def test_from_a_community_the_nearest_come_first_with_their_distance(anybody):
    page = shown(places(anybody, region="990101001001"))
    assert names(page)[:3] == ["jiangwan-station", "wangjiang-centre", "dukou-station"]
    assert "就在这里" in page
    assert "直线约 250 米" in page
    assert "距离从江湾社区中心量起" in page


def test_in_a_county_only_its_places_are_shown(anybody):
    assert {
        organisations.service_point(key).region_code[:6] for key in names(shown(places(anybody, region="990103")))
    } == {"990103"}


def test_a_position_sorts_and_is_not_kept(anybody):
    page = shown(places(anybody, lat="33.6141", lon="109.0277"))
    assert names(page)[0] == "xikou-centre"
    assert "您的位置只用来排序，不会保存" in page
    assert not anybody.session.keys()


@pytest.mark.parametrize(
    ("lat", "lon"), [("abc", "1"), ("91", "0"), ("NaN", "0"), ("33", ""), ("9" * 10_000, "1"), ("\x00", "2")]
)
def test_a_position_that_is_none_is_told_above_and_beside_and_comes_back(anybody, lat, lon):
    page = shown(places(anybody, lat=lat, lon=lon), 422)
    assert page.count("不是有效的经纬度") == 2
    assert 'href="#lat"' in page
    assert f'value="{lat[:30]}"' in page or lat == "\x00"
    assert names(page)


def test_filters_keep_to_open_kind_and_entrance(anybody):
    assert set(names(shown(places(anybody, kind="kiosk")))) >= {"city-kiosk", "station-kiosk"}
    now = shown(places(anybody, open="1", region="990103101200"))
    assert "现在关门" not in now.split("</ol>")[0]
    assert "qingqiao-station" not in names(shown(places(anybody, accessible="1", region="990101002")))


@pytest.mark.parametrize(
    "asked",
    [{"region": "x" * 10_000}, {"kind": "castle"}, {"after": "x"}, {"item": "\x00"}, {"item": "'; --<script>alert(1)"}],
)
def test_strange_parameters_do_no_harm(anybody, asked):
    answer = places(anybody, **asked)
    assert len(names(shown(answer))) == 12
    assert b"<script>alert" not in answer.content


def test_the_list_goes_on_where_the_page_ends(anybody):
    first = shown(places(anybody, region="990101001"))
    href = re.search(r'href="([^"]+)" rel="next"', first)[1]
    second = shown(anybody.get(href))
    assert not set(names(first)) & set(names(second))
    assert "回到第一页" in second


def test_where_one_item_can_be_done(anybody):
    offer = cast.offer_of()
    page = shown(places(anybody, item=offer.code))
    assert f"能办“{offer.name}”的地方" in page
    assert "chengdong-hall" in names(page)
    assert "real-estate-hall" not in names(page)


def test_the_map_has_a_pin_for_every_place_that_a_keyboard_reaches(anybody):
    page = shown(places(anybody, region="990101001"))
    chart = page[page.index('<svg viewBox="0 0 400 350"') : page.index("</figure>")]
    pins = re.findall(r'<a class="chart-pin[^"]*" href="/places/([a-z0-9-]+)/" aria-label="(\d+) ', chart)
    assert [key for key, _number in pins] == names(page)
    assert [int(number) for _key, number in pins] == list(range(1, 13))
    assert "1 公里" in chart
    assert "http" not in chart  # nothing from outside


def test_the_page_of_a_point_tells_hours_reasons_windows_and_way(anybody):
    page = shown(anybody.get(reverse("portal:place", args=["city-hall"])))
    for text in ("下午消防演练", "综合窗口", "南门右侧设无障碍坡道", "用手机地图打开", "geo:33.482,108.912"):
        assert text in page
    assert "<svg" in page.split("扫码在手机上看这一页")[0][-6000:]


def test_the_page_of_a_point_lists_its_items_with_their_guides(anybody):
    ServicePoint.objects.filter(key="dukou-station").update(item_codes=[cast.offer_of().basic_code, "000000000000"])
    page = shown(anybody.get(reverse("portal:place", args=["dukou-station"])))
    assert reverse("portal:item", args=[cast.offer_of().code]) in page


def test_a_national_holiday_is_told_with_its_name(anybody):
    with clock.frozen_at(clock.now().replace(year=2026, month=9, day=30)):
        page = shown(anybody.get(reverse("portal:place", args=["chengdong-hall"])))
        assert page.count("国庆节休息") == 7
        assert "调休上班" in page
        kiosk = shown(anybody.get(reverse("portal:place", args=["city-kiosk"])))
        assert "国庆节休息" not in kiosk


def test_machines_read_the_hours_and_the_days_that_differ(anybody):
    page = anybody.get(reverse("portal:place", args=["city-hall"])).content.decode()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.S)[1])
    assert said["@type"] == "GovernmentOffice"
    assert {"dayOfWeek": "Saturday", "opens": "09:00", "closes": "12:00"}.items() <= said["openingHoursSpecification"][
        -1
    ].items()
    assert said["specialOpeningHoursSpecification"][0]["validFrom"] == "2026-11-27"


def test_markup_in_a_name_stays_text(anybody):
    ServicePoint.objects.filter(key="dukou-station").update(name="</script><b>站", accessible_entrance="<i>门")
    page = anybody.get(reverse("portal:place", args=["dukou-station"])).content.decode()
    assert "<b>站" not in page
    assert "<i>门" not in page


def test_a_point_that_closed_says_so_and_an_unknown_one_is_not_found(anybody):
    ServicePoint.objects.filter(key="dukou-station").update(closed_on=clock.today(), closing_reason="迁至江湾社区")
    assert "迁至江湾社区" in shown(anybody.get(reverse("portal:place", args=["dukou-station"])))
    assert "dukou-station" not in names(shown(places(anybody, region="990101001002")))
    assert anybody.get("/places/none/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_pages_speak_the_visitor_s_language(anybody, language):
    anybody.cookies["language"] = language
    with translation.override("zh-hans"):  # what a request switches to does not outlive this test
        page = shown(places(anybody, region="990101001"))
        assert ("Wangjiang Subdistrict Service Centre" if language == "en" else "便民服務中心") in page
        shown(anybody.get(reverse("portal:place", args=["city-hall"])))


def test_a_list_costs_few_statements(anybody, django_assert_max_num_queries):
    shown(places(anybody, region="990101001"))
    with django_assert_max_num_queries(12):
        shown(places(anybody, region="990101001"))
