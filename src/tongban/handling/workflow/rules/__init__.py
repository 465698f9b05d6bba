"""
Review plans in plain Python: graphs of steps with branches that join again, their moves, and the proof that they are sound.

`Plan` is read from data by `parse_plan`, which refuses what could dead-lock, lose a branch or never end. `start` and `after` say
what is open next; a plan without branches needs no marking (`Plan.after`).
"""

from tongban.handling.workflow.rules.changing import Stays, WhyStays, changed_roles, reasons_to_stay
from tongban.handling.workflow.rules.conditions import Condition, Facts, Test, all_hold
from tongban.handling.workflow.rules.faults import SENTENCES, Fault, UnableToReadPlan, Way
from tongban.handling.workflow.rules.moves import Answer, Marking, Moves, after, start
from tongban.handling.workflow.rules.order import reading_order
from tongban.handling.workflow.rules.plan import (
    AGREED,
    END,
    FIXED,
    LEAD,
    OBJECTED,
    Branch,
    Fork,
    Home,
    Join,
    JoinRule,
    Kind,
    Next,
    Plan,
    PlanStep,
    StepIssue,
    StepLimit,
    Who,
    WhoKind,
)
from tongban.handling.workflow.rules.reading import parse_plan, read_plan

__all__ = [
    "AGREED",
    "END",
    "FIXED",
    "LEAD",
    "OBJECTED",
    "SENTENCES",
    "Answer",
    "Branch",
    "Condition",
    "Facts",
    "Fault",
    "Fork",
    "Home",
    "Join",
    "JoinRule",
    "Kind",
    "Marking",
    "Moves",
    "Next",
    "Plan",
    "PlanStep",
    "Stays",
    "StepIssue",
    "StepLimit",
    "Test",
    "UnableToReadPlan",
    "Way",
    "Who",
    "WhoKind",
    "WhyStays",
    "after",
    "all_hold",
    "changed_roles",
    "parse_plan",
    "read_plan",
    "reasons_to_stay",
    "reading_order",
    "start",
]
