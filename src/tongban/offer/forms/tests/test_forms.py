from datetime import date

import pytest

from tongban.offer.forms.rules import (
    DataElement,
    FormDefinition,
    definition_faults,
    shown_answers,
    shown_fields,
    validate_form,
    validate_page,
)
from tongban.offer.forms.tests.elements import ELEMENTS, FORM, PAGES, element

TODAY = date(2026, 11, 21)


def codes(page: str, answers: dict[str, str]) -> list[tuple[str, str]]:
    return [(each.element, each.code) for each in validate_page(FORM, ELEMENTS, page, answers, TODAY)]


def test_a_field_is_asked_only_when_its_condition_holds():
    assert [each.element for each in shown_fields(FORM, {"delivery.method": "window"})][2:] == ["delivery.method"]
    assert "delivery.address" in [each.element for each in shown_fields(FORM, {"delivery.method": "post"})]


def test_a_field_that_hangs_on_a_hidden_one_is_hidden_too():
    answers = {"delivery.method": "window", "delivery.address": "高楼"}
    assert "delivery.floor" not in [each.element for each in shown_fields(FORM, answers)]


def test_a_hidden_field_is_not_required_and_its_stale_answer_passed_over():
    assert codes("delivery", {"delivery.method": "window", "delivery.address": "太长" * 40}) == []
    assert codes("delivery", {"delivery.method": "post"}) == [("delivery.address", "required")]


def test_stale_and_empty_answers_are_left_out_of_what_is_submitted():
    answers = {"person.name": "李兰", "contact.phone": "", "delivery.method": "window", "delivery.address": "某街"}
    assert shown_answers(FORM, answers) == {"person.name": "李兰", "delivery.method": "window"}


def test_an_answer_that_no_page_asks_for_is_refused():
    assert codes("applicant", {"person.name": "李兰", "is_admin": "true"}) == [("is_admin", "unknown")]


def test_answers_of_other_pages_are_no_problem_of_this_one():
    assert codes("applicant", {"person.name": "李兰", "delivery.method": "nonsense"}) == []


def test_the_whole_form_names_the_pages_with_problems():
    assert list(validate_form(FORM, ELEMENTS, {"person.name": "李兰"}, TODAY)) == ["delivery"]


def test_an_unknown_page_is_an_error_of_the_program():
    with pytest.raises(KeyError):
        codes("nowhere", {})


def test_a_form_survives_being_stored():
    assert FormDefinition.from_dict(FORM.to_dict()) == FORM


def test_a_yes_or_no_condition_may_be_written_as_yaml_reads_it():
    page = PAGES[0] | {"fields": [{"element": "a.b", "when": {"element": "c.d", "equals": True}}]}
    condition = FormDefinition.from_dict([page]).fields[0].when
    assert condition is not None
    assert condition.values == ("true",)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([{"element": "no.such"}], "unknown element no.such"),
        ([{"element": "person.name"}, {"element": "person.name"}], "asked twice"),
        ([{"element": "person.name", "when": {"element": "delivery.method", "equals": "post"}}], "not asked before"),
        (
            [
                {"element": "delivery.method"},
                {"element": "delivery.address", "when": {"element": "delivery.method", "equals": "pigeon"}},
            ],
            "cannot be",
        ),
    ],
)
def test_a_form_that_cannot_work_is_found_before_it_is_published(fields, fault):
    definition = FormDefinition.from_dict([PAGES[0] | {"fields": fields}])
    assert fault in "; ".join(definition_faults(definition, ELEMENTS))


@pytest.mark.parametrize(
    "wrong",
    [
        {"element": "person.name", "requird": False},
        {"element": "person.name", "when": {"element": "a.b"}},
        {"element": "person.name", "when": {"element": "a.b", "equals": "x", "in": ["x"]}},
    ],
)
def test_a_misspelt_field_is_refused(wrong):
    with pytest.raises(ValueError, match="unknown keys|either equals or in"):
        FormDefinition.from_dict([PAGES[0] | {"fields": [wrong]}])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"type": "textt"}, "textt"),
        ({"code": "Name"}, "no noun.property"),
        ({"type": "choice"}, "choices belong"),
        ({"choices": [{"value": "a", "name": "a", "name_en": "a"}]}, "choices belong"),
        ({"pattern": "[", "pattern_hint": "x", "pattern_hint_en": "x"}, "unterminated"),
        ({"pattern": "x"}, "needs its hints"),
        ({"type": "date", "minimum": "someday"}, "someday|isoformat"),
        ({"type": "number", "maximum": "many"}, "many"),
        ({"colour": "red"}, "unknown keys"),
    ],
)
def test_a_faulty_element_is_refused(body, fault):
    with pytest.raises(ValueError, match=fault):
        DataElement.from_dict({"code": "a.b", "name": "甲", "name_en": "A", "type": "text"} | body)


def test_a_choice_is_shown_by_its_name_and_an_unknown_one_as_it_is():
    method = ELEMENTS["delivery.method"]
    assert method.choice_name("post") == "邮寄"
    assert method.choice_name("post", english=True) == "By post"
    assert element("a.b", "text").choice_name("gone") == "gone"
