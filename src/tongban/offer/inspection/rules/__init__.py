"""What an inspector could check with paper and pencil: rules on guides, their score, the real online depth. No Django, no clock."""

from tongban.offer.inspection.rules.book import Rule, Severity, UnableToReadRules, read_rules
from tongban.offer.inspection.rules.checks import KINDS, Facts, Hit, LawChange, findings
from tongban.offer.inspection.rules.depth import (
    Aim,
    Lack,
    Lift,
    Platform,
    RealDepth,
    lifts,
    real_depth,
)
from tongban.offer.inspection.rules.scores import FULL_SCORE, mean_score, score
from tongban.offer.inspection.rules.subject import Subject
from tongban.offer.inspection.rules.tasks import TaskState, may_decide_excuse, task_state_after_run

__all__ = [
    "FULL_SCORE",
    "KINDS",
    "Aim",
    "Facts",
    "Hit",
    "Lack",
    "LawChange",
    "Lift",
    "Platform",
    "RealDepth",
    "Rule",
    "Severity",
    "Subject",
    "TaskState",
    "UnableToReadRules",
    "findings",
    "lifts",
    "may_decide_excuse",
    "mean_score",
    "read_rules",
    "real_depth",
    "score",
    "task_state_after_run",
]
