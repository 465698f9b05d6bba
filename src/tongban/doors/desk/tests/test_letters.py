"""Texts of official documents at the desk: written with the letter beside them, published by a second person."""

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import GENERAL
from tongban.groundwork.documents.models import LetterDraft, LetterVersion
from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.cast import officer_of
from tongban.registers.organisations import api as organisations

KIND = "refusal_decision"


@pytest.fixture(autouse=True)
def _place(city, settings):
    settings.TONGBAN_PLACE = organisations.region(
        organisations.authority(cast.offer_of(cast.RENTAL).authority_id).region_code
    ).name


@pytest.fixture
def editor(desk):
    return desk(officer_of(cast.offer_of(cast.RENTAL), "item_manager", name="编制", region_wide=True))


@pytest.fixture
def reviewer(desk):
    return desk(officer_of(cast.offer_of(cast.RENTAL), "item_manager", name="审核", region_wide=True))


@pytest.fixture
def local(desk):
    return desk(officer_of(cast.offer_of(cast.RENTAL), "item_manager", name="本单位"))


def page(name, *more, variant=GENERAL, kind=KIND):
    return reverse(f"desk:{name}", args=[kind, variant, *more])


def text():
    return LetterVersion.objects.get(kind=KIND, variant=GENERAL, number=1).text


def draft(variant=GENERAL):
    return LetterDraft.objects.get(kind=KIND, variant=variant)


def saved(browser, typed, do="save", variant=GENERAL, revision=0):
    return browser.post(page("letter-edit", variant=variant), {"text": typed, "do": do, "revision": revision})


def submitted(browser, typed):
    assert saved(browser, typed, "submit")["Location"] == page("letter-review")
    sent = {"do": "submit", "why": "更通俗", "effective_from": clock.today().isoformat(), "revision": 1}
    assert browser.post(page("letter-review"), sent)["Location"] == page("letter")


class TestLooking:
    def test_the_list_names_every_kind(self, editor):
        said = editor.get(reverse("desk:letters")).text
        for line in documents.letters():
            assert line.title in said

    def test_a_text_shows_the_law_its_facts_its_numbers_and_its_history(self, editor):
        said = unescape(editor.get(page("letter")).text)
        assert "《行政许可法》第三十八条第二款" in said
        assert "{理由}" in said
        assert "第00001号" in said
        assert "系统自带" in said

    def test_versions_can_be_looked_at_and_printed(self, editor):
        assert "行政复议" in editor.get(page("letter-version", 1)).text
        assert editor.get(page("letter-version-pdf", 1)).content.startswith(b"%PDF")
        assert editor.get(page("letter-version", 7)).status_code == 404
        assert editor.get(page("letter-version-pdf", 7)).status_code == 404
        assert editor.get(page("letter-difference", 1, 7)).status_code == 404

    def test_what_there_is_not_is_not_found(self, editor):
        for kind, variant in (("love_letter", GENERAL), ("licence", GENERAL), (KIND, "nobody")):
            for name in ("letter", "letter-edit", "letter-review"):
                assert editor.get(page(name, kind=kind, variant=variant)).status_code == 404


class TestWriting:
    def test_the_letter_stands_beside_the_text(self, editor):
        answer = editor.get(page("letter-edit"))
        assert "data:image/svg+xml;base64," in answer.text
        assert "不予行政许可决定书" in answer.text

    def test_typing_changes_the_letter(self, editor):
        answer = editor.post(page("letter-preview"), {"text": text() + "\n请到一楼领取。"})
        assert "请到一楼领取。" in answer.text
        assert "文本没有问题" in answer.text
        assert not LetterDraft.objects.filter(kind=KIND).exclude(text=None).exists()

    def test_without_javascript_a_button_shows_the_letter(self, editor):
        answer = saved(editor, text() + "\n请到二楼领取。", "preview")
        assert answer.status_code == 200
        assert answer.text.count("请到二楼领取。") == 2  # in the field and in the letter
        assert not LetterDraft.objects.filter(kind=KIND).exclude(text=None).exists()

    def test_faults_are_named_by_line_and_what_was_typed_comes_back(self, editor):
        answer = saved(editor, "不予{理由}了\n{亊项名称}")
        said = unescape(answer.text)
        assert answer.status_code == 422
        assert "第 1 行：" in said
        assert "您是不是想写“{事项名称}”" in said
        assert "不予{理由}了" in said
        assert draft().text == "不予{理由}了\n{亊项名称}"

    def test_what_the_law_demands_is_refused_with_the_law(self, editor):
        answer = saved(editor, text().replace("{理由}", "略。"), "submit")
        assert answer.status_code == 422
        assert "《行政许可法》第三十八条第二款要求：应当说明理由" in answer.text

    @pytest.mark.parametrize(
        "typed", ["#panic()", '#eval("1")', "*粗* _斜_ $x$ [a] \\ // <b>x</b>", "<script>alert(1)</script>"]
    )
    def test_markup_is_only_text(self, editor, typed):
        answer = editor.post(page("letter-preview"), {"text": f"{text()}\n说明：{typed}"})
        assert answer.status_code == 200
        assert typed in unescape(answer.text)
        assert "<script>alert" not in answer.text

    def test_a_specimen_has_no_number_and_says_what_it_is(self, editor):
        answer = editor.post(page("letter-preview-pdf"), {"text": text()})
        from io import BytesIO

        from pypdf import PdfReader

        said = "".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages)
        assert "样张" in said
        assert "样张，尚未编号" in said

    def test_samples_may_be_few_or_long(self, editor):
        for sample in ("fewest", "long"):
            answer = editor.post(page("letter-preview"), {"text": text(), "sample": sample, "matter": "other"})
            assert (answer.text.count("<img") > 2) == (sample == "long")
            assert "不予决定书" in answer.text

    def test_who_was_slower_sees_both(self, editor, reviewer):
        saved(editor, "甲")
        answer = saved(reviewer, "乙")
        assert answer.status_code == 409
        assert "编制" in answer.text
        assert ">\n乙</textarea>" in answer.text


class TestPublishing:
    def test_another_publishes_and_the_difference_is_shown(self, editor, reviewer):
        submitted(editor, text() + "\n请到一楼领取。")
        assert "<ins" in reviewer.get(page("letter-review")).text
        answer = reviewer.post(page("letter-review"), {"do": "publish", "revision": 2}, follow=True)
        assert "已发布第 2 版" in answer.text
        assert "请到一楼领取。" in reviewer.get(page("letter-difference", 1, 2)).text

    def test_an_author_cannot(self, editor):
        submitted(editor, text() + "\n请到一楼领取。")
        assert "发布新版本" not in editor.get(page("letter-review")).text
        answer = editor.post(page("letter-review"), {"do": "publish", "revision": 2})
        assert answer.status_code == 422
        assert "另一名" in answer.text

    def test_it_may_be_returned_with_words(self, editor, reviewer):
        submitted(editor, text() + "\n请到一楼领取。")
        assert reviewer.post(page("letter-review"), {"do": "return", "revision": 2}).status_code == 422
        reviewer.post(page("letter-review"), {"do": "return", "note": "写明楼号", "revision": 2})
        assert "写明楼号" in editor.get(page("letter")).text

    def test_a_reason_is_needed(self, editor):
        saved(editor, text(), "submit")
        answer = editor.post(page("letter-review"), {"do": "submit", "why": "", "effective_from": "x", "revision": 1})
        assert answer.status_code == 422
        assert "请写明修改的理由" in answer.text

    def test_a_draft_may_be_thrown_away(self, editor):
        saved(editor, "甲")
        editor.post(page("letter-discard"), {"revision": 1})
        assert draft().text is None


class TestRights:
    def test_who_keeps_one_authority_looks_at_the_general_text_only(self, local):
        assert local.get(page("letter")).status_code == 200
        for name in ("letter-edit", "letter-review"):
            assert local.get(page(name)).status_code == 403
        for name in ("letter-edit", "letter-preview", "letter-preview-pdf", "letter-review", "letter-discard"):
            assert local.post(page(name), {"text": "甲", "do": "save", "revision": 0}).status_code == 403

    def test_but_writes_a_text_of_her_own_authority(self, local):
        own = organisations.authority(cast.offer_of(cast.RENTAL).authority_id)
        chosen = local.get(reverse("desk:letter-choose", args=[KIND]), {"variant": own.code})
        assert chosen["Location"] == page("letter-edit", variant=own.code)
        assert "{通用}" in unescape(local.get(chosen["Location"]).text)
        assert saved(local, "{通用}\n到本局领取。", variant=own.code).status_code == 302
        assert draft(own.code).text == "{通用}\n到本局领取。"
        assert own.name in local.get(page("letter")).text

    def test_nobody_is_chosen_by_an_empty_or_unknown_name(self, editor):
        for variant in ("", "nobody"):
            address = reverse("desk:letter-choose", args=[KIND])
            assert editor.get(address, {"variant": variant})["Location"] == page("letter")

    def test_a_clerk_does_not_enter(self, desk):
        clerk = desk(officer_of(cast.offer_of(cast.RENTAL), "clerk"))
        assert clerk.get(reverse("desk:letters")).status_code == 403


def test_a_busy_press_is_told_and_the_text_is_there(editor, monkeypatch):
    def busy(**_order):
        raise documents.UnableToPrintNow

    monkeypatch.setattr(documents, "preview_letter", busy)
    answer = editor.get(page("letter-edit"))
    assert "排队打印" in answer.text
    assert "{理由}" in unescape(answer.text)


def test_a_keeper_of_a_part_does_not_reach_the_whole():
    from tongban.doors.desk.presenters.letters import keeper_of

    officer = officer_of(cast.offer_of(cast.RENTAL), "item_manager")
    assert keeper_of(officer).issuers is not None
    assert keeper_of(replace(officer, region_wide=True)).issuers is None
