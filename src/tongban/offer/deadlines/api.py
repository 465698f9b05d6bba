"""The front door of the deadlines room: the work calendar, the limits of the law, due dates explained."""

from tongban.offer.deadlines.operations import (
    UnableToInstallCalendar,
    UnableToInstallLimitRules,
    install_calendar,
    install_limit_rules,
)
from tongban.offer.deadlines.queries import (
    LimitSource,
    UnableToFindCalendar,
    UnableToFindLimitRule,
    YearSource,
    calendar,
    calendar_sources,
    forget_kept,
    limit_source,
    limit_sources,
    rule_limit,
    thresholds,
)
from tongban.offer.deadlines.sentences import day_text, explain_text, limit_text

__all__ = [
    "LimitSource",
    "UnableToFindCalendar",
    "UnableToFindLimitRule",
    "UnableToInstallCalendar",
    "UnableToInstallLimitRules",
    "YearSource",
    "calendar",
    "calendar_sources",
    "day_text",
    "explain_text",
    "forget_kept",
    "install_calendar",
    "install_limit_rules",
    "limit_source",
    "limit_sources",
    "limit_text",
    "rule_limit",
    "thresholds",
]
