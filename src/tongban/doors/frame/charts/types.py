"""What a flow chart says, and what a laid-out one looks like. Lengths are pixels at 100 %."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a box is drawn."""

    START = "start"
    STEP = "step"
    CHOICE = "choice"  # a step from which several ways lead on
    SIDE = "side"  # something that happens only to some
    END = "end"
    STOP = "stop"  # an end that nobody hoped for


class Status(StrEnum):
    """How far a box is, where the chart shows one course that is under way. Its lines say it too: colour alone tells nobody."""

    NONE = "none"
    DONE = "done"
    RUNNING = "running"
    LATE = "late"


@dataclass(frozen=True)
class Lane:
    """Whose deeds stand in one column."""

    key: str
    title: str


@dataclass(frozen=True)
class Node:
    """One box: a name and what is to be known of it, in the lane of who does it."""

    key: str
    lane: str
    name: str
    lines: tuple[str, ...] = ()
    kind: Kind = Kind.STEP
    status: Status = Status.NONE


@dataclass(frozen=True)
class Edge:
    """A way from one box to another; one to a box that stands earlier leads back."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """Boxes in the order of the course, and the ways between them."""

    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Measures:
    """How wide a box is; all else follows from its text."""

    box: float = 148

    @classmethod
    def narrow(cls) -> "Measures":
        """For two lanes on a telephone of 320 pixels."""
        return cls(box=116)


@dataclass(frozen=True)
class Box:
    """A node in its place, its texts broken into lines."""

    key: str
    kind: Kind
    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...]
    lines: tuple[str, ...]
    status: Status = Status.NONE


@dataclass(frozen=True)
class Column:
    """A lane in its place."""

    x: float
    width: float
    title: tuple[str, ...]


@dataclass(frozen=True)
class Wire:
    """A way as a line of level and upright pieces, from box to box."""

    points: tuple[tuple[float, float], ...]
    leads_back: bool


@dataclass(frozen=True)
class Label:
    """The words of a way; `x` and `y` are the upper left corner."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """A chart with everything in its place."""

    width: float
    height: float
    head: float  # height of the lane titles
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    labels: tuple[Label, ...]
