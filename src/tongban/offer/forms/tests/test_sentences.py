import re

import pytest
from django.utils import translation

from tongban.offer.forms.api import sentence_of
from tongban.offer.forms.rules import Problem
from tongban.offer.forms.sentences import SENTENCES
from tongban.offer.forms.tests.elements import ELEMENTS, element

PARAMS = {
    "most": "50",
    "least": "1",
    "length": "51",
    "character": "😀",
    "day": "2026-02-30",
}


@pytest.mark.parametrize("code", SENTENCES)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_problem_has_its_sentence_in_three_languages(code, language):
    with translation.override(language):
        sentence = sentence_of(Problem("person.name", code, PARAMS), ELEMENTS["person.name"])
    assert sentence
    assert "{" not in sentence
    has_han = bool(re.search("[\u4e00-\u9fff]", sentence))
    assert has_han == (language != "en")


def test_what_is_chosen_is_not_asked_to_be_written():
    with translation.override("zh-hans"):
        assert sentence_of(Problem("house.use", "required"), element("house.use", "choice")) == "请选择“数据元”。"


def test_a_sentence_says_what_is_wrong_and_how_to_mend_it():
    problem = Problem("person.born_on", "in_the_future", {"most": "2026-11-21"})
    with translation.override("zh-hans"):
        assert sentence_of(problem, ELEMENTS["person.born_on"]) == "“出生日期”不能晚于今天，请核对年、月、日。"
    with translation.override("en"):
        assert sentence_of(problem, ELEMENTS["person.born_on"]) == (
            "“Date of birth” cannot be after today. Check the year, month and day."
        )


def test_days_in_a_sentence_are_written_as_people_write_them():
    problem = Problem("person.born_on", "too_early", {"least": "1900-01-01"})
    with translation.override("zh-hans"):
        assert "1900年1月1日" in sentence_of(problem, ELEMENTS["person.born_on"])
    with translation.override("en"):
        assert "1 January 1900" in sentence_of(problem, ELEMENTS["person.born_on"])


def test_the_hint_of_a_pattern_is_part_of_its_sentence():
    plate = element("a.b", "text", pattern="x", pattern_hint="一个小写字母 x", pattern_hint_en="one small x")
    with translation.override("zh-hant"):
        assert "一個小寫字母 x" in sentence_of(Problem("a.b", "pattern"), plate)
    with translation.override("en"):
        assert "one small x" in sentence_of(Problem("a.b", "pattern"), plate)


def test_an_answer_nobody_asked_for_is_named_by_its_code():
    with translation.override("zh-hans"):
        assert "is_admin" in sentence_of(Problem("is_admin", "unknown"))
