"""Finding a case by its number, however it is written or spoken."""

import pytest
from django.urls import reverse

from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.api import grouped
from tongban.handling.cases.tests.cast import officer_of, submitted

FIND = reverse("desk:find")


def test_a_number_leads_to_its_case_however_it_is_written(resident, staff, desk):
    number = submitted(resident)
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (number, grouped(number), f"{number[:6]}-{number[6:12]}-{number[12:]}", f"  {wide} "):
        answer = desk(staff.clerk).get(FIND, {"q": typed})
        assert answer.headers["Location"] == reverse("desk:case", args=[number])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("99010126112300001", "17 位"),
        ("990101261123000018", "校验码"),
        ("李秀兰", "只有数字"),
        ("九九零一", "只有数字"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(staff, desk, typed, says):
    answer = desk(staff.clerk).get(FIND, {"q": typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_supervisor_is_led_to_the_course_without_persons(resident, desk):
    number = submitted(resident)
    answer = desk(officer_of(offer_of(), "supervisor")).get(FIND, {"q": number})
    assert answer.headers["Location"] == reverse("desk:course", args=[number])
