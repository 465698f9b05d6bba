from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from tongban.offer.forms.rules import DataElement, Field, FormDefinition, Page, Problem, normalise, validate_page
from tongban.offer.forms.tests.elements import element

TODAY = date(2026, 11, 21)


def problems_of(answer: object, asked: DataElement, *, required: bool = True) -> list[str]:
    definition = FormDefinition((Page("only", "", "", (Field(asked.code, required=required),)),))
    elements = {asked.code: asked}
    answers = normalise({asked.code: answer}, elements)
    return [problem.code for problem in validate_page(definition, elements, "only", answers, TODAY)]


NAME = element("person.name", "text", name="姓名", max_length=50)


@pytest.mark.parametrize(
    "name",
    [
        "李秀兰",
        "阿卜杜拉·买买提",
        "䶮",
        "㛃㸆",
        "王𠅤",
        "𫘜𬭎",
        "\U0003106c某",
        "〇二",
        "Mary-Ann O'Neil",
        "José",
        "Иван",
    ],
)
def test_names_with_rare_characters_and_middle_dots_are_accepted(name):
    assert problems_of(name, NAME) == []


@pytest.mark.parametrize(
    "name", ["李兰😀", "李❤兰", "李\U0001f9d1\u200d\U0001f33e", "李\ue000", "李\x00兰", "李3", "李（兰）"]
)
def test_names_with_anything_but_letters_are_refused(name):
    assert problems_of(name, NAME) == ["name_character"]


def test_the_many_middle_dots_become_the_one_of_the_standard():
    assert normalise({"person.name": "阿卜杜拉 • 买买提"}, {"person.name": NAME}) == {"person.name": "阿卜杜拉·买买提"}


@pytest.mark.parametrize("text", ["三居室，约 90㎡（含阳台）", "№ 12-3", "40℃", "𠀀街 5 号"])
def test_other_texts_may_hold_signs_and_figures(text):
    assert problems_of(text, element("home.text", "text")) == []


@pytest.mark.parametrize("text", ["好🏠", "两行\n文字", "零宽\u200b字"])
def test_other_texts_hold_no_pictures_and_no_hidden_characters(text):
    assert problems_of(text, element("home.text", "text")) == ["character"]


def test_only_a_long_text_may_have_several_lines():
    assert problems_of("第一行\r\n第二行", element("home.story", "long_text")) == []


def test_a_text_is_measured_in_characters_not_in_bytes():
    short = element("home.text", "text", max_length=3)
    assert problems_of("𠀀𠀀𠀀", short) == []
    assert problems_of("四个字了", short) == ["too_long"]


def test_a_pattern_has_to_match_the_whole_answer():
    plate = element(
        "vehicle.plate", "text", pattern="[A-Z]{2}[0-9]{2}", pattern_hint="两字母两数字", pattern_hint_en="AB12"
    )
    assert problems_of("AB12", plate) == []
    assert problems_of("AB123", plate) == ["pattern"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1990-03-07", []),
        ("1990/3/7", []),
        ("1990年3月7日", []),
        ("１９９０－０３－０７", []),
        ("2026-02-30", ["impossible_date"]),
        ("2026-11-22", ["in_the_future"]),
        ("2026-11-21", []),
        ("1899-12-31", ["too_early"]),
        ("昨天", ["not_a_date"]),
        ("03-07-1990", ["not_a_date"]),
        ("0000-01-01", ["impossible_date"]),
    ],
)
def test_a_date_of_birth_is_a_real_day_of_the_past(typed, expected):
    born_on = element("person.born_on", "date", minimum="1900-01-01", maximum="today")
    assert problems_of(typed, born_on) == expected


def test_a_day_to_come_cannot_have_passed():
    due = element("birth.due_on", "date", minimum="today", maximum="2027-12-31")
    assert problems_of("2026-11-20", due) == ["in_the_past"]
    assert problems_of("2028-01-01", due) == ["too_late"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12", []),
        ("１２.5", []),
        ("1,200", []),
        ("0", ["too_small"]),
        ("1201", ["too_large"]),
        ("twelve", ["not_a_number"]),
        ("1e3", ["not_a_number"]),
        ("NaN", ["not_a_number"]),
        ("٣", ["not_a_number"]),
    ],
)
def test_a_number_lies_between_its_bounds(typed, expected):
    assert problems_of(typed, element("home.area", "number", minimum=1, maximum=1200)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1200.50", []), ("1200元", []), ("0", []), ("-1", ["not_money"]), ("1.234", ["not_money"]), ("60.01", [])],
)
def test_money_is_typed_in_yuan(typed, expected):
    assert problems_of(typed, element("legal.capital", "money", minimum=0)) == expected


def test_bounds_of_money_are_in_fen():
    assert problems_of("100.01", element("legal.capital", "money", maximum=10000)) == ["too_large"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("11010519491231002X", []),
        ("11010519491231002x", []),
        ("110105 19491231 002X", []),
        ("110105194912310021", ["identity_number_check"]),
        ("1101051949123100", ["identity_number_length"]),
        ("11010519491331002X", ["identity_number_birthday"]),
        ("11010520270101002X", ["identity_number_birthday"]),
        ("1101051949123100AX", ["identity_number_form"]),
    ],
)
def test_an_identity_number_names_what_is_wrong_with_it(typed, expected):
    assert problems_of(typed, element("person.number", "identity_number")) == expected


@given(
    region=st.integers(110000, 999999),
    born_on=st.dates(date(1900, 1, 1), TODAY),
    serial=st.integers(0, 999),
    place=st.integers(0, 16),
    digit=st.integers(1, 9),
)
def test_one_wrong_digit_of_an_identity_number_is_always_found(region, born_on, serial, place, digit):
    body = f"{region}{born_on:%Y%m%d}{serial:03d}"
    number = body + ric.calc_check_digit(body + "0")
    asked = element("person.number", "identity_number")
    assert problems_of(number, asked) == []
    wrong = number[:place] + str((int(number[place]) + digit) % 10) + number[place + 1 :]
    assert problems_of(wrong, asked) != []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("11370800MB28559184", []),
        ("11370800mb28559184", []),
        ("11370800MB28559185", ["credit_code_check"]),
        ("11370800MB2855918", ["credit_code_length"]),
        ("11370800MI28559184", ["credit_code_form"]),
    ],
)
def test_a_credit_code_names_what_is_wrong_with_it(typed, expected):
    assert problems_of(typed, element("legal.code", "credit_code")) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13900000000", []),
        ("+86 139-0000-0000", []),
        ("139 0000 0000", []),
        ("0999-1234567", []),
        ("12900000000", ["phone"]),
        ("1390000000", ["phone"]),
        ("１３９００００００００", []),
    ],
)
def test_a_phone_is_a_mobile_or_a_landline_with_area_code(typed, expected):
    assert problems_of(typed, element("contact.phone", "phone")) == expected


def test_postcodes_choices_and_yes_or_no():
    assert problems_of("610000", element("home.postcode", "postcode")) == []
    assert problems_of("6100", element("home.postcode", "postcode")) == ["postcode"]
    assert problems_of("rent", element("home.right", "choice")) == []
    assert problems_of("own", element("home.right", "choice")) == ["not_a_choice"]
    assert problems_of(["rent"], element("home.rights", "choices")) == []
    assert problems_of("rent", element("home.rights", "choices")) == []
    assert problems_of(["rent", "own"], element("home.rights", "choices")) == ["not_a_choice"]
    assert problems_of(True, element("home.new", "boolean")) == []
    assert problems_of("maybe", element("home.new", "boolean")) == ["not_a_choice"]


def test_several_values_where_one_is_asked_are_refused():
    assert problems_of(["a", "b"], element("home.text", "text")) == ["wrong_kind"]


def test_an_empty_answer_is_a_problem_only_where_one_is_required():
    for empty in ("", "   ", "　", None, []):
        assert problems_of(empty, NAME) == ["required"]
        assert problems_of(empty, NAME, required=False) == []


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text())), st.sampled_from(
    ["text", "long_text", "date", "number", "money", "choice", "choices", "boolean", "identity_number", "credit_code",
     "phone", "address", "postcode"]
))  # fmt: skip
def test_no_answer_whatever_makes_validation_fail(answer, type):
    for code in problems_of(answer, element("some.thing", type)):
        assert Problem("some.thing", code).code == code


@given(st.text(), st.sampled_from(["text", "date", "phone", "identity_number", "money"]))
def test_a_normal_answer_stays_as_it_is(text, type):
    elements = {"some.thing": element("some.thing", type)}
    once = normalise({"some.thing": text}, elements)
    assert normalise(once, elements) == once


def test_yesterday_is_no_future():
    day = (TODAY - timedelta(days=1)).isoformat()
    assert problems_of(day, element("person.born_on", "date", maximum="today")) == []
