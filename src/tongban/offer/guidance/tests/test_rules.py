import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.guidance import rules
from tongban.offer.guidance.rules import Synonyms


@given(st.text(max_size=400))
def test_a_tidied_question_is_short_and_clean_and_tidying_it_again_changes_nothing(text):
    tidy = rules.tidy(text)
    assert len(tidy) <= rules.LONGEST_QUESTION
    assert all(character.isalnum() or character == " " or rules._is_kept(character) for character in tidy)
    assert rules.tidy(tidy) == tidy


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  身份证，丢了？ ", "身份证 丢了"),
        ("<script>alert('身份证')</script>", "alert 身份证"),
        ("ＳＦＺ　１６岁", "sfz 16岁"),
        ("身份证\x00\x07\u202e补办", "身份证 补办"),
        ("", ""),
        ("😀🎉", ""),
    ],
)
def test_a_question_is_tidied(typed, read):
    assert rules.tidy(typed) == read


@given(st.lists(st.sampled_from(["shen", "fen", "zheng", "bu", "ban", "hu", "kou"]), max_size=8))
def test_pinyin_written_without_spaces_is_split_into_syllables(syllables):
    known = {"shen", "fen", "zheng", "bu", "ban", "hu", "kou"}
    assert rules.syllables_of("".join(syllables), known) == syllables


@given(st.text(string.ascii_lowercase, max_size=40))
def test_letters_are_split_completely_or_not_at_all(letters):
    split = rules.syllables_of(letters, {"shen", "fen", "a", "an"})
    assert split == [] or "".join(split) == letters


def test_sounds_that_many_people_do_not_tell_apart_are_one():
    assert rules.plain_sound("zheng") == rules.plain_sound("zen")
    assert rules.plain_sound("shang") == rules.plain_sound("san")
    assert rules.plain_sound("nv") == "nu"


def test_the_longer_saying_speaks_and_what_is_already_said_adds_nothing():
    synonyms = (Synonyms(("失业",), ("失业登记",)), Synonyms(("失业金",), ("失业保险金",)))
    assert rules.meanings("领失业金", synonyms) == {"失业保险金": "失业金"}
    assert rules.meanings("失业登记", synonyms) == {}


def test_what_sounds_like_a_piece_of_a_title_is_that_piece():
    spoken = ["nei", "di", "jie", "hun", "den", "ji"]
    assert rules.sounding_like(["jie", "hun", "den", "ji"], "内地结婚登记", spoken) == "结婚登记"
    assert rules.sounding_like(["li", "hun"], "内地结婚登记", spoken) == ""
    assert rules.sounding_like(["ji"], "内地结婚登记", spoken) == ""


def test_spelled_words_are_read_with_as_few_gaps_as_possible():
    words = {"can ji": "残疾", "can ji ren": "残疾人", "ren zen": "人证"}
    assert rules.spoken_words(["can", "ji", "ren", "zen"], words, longest=8) == "残疾人证"
    assert rules.spoken_words(["can", "ji", "x"], words, longest=8) == "残疾"
    assert rules.spoken_words([], words, longest=8) == ""


@given(st.text(max_size=40))
def test_a_tidied_question_is_cut_into_letters_and_the_rest_without_losing_any(text):
    tidy = rules.tidy(text)
    assert "".join(rules.pieces(tidy)) == tidy.replace(" ", "")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("临时用地审批 县级权限", "临时用地审批"),
        ("发票领用 县级行使", "发票领用"),
        ("县级", "县级"),
        ("县级公路命名", "县级公路命名"),
        ("医疗机构执业审批 新办 县级", "医疗机构执业审批 新办"),
    ],
)
def test_the_level_at_which_an_authority_acts_is_left_out_of_a_title(title, kept):
    assert rules.without_jurisdiction(title) == kept


@pytest.mark.parametrize("text", ["13800138000", "99010119500101001x", "我的电话 138-0013-8000"])
def test_what_may_be_somebodys_number_is_seen(text):
    assert rules.may_name_a_person(text)


def test_an_age_is_nobodys_number():
    assert not rules.may_name_a_person("80岁补贴 2026")
