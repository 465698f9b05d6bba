"""The front door of the deadlines room: the work calendar, the limits of the law, due dates explained."""

from tongban.offer.deadlines.models import EditionKind
from tongban.offer.deadlines.operations import (
    UnableToInstallCalendar,
    UnableToInstallLimitRules,
    correct_calendar,
    install_calendar,
    install_limit_rules,
)
from tongban.offer.deadlines.queries import (
    EditionView,
    LimitSource,
    UnableToFindCalendar,
    UnableToFindEdition,
    UnableToFindLimitRule,
    YearSource,
    calendar,
    calendar_edition,
    calendar_sources,
    edition_source,
    editions,
    forget_kept,
    limit_source,
    limit_sources,
    limits_edition,
    rule_limit,
    thresholds,
)
from tongban.offer.deadlines.sentences import day_text, explain_text, limit_text

__all__ = [
    "EditionKind",
    "EditionView",
    "LimitSource",
    "UnableToFindCalendar",
    "UnableToFindEdition",
    "UnableToFindLimitRule",
    "UnableToInstallCalendar",
    "UnableToInstallLimitRules",
    "YearSource",
    "calendar",
    "calendar_edition",
    "calendar_sources",
    "correct_calendar",
    "day_text",
    "edition_source",
    "editions",
    "explain_text",
    "forget_kept",
    "install_calendar",
    "install_limit_rules",
    "limit_source",
    "limit_sources",
    "limit_text",
    "limits_edition",
    "rule_limit",
    "thresholds",
]
