"""The rules in force and what they stand on, kept per process until they change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from tongban.offer.deadlines import api as deadlines
from tongban.offer.inspection.models import Book, RuleRow
from tongban.offer.inspection.rules import Aim, Facts, LawChange, Platform, Rule, Severity, read_rules

NO_SEVERITY = max(Severity) + 1


@dataclass(frozen=True)
class RuleBook:
    """The rules, in the order of the file, and what they stand on. Without an installed file there are none."""

    revision: int = 0
    rules: tuple[Rule, ...] = ()
    platform: Platform = Platform()  # noqa: RUF009 (frozen)
    aims: tuple[Aim, ...] = ()
    laws: tuple[LawChange, ...] = ()
    licences: tuple[tuple[str, str], ...] = ()
    repair_severity: int = NO_SEVERITY
    repair_days: int = 0
    repair_source: str = ""
    least_in_column: int = 0

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    def aim_of(self, level: int) -> Aim | None:
        """Return the online rate to be reached at a level, None where none is set."""
        return next((aim for aim in self.aims if level in aim.levels), None)

    def facts(self, *, today: date, dead_links: Mapping[str, str] | None = None) -> Facts:
        """Return what checks need to know beside the guide."""
        return Facts(
            today=today,
            platform=self.platform,
            limits={
                code: deadlines.rule_limit(code)
                for code, source in deadlines.limit_sources().items()
                if source.unit != "percent"
            },
            laws={law.name: law for law in self.laws},
            licences=dict(self.licences),
            dead_links=dead_links or {},
        )


def current_book() -> RuleBook:
    """Return the rules in force; one statement when they are known."""
    return _book(Book.objects.values_list("revision", flat=True).filter(id=1).first() or 0)


@lru_cache(maxsize=1)
def _book(revision: int) -> RuleBook:
    row = Book.objects.filter(id=1).first()
    if row is None:
        return RuleBook()
    rows = list(RuleRow.objects.order_by("place"))
    on = {rule.code: rule.is_on for rule in rows}
    rules = read_rules([_with_day(rule.body) for rule in rows])
    return RuleBook(
        revision=revision,
        rules=tuple(replace(rule, is_on=on[rule.code]) for rule in rules),
        platform=Platform(**row.platform),
        aims=tuple(Aim(tuple(aim["levels"]), aim["share"], aim["source"]) for aim in row.aims),
        laws=tuple(_law(law) for law in row.laws),
        licences=tuple(sorted(row.licences.items())),
        repair_severity=row.repair_severity,
        repair_days=row.repair_days,
        repair_source=row.repair_source,
        least_in_column=row.least_in_column,
    )


def _law(law: Mapping[str, Any]) -> LawChange:
    return LawChange(law["name"], date.fromisoformat(law["since"]), law["successor"], law["source"])


def _with_day(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "active_from": date.fromisoformat(body["active_from"])}
