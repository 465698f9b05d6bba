from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.periods import Period
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.api import Finding, verify
from tongban.proofs.licences.rules import licence_number
from tongban.proofs.licences.tests.factories import LicenceTypeFactory, PartyFactory

pytestmark = pytest.mark.django_db


def test_anybody_can_check_by_identifier_number_or_qr_address(issue):
    licence = issue()
    grouped = licence.grouped_number.replace(" ", "-")
    for text in (licence.identifier, licence.identifier.lower(), licence.number, grouped, licence.verify_url):
        found = verify(text)
        assert (found.finding, found.licence) == (Finding.VALID, licence)
        assert found.sentence == "这份证照真实有效。"


def test_full_width_digits_are_understood(issue):
    licence = issue()
    wide = licence.number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert verify(wide).licence == licence


def test_the_holder_is_masked(issue):
    assert verify(issue().number).licence.masked_holder == "李*兰"
    LicenceTypeFactory(key="business-licence", code="11990000000000017X003", holder="legal")
    company = issue(party=PartyFactory(company=True), type_key="business-licence")
    assert verify(company.number).licence.masked_holder == "宁川*****有限公司"


def test_an_altered_number_says_that_its_check_digit_is_wrong(issue):
    number = issue().number
    altered = number[:5] + str((int(number[5]) + 1) % 10) + number[6:]
    assert verify(altered).finding is Finding.WRONG_CHECK_CHARACTER


def test_a_wrong_check_character_of_an_identifier_is_named(issue):
    identifier = issue().identifier
    wrong = "0" if identifier[-1] != "0" else "1"
    assert verify(identifier[:-1] + wrong).finding is Finding.WRONG_CHECK_CHARACTER


def test_a_well_formed_number_that_was_never_issued_is_unknown(issue):
    issue()
    assert verify(licence_number(year=2026, chance=1)).finding is Finding.UNKNOWN


@pytest.mark.parametrize("text", ["", "你好", "\x00\x01", "<script>alert(1)</script>", "1.2.156", "9" * 10_000_000])
def test_what_is_neither_is_said_to_be_neither(text):
    assert verify(text).finding is Finding.UNREADABLE


def test_an_ended_period_is_told_before_the_sweep(issue):
    licence = issue(valid=Period(date(2020, 1, 1), date(2021, 1, 1)))
    assert verify(licence.number).finding is Finding.EXPIRED


def test_a_period_that_has_not_begun_is_told(issue):
    licence = issue(valid=Period(clock.today() + timedelta(days=3)))
    assert verify(licence.number).finding is Finding.NOT_YET_VALID


def test_it_says_when_it_was_checked(issue):
    moment = datetime(2026, 11, 21, 1, tzinfo=UTC)
    licence = issue()
    with clock.frozen_at(moment):
        assert verify(licence.number).checked_at == moment


def test_a_check_takes_two_statements(issue, django_assert_num_queries):
    licence = issue()
    with django_assert_num_queries(2):
        licences.verify(licence.number)
