"""Due dates on request: any item, any limit of the law, any day, with every line that leads there."""

import pytest

from tongban.offer.catalogue import api as catalogue


@pytest.fixture
def code(city):
    return city.stranger.get("/items?theme=证件办理&region=990101").json()["items"][0]["code"]


def test_an_item_tells_when_it_would_be_due_and_why(city, code):
    told = city.stranger.get(f"/items/{code}/due-date?start=2026-11-20").json()
    guide = catalogue.offer(code).guide
    assert told["committed"]["amount"] == guide.committed_limit.amount
    assert told["committed"]["due"] <= told["statutory"]["due"]
    assert told["committed"]["lines"][0] == "2026年11月20日（周五）受理，当日不计"
    assert "为最后一日" in told["committed"]["lines"][-1]
    assert guide.legal_basis[0].article in told["statutory"]["source"]
    assert told["committed"]["calendar_edition"] >= 1


def test_stops_and_an_extension_make_it_later(city, code):
    address = f"/items/{code}/due-date?start=2026-11-20"
    plain = city.stranger.get(address).json()["statutory"]
    stopped = city.stranger.get(f"{address}&stops=2026-12-03/2026-12-10").json()["statutory"]
    longer = city.stranger.get(f"{address}&extended=true").json()["statutory"]
    assert stopped["due"] > plain["due"]
    assert any("特别程序，不计" in line for line in stopped["lines"])
    assert longer["due"] > plain["due"]
    assert longer["extension"] > 0
    still = city.stranger.get(f"{address}&stops=2026-11-21/").json()["statutory"]
    assert still["is_stopped"]


def test_every_limit_of_the_law_is_listed_and_can_be_counted(city):
    told = city.stranger.get("/limits").json()
    by_code = {limit["code"]: limit for limit in told["limits"]}
    assert by_code["construction_project"]["amount"] == 120
    assert told["edition"] >= 1
    due = city.stranger.get("/limits/decision/due-date?start=2025-11-21").json()
    assert due["due"] == "2025-12-19"
    assert due["lines"][2] == "11月22日—11月23日周末，不计"
    assert due["days"][3] == "11月24日（周一）为第1个工作日"
    assert "第四十二条" in due["source"]


def test_hours_are_due_at_a_moment(city):
    address = "/limits/urgent_measure_report/due-date?start=2026-11-20&moment=2026-11-20T10:00:00%2B08:00"
    told = city.stranger.get(address).json()
    assert (told["due"], told["at"]) == ("2026-11-21", "2026-11-21T10:00:00+08:00")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("start=yesterday", 422, "request.invalid"),
        ("", 422, "request.invalid"),
        ("start=1901-01-01", 422, "due_date.out_of_reach"),
        ("start=9999-12-31", 422, "due_date.out_of_reach"),
        ("start=2026-11-20&stops=2026-12-03", 422, "due_date.stop_faulty"),
        ("start=2026-11-20&stops=2026-12-10/2026-12-03", 422, "due_date.stop_faulty"),
        ("start=2026-11-20&stops=2026-12-10/9999-12-31", 422, "due_date.out_of_reach"),
        ("start=2026-11-20&moment=2026-11-22T10:00:00Z", 422, "due_date.moment_elsewhere"),
    ],
)
def test_what_cannot_be_counted_is_refused_plainly(city, query, status, code):
    answer = city.stranger.get(f"/limits/decision/due-date?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_unknown_items_limits_and_thresholds_are_told(city):
    assert city.stranger.get("/items/none/due-date?start=2026-11-20").json()["code"] == "item.unknown"
    assert city.stranger.get("/limits/none/due-date?start=2026-11-20").json()["code"] == "limit_rule.unknown"
    assert city.stranger.get("/limits/yellow_light_share/due-date?start=2026-11-20").status_code == 404
