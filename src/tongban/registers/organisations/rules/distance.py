"""Distances on the earth, and the boxes of degrees that surely hold a circle."""

import math
from dataclasses import dataclass

EARTH_RADIUS = 6_371_008.8  # metres, the mean radius (IUGG)
HALF_TURN, QUARTER_TURN = 180.0, 90.0


@dataclass(frozen=True)
class Position:
    """A place on earth in degrees (WGS 84). Raises ValueError where there is none."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= QUARTER_TURN and abs(self.longitude) <= HALF_TURN):  # not-a-number is refused too
            raise ValueError(f"no place on earth: {self.latitude}, {self.longitude}")


@dataclass(frozen=True)
class Box:
    """All places between two parallels and two meridians."""

    south: float
    west: float
    north: float
    east: float

    def __contains__(self, position: Position) -> bool:
        return self.south <= position.latitude <= self.north and self.west <= position.longitude <= self.east


def metres_between(one: Position, other: Position) -> float:
    """Return the great-circle distance."""
    north, other_north = math.radians(one.latitude), math.radians(other.latitude)
    half_east = math.radians(other.longitude - one.longitude) / 2
    haversine = (
        math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(half_east) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(haversine)))


def boxes_around(centre: Position, metres: float) -> tuple[Box, ...]:
    """Return the boxes that together hold every place within a distance: two where it reaches over the date line."""
    angle = metres / EARTH_RADIUS
    reach = math.degrees(angle)
    south, north = centre.latitude - reach, centre.latitude + reach
    if south <= -QUARTER_TURN or north >= QUARTER_TURN:  # a pole lies inside: every meridian
        return (Box(max(south, -QUARTER_TURN), -HALF_TURN, min(north, QUARTER_TURN), HALF_TURN),)
    aside = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(centre.latitude)))))
    west, east = centre.longitude - aside, centre.longitude + aside
    if west < -HALF_TURN:
        return Box(south, west + 360, north, HALF_TURN), Box(south, -HALF_TURN, north, east)
    if east > HALF_TURN:
        return Box(south, west, north, HALF_TURN), Box(south, -HALF_TURN, north, east - 360)
    return (Box(south, west, north, east),)
