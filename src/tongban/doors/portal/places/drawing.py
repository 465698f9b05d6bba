"""
A map of service points, drawn as SVG without anybody's tiles.

Pure geometry: positions in degrees come in, coordinates of the drawing go out. The areas are those parts of the picture
that lie nearest to the seat of each region (a Voronoi diagram): they help to find one's way and are no boundaries.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.registers.organisations.rules import Position

WIDTH, HEIGHT = 400, 320
STRIP = 30  # below the map: the scale bar and north, where nothing can cover them
MARGIN = 34  # so that no pin touches the frame
PIN_RADIUS = 12
LABEL_SIZE = 11
METRES_PER_DEGREE = 111_195.0
LEAST_SPAN = 1_200.0  # metres across, even where there is one point only
SCALE_SHARE = 0.3  # of the width, at most, for the scale bar
CROWDED = 2 * PIN_RADIUS + 2
ROUNDS = 60

Point = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """The surroundings of a region's seat: a polygon as SVG has it, and where its name stands."""

    name: str
    points: str
    shade: int
    x: float
    y: float
    has_label: bool


@dataclass(frozen=True)
class Pin:
    """The pin of one place, moved aside where pins would lie on each other; (at_x, at_y) is the true spot."""

    x: float
    y: float
    at_x: float
    at_y: float

    @property
    def is_moved(self) -> bool:
        return math.dist((self.x, self.y), (self.at_x, self.at_y)) > 1


@dataclass(frozen=True)
class Chart:
    """A finished map. The scale bar is `bar` units long and stands for `bar_metres`."""

    areas: tuple[Area, ...]
    pins: tuple[Pin, ...]
    here: Point | None
    bar: float
    bar_metres: int
    width: int = WIDTH
    height: int = HEIGHT
    strip: int = STRIP


@dataclass(frozen=True)
class Seat:
    """A region for the background: its name, where its seat is, and which of the shades it gets."""

    name: str
    position: Position
    shade: int


class _Projection:
    """Degrees to units of the drawing: equirectangular about the middle, which is exact enough for a city."""

    def __init__(self, positions: Sequence[Position]) -> None:
        latitudes = [each.latitude for each in positions]
        longitudes = [each.longitude for each in positions]
        self.middle = Position((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
        self.narrowing = max(math.cos(math.radians(self.middle.latitude)), 0.01)
        across = (max(longitudes) - min(longitudes)) * METRES_PER_DEGREE * self.narrowing
        along = (max(latitudes) - min(latitudes)) * METRES_PER_DEGREE
        self.units_per_metre = min(
            (WIDTH - 2 * MARGIN) / max(across, LEAST_SPAN), (HEIGHT - 2 * MARGIN) / max(along, LEAST_SPAN)
        )

    def __call__(self, position: Position) -> Point:
        east = (position.longitude - self.middle.longitude) * METRES_PER_DEGREE * self.narrowing
        north = (position.latitude - self.middle.latitude) * METRES_PER_DEGREE
        return WIDTH / 2 + east * self.units_per_metre, HEIGHT / 2 - north * self.units_per_metre


def draw(places: Sequence[Position], seats: Iterable[Seat], here: Position | None = None) -> Chart | None:
    """Return the map of places, in their order, on the regions around them; None without any place."""
    if not places:
        return None
    project = _Projection([*places, *([here] if here else [])])
    true = [project(place) for place in places]
    pins = _apart(true)
    bar_metres = _round_length(WIDTH * SCALE_SHARE / project.units_per_metre)
    return Chart(
        areas=_areas([(seat, project(seat.position)) for seat in seats], pins),
        pins=tuple(
            Pin(round(x, 1), round(y, 1), round(at[0], 1), round(at[1], 1))
            for (x, y), at in zip(pins, true, strict=True)
        ),
        here=None if here is None else _rounded(project(here)),
        bar=round(bar_metres * project.units_per_metre, 1),
        bar_metres=bar_metres,
    )


def _apart(spots: Sequence[Point]) -> list[Point]:
    """Move pins aside until none lies on another, a little in every round, and keep them in the picture."""
    moved = list(spots)
    for _round in range(ROUNDS):
        is_quiet = True
        for one in range(len(moved)):
            for other in range(one):
                (x, y), (other_x, other_y) = moved[one], moved[other]
                distance = math.dist(moved[one], moved[other])
                if distance >= CROWDED:
                    continue
                is_quiet = False
                # Two on the very same spot part in a direction that differs from pair to pair.
                angle = math.atan2(y - other_y, x - other_x) if distance > 0.01 else one * 2.4  # noqa: PLR2004
                push = (CROWDED - distance) / 2 + 0.1
                moved[one] = _inside(x + push * math.cos(angle), y + push * math.sin(angle))
                moved[other] = _inside(other_x - push * math.cos(angle), other_y - push * math.sin(angle))
        if is_quiet:
            break
    return moved


def _inside(x: float, y: float) -> Point:
    edge = PIN_RADIUS + 2
    return min(max(x, edge), WIDTH - edge), min(max(y, edge), HEIGHT - edge)


def _areas(seats: Sequence[tuple[Seat, Point]], pins: Sequence[Point]) -> tuple[Area, ...]:
    frame = [(0.0, 0.0), (float(WIDTH), 0.0), (float(WIDTH), float(HEIGHT)), (0.0, float(HEIGHT))]
    areas: list[Area] = []
    taken = [(x - PIN_RADIUS, y - PIN_RADIUS, x + PIN_RADIUS, y + PIN_RADIUS) for x, y in pins]
    for number, (seat, spot) in enumerate(seats):
        polygon = frame
        for other, (_seat, other_spot) in enumerate(seats):
            if other != number and math.dist(spot, other_spot) > 0.01:  # noqa: PLR2004 (the same spot has no middle)
                polygon = _nearer(polygon, spot, other_spot)
        if len(polygon) < 3:  # noqa: PLR2004 (nothing of it is in the picture)
            continue
        label = _label_place(seat.name, spot, polygon, taken)
        areas.append(
            Area(
                name=seat.name,
                points=" ".join(f"{x:.1f},{y:.1f}" for x, y in polygon),
                shade=seat.shade,
                x=round(label[0], 1) if label else 0,
                y=round(label[1], 1) if label else 0,
                has_label=label is not None,
            )
        )
    return tuple(areas)


def _nearer(polygon: Sequence[Point], spot: Point, other: Point) -> list[Point]:
    """Cut off what lies nearer to the other spot (one step of Sutherland and Hodgman's clipping)."""
    across, along = other[0] - spot[0], other[1] - spot[1]
    middle = (other[0] ** 2 + other[1] ** 2 - spot[0] ** 2 - spot[1] ** 2) / 2

    def beyond(point: Point) -> float:
        return point[0] * across + point[1] * along - middle

    kept: list[Point] = []
    for start, end in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        out, then_out = beyond(start), beyond(end)
        if out <= 0:
            kept.append(start)
        if (out <= 0) != (then_out <= 0):
            share = out / (out - then_out)
            kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    return kept


def _label_place(
    name: str, spot: Point, polygon: Sequence[Point], taken: list[tuple[float, float, float, float]]
) -> Point | None:
    """Return where the name of an area can stand without covering a pin or another name, near its seat."""
    width = sum(LABEL_SIZE if ord(sign) > 0x2E80 else LABEL_SIZE * 0.56 for sign in name) / 2  # noqa: PLR2004 (full width)
    centre = (sum(x for x, _y in polygon) / len(polygon), sum(y for _x, y in polygon) / len(polygon))
    for x, y in [(spot[0], spot[1] + shift) for shift in (0, 24, -24, 42, -42)] + [
        (centre[0], centre[1] + shift) for shift in (0, 18, -18)
    ]:
        box = (x - width - 2, y - LABEL_SIZE, x + width + 2, y + 4)
        is_in = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT
        if is_in and _holds(polygon, (x, y)) and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return x, y
    return None


def _holds(polygon: Sequence[Point], point: Point) -> bool:
    inside = False
    for (x, y), (next_x, next_y) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        if (y > point[1]) != (next_y > point[1]) and point[0] < x + (point[1] - y) * (next_x - x) / (next_y - y):
            inside = not inside
    return inside


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _round_length(metres: float) -> int:
    """Return the greatest 1, 2 or 5 times a power of ten that is not longer."""
    power = 10 ** math.floor(math.log10(metres))
    return int(max(step * power for step in (1, 2, 5) if step * power <= metres))


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)
