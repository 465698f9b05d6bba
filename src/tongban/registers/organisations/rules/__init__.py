"""Plain rules of the organisations room: codes of regions, opening hours, distances."""

from tongban.registers.organisations.rules.distance import EARTH_RADIUS, Box, Position, boxes_around, metres_between
from tongban.registers.organisations.rules.hours import (
    DayFact,
    DayFacts,
    DayHours,
    Fault,
    HoursRule,
    OpeningHours,
    RawHours,
    Reason,
    Span,
    hours_faults,
    minutes,
    ordinary_days,
    spans,
    typed_hours,
    written_hours,
)
from tongban.registers.organisations.rules.regions import CODE_LENGTHS, is_within, upwards
from tongban.registers.organisations.rules.services import Service

__all__ = [
    "CODE_LENGTHS",
    "EARTH_RADIUS",
    "Box",
    "DayFact",
    "DayFacts",
    "DayHours",
    "Fault",
    "HoursRule",
    "OpeningHours",
    "Position",
    "RawHours",
    "Reason",
    "Service",
    "Span",
    "boxes_around",
    "hours_faults",
    "is_within",
    "metres_between",
    "minutes",
    "ordinary_days",
    "spans",
    "typed_hours",
    "upwards",
    "written_hours",
]
