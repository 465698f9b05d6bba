"""A laid-out chart as SVG: a picture with title and description, readable on white paper, without style or script."""

from xml.sax.saxutils import escape, quoteattr

from tongban.doors.frame.charts.texts import LINE_HEIGHT, NAME_SIZE, TEXT_SIZE
from tongban.doors.frame.charts.types import Box, Column, Drawing, Kind, Label, Status, Wire

INK, MUTED, BLUE, PALE, RED, LANES = "#1d2433", "#4a5468", "#0f4c9a", "#eef3fb", "#a51d19", ("#ffffff", "#f4f6fa")
FACES = "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"
# Fill, line, dashes and roundness of each kind of box.
LOOKS = {
    Kind.START: (BLUE, BLUE, "", 18),
    Kind.STEP: ("#ffffff", BLUE, "", 4),
    Kind.CHOICE: (PALE, BLUE, "", 4),
    Kind.SIDE: ("#ffffff", MUTED, "5 4", 4),
    Kind.END: (BLUE, BLUE, "", 18),
    Kind.STOP: ("#ffffff", RED, "", 18),
}
# Fill, line and width of the line of a box that is done, under way or late.
STATES = {
    Status.DONE: ("#e8f5ec", "#17653a", 1.5),
    Status.RUNNING: ("#fff4d6", "#8a5a00", 3.0),
    Status.LATE: ("#fdeceb", RED, 3.0),
}


def drawn(drawing: Drawing, *, title: str, description: str, language: str = "zh-Hans", key: str = "chart") -> str:
    """Return the drawing as an SVG document; `description` tells the course in words, `key` keeps ids of two apart."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}-title {key}-text"'
        f' xml:lang={quoteattr(language)} lang={quoteattr(language)} width="{_n(drawing.width)}" height="{_n(drawing.height)}"'
        f' viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" font-family={quoteattr(FACES)} font-size="{TEXT_SIZE}" fill="{INK}">',
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-text">{escape(description)}</desc>',
        f'<rect width="{_n(drawing.width)}" height="{_n(drawing.height)}" fill="#ffffff"/>',
        *(_lane(column, place, drawing) for place, column in enumerate(drawing.columns)),
        *map(_wire, drawing.wires),
        *map(_label, drawing.labels),
        *map(_box, drawing.boxes),
        "</svg>",
    ]
    return "".join(parts)


def _lane(column: Column, place: int, drawing: Drawing) -> str:
    x, width = _n(column.x), _n(column.width)
    middle = _n(column.x + column.width / 2)
    first = (drawing.head - len(column.title) * LINE_HEIGHT) / 2 + LINE_HEIGHT * 0.75
    titles = "".join(
        f'<text x="{middle}" y="{_n(first + row * LINE_HEIGHT)}" text-anchor="middle" font-weight="600">{escape(line)}</text>'
        for row, line in enumerate(column.title)
    )
    return (
        f'<rect x="{x}" y="0" width="{width}" height="{_n(drawing.height)}" fill="{LANES[place % 2]}" stroke="#c9d1de"/>'
        f'<path d="M{x} {_n(drawing.head)}h{width}" stroke="#c9d1de"/>{titles}'
    )


def _wire(wire: Wire) -> str:
    start, *bends = wire.points
    path = f"M{_n(start[0])} {_n(start[1])}" + "".join(f"L{_n(x)} {_n(y)}" for x, y in bends)
    dashes = ' stroke-dasharray="5 4"' if wire.leads_back else ""
    return f'<path d="{path}" fill="none" stroke="{MUTED}" stroke-width="1.5"{dashes}/>{_arrow(wire.points[-2], wire.points[-1])}'


def _arrow(before: tuple[float, float], tip: tuple[float, float]) -> str:
    x, y = tip
    across, along = 4, 8
    if before[1] == y:
        back = -along if tip[0] > before[0] else along
        corners = ((x + back, y - across), (x + back, y + across))
    else:
        back = -along if y > before[1] else along
        corners = ((x - across, y + back), (x + across, y + back))
    points = " ".join(f"{_n(one)},{_n(other)}" for one, other in (tip, *corners))
    return f'<polygon points="{points}" fill="{MUTED}"/>'


def _label(label: Label) -> str:
    # A white edge keeps the words apart from lines that pass behind them.
    return (
        f'<text x="{_n(label.x + 4)}" y="{_n(label.y + label.height * 0.78)}" fill="{MUTED}" stroke="#ffffff" stroke-width="4"'
        f' stroke-linejoin="round" paint-order="stroke">{escape(label.text)}</text>'
    )


def _box(box: Box) -> str:
    fill, line, dashes, round_by = LOOKS[box.kind]
    fill, line, thick = STATES.get(box.status, (fill, line, 1.5))
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    shape = f'<rect {place} rx="{round_by}" fill="{fill}" stroke="{line}" stroke-width="{_n(thick)}"{dash}/>'
    if box.kind is Kind.CHOICE:
        shape = _hexagon(box, fill, line, thick)
    ink = "#ffffff" if fill == BLUE else INK
    rows = [(text, NAME_SIZE, 600) for text in box.name] + [(text, TEXT_SIZE, 400) for text in box.lines]
    first = box.y + (box.height - len(rows) * LINE_HEIGHT) / 2 + LINE_HEIGHT * 0.75
    middle = _n(box.x + box.width / 2)
    return shape + "".join(
        f'<text x="{middle}" y="{_n(first + row * LINE_HEIGHT)}" text-anchor="middle" font-size="{size}" font-weight="{weight}"'
        f' fill="{ink}">{escape(text)}</text>'
        for row, (text, size, weight) in enumerate(rows)
    )


def _hexagon(box: Box, fill: str, line: str, thick: float) -> str:
    cut = 9.0
    left, right, top, bottom = box.x, box.x + box.width, box.y, box.y + box.height
    corners = (
        (left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut), (right - cut, bottom),
        (left + cut, bottom), (left, bottom - cut), (left, top + cut),
    )  # fmt: skip
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
    return f'<polygon points="{points}" fill="{fill}" stroke="{line}" stroke-width="{_n(thick)}"/>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
