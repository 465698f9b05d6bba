"""The map of service points: plain geometry."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.doors.portal.places.drawing import CROWDED, HEIGHT, PIN_RADIUS, WIDTH, Seat, draw
from tongban.registers.organisations.rules import Position

near_by = st.builds(Position, st.floats(33.4, 33.7), st.floats(108.8, 109.1))


def test_north_is_up_and_east_is_right():
    chart = draw([Position(33.50, 108.90), Position(33.51, 108.90), Position(33.50, 108.91)], [])
    south, north, east = chart.pins
    assert north.y < south.y
    assert east.x > south.x
    assert (north.x, east.y) == (south.x, south.y)


def test_a_map_without_places_is_none():
    assert draw([], []) is None


def test_the_scale_bar_is_as_long_as_it_says():
    one, other = Position(33.5, 108.9), Position(33.5, 109.0)
    chart = draw([one, other], [])
    apart = chart.pins[1].at_x - chart.pins[0].at_x
    metres = 0.1 * 111_195 * math.cos(math.radians(33.5))
    assert chart.bar_metres in (1_000, 2_000)
    assert chart.bar / apart == pytest.approx(chart.bar_metres / metres, rel=0.01)


def test_pins_on_the_same_spot_part_and_show_where_they_belong():
    chart = draw([Position(33.5, 108.9)] * 5, [])
    spots = [(pin.x, pin.y) for pin in chart.pins]
    assert min(math.dist(one, other) for one in spots for other in spots if one != other) > 2 * PIN_RADIUS - 3
    assert len({(pin.at_x, pin.at_y) for pin in chart.pins}) == 1
    assert any(pin.is_moved for pin in chart.pins)


def test_the_areas_of_the_seats_fill_the_picture_without_overlap():
    seats = [Seat(str(number), Position(33.4 + number * 0.07, 108.8 + number * 0.11 % 0.3), 0) for number in range(5)]
    chart = draw([Position(33.5, 108.9), Position(33.6, 109.0)], seats)

    def size(points):
        corners = [tuple(map(float, pair.split(","))) for pair in points.split()]
        return abs(sum(x * b - a * y for (x, y), (a, b) in zip(corners, corners[1:] + corners[:1], strict=True))) / 2

    assert sum(size(area.points) for area in chart.areas) == pytest.approx(WIDTH * HEIGHT, rel=0.001)


@settings(deadline=None, max_examples=40)
@given(st.lists(near_by, min_size=1, max_size=15), st.lists(near_by, max_size=8), st.none() | near_by)
def test_every_pin_is_in_the_picture_and_hardly_any_is_covered(places, seats, here):
    chart = draw(places, [Seat("某街道", each, 0) for each in seats], here)
    assert len(chart.pins) == len(places)
    for pin in chart.pins:
        assert 0 < pin.x < WIDTH
        assert 0 < pin.y < HEIGHT
        assert 0 <= pin.at_x <= WIDTH
    spots = [(pin.x, pin.y) for pin in chart.pins]
    nearest = [math.dist(one, other) for number, one in enumerate(spots) for other in spots[:number]]
    assert all(distance > CROWDED / 3 for distance in nearest)
