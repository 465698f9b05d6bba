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


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_full_only_for_the_same(first, second):
    alike = rules.likeness(rules.pairs(first), rules.pairs(second))
    assert alike == rules.likeness(rules.pairs(second), rules.pairs(first))
    assert 0 <= alike <= 1
    assert (alike == 1) == (rules.pairs(first) == rules.pairs(second) != frozenset())


@pytest.mark.parametrize("text", ["13800138000", "99010119500101001x", "我的电话 138-0013-8000"])
def test_what_may_be_somebodys_number_is_seen(text):
    assert rules.may_name_a_person(text)


def test_an_age_is_nobodys_number():
    assert not rules.may_name_a_person("80岁补贴 2026")
