"""The foundation: periods, masks, identifiers, money, crypto and the news board."""

from datetime import UTC, date, datetime

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.foundation import clock, crypto, identifiers, masks, news
from tongban.groundwork.foundation.money import yuan
from tongban.groundwork.foundation.periods import Period
from tongban.groundwork.foundation.text import pinyin_key, to_simplified, to_traditional

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(days, days, days)
def test_periods_that_follow_each_other_share_no_day(first, second, third):
    start, middle, end = sorted([first, second, third])
    earlier, later = Period(start, middle), Period(middle, end)
    assert not earlier.overlaps(later)
    assert not any(day in earlier and day in later for day in (start, middle, end))


@given(days, days, days, days)
def test_overlap_is_mutual(first, second, third, fourth):
    one, other = Period(*sorted([first, second])), Period(*sorted([third, fourth]))
    assert one.overlaps(other) == other.overlaps(one)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_a_filing_at_one_minute_to_midnight_belongs_to_that_day_in_china():
    assert clock.day_of(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert clock.day_of(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_held_clock_runs_on_afterwards():
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    with clock.frozen_at(moment):
        assert clock.now() == moment
    assert clock.now() > moment


@pytest.mark.parametrize(
    ("name", "masked"), [("李兰", "李*"), ("李秀兰", "李*兰"), ("欧阳晓梅", "欧**梅"), ("李", "*"), ("𠮷田", "𠮷*")]
)
def test_a_masked_name_is_recognised_by_its_owner_only(name, masked):
    assert masks.mask_name(name) == masked


@given(st.text(min_size=1, max_size=40))
def test_no_mask_gives_the_whole_away(text):
    for mask in (masks.mask_name, masks.mask_identity_number, masks.mask_phone, masks.mask_address):
        assert "*" in mask(text)
        assert len(mask(text)) <= max(len(text), 12)


def test_masks_keep_what_helps_to_recognise():
    assert masks.mask_identity_number("990101195203070024") == "990*************24"
    assert masks.mask_phone("13900001234") == "139****1234"
    assert masks.mask_organisation("宁川市大江餐饮有限公司") == "宁川*****有限公司"


@given(st.text("0123456789", min_size=1, max_size=20), st.data())
def test_a_check_digit_finds_every_wrong_digit_and_every_swap(digits, data):
    number = digits + identifiers.check_digit(digits)
    assert identifiers.is_checked(number)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not identifiers.is_checked(number[:place] + wrong + number[place + 1 :])
    if place and number[place] != number[place - 1]:
        assert not identifiers.is_checked(number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :])


@pytest.mark.parametrize("number", ["", "7", "12a4", "１２３"])
def test_what_is_no_number_is_not_checked(number):
    assert not identifiers.is_checked(number)


def test_identifiers_made_later_sort_later():
    made = [identifiers.uuid7() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}


@pytest.mark.parametrize(("fen", "shown"), [(4000, "40"), (4050, "40.50"), (0, "0"), (123_456_789, "1,234,567.89")])
def test_money_is_shown_as_people_write_it(fen, shown):
    assert yuan(fen) == shown


@given(st.text())
def test_what_is_sealed_comes_back(text):
    sealed = crypto.seal(text, use="a")
    assert crypto.unseal(sealed, use="a") == text
    assert sealed != crypto.seal(text, use="a")


def test_a_sealed_value_cannot_be_moved_to_another_column_or_altered():
    sealed = crypto.seal("990101195203070024", use="party.number")
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, use="party.phone")
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), use="party.number")


def test_a_lookup_key_finds_the_same_value_in_the_same_column_only():
    assert crypto.lookup_key("1", use="a") == crypto.lookup_key("1", use="a") != crypto.lookup_key("1", use="b")


def test_scripts_are_converted_both_ways():
    assert to_traditional("身份证补办") == "身份證補辦"
    assert to_simplified("身份證補辦") == "身份证补办"


def test_names_sort_by_pinyin():
    assert sorted(["王五", "安琪", "北京"], key=pinyin_key) == ["安琪", "北京", "王五"]


class Happened:
    pass


@pytest.mark.django_db
def test_listeners_hear_after_the_commit_and_a_failing_one_spoils_only_its_own_work(
    django_capture_on_commit_callbacks, monkeypatch
):
    heard = []

    def fail(_news):
        raise RuntimeError("broken listener")

    monkeypatch.setitem(news._listeners, Happened, [fail, heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        news.tell(Happened())
        assert heard == []
    assert len(heard) == 1
