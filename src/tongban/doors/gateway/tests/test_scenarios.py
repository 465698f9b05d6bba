"""The questions about one's situation, over the interface: from the first answer to a draft that asks only what applies."""

import pytest

from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.tests.factories import choice, number, row_body, table_of

TABLE = table_of(
    [choice("reason", "lost", "stolen"), number("age", "120", when={"reason": "lost"}, unit="岁", unit_en="years")],
    [
        row_body("stolen", {"reason": "stolen"}, materials=["id-photo"]),
        row_body("child", {"reason": "lost", "age": "<16"}, materials=["id-photo", "household-register"]),
        row_body(
            "adult", {"reason": "lost", "age": ">=16"}, verdict="not_needed", notes=["不用"], notes_en=["Not needed"]
        ),
    ],
    [
        {"name": "1", "answers": {"reason": "stolen"}, "row": "stolen"},
        {"name": "2", "answers": {"reason": "lost", "age": "15"}, "row": "child"},
        {"name": "3", "answers": {"reason": "lost", "age": "16"}, "row": "adult"},
    ],
)


@pytest.fixture
def guided(city, tmp_path):
    import yaml

    body = TABLE | {"basic_code": city.offer.basic_code}
    (tmp_path / "table.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    scenarios.install_scenarios(tmp_path)
    return city


def ask(city, **answers):
    return city.stranger.post(f"/items/{city.offer.code}/scenario/answers", {"answers": answers})


def test_the_questions_are_shown_to_anybody(guided):
    found = guided.stranger.get(f"/items/{guided.offer.code}/scenario").json()
    assert [question["code"] for question in found["questions"]] == ["reason", "age"]
    assert found["questions"][1]["asked_when"] == {"reason": "lost"}
    assert (found["questions"][1]["minimum"], found["questions"][1]["maximum"]) == ("0", "120")


def test_answers_lead_to_questions_and_to_what_applies(guided):
    assert ask(guided).json()["question"]["code"] == "reason"
    assert ask(guided, reason="lost").json()["question"]["code"] == "age"
    reached = ask(guided, reason="lost", age="3").json()
    assert reached["outcome"]["row"] == "child"
    assert {material["code"] for material in reached["outcome"]["materials"]} == {"id-photo", "household-register"}
    assert ask(guided, reason="lost", age="30").json()["outcome"]["verdict"] == "not_needed"


@pytest.mark.parametrize("typed", ["-1", "121", "1.5", "abc", "9" * 61])
def test_an_answer_out_of_range_is_asked_again_with_a_sentence(guided, typed):
    again = ask(guided, reason="lost", age=typed).json()
    assert again["question"]["code"] == "age"
    assert again["fault"]["sentence"]


def test_what_is_much_too_long_or_unknown_is_refused_or_passed_over(guided):
    assert ask(guided, reason="长" * 10_000).status_code == 422
    assert ask(guided, reason="castle").json()["fault"]["code"] == "no_such_answer"
    assert ask(guided, reason="stolen", nothing="x").json()["answers"] == {"reason": "stolen"}


def test_an_item_without_a_table_says_so(city):
    answer = city.stranger.get(f"/items/{city.offer.code}/scenario")
    assert (answer.status_code, answer.json()["code"]) == (404, "scenario.unknown")
    assert city.stranger.post("/items/none/scenario/answers", {"answers": {}}).status_code == 404


def test_a_draft_is_opened_with_its_situation_or_told_later(guided):
    opened = guided.resident.post("/drafts", {"item_code": guided.offer.code, "situation": {"reason": "stolen"}}).json()
    assert opened["situation"]["outcome"]["row"] == "stolen"
    assert [material["code"] for material in opened["materials"]] == ["id-photo"]
    path = f"/drafts/{opened['id']}/situation"
    changed = guided.resident.put(path, {"answers": {"reason": "lost", "age": "3"}}).json()
    assert {material["code"] for material in changed["materials"]} == {"id-photo", "household-register"}
    half = guided.resident.put(path, {"answers": {"reason": "lost"}})
    assert (half.status_code, half.json()["code"]) == (422, "situation.incomplete")
    assert guided.neighbour.put(path, {"answers": {"reason": "stolen"}}).status_code == 404
    assert guided.stranger.put(path, {"answers": {"reason": "stolen"}}).status_code == 401
