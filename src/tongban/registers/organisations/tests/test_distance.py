"""Distances and the boxes that hold a circle."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.organisations.rules import Position, boxes_around, metres_between

positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


def test_a_degree_of_the_meridian_is_111_kilometres():
    assert metres_between(Position(33, 109), Position(34, 109)) == pytest.approx(111_195, abs=1)


def test_the_other_side_of_the_earth_is_half_its_girth_away():
    assert metres_between(Position(0, 0), Position(0, 180)) == pytest.approx(20_015_115, abs=10)


@pytest.mark.parametrize("place", [(91, 0), (-90.1, 0), (0, 180.1), (math.nan, 0), (0, math.inf)])
def test_what_is_no_place_on_earth_is_refused(place):
    with pytest.raises(ValueError, match="no place on earth"):
        Position(*place)


@given(positions, positions)
def test_there_and_back_is_as_far(one, other):
    assert metres_between(one, other) == pytest.approx(metres_between(other, one), abs=1e-3)
    assert 0 <= metres_between(one, other) <= 20_015_116


@given(positions, positions, st.floats(1, 2_000_000))
def test_whatever_is_near_lies_in_a_box_around(centre, other, metres):
    if metres_between(centre, other) <= metres * 0.9999:
        assert any(other in box for box in boxes_around(centre, metres))


def test_over_the_date_line_there_are_two_boxes_and_at_the_pole_every_meridian():
    assert len(boxes_around(Position(0, 179.9), 50_000)) == 2
    (cap,) = boxes_around(Position(89.9, 10), 50_000)
    assert (cap.west, cap.east) == (-180, 180)
