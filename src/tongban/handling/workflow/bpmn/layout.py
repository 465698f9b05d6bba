"""
Where the parts of a diagram stand: lanes below one another, shapes in columns from left to right, flows around them.

Flows run upright only in the gaps between columns and level only in the gaps between rows, so that none crosses a shape.
"""

from collections import defaultdict

from tongban.handling.workflow.bpmn.types import Bounds, Diagram, Flow, Layout, Point, Shape

SIZES = {"event": (36, 36), "gateway": (50, 50), "task": (120, 80)}
COLUMN, ROW = 240, 140  # from one column to the next, and one row to the next
POOL_HEAD, LANE_HEAD, MARGIN = 30, 30, 40
TWIN = 14
TRACK = 6  # between two flows that run side by side
TRACKS = 7  # how many of them a gap has room for; more share

Place = tuple[int, int]  # column, row


def laid_out(diagram: Diagram) -> Layout:
    """Return the place of every lane, shape and flow of a diagram."""
    return _Sheet(diagram).layout()


def size_of(shape: Shape) -> tuple[int, int]:
    """Return the width and height of a shape."""
    return next((size for kind, size in SIZES.items() if shape.tag.lower().endswith(kind)), SIZES["task"])


class _Sheet:
    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.order = {shape.id: position for position, shape in enumerate(diagram.shapes)}
        self.rows_of_lane: dict[str, int] = {}
        self.places = self._places()
        self.shapes = {shape.id: self._bounds(shape) for shape in diagram.shapes}
        self.used: dict[tuple[str, int], int] = defaultdict(int)
        self.twins: dict[tuple[str, str], int] = defaultdict(int)  # ways that have the same two ends

    def layout(self) -> Layout:
        columns = 1 + max((column for column, _row in self.places.values()), default=0)
        width = LANE_HEAD + 2 * MARGIN + columns * COLUMN
        lanes: dict[str, Bounds] = {}
        top = 0
        for lane in self.diagram.lanes:
            height = self.rows_of_lane[lane.id] * ROW
            lanes[lane.id] = Bounds(POOL_HEAD, top, width, height)
            top += height
        flows = {flow.id: self._way(flow) for flow in self.diagram.flows}
        return Layout(Bounds(0, 0, POOL_HEAD + width, top), lanes, self.shapes, flows)

    def _places(self) -> dict[str, Place]:
        columns: dict[str, int] = {}
        led_from: dict[str, list[str]] = defaultdict(list)
        for flow in self.diagram.flows:
            if self.order[flow.source] < self.order[flow.target]:
                led_from[flow.target].append(flow.source)
        for shape in self.diagram.shapes:
            columns[shape.id] = max((columns[source] + 1 for source in led_from[shape.id]), default=0)
        taken: set[tuple[str, int, int]] = set()
        rows: dict[str, int] = {}
        for shape in self.diagram.shapes:
            row = 0
            while (shape.lane, columns[shape.id], row) in taken:
                row += 1
            taken.add((shape.lane, columns[shape.id], row))
            rows[shape.id] = row
        above = 0
        first: dict[str, int] = {}
        for lane in self.diagram.lanes:
            inside = [rows[shape.id] for shape in self.diagram.shapes if shape.lane == lane.id]
            first[lane.id], self.rows_of_lane[lane.id] = above, 1 + max(inside, default=0)
            above += self.rows_of_lane[lane.id]
        return {shape.id: (columns[shape.id], first[shape.lane] + rows[shape.id]) for shape in self.diagram.shapes}

    def _bounds(self, shape: Shape) -> Bounds:
        column, row = self.places[shape.id]
        width, height = size_of(shape)
        middle_x = POOL_HEAD + LANE_HEAD + MARGIN + column * COLUMN + COLUMN // 2
        middle_y = row * ROW + ROW // 2
        return Bounds(middle_x - width // 2, middle_y - height // 2, width, height)

    def _way(self, flow: Flow) -> tuple[Point, ...]:
        source, target = self.shapes[flow.source], self.shapes[flow.target]
        (column, row), (to_column, to_row) = self.places[flow.source], self.places[flow.target]
        start = (source.x + source.width, source.y + source.height // 2)
        end = (target.x, target.y + target.height // 2)
        twins = self.twins[flow.source, flow.target]
        self.twins[flow.source, flow.target] += 1
        if to_column == column + 1:
            if row == to_row:
                return _beneath(source, target, twins) if twins else (start, end)
            x = self._upright(column)
            return start, (x, start[1]), (x, end[1]), end
        leave, arrive = self._upright(column), self._upright(to_column - 1)
        y = self._level(row - 1 if to_row < row else row)
        return start, (leave, start[1]), (leave, y), (arrive, y), (arrive, end[1]), end

    def _upright(self, column: int) -> int:
        """Return a place in the gap right of a column."""
        return POOL_HEAD + LANE_HEAD + MARGIN + (column + 1) * COLUMN + self._track("column", column)

    def _level(self, row: int) -> int:
        """Return a place in the gap below a row; above the first there is none, so below it."""
        return max(1, row + 1) * ROW + self._track("row", row)

    def _track(self, kind: str, number: int) -> int:
        used = self.used[kind, number]
        self.used[kind, number] += 1
        return (used % TRACKS - TRACKS // 2) * TRACK


def _beneath(source: Bounds, target: Bounds, number: int) -> tuple[Point, ...]:
    """Return a way between neighbours for which another already takes the straight line."""
    x, to_x = source.x + source.width // 2, target.x + target.width // 2
    bottom, to_bottom = source.y + source.height, target.y + target.height
    y = max(bottom, to_bottom) + TWIN * number
    return (x, bottom), (x, y), (to_x, y), (to_x, to_bottom)
