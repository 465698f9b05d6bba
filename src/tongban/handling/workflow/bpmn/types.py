"""A BPMN diagram as this room writes it: elements in lanes, flows between them, and where each of them stands."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # noqa: S405 - written here; what others wrote is read by defusedxml

Point = tuple[int, int]


@dataclass(frozen=True)
class LaneShape:
    """One lane: the authority that acts in it."""

    id: str
    name: str
    extension: Element


@dataclass(frozen=True)
class Shape:
    """One event, task or gateway."""

    id: str
    tag: str
    name: str
    lane: str
    documentation: str = ""
    extension: Element | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    condition: str = ""  # of a complex gateway: when it lets through


@dataclass(frozen=True)
class Flow:
    """One way between two shapes."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Diagram:
    """Everything that a file of BPMN says of one plan, before it has a place on the sheet."""

    id: str
    name: str
    extension: Element
    lanes: tuple[LaneShape, ...]
    shapes: tuple[Shape, ...]
    flows: tuple[Flow, ...]


@dataclass(frozen=True)
class Bounds:
    """A box on the sheet, in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    pool: Bounds
    lanes: dict[str, Bounds]
    shapes: dict[str, Bounds]
    flows: dict[str, tuple[Point, ...]]
