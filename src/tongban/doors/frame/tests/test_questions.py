"""Questions as they are drawn, answers as they come back."""

import pytest
from django.http import QueryDict
from django.template.loader import get_template
from django.utils import translation

from tongban.doors.frame.questions import answers_from, error_list, questions, shown_answer
from tongban.offer.forms.rules import Choice, Condition, DataElement, ElementType, Field, Problem

CHOICES = (Choice("post", "邮寄", "By post"), Choice("window", "到窗口领取", "Collect"))
ELEMENTS = {
    f"a.{kind.value}": DataElement(f"a.{kind.value}", f"名称{kind.value}", f"Name {kind.value}", kind, choices=CHOICES)
    for kind in ElementType
}
FIELDS = [Field(code) for code in ELEMENTS]


def drawn(*asked):
    template = get_template("frame/fields.html").template
    return "".join(str(template.module.question(each)) for each in asked)


@pytest.mark.parametrize("code", ELEMENTS)
def test_every_kind_of_element_is_drawn_with_its_label_and_its_answer_is_read_back(code):
    (asked,) = questions([Field(code)], elements=ELEMENTS, answers={})

    page = drawn(asked)

    assert asked.label in page
    assert f'name="{code}' in page


def test_a_day_is_typed_in_three_parts_and_read_as_one():
    sent = QueryDict("a.date-year=1980&a.date-month=1&a.date-day=9")

    assert answers_from(sent, [Field("a.date")], ELEMENTS) == {"a.date": "1980-01-09"}
    assert answers_from(QueryDict(), [Field("a.date")], ELEMENTS) == {"a.date": ""}


def test_half_a_day_is_shown_again_as_it_was_typed():
    answers = answers_from(QueryDict("a.date-year=1980&a.date-month=1&a.date-day="), [Field("a.date")], ELEMENTS)

    (asked,) = questions([Field("a.date")], elements=ELEMENTS, answers=answers)

    assert asked.date_parts == (("year", "1980"), ("month", "01"), ("day", ""))


def test_several_choices_come_as_a_list():
    sent = QueryDict("a.choices=post&a.choices=window")

    assert answers_from(sent, [Field("a.choices")], ELEMENTS) == {"a.choices": ["post", "window"]}


def test_a_problem_stands_at_its_field_and_in_the_summary_that_leads_there():
    asked = questions(
        [Field("a.date"), Field("a.text")], elements=ELEMENTS, answers={}, problems=[Problem("a.date", "required")]
    )

    assert error_list(asked) == [{"text": "请填写“名称date”。", "href": "#a-date-year"}]
    assert 'id="a-date-year"' in drawn(*asked)
    assert 'id="a-date-error"' in drawn(*asked)


def test_a_prefilled_answer_says_where_it_comes_from():
    asked = questions(
        [Field("a.text")], elements=ELEMENTS, answers={"a.text": "李秀兰"}, sources={"a.text": "公安人口库"}
    )

    assert "来自公安人口库" in drawn(*asked)


def test_a_question_that_hangs_on_another_says_on_what():
    field = Field("a.address", when=Condition("a.choice", ("post",)), required=False)

    page = drawn(*questions([field], elements=ELEMENTS, answers={}))

    assert 'data-when="a.choice" data-when-values="post"' in page
    assert "（选填）" in page


def test_what_people_typed_cannot_become_markup():
    asked = questions([Field("a.text")], elements=ELEMENTS, answers={"a.text": '"><script>'})

    assert "<script>" not in drawn(*asked)


def test_an_answer_is_read_in_words():
    with translation.override("en"):
        assert shown_answer(ELEMENTS["a.choices"], ["post", "window"]) == "By post, Collect"
        assert shown_answer(ELEMENTS["a.boolean"], "true") == "Yes"
        assert shown_answer(ELEMENTS["a.date"], "2026-11-21") == "21 November 2026"
        assert shown_answer(ELEMENTS["a.date"], "2026-13") == "2026-13"
        assert shown_answer(ELEMENTS["a.money"], "1200") == "1200 yuan"
        assert shown_answer(ELEMENTS["a.text"], "") == ""
