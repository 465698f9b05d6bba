"""The front door of scenario guidance: the table in force, working on tables, publishing them."""

from tongban.offer.scenarios.errors import (
    UnableToFindScenario,
    UnableToFindTable,
    UnableToKeepUp,
    UnableToWorkOnTable,
)
from tongban.offer.scenarios.operations.install_scenarios import (
    FaultyScenario,
    UnableToInstallScenarios,
    install_scenarios,
)
from tongban.offer.scenarios.operations.publish_draft import UnableToPublishTable, publish_draft
from tongban.offer.scenarios.operations.save_draft import UnableToSaveTable, discard_draft, save_draft
from tongban.offer.scenarios.queries import (
    DraftTable,
    Report,
    Scenario,
    TableLine,
    VersionLine,
    draft_table,
    forget_kept,
    history,
    may_work_on,
    report_on,
    scenario_of,
    scenario_version,
    table_lines,
    version_differences,
    version_numbered,
)
from tongban.offer.scenarios.sentences import (
    answer_text,
    example_text,
    fault_sentence,
    problem_sentence,
    question_text,
    situation_text,
)

__all__ = [
    "DraftTable",
    "FaultyScenario",
    "Report",
    "Scenario",
    "TableLine",
    "UnableToFindScenario",
    "UnableToFindTable",
    "UnableToInstallScenarios",
    "UnableToKeepUp",
    "UnableToPublishTable",
    "UnableToSaveTable",
    "UnableToWorkOnTable",
    "VersionLine",
    "answer_text",
    "discard_draft",
    "draft_table",
    "example_text",
    "fault_sentence",
    "forget_kept",
    "history",
    "install_scenarios",
    "may_work_on",
    "problem_sentence",
    "publish_draft",
    "question_text",
    "report_on",
    "save_draft",
    "scenario_of",
    "scenario_version",
    "situation_text",
    "table_lines",
    "version_differences",
    "version_numbered",
]
