"""Examples stand on filled samples that everybody reads: they are right in form and nobody's."""

from datetime import date
from pathlib import Path

import pytest

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.offer.forms.rules import DataElement, Field, FormDefinition, Page, example_of, normalise, validate_page

FILES = sorted((Path(__file__).parents[5] / "seeds/elements").glob("*.yaml"))
ELEMENTS = {body["code"]: DataElement.from_dict(body) for file in FILES for body in read_yaml(file)}


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=lambda element: element.code)
def test_the_example_of_an_element_is_a_right_answer_to_it(element):
    definition = FormDefinition((Page("only", "页", "Page", (Field(element.code),)),))
    answers = normalise({element.code: example_of(element)}, ELEMENTS)
    assert validate_page(definition, ELEMENTS, "only", answers, date(2026, 11, 22)) == ()
