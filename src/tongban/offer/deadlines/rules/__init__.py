"""
The statutory clock in plain functions: working days, limits, due dates, clocks put together, what is left, lights.

Days are counted as the law counts them. The day on which a period starts is not counted, wherever in the day it fell
(民法典第二百零一条; a filing outside office hours counts as filed that day). Working days leave out Saturdays, Sundays
and the holidays of the State Council's yearly notice and include its make-up workdays (行政许可法第八十二条). Days on
which the clock was stopped are not counted (行政许可法第四十五条).
"""

from tongban.offer.deadlines.rules.calendar import SATURDAY, DayKind, WorkCalendar, days_made_up
from tongban.offer.deadlines.rules.clocks import Clock, JointClock, Spell, Staged, first_with, time_spent
from tongban.offer.deadlines.rules.due import due_date
from tongban.offer.deadlines.rules.explanation import Event, Line, LineKind, every_day, explain
from tongban.offer.deadlines.rules.lights import Light, Thresholds, Turns, days_left, light, turns
from tongban.offer.deadlines.rules.limits import DueDate, Limit, Stop, Unit, corresponding_day

__all__ = [
    "SATURDAY",
    "Clock",
    "DayKind",
    "DueDate",
    "Event",
    "JointClock",
    "Light",
    "Limit",
    "Line",
    "LineKind",
    "Spell",
    "Staged",
    "Stop",
    "Thresholds",
    "Turns",
    "Unit",
    "WorkCalendar",
    "corresponding_day",
    "days_left",
    "days_made_up",
    "due_date",
    "every_day",
    "explain",
    "first_with",
    "light",
    "time_spent",
    "turns",
]
