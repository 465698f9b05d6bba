"""Clocks put together, on request: joint handling, stages, a lower level first."""

import pytest

JOINT = "/due-dates/joint?start=2026-01-05&parts=planning:20&parts=fire:10&parts=heritage:60"
STAGED = "/due-dates/staged?stages=2026-01-05/2026-02-06&stages=2026-03-02/2026-03-31"
LEVELS = "/due-dates/two-level?start=2026-01-05"


def test_joint_handling_is_one_limit_with_the_shares_of_the_authorities_within_it(city):
    told = city.stranger.get(JOINT).json()
    assert (told["whole"]["amount"], told["whole"]["extension"]) == (45, 0)
    due = {part["holder"]: part["due"] for part in told["parts"]}
    assert due["fire"] < due["planning"] < due["heritage"] == told["whole"]["due"]
    assert "第四十二条" in told["whole"]["source"]
    assert {part["holder"] for part in told["parts"] if part["is_late"]} == {"planning", "fire", "heritage"}
    longer = city.stranger.get(f"{JOINT}&extended=true&done=fire:2026-01-12&stops=2026-01-12/2026-01-19").json()
    assert longer["whole"]["extension"] == 15
    assert longer["whole"]["due"] > told["whole"]["due"]
    assert [part["is_late"] for part in longer["parts"] if part["holder"] == "fire"] == [False]


def test_several_stages_use_up_one_limit(city):
    told = city.stranger.get(STAGED).json()
    assert (told["amount"], told["used"] + told["left"]) == (120, 120)
    assert told["used"] == city.stranger.get(STAGED).json()["used"] > 0
    assert any("阶段之间等候申请人" in line for line in told["lines"])
    assert told["is_stopped"]  # the applicant's turn
    assert not city.stranger.get(f"{STAGED}&stages=2026-04-07/").json()["is_stopped"]


def test_the_lower_level_first_and_the_upper_from_the_hand_over(city):
    lower = city.stranger.get(LEVELS).json()
    assert (lower["runs"], lower["amount"], lower["code"]) == ("lower", 20, "preliminary_examination")
    upper = city.stranger.get(f"{LEVELS}&handed_over=2026-01-20").json()
    assert (upper["runs"], upper["code"], upper["start"]) == ("upper", "decision", "2026-01-20")
    assert upper["due"] > lower["due"]
    assert "移送，当日不计" in upper["lines"][0]
    english = city.stranger.get(f"{LEVELS}&handed_over=2026-01-20", Accept_Language="en").json()
    assert english["lines"] != upper["lines"]


def test_a_limit_is_told_as_it_was_on_the_day_and_extended_where_the_law_knows_that(city):
    plain = city.stranger.get("/limits/decision/due-date?start=2026-01-05").json()
    longer = city.stranger.get("/limits/decision/due-date?start=2026-01-05&extended=true").json()
    assert (longer["extension"], longer["due"] > plain["due"]) == (10, True)
    assert city.stranger.get("/limits/acceptance/due-date?start=2026-01-05&extended=true").status_code == 404
    assert city.stranger.get("/limits?on=2020-01-01").json()["on"] == "2020-01-01"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/due-dates/joint?start=2026-01-05", "request.invalid"),
        ("/due-dates/joint?start=2026-01-05&parts=fire", "due_date.part_faulty"),
        ("/due-dates/joint?start=2026-01-05&parts=fire:x", "due_date.part_faulty"),
        ("/due-dates/joint?start=2026-01-05&parts=fire:0", "due_date.part_faulty"),
        ("/due-dates/joint?start=2026-01-05&parts=fire:9&parts=fire:8", "due_date.part_faulty"),
        ("/due-dates/joint?start=2026-01-05&parts=fire:9&done=fire:soon", "due_date.part_faulty"),
        ("/due-dates/staged?stages=2026-01-05", "due_date.stage_faulty"),
        ("/due-dates/staged?stages=2026-02-05/2026-01-05", "due_date.stage_faulty"),
        ("/due-dates/two-level?start=1900-01-01", "due_date.out_of_reach"),
    ],
)
def test_what_cannot_be_read_is_refused_plainly(city, address, code):
    answer = city.stranger.get(address)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
