"""
Where everything of a flow chart stands: lanes side by side, boxes in rows below one another, ways between them.

Ways never cross a box: they run level only in the gaps between rows and upright only in the gutters beside the boxes, or
inside the gap they start or end in. Each level piece has a track of its own in its gap, each upright one in its gutter.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from tongban.doors.frame.charts.texts import LINE_HEIGHT, NAME_SIZE, TEXT_SIZE, broken, width_of
from tongban.doors.frame.charts.types import Box, Chart, Column, Drawing, Edge, Label, Measures, Node, Wire

PADDING = 10
GUTTER, GUTTER_TRACK = 12, 9  # room beside the boxes: without ways, and more for each one
GAP, GAP_TRACK = 18, 26  # room between rows: without tracks, and more for each one (a label stands above its track)
MARGIN = 1
LABEL_PADDING = 8
LEAST_BETWEEN = 10  # between two pieces on one track

Place = tuple[int, int]  # row, column


class Side(Enum):
    """The side of a lane on which a gutter lies."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Gutter:
    column: int
    side: Side


@dataclass
class _Route:
    """One way before lengths are known: the gutter it climbs or falls in, if any, and its place among others there."""

    edge: Edge
    source: Place
    target: Place
    gutter: Gutter | None = None
    track: int = 0
    arrival: Gutter | None = None  # of a way back past other lanes: the gutter in which it reaches its target
    arrival_track: int = 0
    out_share: float = 0.5  # where on the lower edge of the source it starts, 0 left to 1 right
    in_share: float = 0.5  # where on the upper edge of the target it ends

    @property
    def leads_back(self) -> bool:
        return self.target[0] <= self.source[0]

    @property
    def spans_rows(self) -> bool:
        return self.target[0] > self.source[0] + 1


@dataclass
class _Gap:
    """The room under one row: intervals taken on each track, from the top down."""

    tracks: list[list[tuple[float, float]]] = field(default_factory=list)

    def take(self, start: float, end: float) -> int:
        """Return a track on which the interval is still free, and take it."""
        start, end = min(start, end) - LEAST_BETWEEN / 2, max(start, end) + LEAST_BETWEEN / 2
        for number, taken in enumerate(self.tracks):
            if all(end <= other_start or start >= other_end for other_start, other_end in taken):
                taken.append((start, end))
                return number
        self.tracks.append([(start, end)])
        return len(self.tracks) - 1

    @property
    def height(self) -> float:
        return GAP + GAP_TRACK * max(1, len(self.tracks))


def laid_out(chart: Chart, measures: Measures | None = None) -> Drawing:
    """Return a chart with everything in its place. Edges to unknown boxes raise KeyError, as do boxes in unknown lanes."""
    measures = measures or Measures()
    places = _places(chart)
    routes = _routes(chart, places)
    columns = _columns(chart, routes, measures)
    return _Sheet(chart, places, routes, columns, measures).drawing()


def _places(chart: Chart) -> dict[str, Place]:
    """Give each box a row below all that lead to it, and no row of its lane to two."""
    column_of = {lane.key: column for column, lane in enumerate(chart.lanes)}
    order = {node.key: position for position, node in enumerate(chart.nodes)}
    led_from: dict[str, list[str]] = defaultdict(list)
    for edge in chart.edges:
        if order[edge.source] < order[edge.target]:
            led_from[edge.target].append(edge.source)
    places: dict[str, Place] = {}
    taken: set[Place] = set()
    for node in chart.nodes:
        row = max((places[source][0] + 1 for source in led_from[node.key]), default=0)
        while (row, column_of[node.lane]) in taken:
            row += 1
        places[node.key] = (row, column_of[node.lane])
        taken.add(places[node.key])
    return _without_empty_rows(places)


def _without_empty_rows(places: dict[str, Place]) -> dict[str, Place]:
    rows = {row: position for position, row in enumerate(sorted({row for row, _ in places.values()}))}
    return {key: (rows[row], column) for key, (row, column) in places.items()}


def _routes(chart: Chart, places: dict[str, Place]) -> list[_Route]:
    routes = [
        _Route(edge, places[edge.source], places[edge.target]) for edge in chart.edges if edge.source != edge.target
    ]
    for route in routes:
        route.gutter, route.arrival = _gutter_of(route), _arrival_of(route)
    used: dict[Gutter, int] = defaultdict(int)
    for route in sorted(routes, key=lambda each: abs(each.source[0] - each.target[0])):
        if route.gutter is not None:
            route.track = used[route.gutter]
            used[route.gutter] += 1
        if route.arrival is not None:
            route.arrival_track = used[route.arrival]
            used[route.arrival] += 1
    _share_out(routes)
    return routes


def _gutter_of(route: _Route) -> Gutter | None:
    """A way that leads back leaves its box sideways; one that passes rows by falls beside the lane it goes to."""
    (_, here), (_, there) = route.source, route.target
    if route.leads_back:
        return Gutter(here, Side.LEFT if there < here else Side.RIGHT)
    if route.spans_rows:
        return Gutter(there, Side.LEFT if there > here else Side.RIGHT)
    return None


def _arrival_of(route: _Route) -> Gutter | None:
    (_, here), (_, there) = route.source, route.target
    if route.leads_back and abs(here - there) > 1:
        return Gutter(there, Side.RIGHT if there < here else Side.LEFT)
    return None


def _share_out(routes: list[_Route]) -> None:
    """Place the ends of ways that leave downwards and arrive from above: to the left left, to the right right."""
    leaving: dict[Place, list[_Route]] = defaultdict(list)
    arriving: dict[Place, list[_Route]] = defaultdict(list)
    for route in routes:
        if not route.leads_back:
            leaving[route.source].append(route)
            arriving[route.target].append(route)
    for some in leaving.values():
        for route, share in _shares(some, ends=[_end(each, each.target[1] - each.source[1]) for each in some], nudge=0):
            route.out_share = share
    for some in arriving.values():
        ends = [_end(each, each.source[1] - each.target[1]) for each in some]
        for route, share in _shares(some, ends=ends, nudge=0.04):
            route.in_share = share


def _end(route: _Route, direction: int) -> int:
    """-1 where a way goes off to the left, 1 to the right, 0 straight down."""
    if direction == 0 and not route.spans_rows:
        return 0
    if direction == 0:
        return 1 if route.gutter is not None and route.gutter.side is Side.RIGHT else -1
    return -1 if direction < 0 else 1


def _shares(some: Sequence[_Route], *, ends: Sequence[int], nudge: float) -> list[tuple[_Route, float]]:
    if len(some) == 1 and ends[0] == 0:
        return [(some[0], 0.5)]
    shared: list[tuple[_Route, float]] = []
    for wanted, middle in ((-1, 0.25), (0, 0.5), (1, 0.75)):
        group = [route for route, end in zip(some, ends, strict=True) if end == wanted]
        for position, route in enumerate(group):
            offset = (position - (len(group) - 1) / 2) * 0.18 / max(1, len(group) - 1) if len(group) > 1 else 0.0
            shared.append((route, middle + offset + (nudge if wanted else 0.0)))
    return shared


@dataclass(frozen=True)
class _Lane:
    """A lane's place across the sheet."""

    x: float
    width: float
    box_x: float
    box_width: float

    def gutter_x(self, side: Side, track: int) -> float:
        offset = GUTTER / 2 + 1 + track * GUTTER_TRACK
        return self.box_x - offset if side is Side.LEFT else self.box_x + self.box_width + offset


def _columns(chart: Chart, routes: list[_Route], measures: Measures) -> list[_Lane]:
    used: dict[Gutter, int] = defaultdict(int)
    for route in routes:
        for gutter in (route.gutter, route.arrival):
            if gutter is not None:
                used[gutter] += 1
    lanes: list[_Lane] = []
    x: float = MARGIN
    for column in range(len(chart.lanes)):
        left, right = (GUTTER + GUTTER_TRACK * used[Gutter(column, side)] for side in Side)
        lanes.append(_Lane(x, left + measures.box + right, x + left, measures.box))
        x += left + measures.box + right
    return lanes


@dataclass(frozen=True)
class _Pieces:
    """The tracks of a way, as (gap, track), and how far its label reaches along the first."""

    tracks: list[tuple[int, int]] = field(default_factory=list)
    label: tuple[float, float] | None = None


class _Sheet:
    """Puts a chart on its sheet, once the rows, the routes and the lanes are known."""

    def __init__(
        self, chart: Chart, places: dict[str, Place], routes: list[_Route], lanes: list[_Lane], measures: Measures
    ) -> None:
        self.chart, self.places, self.routes, self.lanes, self.measures = chart, places, routes, lanes, measures
        self.rows = 1 + max((row for row, _ in places.values()), default=-1)
        self.gaps = [_Gap() for _ in range(self.rows + 1)]
        self.width = (lanes[-1].x + lanes[-1].width if lanes else 0) + MARGIN

    def drawing(self) -> Drawing:
        titles = [
            broken(lane.title, size=TEXT_SIZE, width=place.width - PADDING)
            for lane, place in zip(self.chart.lanes, self.lanes, strict=True)
        ]
        head = max(map(len, titles), default=0) * LINE_HEIGHT + 16
        texts = {node.key: self._texts(node) for node in self.chart.nodes}
        heights = [0.0] * self.rows
        for node in self.chart.nodes:
            row = self.places[node.key][0]
            heights[row] = max(heights[row], len(sum(texts[node.key], ())) * LINE_HEIGHT + 2 * PADDING)
        ways = [self._ways(route) for route in self.routes]
        tops = self._tops(head, heights)
        boxes = tuple(self._box(node, texts[node.key], tops, heights) for node in self.chart.nodes)
        levels = [[self._track_y(piece, tops, heights) for piece in way.tracks] for way in ways]
        return Drawing(
            width=self.width,
            height=tops[-1] + 2 * MARGIN,
            head=head,
            columns=tuple(Column(place.x, place.width, title) for place, title in zip(self.lanes, titles, strict=True)),
            boxes=boxes,
            wires=tuple(
                self._wire(route, level, tops, heights) for route, level in zip(self.routes, levels, strict=True)
            ),
            labels=tuple(
                label
                for route, way, level in zip(self.routes, ways, levels, strict=True)
                for label in _label(route, way.label, level)
            ),
        )

    def _track_y(self, piece: tuple[int, int], tops: list[float], heights: list[float]) -> float:
        gap, track = piece
        return tops[gap] + heights[gap] + GAP / 2 + GAP_TRACK * (track + 0.85)

    def _texts(self, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        width = self.measures.box - 2 * PADDING
        return (
            broken(node.name, size=NAME_SIZE, width=width),
            tuple(part for line in node.lines for part in broken(line, size=TEXT_SIZE, width=width)),
        )

    def _box(
        self, node: Node, texts: tuple[tuple[str, ...], tuple[str, ...]], tops: list[float], heights: list[float]
    ) -> Box:
        row, column = self.places[node.key]
        lane = self.lanes[column]
        name, lines = texts
        return Box(node.key, node.kind, lane.box_x, tops[row], lane.box_width, heights[row], name, lines, node.status)

    def _tops(self, head: float, heights: list[float]) -> list[float]:
        """Return the upper edge of each row, and where the sheet ends."""
        tops = [head + GAP]
        for row in range(self.rows):
            is_last = row == self.rows - 1
            below = GAP if is_last and not self.gaps[row].tracks else self.gaps[row].height
            tops.append(tops[-1] + heights[row] + below)
        return tops

    # --- ways ---

    def _out_x(self, route: _Route) -> float:
        lane = self.lanes[route.source[1]]
        return lane.box_x + lane.box_width * route.out_share

    def _in_x(self, route: _Route) -> float:
        lane = self.lanes[route.target[1]]
        return lane.box_x + lane.box_width * route.in_share

    def _gutter_x(self, gutter: Gutter, track: int) -> float:
        return self.lanes[gutter.column].gutter_x(gutter.side, track)

    def _ways(self, route: _Route) -> _Pieces:
        """Take the tracks that a way needs in its gaps, and find where along them its label stands."""
        out_x, in_x = self._out_x(route), self._in_x(route)
        if route.gutter is None:
            span = self._label_span(route, out_x, in_x)
            if out_x == in_x and span is None:
                return _Pieces()
            return _Pieces([(route.source[0], self._taken(route.source[0], out_x, in_x, span))], span)
        gutter_x = self._gutter_x(route.gutter, route.track)
        if not route.leads_back:
            span = self._label_span(route, out_x, gutter_x)
            first = (route.source[0], self._taken(route.source[0], out_x, gutter_x, span))
            last = (route.target[0] - 1, self._taken(route.target[0] - 1, gutter_x, in_x, None))
            return _Pieces([first, last], span)
        if route.arrival is not None:
            arrival_x = self._gutter_x(route.arrival, route.arrival_track)
            span = self._label_span(route, gutter_x, arrival_x)
            return _Pieces([(route.target[0], self._taken(route.target[0], gutter_x, arrival_x, span))], span)
        if not route.edge.label:
            return _Pieces()
        # A way back to the same lane or the next has no level piece: its label stands beside it, in the gap it climbs through.
        gap = route.source[0] - 1 if route.source[0] > route.target[0] else route.source[0]
        span = self._label_span(route, gutter_x, -1 if route.gutter.side is Side.LEFT else self.width + 1)
        return _Pieces([(gap, self._taken(gap, gutter_x, gutter_x, span))], span)

    def _taken(self, gap: int, start: float, end: float, label: tuple[float, float] | None) -> int:
        left, right = label or (start, start)
        return self.gaps[gap].take(min(start, end, left), max(start, end, right))

    def _label_span(self, route: _Route, start: float, end: float) -> tuple[float, float] | None:
        """Return where a label stands along its piece: from the start towards the end, within the sheet."""
        if not route.edge.label:
            return None
        width = width_of(route.edge.label, TEXT_SIZE) + LABEL_PADDING
        left = start if end >= start else start - width
        left = max(MARGIN, min(left, self.width - MARGIN - width))
        return left, left + width

    def _wire(self, route: _Route, levels: list[float], tops: list[float], heights: list[float]) -> Wire:
        (row, column), (to_row, to_column) = route.source, route.target
        out_x, in_x = self._out_x(route), self._in_x(route)
        bottom, top = tops[row] + heights[row], tops[to_row]
        if route.gutter is None:
            bends = [(out_x, levels[0]), (in_x, levels[0])] if out_x != in_x else []
            return Wire(((out_x, bottom), *bends, (in_x, top)), False)
        x = self._gutter_x(route.gutter, route.track)
        if not route.leads_back:
            first, last = levels
            return Wire(((out_x, bottom), (out_x, first), (x, first), (x, last), (in_x, last), (in_x, top)), False)
        here, there = self.lanes[column], self.lanes[to_column]
        start_y = tops[row] + heights[row] * (0.55 + 0.07 * (route.track % 4))
        end_y = top + heights[to_row] * (0.45 - 0.07 * ((route.arrival_track if route.arrival else route.track) % 4))
        start = (here.box_x if to_column < column else here.box_x + here.box_width, start_y)
        end = (there.box_x if to_column > column else there.box_x + there.box_width, end_y)
        if route.arrival is None:
            return Wire((start, (x, start_y), (x, end_y), end), True)
        climb = self._gutter_x(route.arrival, route.arrival_track)
        return Wire((start, (x, start_y), (x, levels[0]), (climb, levels[0]), (climb, end_y), end), True)


def _label(route: _Route, span: tuple[float, float] | None, levels: list[float]) -> list[Label]:
    if span is None:
        return []
    left, right = span
    height = LINE_HEIGHT - 2
    return [Label(route.edge.label, left, levels[0] - height - 2, right - left, height)]
