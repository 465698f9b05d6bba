"""Flow charts in swim lanes: laid out in plain Python, drawn as SVG. Nothing here knows Django or the product."""

from tongban.doors.frame.charts.layout import laid_out
from tongban.doors.frame.charts.svg import drawn
from tongban.doors.frame.charts.types import Chart, Drawing, Edge, Kind, Lane, Measures, Node, Status

__all__ = ["Chart", "Drawing", "Edge", "Kind", "Lane", "Measures", "Node", "Status", "drawn", "laid_out"]
