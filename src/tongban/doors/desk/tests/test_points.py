"""Service points at the desk: who keeps them, what is refused, and that it is in force at once."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tongban.handling.cases.tests.cast import officer_at
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Authority

TODAY = {"first-year": "2026", "first-month": "11", "first-day": "23"}


@pytest.fixture
def administrator(city, desk):
    return desk(officer_at(Authority.objects.get(key="gov", region="9901"), "administrator", region_wide=True))


@pytest.fixture
def police(city, desk):
    """Who manages the items of the city's police: its exit-entry hall is hers, nothing else."""
    return desk(officer_at(Authority.objects.get(key="psb", region="9901"), "item_manager"))


def page(name, key="city-hall"):
    return reverse(f"desk:{name}", args=[key])


def shown(answer, status=200):
    assert answer.status_code == status
    return unescape(answer.content.decode())


def revision(browser, name, key="city-hall"):
    return re.search(r'name="revision" value="(\d+)"', shown(browser.get(page(name, key))))[1]


def week(**hours):
    return {
        "rule": "calendar",
        **{f"hours-{day}": "" for day in range(1, 8)},
        **{f"hours-{day[1:]}": text for day, text in hours.items()},
    }


def test_the_list_shows_the_points_of_one_s_reach(administrator, police):
    assert "宁川市政务服务中心" in shown(administrator.get(reverse("desk:points")))
    found = shown(police.get(reverse("desk:points")))
    assert "宁川市公安局出入境服务大厅" in found
    assert "宁川市不动产登记中心" not in found
    narrow = shown(administrator.get(reverse("desk:points"), {"region": "990103", "kind": "kiosk"}))
    assert "宁溪县24小时自助政务厅" in narrow
    assert "云台路24小时自助站" not in narrow
    shown(
        administrator.get(reverse("desk:points"), {"region": "\x00", "kind": "x" * 5000, "name": "\x00%", "after": "x"})
    )


def test_new_hours_are_in_force_on_the_public_page_at_once(administrator):
    sent = week(d1="8:30-12:00，13:00—16:00") | {"revision": revision(administrator, "point-hours")}
    answer = administrator.post(page("point-hours"), sent, follow=True)
    assert "马上生效" in shown(answer)
    assert "08:30—12:00，13:00—16:00" in shown(Client().get(reverse("portal:place", args=["city-hall"])))
    assert "改开放时间 · " in shown(answer)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9-12", "“9-12”不是时间段"),
        ("12:00-09:00", "结束时间不晚于开始时间"),
        ("09:00-12:00, 11:00-13:00", "重叠"),
        ("<script>alert(1)</script>", "不是时间段"),
        ("x" * 10_000, "不是时间段"),
    ],
)
def test_impossible_hours_come_back_with_the_reason(administrator, text, sentence):
    sent = week(d3=text) | {"revision": revision(administrator, "point-hours")}
    answer = administrator.post(page("point-hours"), sent)
    found = shown(answer, 422)
    assert found.count(sentence) == 2  # above and beside
    assert 'href="#hours-3"' in found
    assert b"<script>alert" not in answer.content
    assert organisations.service_point("city-hall").weekly_hours["3"]


def test_an_exception_is_set_shown_and_taken_back(administrator):
    sent = {**TODAY, "last-year": "", "last-month": "", "last-day": "", "hours": "", "reason": "停电检修"}
    shown(administrator.post(page("point-exception"), sent, follow=True))
    public = shown(Client().get(reverse("portal:place", args=["city-hall"])))
    assert "停电检修" in public
    administrator.post(page("point-exception-remove"), {"day": "2026-11-23"})
    assert "2026-11-23" not in organisations.service_point("city-hall").exceptions
    assert administrator.post(page("point-exception-remove"), {"day": "soon"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first-day": "22"}, "已经过去"),
        ({"first-day": "31"}, "请填写日期"),
        ({"last-year": "2026", "last-month": "11", "last-day": "20"}, "结束日期早于开始日期"),
        ({"last-year": "x"}, "请填写日期"),
        ({"reason": ""}, "请填写这一项"),
        ({"hours": "25:00-26:00"}, "不是时间段"),
    ],
)
def test_an_exception_that_cannot_be_comes_back_as_typed(administrator, change, sentence):
    sent = {**TODAY, "hours": "09:00-10:00", "reason": "值班", **change}
    found = shown(administrator.post(page("point-exception"), sent), 422)
    assert sentence in found
    if "hours" not in change:
        assert 'value="09:00-10:00"' in found


def test_items_are_checked_against_the_catalogue(administrator):
    sent = {
        "offers": "listed",
        "item_codes": "000709010003\n999999999999",
        "revision": revision(administrator, "point-items"),
    }
    assert "“999999999999”不是事项编码" in shown(administrator.post(page("point-items"), sent), 422)
    sent["item_codes"] = "000709010003，000709010003"
    shown(administrator.post(page("point-items"), sent, follow=True))
    assert organisations.service_point("city-hall").item_codes == ("000709010003",)


def test_a_new_point_is_added_and_closed_again(administrator):
    facts = {
        "key": "hexi-station", "name": "河西便民服务站", "kind": "station", "region": "990101001", "address": "河西路1号",
        "phone": "0999-2000001", "latitude": "33.48", "longitude": "108.93", "services": ["parking"],
    }  # fmt: skip
    faulty = shown(administrator.post(reverse("desk:point-add"), facts | {"latitude": "91", "name": ""}), 422)
    assert "不是有效的经纬度" in faulty
    assert 'value="河西路1号"' in faulty
    answer = administrator.post(reverse("desk:point-add"), facts)
    assert answer["Location"] == page("point-hours", "hexi-station")
    assert "已经有别的场所使用" in shown(administrator.post(reverse("desk:point-add"), facts), 422)
    sent = {"on-year": "2026", "on-month": "11", "on-day": "23", "reason": "并入江湾社区"}
    assert "并入江湾社区" in shown(administrator.post(page("point-close", "hexi-station"), sent, follow=True))
    assert "hexi-station" not in organisations.points_by_key(["hexi-station"])
    administrator.post(page("point-reopen", "hexi-station"))
    assert "hexi-station" in organisations.points_by_key(["hexi-station"])


def test_facts_are_changed_and_two_at_once_are_told(administrator):
    known = revision(administrator, "point-facts", "dukou-station")
    facts = {
        "revision": known, "name": "渡口社区便民服务站", "kind": "station", "region": "990101001002", "address": "渡口街9号",
        "phone": "0999-2000001", "latitude": "33.48", "longitude": "108.93",
    }  # fmt: skip
    shown(administrator.post(page("point-facts", "dukou-station"), facts, follow=True))
    assert organisations.service_point("dukou-station").address == "渡口街9号"
    late = administrator.post(page("point-facts", "dukou-station"), facts | {"address": "别处"}, follow=True)
    assert "刚才有别人改过这个场所" in shown(late)
    assert organisations.service_point("dukou-station").address == "渡口街9号"


def test_who_manages_one_authority_s_items_keeps_its_points_only(police):
    shown(police.get(page("point", "exit-entry-hall")))
    for name in ("point", "point-hours", "point-facts", "point-exception", "point-items", "point-close"):
        assert police.get(page(name, "city-hall")).status_code == 403
    for name in ("point-hours", "point-exception-remove", "point-reopen", "point-close"):
        assert police.post(page(name, "city-hall"), {"day": "2026-11-27"}).status_code == 403
    assert organisations.service_point("city-hall").exceptions["2026-11-27"]


def test_other_posts_stay_outside_and_unknown_points_are_not_found(city, desk, administrator):
    clerk = desk(officer_at(Authority.objects.get(key="psb", region="990101"), "clerk"))
    assert clerk.get(reverse("desk:points")).status_code == 403
    assert clerk.post(page("point-hours"), week()).status_code == 403
    for name in ("point", "point-hours", "point-facts", "point-exception", "point-items", "point-close"):
        assert administrator.get(page(name, "nothing")).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_pages_speak_the_officer_s_language(administrator, language):
    administrator.cookies["language"] = language
    with translation.override("zh-hans"):  # what a request switches to does not outlive this test
        for name in ("point", "point-hours", "point-facts", "point-exception", "point-items", "point-close"):
            shown(administrator.get(page(name)))
