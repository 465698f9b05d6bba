"""Take over a file of items: all of it or nothing, with every fault named by its cell."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.news import tell
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue import queries
from tongban.offer.catalogue.events import CatalogueChanged, ItemsPublished
from tongban.offer.catalogue.exchange import staging
from tongban.offer.catalogue.exchange.assessment import Assessment
from tongban.offer.catalogue.exchange.faults import GUIDE, ImportFault
from tongban.offer.catalogue.exchange.files import UnableToOpen, open_items
from tongban.offer.catalogue.exchange.reports import ReportFile
from tongban.offer.catalogue.exchange.rows import Head, Source
from tongban.offer.catalogue.operations.publishing import Publication, publish_basic
from tongban.offer.catalogue.rules import Guide, GuideProblem, UnableToReadGuide, parse_guide
from tongban.offer.forms import api as forms
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations

ROWS_AT_ONCE = 500
MOST_FAULTS = 200  # that are kept; all are counted, and written to the report
FAULTS_SHOWN = 20
ITEMS_SHOWN = 100
AUTHORITIES_SHOWN = 200
MOST_GUIDES = 5000
CHUNK = 1 << 20
LONGEST_WHY = 400

Progress = Callable[[int], None]


class UnableToImportItems(DomainError):
    """The file has faults, so nothing was imported: mend what is named and import it again."""

    code = "import.faulty"
    sentence = _("清单有 {count} 处错误，没有导入任何事项：{details}")
    status = 422

    def __init__(self, faults: Sequence[ImportFault], count: int | None = None) -> None:
        self.faults = tuple(faults)
        self.count = len(self.faults) if count is None else count
        super().__init__(count=self.count)

    def __str__(self) -> str:
        details = " ".join(map(str, self.faults[:FAULTS_SHOWN]))
        return str(self.sentence).format(count=self.count, details=details)


@dataclass(frozen=True)
class ImportedItem:
    """One row of the file."""

    line: int
    code: str
    name: str


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do when `is_dry_run`. However long the file, it names only the first of everything."""

    is_dry_run: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    published: int  # items with a new version of their guide, among those created and updated
    basics: int  # whole guides of basic items in the file
    authority_count: int
    authorities: tuple[str, ...]  # names of the authorities that had to be set up
    items: tuple[ImportedItem, ...]
    lacks: Mapping[str, int] = field(default_factory=dict)  # how many items lack what, the commonest first
    remark: str = ""  # what should be known of how the file was read


def import_items(
    path: Path,
    *,
    dry_run: bool = False,
    actor: Actor | None = None,
    officer: Officer | None = None,
    report: Path | None = None,
    progress: Progress | None = None,
    why: str = "",
    confirmed_by: str = "",
) -> ImportReport:
    """
    Import a file of items (CSV, .xlsx or JSON lines with the columns of `exchange.columns`), all of it or nothing.

    An item whose basic item has a guide is published: what the row says differently are its own values, which may only be
    better. Others are in the catalogue afterwards without a guide. Authorities and regions that are missing are set up.
    Importing the same file again changes nothing. Memory does not grow with the file, and until the end nobody waits.

    With `officer`, only items that the post manages. `report` is written with every fault (CSV, or a workbook by its name);
    `progress` is told how many rows were read. Raise UnableToImportItems with the first faults and how many there are.
    """
    why = (why.strip() or _text("批量导入"))[:LONGEST_WHY]
    who = officer.actor if officer else actor or system("import-items")
    try:
        with ExitStack() as stack:
            written = stack.enter_context(ReportFile(report)) if report else None
            stack.enter_context(transaction.atomic())
            run = _Import(path, dry_run, Publication(who, why, clock.today()), officer, written, progress, confirmed_by)
            result = run.run()
            if dry_run:
                transaction.set_rollback(True)
    finally:
        # What a rolled-back import had set up must not be remembered.
        organisations.forget_kept()
        queries.forget_kept()
    return result


class _Import:
    """One run over one file, in the caller's transaction."""

    def __init__(
        self, path: Path, dry_run: bool, publication: Publication, officer: Officer | None, report: ReportFile | None,
        progress: Progress | None, confirmed_by: str,
    ) -> None:  # fmt: skip
        self.path = path
        self.confirmed_by = confirmed_by
        self.dry_run = dry_run
        self.publication = publication
        self.officer = officer
        self.report = report
        self.progress = progress or (lambda _rows: None)
        self.faults: list[ImportFault] = []
        self.fault_count = 0
        self.rows = 0
        self.items: list[ImportedItem] = []

    def run(self) -> ImportReport:
        try:
            source = open_items(self.path)
        except UnableToOpen as fault:
            self.note(fault.fault)
            raise self._refusal() from fault
        staging.prepare(alone=not self.dry_run)
        guides = self._read_guides(source)
        heads = self._stage_parts(source)
        assessment = Assessment(guides=guides, officer=self.officer, note=self.note, part_heads=heads)
        self._read_rows(source, assessment)
        if not (self.rows or guides or self.fault_count):
            self.note(ImportFault(2, "", "no_rows"))
        self._judge_together(heads)
        if self.fault_count:
            raise self._refusal()
        counts = self._take_over(guides, assessment)
        return ImportReport(
            is_dry_run=self.dry_run,
            rows=self.rows,
            created=counts.get("new", 0),
            updated=counts.get("changed", 0) + counts.get("version", 0),
            unchanged=counts.get("same", 0),
            published=counts.get("published", 0),
            basics=len(guides),
            authority_count=len(assessment.new_authorities),
            authorities=tuple(each.department for _id, each in assessment.new_authorities.values())[:AUTHORITIES_SHOWN],
            items=tuple(self.items),
            lacks=dict(assessment.lacking.most_common()),
            remark=source.remark,
        )

    def note(self, fault: ImportFault) -> None:
        """Count a fault, keep it if it is among the first, and write it to the report."""
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        if self.report is not None:
            self.report.add(fault)

    def _refusal(self) -> UnableToImportItems:
        return UnableToImportItems(sorted(self.faults, key=lambda fault: (fault.sheet, fault.line)), self.fault_count)

    # --- reading ---

    def _read_guides(self, source: Source) -> dict[str, Guide]:
        found: dict[str, Guide] = {}
        lines: dict[str, int] = {}
        for line, body in islice(source.guides(self.note), MOST_GUIDES):
            if self.officer is not None and not self.officer.region_wide:
                self.note(ImportFault(line, str(body.get("slug")), "basics_not_yours"))
                continue
            try:
                guide = parse_guide(body)
            except UnableToReadGuide as refusal:
                for problem in refusal.problems:
                    self.note(_guide_fault(line, problem))
                continue
            if guide.basic_code in lines:
                twice = {"value": guide.basic_code, "line": str(lines[guide.basic_code])}
                self.note(ImportFault(line, "basic_code", "twice", twice))
            lines[guide.basic_code] = line
            found[guide.basic_code] = guide
        return found

    def _stage_parts(self, source: Source) -> dict[str, Head]:
        """Stage the rows of further sheets and return their heads by section."""
        heads: dict[str, Head] = {}

        def each() -> Iterator[tuple[str, str, int, Mapping[str, Any]]]:
            for section, row in source.parts(self.note):
                heads[section] = row.head
                yield str(row.cells.get("item_code", "")).strip()[:64], section, row.line, row.cells

        staging.stage_parts(each())
        return heads

    def _read_rows(self, source: Source, assessment: Assessment) -> None:
        rows = source.items(self.note)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            staging.stage(list(assessment.assess(batch)))  # which asks the database: a copy must not be under way
            self.rows += len(batch)
            if len(self.items) < ITEMS_SHOWN:
                said = (ImportedItem(row.line, *_named(row.cells)) for row in batch)
                self.items += islice(said, ITEMS_SHOWN - len(self.items))
            self.head = batch[0].head
            self.progress(self.rows)

    def _judge_together(self, heads: Mapping[str, Head]) -> None:
        if not self.rows:
            return
        for line, code, first in staging.duplicates():
            self.note(self.head.fault(line, "item_code", "twice", value=code, line=str(first)))
        if self.fault_count:
            return  # entries whose item has a fault in its code would all be told as well
        for section, line, code in staging.orphans():
            self.note(heads[section].fault(line, "item_code", "no_such_item", value=code))

    # --- taking over ---

    def _take_over(self, guides: Mapping[str, Guide], assessment: Assessment) -> dict[str, int]:
        if self.dry_run:
            self._publish_basics(guides)
            return self._counted()
        self._set_up_authorities(assessment)
        counts = self._counted()
        if not guides and not counts["touched"]:
            return counts
        staging.describe_new_basics()
        revision = self.publication.revision  # from here on other publications wait, for some seconds
        self._require_nobody_came_between()
        self._publish_basics(guides)
        counts = self._counted()
        staging.write(self.publication, revision, clock.today(), clock.now())
        self._tell(counts, len(guides))
        return counts

    def _counted(self) -> dict[str, int]:
        counts = staging.classify()
        touched = sum(counts.get(each, 0) for each in ("new", "changed", "version"))
        return counts | {"touched": touched, "published": staging.count_versions()}

    def _publish_basics(self, guides: Mapping[str, Guide]) -> None:
        for guide in guides.values():
            try:
                publish_basic(guide, self.publication)
            except forms.UnableToPublishForm as refusal:
                self.note(
                    _guide_fault(1, GuideProblem(guide.slug, "faulty_form", {"fault": str(refusal.data["faults"])}))
                )
        if self.fault_count:
            raise self._refusal()

    def _set_up_authorities(self, assessment: Assessment) -> None:
        ids = {}
        for code, (kept, told) in assessment.new_authorities.items():
            authority, _is_new = organisations.ensure_authority(
                code=code, name=told.department, region_code=told.region_code
            )
            ids[kept] = authority.id
        if ids:
            staging.settle_authorities(ids)

    def _require_nobody_came_between(self) -> None:
        for line, code in staging.moved_on():
            self.note(self.head.fault(line, "item_code", "moved_on", value=code))
        if self.fault_count:
            raise self._refusal()

    def _tell(self, counts: Mapping[str, int], basics: int) -> None:
        facts = {
            "created": counts.get("new", 0),
            "updated": counts.get("changed", 0) + counts.get("version", 0),
            "unchanged": counts.get("same", 0),
            "published": counts["published"],
            "basics": basics,
            "file": _digest(self.path),
            "confirmed_by": self.confirmed_by,
        }
        ledger.record(
            deed="items.imported",
            subject="catalogue",
            actor=self.publication.actor,
            reason=self.publication.why,
            region_code=self.officer.region_code if self.officer else "",
            facts=facts,
        )
        tell(CatalogueChanged())
        if counts["published"]:
            tell(ItemsPublished(()))


def _guide_fault(line: int, problem: GuideProblem) -> ImportFault:
    return ImportFault(line, problem.path, GUIDE, guide_problem=problem)


def _named(cells: Mapping[str, Any]) -> tuple[str, str]:
    return str(cells.get("business_code") or cells.get("item_code") or ""), str(cells.get("name") or "")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
