"""Service points over the interface: nearest first, open now, one with its hours."""

import pytest

from tongban.groundwork.foundation import clock


def keys(answer):
    assert answer.status_code == 200, answer.json()["errors"]
    return [each["key"] for each in answer.json()["items"]]


def test_the_nearest_come_first_page_by_page(city):
    first = city.stranger.get("/service-points?lat=33.4762&lon=108.9384&limit=2").json()
    assert [each["key"] for each in first["items"]] == ["wangjiang-centre", "jiangwan-station"]
    assert [each["metres"] for each in first["items"]] == sorted(each["metres"] for each in first["items"])
    second = city.stranger.get(f"/service-points?lat=33.4762&lon=108.9384&limit=2&after={first['next']}")
    assert keys(second)[0] == "dukou-station"
    assert keys(city.stranger.get("/service-points?near=990101001&limit=1")) == ["wangjiang-centre"]


def test_filters_narrow_the_list(city):
    assert set(keys(city.stranger.get("/service-points?region=990103&kind=kiosk"))) == {"ningxi-kiosk", "zhushan-kiosk"}
    assert keys(city.stranger.get("/service-points?service=interpreter")) == ["city-hall", "chengdong-hall"]
    assert "liuxiang-centre" not in keys(city.stranger.get("/service-points?region=990101&accessible=true"))
    found = keys(city.stranger.get(f"/service-points?item={city.offer.code}&limit=100"))
    assert "chengdong-hall" in found
    assert "real-estate-hall" not in found
    assert city.stranger.get("/service-points?item=none").json()["code"] == "item.unknown"


def test_what_is_open_now_says_until_when(city):
    with clock.frozen_at(clock.now().replace(year=2026, month=11, day=21, hour=16, minute=0)):  # midnight to Sunday
        found = city.stranger.get("/service-points?open_now=true&limit=100").json()["items"]
        assert {each["key"] for each in found} == {"city-kiosk", "chengdong-kiosk", "chengxi-kiosk", "ningxi-kiosk"}
        assert all(each["now"]["is_open"] for each in found)
        hall = city.stranger.get("/service-points/city-hall").json()
    assert not hall["now"]["is_open"]
    assert hall["now"]["opens_next_at"].startswith("2026-11-23T09:00:00+08:00")


def test_one_point_tells_its_hours_day_by_day(city):
    with clock.frozen_at(clock.now().replace(year=2026, month=9, day=30, hour=4)):
        days = {each["day"]: each for each in city.stranger.get("/service-points/chengdong-hall").json()["days"]}
    assert (days["2026-10-01"]["reason"], days["2026-10-01"]["note"]) == ("holiday", "国庆节")
    assert (days["2026-10-10"]["reason"], days["2026-10-10"]["hours"]) == (
        "make_up",
        [["09:00", "12:00"], ["13:30", "17:30"]],
    )
    assert city.stranger.get("/service-points/none").json()["code"] == "service_point.unknown"


@pytest.mark.parametrize(
    "asked",
    ["lat=abc&lon=1", "lat=91&lon=1", "lat=nan&lon=1", "lat=33", "lon=108", "lat=inf&lon=0", "kind=castle", "service=spa",
     "region=x", "limit=0", f"item={'9' * 10_000}", "open_now=maybe"],
)  # fmt: skip
def test_wrong_input_is_refused(city, asked):
    assert city.stranger.get(f"/service-points?{asked}").status_code == 422


def test_a_cursor_of_another_list_is_refused(city):
    assert city.stranger.get("/service-points?after=eA").status_code == 400
    assert city.stranger.get("/service-points?near=000000").json()["code"] == "region.unknown"
