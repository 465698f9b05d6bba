"""Look at items: those that were just published, or all of them, batch by batch."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.inspection.book import current_book
from tongban.offer.inspection.examiner import Examined, Examiner
from tongban.offer.inspection.models import Finding, FindingState, Inspected, Link, Run
from tongban.offer.inspection.operations.recount import keep_day, note_empty_columns, recount
from tongban.offer.inspection.operations.repair import keep_tasks
from tongban.offer.inspection.rules import Hit, Severity, score
from tongban.registers.organisations.rules import CODE_LENGTHS

INSPECTOR_LOCK = 7_301_014
ITEMS_AT_ONCE = 500
MOST_AT_ONCE = 200  # of items just published; more are left to the nightly run
WRITTEN = (
    "code", "name", "name_en", "authority", "region_code", "level", "is_listed", "version_id", "reviewed_on", "digest", "score", "hints",
    "flaws", "serious", "claimed_depth", "real_depth", "claimed_visits", "real_visits", "lacks", "lacking_materials",
    "inspected_at",
)  # fmt: skip

COPIED = (
    "item_id", "rule_id", "path", "authority_id", "region_code", "severity", "said", "state", "opened_at", "closed_at", "reopened",
    "excuse", "excused_by",
)  # fmt: skip


@dataclass
class Changes:
    """How many findings a look opened, opened again and closed."""

    opened: int = 0
    reopened: int = 0
    mended: int = 0


@dataclass(frozen=True)
class RunReport:
    """What a run over the whole catalogue did so far."""

    items: int = 0
    opened: int = 0
    reopened: int = 0
    mended: int = 0
    is_finished: bool = False


def inspect_items(item_ids: Sequence[int]) -> int:
    """Look at items that were just published, and return how many; a great many are left to the nightly run."""
    offers = [offer for item_id in sorted(set(item_ids))[:MOST_AT_ONCE] for offer in _offer(item_id)]
    if not offers:
        return 0
    with transaction.atomic():
        _look_at(offers, Examiner())
        recount({offer.authority_id for offer in offers})
    return len(offers)


def inspect_all(*, seconds: float | None = None) -> RunReport:
    """
    Look at every item that is online, keep the roll-ups, open and verify repair tasks; stop after so many seconds.

    Each batch is one transaction that also notes how far the run came: one that was stopped or killed is taken up where it
    was. Only one run is under way at a time; another call meanwhile does nothing.
    """
    examiner, started = Examiner(), time.monotonic()
    while _batch(examiner):
        if seconds is not None and time.monotonic() - started > seconds:
            return RunReport()
    return _finish(examiner)


def inspect_when_due(*, seconds: float | None = None) -> RunReport:
    """Go on with a run that was stopped; begin one where none was finished today, or since the rules last changed."""
    last = Run.objects.order_by("-pk").first()
    is_due = (
        last is None
        or last.finished_at is None
        or clock.day_of(last.finished_at) < clock.today()
        or last.book_revision != current_book().revision
    )
    return inspect_all(seconds=seconds) if is_due else RunReport()


def _batch(examiner: Examiner) -> bool:
    """Look at the next batch; say whether there may be another one."""
    with transaction.atomic():
        run = _run()
        if run is None:
            return False
        offers = catalogue.offers_after(run.last_item, limit=ITEMS_AT_ONCE)
        changes = _look_at(offers, examiner)
        last = offers[-1].item_id if len(offers) == ITEMS_AT_ONCE else None
        changes.mended += _unlist(run.last_item, last, {offer.item_id for offer in offers})
        run.last_item = last or (offers[-1].item_id if offers else run.last_item)
        run.items += len(offers)
        run.opened, run.reopened, run.mended = (
            run.opened + changes.opened,
            run.reopened + changes.reopened,
            run.mended + changes.mended,
        )
        run.save()
        return last is not None


@transaction.atomic
def _finish(examiner: Examiner) -> RunReport:
    run = _run()
    if run is None:
        return RunReport()
    recount(None)
    keep_day()
    note_empty_columns()
    keep_tasks()
    run.finished_at, run.book_revision = clock.now(), examiner.book.revision
    run.save()
    return RunReport(run.items, run.opened, run.reopened, run.mended, is_finished=True)


def _run() -> Run | None:
    """Return the run under way, begun where there is none; None while another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [INSPECTOR_LOCK])
        row = cursor.fetchone()
    if not row or not row[0]:
        return None
    return Run.objects.filter(finished_at=None).first() or Run.objects.create(started_at=clock.now())


def _offer(item_id: int) -> Iterable[Offer]:
    return (offer for offer in catalogue.offers_after(item_id - 1, limit=1) if offer.item_id == item_id)


def _look_at(offers: Sequence[Offer], examiner: Examiner) -> Changes:
    """Examine offers, and write down what changed since they were last seen; what did not costs no write."""
    before = {row.pk: row for row in Inspected.objects.filter(pk__in=[offer.item_id for offer in offers])}
    seen: list[tuple[Offer, Examined, date]] = []
    for offer in offers:
        row = before.get(offer.item_id)
        reviewed_on = max(offer.effective_from, row.reviewed_on if row else offer.effective_from)
        examined = examiner.examine(offer, reviewed_on=reviewed_on)
        if row is None or not _is_same(row, offer, examined):
            seen.append((offer, examined, reviewed_on))
    _note_links(offers, examiner)
    return _write(seen, examiner) if seen else Changes()


def _is_same(row: Inspected, offer: Offer, examined: Examined) -> bool:
    return (row.digest, row.version_id, row.authority_id, row.region_code, row.is_listed) == (
        examined.digest,
        offer.version_id,
        offer.authority_id,
        offer.region_code,
        True,
    )


def _write(seen: Sequence[tuple[Offer, Examined, date]], examiner: Examiner) -> Changes:
    known: dict[int, dict[tuple[str, str], Finding]] = defaultdict(dict)
    for finding in Finding.objects.filter(item_id__in=[offer.item_id for offer, _, _ in seen]):
        known[finding.item_id][finding.rule_id, finding.path] = finding
    writer = _Writer(examiner)
    rows = [writer.row(offer, examined, day, known[offer.item_id]) for offer, examined, day in seen]
    Inspected.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=list(WRITTEN), batch_size=ITEMS_AT_ONCE
    )
    _copy(writer.new)
    Finding.objects.bulk_update(
        writer.changed,
        ["said", "state", "closed_at", "reopened", "severity", "authority", "region_code", "excuse", "excused_by"],
        batch_size=ITEMS_AT_ONCE,
    )
    return writer.changes


def _copy(findings: Sequence[Finding]) -> None:
    """Add findings by COPY: the first look at a province finds millions, which row by row take five times as long."""
    table = connection.ops.quote_name(Finding._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(name) for name in COPIED)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for each in findings:
            copy.write_row([Jsonb(value) if name == "said" else value for name, value in _copied(each)])


def _copied(finding: Finding) -> Iterable[tuple[str, object]]:
    return ((name, getattr(finding, name)) for name in COPIED)


class _Writer:
    """Sets what was found beside what was known, item by item."""

    def __init__(self, examiner: Examiner) -> None:
        self._rules = {rule.code: rule for rule in examiner.book.rules}
        self._weights = {rule.code: rule.weight for rule in examiner.book.rules}
        self._now = clock.now()
        self.new: list[Finding] = []
        self.changed: list[Finding] = []
        self.changes = Changes()

    def row(
        self, offer: Offer, examined: Examined, reviewed_on: date, known: dict[tuple[str, str], Finding]
    ) -> Inspected:
        counted = [hit for hit in examined.hits if self._keep(offer, hit, known.pop((hit.rule, hit.path), None))]
        for gone in known.values():
            self._close(gone)
        by_severity = [self._rules[hit.rule].severity for hit in counted]
        return Inspected(
            item_id=offer.item_id,
            code=offer.code,
            name=offer.name,
            name_en=offer.name_en,
            authority_id=offer.authority_id,
            region_code=offer.region_code,
            level=CODE_LENGTHS.index(len(offer.region_code)) + 1,
            is_listed=True,
            version_id=offer.version_id,
            reviewed_on=reviewed_on,
            digest=examined.digest,
            score=score((hit.rule for hit in counted), self._weights),
            hints=by_severity.count(Severity.HINT),
            flaws=by_severity.count(Severity.FLAW),
            serious=by_severity.count(Severity.SERIOUS),
            claimed_depth=offer.guide.online_depth,
            real_depth=examined.real.depth,
            claimed_visits=offer.guide.visits,
            real_visits=examined.real.visits,
            lacks=sorted(examined.real.lacks),
            lacking_materials=list(examined.real.materials),
            inspected_at=self._now,
        )

    def _keep(self, offer: Offer, hit: Hit, known: Finding | None) -> bool:
        """Write down one finding; say whether it counts."""
        severity = self._rules[hit.rule].severity
        if known is None:
            self.changes.opened += 1
            self.new.append(
                Finding(
                    item_id=offer.item_id,
                    rule_id=hit.rule,
                    path=hit.path,
                    authority_id=offer.authority_id,
                    region_code=offer.region_code,
                    severity=severity,
                    said=dict(hit.said),
                    opened_at=self._now,
                )
            )
            return True
        if known.state == FindingState.MENDED:
            self.changes.reopened += 1
            known.state, known.closed_at, known.reopened = FindingState.OPEN, None, known.reopened + 1
            known.excuse = known.excused_by = ""
        known.said, known.severity = dict(hit.said), severity
        known.authority_id, known.region_code = offer.authority_id, offer.region_code
        self.changed.append(known)
        return known.state == FindingState.OPEN

    def _close(self, finding: Finding) -> None:
        if finding.state != FindingState.MENDED:
            self.changes.mended += 1
            finding.state, finding.closed_at = FindingState.MENDED, self._now
            self.changed.append(finding)


def _unlist(after: int, until: int | None, seen: set[int]) -> int:
    """Close what was found of items between two ids that are no longer online; return how many findings that were."""
    gone = Inspected.objects.filter(pk__gt=after, is_listed=True).exclude(pk__in=seen)
    if until is not None:
        gone = gone.filter(pk__lte=until)
    ids = list(gone.values_list("pk", flat=True))
    if not ids:
        return 0
    Inspected.objects.filter(pk__in=ids).update(is_listed=False, hints=0, flaws=0, serious=0, digest="")
    return (
        Finding.objects.filter(item_id__in=ids)
        .exclude(state=FindingState.MENDED)
        .update(state=FindingState.MENDED, closed_at=clock.now())
    )


def _note_links(offers: Iterable[Offer], examiner: Examiner) -> None:
    """Note the addresses that guides name, once a run, to be asked for by the worker."""
    urls = {url for offer in offers for url in _links(offer) if url} - examiner.links_noted
    examiner.links_noted |= urls
    Link.objects.bulk_create(
        [Link(url=url, seen_on=clock.today()) for url in sorted(urls)],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["seen_on"],
        batch_size=ITEMS_AT_ONCE,
    )


def _links(offer: Offer) -> Iterable[str]:
    longest = Link._meta.pk.max_length or 0
    named = (*(basis.url for basis in offer.guide.legal_basis), offer.local.website)
    return (url.strip() for url in named if len(url) <= longest)
