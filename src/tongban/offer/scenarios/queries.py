"""Reads: the table in force, its versions, the draft with everything that is wrong in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import Guide
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import ElementType
from tongban.offer.scenarios import sentences
from tongban.offer.scenarios.errors import UnableToFindScenario, UnableToFindTable
from tongban.offer.scenarios.models import Table as TableRow
from tongban.offer.scenarios.models import Version
from tongban.offer.scenarios.rules import (
    Difference,
    Findings,
    Kind,
    Table,
    TableProblem,
    Trial,
    UnableToCheckTable,
    UnableToReadTable,
    differences,
    guide_faults,
    parse_table,
    skeleton,
    space_of,
    tried,
)
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

VERSIONS_KEPT = 500
FEWEST_EXAMPLES = 3
_FITTING = {
    Kind.CHOICE: (ElementType.CHOICE, ElementType.BOOLEAN),
    Kind.YES_NO: (ElementType.BOOLEAN, ElementType.CHOICE),
    Kind.NUMBER: (ElementType.NUMBER, ElementType.MONEY),
}


@dataclass(frozen=True)
class Scenario:
    """A published version of a decision table."""

    version_id: int
    basic_code: str
    number: int
    table: Table
    effective_from: date


@dataclass(frozen=True)
class VersionLine:
    """A version in the history of a table."""

    number: int
    effective_from: date
    published_at: datetime
    edited_by: str
    publisher: str
    why: str
    is_in_force: bool


@dataclass(frozen=True)
class TableLine:
    """A table in the list of the desk. `has_guide` is False for an item that nobody offers any more."""

    basic_code: str
    name: str
    name_en: str
    in_force: int | None
    questions: int
    rows: int
    has_draft: bool
    edited_by: str
    edited_at: datetime | None


@dataclass(frozen=True)
class Report:
    """
    Everything that is wrong with a table, and how its examples go.

    `table` is None while it cannot be read; `checked` is then as much of it as gaps and overlaps could be told of.
    """

    table: Table | None
    checked: Table | None
    problems: tuple[TableProblem, ...]
    findings: Findings
    trials: tuple[Trial, ...]
    is_too_large: bool = False

    @property
    def failed(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if not trial.passed)

    @property
    def is_publishable(self) -> bool:
        return self.table is not None and not self.all_problems

    @property
    def all_problems(self) -> tuple[TableProblem, ...]:
        """Problems, gaps, overlaps, idle rows and failed examples in one list, each with its place."""
        return (*self.problems, *self._of_the_rows(), *self._of_the_examples())

    def _of_the_rows(self) -> Iterator[TableProblem]:
        if self.is_too_large:
            yield TableProblem("rows", "too_large")
        for gap in self.findings.gaps:
            yield TableProblem("rows", "gap", {"situation": sentences.situation_text(gap.situation.parts)})
        for overlap in self.findings.overlaps:
            words = sentences.situation_text(overlap.situation.parts)
            params = {"first": overlap.first, "second": overlap.second, "situation": words}
            yield TableProblem(self._place("rows", overlap.first), "overlap", params)
        for code in self.findings.idle:
            yield TableProblem(self._place("rows", code), "idle")

    def _of_the_examples(self) -> Iterator[TableProblem]:
        if self.checked is not None and len(self.checked.examples) < FEWEST_EXAMPLES:
            yield TableProblem("examples", "few_examples", {"least": str(FEWEST_EXAMPLES)})
        for index, trial in enumerate(self.trials):
            if not trial.passed:
                params = {"expected": trial.example.row, "got": trial.got or trial.stopped_at or "—"}
                yield TableProblem(f"examples[{index}]", "example_failed", params)

    def _place(self, part: str, code: str) -> str:
        codes = [row.code for row in self.checked.rows] if self.checked else []
        return f"{part}[{codes.index(code)}]"


@dataclass(frozen=True)
class DraftTable:
    """The draft of a table with what is wrong in it. `body` is as it was typed."""

    basic_code: str
    name: str
    name_en: str
    guide: Guide
    body: Mapping[str, Any]
    revision: int
    is_new: bool  # nobody has worked on it since the last version
    authors: tuple[UUID, ...]
    edited_by: str
    edited_at: datetime | None
    report: Report


def scenario_of(basic_code: str) -> Scenario | None:
    """Return the table in force for a basic item, None when it has none. One statement."""
    if not basic_code:
        return None
    found = (
        Version.objects.filter(table_id=basic_code, effective_from__lte=clock.today())
        .order_by("-number")
        .values_list("id", flat=True)
        .first()
    )
    return None if found is None else scenario_version(found)


@lru_cache(maxsize=VERSIONS_KEPT)
def scenario_version(version_id: int) -> Scenario:
    """Return a published version; raise UnableToFindScenario. Kept for ever: it cannot change."""
    row = Version.objects.filter(id=version_id).first()
    if row is None:
        raise UnableToFindScenario
    return Scenario(row.pk, row.table_id, row.number, parse_table(row.body), row.effective_from)


def forget_kept() -> None:
    """Read everything anew from now on, in this process."""
    scenario_version.cache_clear()


def table_lines() -> tuple[TableLine, ...]:
    """Return every table there is, by code."""
    newest: dict[str, Version] = {}
    for version in Version.objects.filter(effective_from__lte=clock.today()).order_by("table_id", "number"):
        newest[version.table_id] = version
    tables = TableRow.objects.select_related("basic").order_by("basic_id")
    return tuple(_table_line(row, newest.get(row.basic_id)) for row in tables)


def _table_line(row: TableRow, version: Version | None) -> TableLine:
    return TableLine(
        basic_code=row.basic_id,
        name=row.basic.name,
        name_en=row.basic.name_en,
        in_force=version.number if version else None,
        questions=len(version.body["questions"]) if version else 0,
        rows=len(version.body["rows"]) if version else 0,
        has_draft=row.body is not None,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
    )


def draft_table(basic_code: str) -> DraftTable:
    """Return the draft of a basic item's table, or where there is none its newest version, or an empty table to begin with."""
    guide = guide_of(basic_code)
    row = TableRow.objects.filter(basic_id=basic_code).first()
    body: Mapping[str, Any] | None = row.body if row else None
    if body is None:
        newest = Version.objects.filter(table_id=basic_code).order_by("-number").first()
        body = newest.body if newest else empty_body(basic_code, guide)
    is_new = row is None or row.body is None
    return DraftTable(
        basic_code=basic_code,
        name=guide.name,
        name_en=guide.name_en,
        guide=guide,
        body=body,
        revision=row.revision if row else 0,
        is_new=is_new,
        authors=() if row is None else tuple(row.authors),
        edited_by=row.edited_by if row and not is_new else "",
        edited_at=row.edited_at if row and not is_new else None,
        report=report_on(body, guide),
    )


def empty_body(basic_code: str, guide: Guide) -> dict[str, Any]:
    return {
        "basic_code": basic_code,
        "title": guide.name,
        "title_en": guide.name_en,
        "questions": [],
        "rows": [],
        "examples": [],
    }


def history(basic_code: str) -> tuple[VersionLine, ...]:
    """Return the versions of a table, the newest first."""
    in_force = scenario_of(basic_code)
    return tuple(
        VersionLine(
            row.number,
            row.effective_from,
            row.published_at,
            row.edited_by,
            row.publisher,
            row.why,
            in_force is not None and row.pk == in_force.version_id,
        )
        for row in Version.objects.filter(table_id=basic_code).order_by("-number")
    )


def version_numbered(basic_code: str, number: int) -> Scenario:
    """Return a version by its number; raise UnableToFindScenario."""
    found = Version.objects.filter(table_id=basic_code, number=number).values_list("id", flat=True).first()
    if found is None:
        raise UnableToFindScenario
    return scenario_version(found)


def version_differences(basic_code: str, before: int, after: int) -> tuple[Difference, ...]:
    """Return what differs between two versions; `after` 0 is the draft. Raise UnableToFindScenario."""
    bodies = dict(Version.objects.filter(table_id=basic_code, number__in=[before, after]).values_list("number", "body"))
    if not after:
        draft = TableRow.objects.filter(basic_id=basic_code).values_list("body", flat=True).first()
        if draft is not None:
            bodies[0] = draft
    if before not in bodies or after not in bodies:
        raise UnableToFindScenario
    return differences(bodies[before], bodies[after])


def guide_of(basic_code: str) -> Guide:
    """
    Return the guide of a basic item, of which its table speaks; raise UnableToFindTable while nobody offers it.

    An item that improves on what it inherits asks for less: what a row names and the item does not ask for is left out.
    """
    offers = catalogue.offers_of_basic(basic_code)
    if not offers:
        raise UnableToFindTable(basic=basic_code[:20])
    return catalogue.version(offers[0].code, offers[0].version_number).inherited


def may_work_on(officer: Officer, basic_code: str) -> bool:
    """Say whether an officer may change or publish a table: her post must reach every authority that offers the item."""
    offers = catalogue.offers_of_basic(basic_code)
    if Role.ITEM_MANAGER not in officer.roles or not offers:
        return False
    if officer.item_codes is not None and not {offer.code for offer in offers} <= officer.item_codes:
        return False
    own = organisations.authority(officer.authority_id).key
    return all(
        offer.region_code.startswith(officer.region_code) and (officer.region_wide or offer.guide.authority == own)
        for offer in offers
    )


def report_on(body: object, guide: Guide) -> Report:
    """Return everything that is wrong with a table beside its guide: it is read, checked for gaps and overlaps, and its examples tried."""
    problems: tuple[TableProblem, ...]
    try:
        table = parse_table(body)
        problems = (*guide_faults(table, guide), *_reference_faults(table))
    except UnableToReadTable as fault:
        table, problems = None, fault.problems
    checked = table or skeleton(body)
    if checked is None:
        return Report(None, None, problems, Findings((), (), ()), ())
    try:
        findings = space_of(checked).findings()
        trials = tuple(tried(checked, example) for example in checked.examples)
    except UnableToCheckTable:
        return Report(table, checked, problems, Findings((), (), ()), (), is_too_large=True)
    return Report(table, checked, problems, findings, trials)


def _reference_faults(table: Table) -> Iterator[TableProblem]:
    """Yield what a table names that is not there: data elements of another type, items nobody offers, departments."""
    elements = forms.elements()
    for index, question in enumerate(table.questions):
        element = elements.get(question.element)
        if element is None:
            continue
        at = f"questions[{index}]"
        if element.type not in _FITTING[question.kind]:
            yield TableProblem(f"{at}.element", "element_type", {"value": question.element})
            continue
        allowed = ("true", "false") if element.type is ElementType.BOOLEAN else tuple(c.value for c in element.choices)
        if question.kind is not Kind.NUMBER:
            for value in filter(None, map(question.filling, question.values)):
                if value not in allowed:
                    params = {"value": value, "allowed": "、".join(allowed)}
                    yield TableProblem(f"{at}.fills", "unknown_filling", params)
    departments = {authority.key for authority in organisations.authorities()}
    for index, row in enumerate(table.rows):
        if row.to_item and not catalogue.offers_of_basic(row.to_item):
            yield TableProblem(f"rows[{index}].to_item", "unknown_item", {"value": row.to_item})
        if row.office and row.office not in departments:
            yield TableProblem(f"rows[{index}].office", "unknown_office", {"value": row.office})
