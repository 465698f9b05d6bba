"""The law of construction projects: codes, kinds and their stages, the authorities' own time. Without a database."""

from tongban.handling.projects.rules.codes import FIRST_MONTH, ProjectCode, new_code, read_code
from tongban.handling.projects.rules.kinds import (
    Condition,
    Kind,
    Once,
    StagePlan,
    UnableToReadKinds,
    longest_chain,
    parse_kinds,
)
from tongban.handling.projects.rules.stages import (
    NOT_OPENED,
    StageFacts,
    Standing,
    is_complete,
    may_open,
    standing,
    waits_for,
)
from tongban.handling.projects.rules.time import ProjectTime, project_time, rest_of

__all__ = [
    "FIRST_MONTH",
    "NOT_OPENED",
    "Condition",
    "Kind",
    "Once",
    "ProjectCode",
    "ProjectTime",
    "StageFacts",
    "StagePlan",
    "Standing",
    "UnableToReadKinds",
    "is_complete",
    "longest_chain",
    "may_open",
    "new_code",
    "parse_kinds",
    "project_time",
    "read_code",
    "rest_of",
    "standing",
    "waits_for",
]
