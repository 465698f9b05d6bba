from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from tongban.registers.identity.rules import (
    LoginKind,
    born_on,
    credit_code_fault,
    identity_number_fault,
    login_kind,
    name_fault,
    normalise_name,
    normalise_number,
    phone_fault,
    sex_of,
    unfit_characters,
)

TODAY = date(2026, 11, 21)
VALID = "11010519491231002X"  # the example of GB 11643


@st.composite
def identity_numbers(draw):
    day = draw(st.dates(date(1880, 1, 1), TODAY))
    body = f"{draw(st.integers(100000, 999999))}{day.year:04d}{day:%m%d}{draw(st.integers(0, 999)):03d}"
    return body + mod_11_2.calc_check_digit(body)


@given(identity_numbers())
def test_every_well_made_number_is_right(number):
    assert identity_number_fault(number, today=TODAY) == ""
    assert born_on(number) <= TODAY


@given(identity_numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(number, place, digit):
    wrong = number[:place] + digit + number[place + 1 :]
    assert wrong == number or identity_number_fault(wrong, today=TODAY)


@given(identity_numbers(), st.integers(0, 16))
def test_two_swapped_neighbours_are_always_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or identity_number_fault(swapped, today=TODAY)


@given(st.text(max_size=20))
def test_any_text_gets_an_answer_and_never_an_exception(text):
    identity_number_fault(normalise_number(text), today=TODAY)
    credit_code_fault(normalise_number(text))
    name_fault(normalise_name(text))
    phone_fault(text)
    login_kind(text)


@given(identity_numbers())
def test_the_check_agrees_with_the_weights_of_the_standard(number):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    remainder = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % 11
    assert number[-1] == "10X98765432"[remainder]


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (VALID, ""),
        ("", "missing"),
        (VALID[:-1], "length"),
        ("11010519491231002Y", "characters"),
        ("１１０１０５１９４９１２３１００２X", "characters"),
        ("110105194902300021", "date"),
        ("110105187912310027", "date"),
        ("110105202612310029", "future"),
        ("110105194912310021", "check"),
    ],
)
def test_a_faulty_number_is_named_by_its_fault(number, fault):
    assert identity_number_fault(number, today=TODAY) == fault


def test_a_child_born_today_has_a_number_and_one_born_tomorrow_has_not():
    def number(day):
        body = f"990101{day:%Y%m%d}002"
        return body + mod_11_2.calc_check_digit(body)

    assert identity_number_fault(number(TODAY), today=TODAY) == ""
    assert identity_number_fault(number(TODAY + timedelta(days=1)), today=TODAY) == "future"


def test_what_people_type_around_a_number_is_forgiven():
    assert normalise_number(" 110105 19491231-002x ") == VALID
    assert normalise_number("１１０１０５１９４９１２３１００２ｘ") == VALID


def test_the_number_tells_sex():
    assert sex_of(VALID) == "female"
    assert sex_of("990102198406157870") == "male"


@pytest.mark.parametrize(
    "name", ["李秀兰", "杨䶮", "石𬭎", "㛃𬱖", "欧阳𪣻禾", "阿依古丽·萨迪克", "Anne-Marie O'Neil", "李\U00031350"]
)
def test_names_with_rare_characters_and_foreign_names_are_right(name):
    assert name_fault(normalise_name(name)) == ""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "missing"),
        ("李", "length"),
        ("李" * 51, "length"),
        ("李😀兰", "characters"),
        ("李兰1", "characters"),
        ("李<b>兰", "characters"),
        ("李兰\u200b", "characters"),
        ("王👨‍👩‍👧", "characters"),
    ],
)
def test_a_faulty_name_is_named_by_its_fault(name, fault):
    assert name_fault(normalise_name(name)) == fault


def test_the_unfit_characters_can_be_shown():
    assert unfit_characters("李😀兰1") == "😀1"


def test_names_are_compared_in_one_form():
    assert normalise_name(" 阿依古丽 • 萨迪克 ") == "阿依古丽·萨迪克"
    assert normalise_name("李 秀　兰") == "李秀兰"
    assert normalise_name("Anne  Marie") == "Anne Marie"
    assert normalise_name("\uf9e1兰") == "李兰"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91990102MA95L0010T", ""),
        ("", "missing"),
        ("91990102MA95L0010", "length"),
        ("91990102MA95L0010A", "check"),
        ("91990102MA95I0010T", "characters"),
    ],
)
def test_a_faulty_credit_code_is_named_by_its_fault(code, fault):
    assert credit_code_fault(code) == fault


@pytest.mark.parametrize(
    ("phone", "fault"), [("15410004999", ""), ("", "missing"), ("12345678901", "form"), ("1541000499", "form")]
)
def test_a_faulty_phone_is_named_by_its_fault(phone, fault):
    assert phone_fault(phone) == fault


@pytest.mark.parametrize(
    ("login", "kind"),
    [
        ("chengdong-psb-clerk", LoginKind.USER_NAME),
        ("Supervisor", LoginKind.USER_NAME),
        ("15410004999", LoginKind.PHONE),
        (VALID, LoginKind.IDENTITY_NUMBER),
        ("12", LoginKind.NONE),
        ("", LoginKind.NONE),
    ],
)
def test_what_was_typed_to_sign_in_is_recognised(login, kind):
    assert login_kind(login) is kind
