import pytest

from tongban.offer.catalogue import api
from tongban.offer.catalogue.codes import unlisted_code
from tongban.offer.catalogue.rules import implementation_code

# A real code of 济宁, see GB/T 39554.1.
REAL = "11370800MB285591843370117002011"


def test_a_real_code_is_taken_apart():
    parts = api.parts_of(REAL)
    assert (parts.authority, parts.level, parts.basic, parts.item_type) == (
        "11370800MB28559184", "city", "370117002011", "01",
    )  # fmt: skip


def test_a_code_is_put_together_as_it_is_taken_apart():
    parts = api.parts_of(REAL)
    assert implementation_code(parts.authority, parts.level, parts.basic) == REAL


def test_a_business_item_has_two_digits_more():
    parts = api.parts_of(REAL + "01")
    assert parts.basic == "37011700201101"
    assert implementation_code(parts.authority, parts.level, parts.basic) == REAL + "01"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (REAL[:-1], "shape"),
        (REAL + "1", "shape"),
        (REAL[:18] + "9" + REAL[19:], "shape"),
        ("11370800MB28559194" + REAL[18:], "credit_code"),
        (REAL[:21] + "99" + REAL[23:], "item_type"),
        ("", "shape"),
    ],
)
def test_what_is_wrong_in_a_code_is_named(code, wrong):
    with pytest.raises(ValueError, match=wrong):
        api.parts_of(code)


@pytest.mark.parametrize(
    ("region", "level"),
    [
        ("99", "province"),
        ("9901", "city"),
        ("990101", "county"),
        ("990101001", "township"),
        ("990101001001", "village"),
    ],
)
def test_the_level_follows_from_the_region(region, level):
    assert api.level_of(region) == level


def test_items_of_one_title_stand_together_where_no_catalogue_knows_them():
    assert unlisted_code("07", "户口", "迁移") == unlisted_code("07", "户口", "迁移")
    assert unlisted_code("07", "户口", "迁移") != unlisted_code("07", "", "迁移")
