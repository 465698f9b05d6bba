from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.foundation.periods import Period
from tongban.proofs.licences import rules
from tongban.proofs.licences.rules import CHANGES, Status

# Identifiers of real licences, from public records (research: standards, section 3).
REAL = [
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ONE = rules.identifier(
    type_code="11990000000000017X001", issuer_code="11990100MB0000009P", serial="261234567890123451", version=1
)
serials = st.text(ALPHABET, min_size=1, max_size=32)


@pytest.mark.parametrize("text", REAL)
def test_real_identifiers_agree_with_the_rule(text):
    found = rules.asked_identifier(text)
    assert str(found) == text
    assert found.is_checked


@given(serials, st.integers(1, 999))
def test_what_is_named_is_read_back(serial, version):
    name = rules.identifier(type_code=ONE.type_code, issuer_code=ONE.issuer_code, serial=serial, version=version)
    assert rules.asked_identifier(str(name)) == name
    assert name.is_checked


@given(st.integers(0, 59), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_an_identifier_is_found(place, wrong):
    text = str(ONE)
    place += len(rules.ROOT) + 1
    if place >= len(text) or text[place] in f".{wrong}":
        return
    altered = rules.asked_identifier(text[:place] + wrong + text[place + 1 :])
    assert altered is None or not altered.is_checked


@pytest.mark.parametrize(
    "dressed",
    [
        "  {} ",
        "https://tongban.example/verify/{}",
        "https://tongban.example/verify?code={}&lang=zh",
        "https%3A%2F%2Ftongban.example%2Fverify%2F{}",
        "1.2.156.3005.2.11990000000000017X001.11990100MB0000009P .\n{tail}",
    ],
)
def test_an_identifier_is_found_in_what_people_scan(dressed):
    text = str(ONE)
    tail = text.split("11990100MB0000009P.")[1]
    assert rules.asked_identifier(dressed.format(text, tail=tail)) == ONE


def test_lower_case_and_full_width_are_understood():
    wide = str(ONE).lower().translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})
    assert rules.asked_identifier(wide) == ONE


@given(st.integers(2000, 2099), st.integers(0, 10**15 - 1))
def test_a_number_can_be_read_aloud_in_groups_and_typed_back(year, chance):
    number = rules.licence_number(year=year, chance=chance)
    assert rules.is_checked_number(number)
    assert rules.asked_number(f" {rules.grouped(number).replace(' ', '－')} ") == number


@pytest.mark.parametrize("text", ["", "身份证", "12345", "99010119500101001X", "一" * 18, "1" * 10_000])
def test_what_is_no_number_is_not_taken_for_one(text):
    assert rules.asked_number(text) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_a_period_of_months_ends_near_the_same_day_of_the_month(issued_on, months):
    period = rules.valid_period(issued_on=issued_on, months=months)
    assert issued_on in period
    assert period.end not in period
    assert (period.end.year - issued_on.year) * 12 + period.end.month - issued_on.month == months
    assert period.end.day in {issued_on.day, 28, 29, 30}


def test_zero_months_are_long_term():
    assert rules.valid_period(issued_on=date(2026, 1, 1), months=0) == Period(date(2026, 1, 1))


def test_a_period_that_ended_counts_before_the_sweep():
    valid = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert rules.status_on(date(2026, 1, 31), status=Status.VALID, valid=valid) is Status.VALID
    assert rules.status_on(date(2026, 2, 1), status=Status.VALID, valid=valid) is Status.EXPIRED
    assert rules.status_on(date(2026, 2, 1), status=Status.REVOKED, valid=valid) is Status.REVOKED
    assert rules.last_day(valid) == date(2026, 2, 1) - timedelta(days=1)


def test_nothing_follows_revocation_and_nobody_decides_that_a_licence_expires():
    assert not CHANGES[Status.REVOKED]
    assert all(Status.EXPIRED not in following for following in CHANGES.values())
