"""The front door of the project room: construction projects, their stages, their shared record, the authorities' own time."""

from tongban.handling.projects.errors import (
    FieldProblem,
    UnableToCorrectFact,
    UnableToFindProject,
    UnableToOpenStage,
    UnableToRegisterForOthers,
    UnableToRegisterProject,
    UnableToRegisterTwice,
    UnableWithOwnProject,
)
from tongban.handling.projects.kinds import UnableToFindKind, forget_kept, kinds, may_be_stage
from tongban.handling.projects.operations.catch_up import follow_case
from tongban.handling.projects.operations.correct_fact import correct_project_fact
from tongban.handling.projects.operations.install_kinds import install_kinds
from tongban.handling.projects.operations.open_stage import open_stage
from tongban.handling.projects.operations.register_project import register_project
from tongban.handling.projects.queries import (
    UnableToTurnPage,
    project_for_applicant,
    project_for_officer,
    projects_for_desk,
    projects_of,
)
from tongban.handling.projects.rules import Kind, Once, StagePlan, Standing
from tongban.handling.projects.views import (
    FactView,
    HolderTime,
    ProjectCard,
    ProjectPage,
    ProjectView,
    ResultView,
    ShareView,
    StageView,
    TimeView,
)

__all__ = [
    "FactView",
    "FieldProblem",
    "HolderTime",
    "Kind",
    "Once",
    "ProjectCard",
    "ProjectPage",
    "ProjectView",
    "ResultView",
    "ShareView",
    "StagePlan",
    "StageView",
    "Standing",
    "TimeView",
    "UnableToCorrectFact",
    "UnableToFindKind",
    "UnableToFindProject",
    "UnableToOpenStage",
    "UnableToRegisterForOthers",
    "UnableToRegisterProject",
    "UnableToRegisterTwice",
    "UnableToTurnPage",
    "UnableWithOwnProject",
    "correct_project_fact",
    "follow_case",
    "forget_kept",
    "install_kinds",
    "kinds",
    "may_be_stage",
    "open_stage",
    "project_for_applicant",
    "project_for_officer",
    "projects_for_desk",
    "projects_of",
    "register_project",
]
