"""Decision tables at the desk: edited as a table, checked while they are edited, published by a second person."""

import shutil
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.cast import officer_of
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.models import Table, Version

RENTAL = "001017401000"


@pytest.fixture
def rental(city, tmp_path: Path):
    shutil.copy(cast.SEEDS / "scenarios" / "house-rental-filing.yaml", tmp_path)
    scenarios.install_scenarios(tmp_path)
    return cast.offer_of(cast.RENTAL)


@pytest.fixture
def editor(rental, desk):
    return desk(officer_of(rental, "item_manager", name="编制"))


@pytest.fixture
def reviewer(rental, desk):
    return desk(officer_of(rental, "item_manager", name="审核"))


def page(name: str, *more: object) -> str:
    return reverse(f"desk:{name}", args=[RENTAL, *more])


def sent_by(browser, **changes):
    """Return what the form of the table sends, with changes; a change to None takes the field away."""
    from lxml import html

    form = html.fromstring(browser.get(page("scenario-edit")).content).get_element_by_id("table")
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    for name, value in changes.items():
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value if isinstance(value, list) else [value]
    return fields


def saved(browser, do: str = "save", **changes):
    return browser.post(page("scenario-edit"), sent_by(browser, **changes) | {"do": do}, follow=True)


def body() -> dict:
    return Table.objects.get().body


class TestLooking:
    def test_the_list_names_every_table_and_leads_to_any_item(self, editor, rental):
        assert "房屋租赁登记备案" in editor.get(reverse("desk:scenarios")).text
        assert editor.get(reverse("desk:scenarios"), {"code": rental.code})["Location"] == page("scenario")
        assert editor.get(reverse("desk:scenarios"), {"code": "999999999999"}).status_code == 404

    def test_a_table_shows_its_rows_examples_and_history(self, editor):
        text = editor.get(page("scenario")).text
        assert "每种情形都有且只有一个答案" in text
        assert "二房东转租住宅" in text
        assert "第 1 版" in text

    def test_an_unknown_item_has_no_table(self, editor):
        for name in ("scenario", "scenario-edit", "scenario-attempt", "scenario-publish"):
            assert editor.get(reverse(f"desk:{name}", args=["nothing"])).status_code == 404

    @pytest.mark.usefixtures("rental")
    def test_who_manages_items_of_another_department_only_looks(self, desk):
        stranger = desk(officer_of(cast.offer_of(cast.FOOD), "item_manager"))
        assert stranger.get(page("scenario")).status_code == 200
        assert stranger.get(page("scenario-edit")).status_code == 403
        assert stranger.post(page("scenario-edit"), {"revision": "0"}).status_code == 403
        assert stranger.post(page("scenario-publish"), {"revision": "0"}).status_code == 403
        assert stranger.post(page("scenario-discard"), {"revision": "0"}).status_code == 403
        assert Table.objects.get().body is None

    @pytest.mark.parametrize("role", ["clerk", "reviewer", "supervisor", "administrator"])
    def test_other_roles_see_no_tables(self, rental, desk, role):
        browser = desk(officer_of(rental, role))
        for address in (reverse("desk:scenarios"), page("scenario"), page("scenario-edit"), page("scenario-attempt")):
            assert browser.get(address).status_code == 403


class TestEditing:
    def test_saving_what_was_shown_changes_nothing_in_the_table(self, editor):
        before = scenarios.scenario_of(RENTAL).table
        saved(editor)
        assert scenarios.draft_table(RENTAL).report.table.rows == before.rows
        assert scenarios.draft_table(RENTAL).report.table.examples == before.examples

    def test_a_narrowed_row_opens_a_gap_that_is_told_with_an_example(self, editor):
        answer = saved(editor, **{"row.owner-business.when.purpose": ["shop", "office"]})
        assert "空缺" in answer.text
        assert "工业或者仓储" in unescape(answer.text)
        assert not scenarios.draft_table(RENTAL).report.is_publishable

    def test_a_widened_row_makes_an_overlap(self, editor):
        answer = saved(editor, **{"row.owner-business.when.purpose": None})
        assert "重叠" in answer.text
        assert "都回答了这种情形" in answer.text

    def test_gaps_are_told_before_every_word_is_in_its_place(self, editor):
        changes = {"row.owner-business.when.purpose": ["shop"], "row.public-housing.title": [""]}
        answer = saved(editor, **changes)
        assert "不能为空" in answer.text
        assert "空缺" in answer.text

    def test_a_failed_example_is_told(self, editor):
        answer = saved(editor, **{"example.0-row": "sublet-dwelling"})
        assert "没有通过" in answer.text

    def test_rows_are_added_copied_moved_and_removed(self, editor):
        saved(editor, "add-row")
        assert body()["rows"][-1]["code"] == "r1"
        saved(editor, "copy-row:owner-dwelling")
        codes = [row["code"] for row in body()["rows"]]
        assert codes[codes.index("owner-dwelling") + 1] == "r2"
        saved(editor, "move-row:r2")
        codes = [row["code"] for row in body()["rows"]]
        assert codes.index("r2") < codes.index("owner-dwelling")
        saved(editor, "remove-row:r2")
        assert "r2" not in [row["code"] for row in body()["rows"]]

    def test_a_question_is_added_renamed_and_removed_with_its_cells(self, editor):
        saved(editor, "add-question")
        revision = Table.objects.get().revision
        words = {
            "code": "furnished",
            "text": "带家具吗？",
            "text_en": "Furnished?",
            "kind": "yes_no",
            "revision": revision,
        }
        editor.post(page("scenario-question", "q1"), words)
        assert body()["questions"][-1]["code"] == "furnished"
        assert editor.get(page("scenario-question", "q1")).status_code == 404
        saved(editor, **{"row.public-housing.when.furnished": "yes"})
        assert body()["rows"][0]["when"]["furnished"] == "yes"
        editor.post(page("scenario-question", "furnished"), {"do": "remove", "revision": Table.objects.get().revision})
        assert "furnished" not in body()["rows"][0]["when"]

    def test_what_follows_from_a_row_is_edited_on_its_page(self, editor):
        saved(editor)
        assert "承办部门" in editor.get(page("scenario-row", "owner-dwelling")).text
        sent = {
            "title": "房东自租",
            "title_en": "Own",
            "law": "中华人民共和国城市房地产管理法",
            "article": "第五十四条",
            "notes": "第一条\n第二条",
            "notes_en": "One\nTwo",
            "steps": ["受理", "备案与发证"],
            "office": "hou",
            "window": "B03",
            "revision": Table.objects.get().revision,
        }
        editor.post(page("scenario-row", "owner-dwelling"), sent)
        row = next(row for row in body()["rows"] if row["code"] == "owner-dwelling")
        assert row["steps"] == ["受理", "备案与发证"]
        assert row["notes"] == ["第一条", "第二条"]
        assert row["source"]["article"] == "第五十四条"
        assert not scenarios.draft_table(RENTAL).report.all_problems

    def test_who_was_slower_is_told_and_keeps_what_she_typed(self, editor, reviewer):
        mine = sent_by(editor, **{"row.owner-dwelling.title": ["我改的标题"]})
        saved(reviewer)
        answer = editor.post(page("scenario-edit"), mine | {"do": "save"})
        assert answer.status_code == 409
        assert "我改的标题" in answer.text
        assert "刚刚被" in answer.text

    def test_markup_and_long_texts_are_shown_safely_and_told(self, editor):
        answer = saved(editor, **{"row.owner-dwelling.title": ["<script>alert(1)</script>" + "长" * 5000]})
        assert "<script>alert(1)" not in answer.text
        assert "最多 1000 个字" in answer.text

    def test_a_draft_is_thrown_away(self, editor):
        saved(editor)
        editor.post(page("scenario-discard"), {"revision": Table.objects.get().revision})
        assert body() is None


class TestTrying:
    def test_a_draft_is_tried_and_the_situation_kept_as_an_example(self, editor):
        situation = {"housing": "public"}
        assert "租的是哪一种房屋" in editor.get(page("scenario-attempt")).text
        assert "存为例子" in editor.get(page("scenario-attempt"), situation).text
        saved(editor)
        revision = Table.objects.get().revision
        editor.post(page("scenario-attempt"), situation | {"row": "public-housing", "revision": revision})
        assert body()["examples"][-1]["answers"] == situation


class TestPublishing:
    def test_another_than_the_author_publishes(self, editor, reviewer):
        saved(editor, **{"row.owner-dwelling.title": ["房东自己出租住宅"]})
        sent = {"revision": Table.objects.get().revision, "why": "改得更好懂", "effective_from": "2099-01-01"}
        refused = editor.post(page("scenario-publish"), sent)
        assert refused.status_code == 422
        assert "另一名" in refused.text
        assert "房东自己出租住宅" in reviewer.get(page("scenario-publish")).text
        assert reviewer.post(page("scenario-publish"), sent).status_code == 302
        assert Version.objects.count() == 2
        assert scenarios.scenario_of(RENTAL).number == 1  # until the day comes
        assert "房东自己出租住宅" in reviewer.get(page("scenario-difference", 1, 2)).text

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"why": ""}, "请写明修改的理由"),
            ({"effective_from": "31/12/2026"}, "生效日期"),
            ({"effective_from": "2020-01-01"}, "生效日期"),
            ({"revision": "999"}, "刚刚被"),
            ({"revision": "x"}, "刚刚被"),
        ],
    )
    def test_a_publication_that_lacks_something_says_so(self, editor, reviewer, change, told):
        saved(editor)
        sent = {"revision": Table.objects.get().revision, "why": "核对", "effective_from": "2099-01-01"} | change
        answer = reviewer.post(page("scenario-publish"), sent)
        assert answer.status_code in (409, 422)
        assert told in answer.text
        assert Version.objects.count() == 1

    def test_a_table_with_a_gap_is_not_published(self, editor, reviewer):
        saved(editor, "remove-row:public-housing")
        sent = {"revision": Table.objects.get().revision, "why": "x", "effective_from": "2099-01-01"}
        answer = reviewer.post(page("scenario-publish"), sent)
        assert answer.status_code == 422
        assert "不能发布" in answer.text

    def test_versions_that_are_not_there_are_not_compared(self, editor):
        assert editor.get(page("scenario-difference", 1, 9)).status_code == 404
