"""Publish the decision tables of a folder, at the first start of an installation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.rules import Guide
from tongban.offer.scenarios.errors import UnableToFindTable
from tongban.offer.scenarios.models import Table as TableRow
from tongban.offer.scenarios.models import Version
from tongban.offer.scenarios.operations.publish_draft import add_version, digest_of
from tongban.offer.scenarios.queries import guide_of, report_on
from tongban.offer.scenarios.rules import Table, TableProblem, known_of, table_body
from tongban.offer.scenarios.sentences import problem_sentence

PROBLEMS_SHOWN = 20


@dataclass(frozen=True)
class FaultyScenario:
    """A file that cannot be published, with everything that is wrong in it."""

    name: str
    problems: tuple[TableProblem, ...]


class UnableToInstallScenarios(DomainError):
    """Some tables cannot be published, so none was: mend what is named and install them again."""

    code = "scenarios.faulty"
    sentence = _("情形表有 {count} 处错误，全部未导入：{details}")
    status = 422

    def __init__(self, files: Sequence[FaultyScenario]) -> None:
        self.files = tuple(files)
        super().__init__(count=sum(len(file.problems) for file in files))

    def __str__(self) -> str:
        lines = [
            f"{file.name} {problem.path}：{problem_sentence(problem)}"
            for file in self.files
            for problem in file.problems
        ]
        return str(self.sentence).format(count=len(lines), details="；".join(lines[:PROBLEMS_SHOWN]))


@transaction.atomic
def install_scenarios(folder: Path, *, actor: Actor | None = None) -> int:
    """
    Publish every table of a folder (`*.yaml`), all or none, and return how many were new.

    A table that is unchanged makes no new version. The items with their guides have to be installed before.
    """
    tables = _read_folder(folder)
    by = actor or system("scenarios")
    return sum(_publish(table, guide, by) for table, guide in tables)


def _read_folder(folder: Path) -> list[tuple[Table, Guide]]:
    tables: list[tuple[Table, Guide]] = []
    faulty: list[FaultyScenario] = []
    seen: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        found, problems = _read(file)
        if found is not None:
            code = found[0].basic_code
            if code in seen:
                problems = (*problems, TableProblem("basic_code", "taken", {"file": seen[code]}))
            seen[code] = file.name
            tables.append(found)
        if problems:
            faulty.append(FaultyScenario(file.name, problems))
    if faulty:
        raise UnableToInstallScenarios(faulty)
    return tables


def _read(file: Path) -> tuple[tuple[Table, Guide] | None, tuple[TableProblem, ...]]:
    try:
        body = read_yaml(file)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        return None, (TableProblem("", "unreadable", {"fault": str(fault)}),)
    code = str(body.get("basic_code", "")) if isinstance(body, dict) else ""
    try:
        guide = guide_of(code)
    except UnableToFindTable:
        return None, (TableProblem("basic_code", "unknown_item", {"value": code[:20]}),)
    report = report_on(body, guide)
    problems = report.all_problems
    return (None if report.table is None else (report.table, guide)), problems


def _publish(table: Table, guide: Guide, actor: Actor) -> bool:
    row, _created = TableRow.objects.get_or_create(basic_id=table.basic_code)
    last = Version.objects.filter(table=row).order_by("-number").first()
    digest = digest_of(table_body(replace(table, known=known_of(guide))))
    if last is not None and last.digest == digest:
        return False
    version = add_version(
        table,
        guide,
        effective_from=clock.today(),
        edited_by=actor.name,
        publisher=actor.name,
        why="随系统数据文件发布",
    )
    ledger.record(
        deed="scenario.published",
        subject=f"scenario:{table.basic_code}",
        actor=actor,
        facts={"version": version.number, "digest": version.digest},
    )
    return True
