"""Reads of inspection. Pages read rolled-up rows and bounded lists; none counts items or findings."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import LocalFacts, Offer
from tongban.offer.catalogue.rules import Guide
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Unit, days_left
from tongban.offer.inspection.answers import (
    AuthorityScore,
    DayLine,
    DepthFigures,
    DepthLine,
    EmptyColumnView,
    FindingPage,
    FindingView,
    FoundFault,
    ItemInspection,
    ItemPage,
    ItemStanding,
    Overview,
    RepairTaskView,
    RuleCount,
    TaskPage,
    Verdict,
)
from tongban.offer.inspection.book import RuleBook, current_book
from tongban.offer.inspection.examiner import Examiner
from tongban.offer.inspection.models import (
    DayScore,
    EmptyColumn,
    Finding,
    FindingState,
    Gap,
    Inspected,
    RepairTask,
    RuleRow,
    RuleTally,
    Run,
    Tally,
)
from tongban.offer.inspection.rules import Lack, RealDepth, Severity, TaskState, lifts, real_depth, score
from tongban.offer.inspection.rules.depth import ACCEPTED_ONLINE
from tongban.offer.inspection.rules.tasks import WAITING
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

MOST_ROWS = 100
MOST_AUTHORITIES = 15
MOST_RULES = 15
MOST_REGIONS = 200
MOST_COLUMNS = 60
MOST_FINDINGS_OF_AN_ITEM = 300
DAYS_OF_TREND = 90
DEPTHS = ("depth_1", "depth_2", "depth_3", "depth_4")
SUMS = ("items", "score_sum", "sound", "hints", "flaws", "serious", "claimed_online", "real_online", "visits", *DEPTHS)


class UnableToInspect(DomainError):
    """Only item managers and supervisors see this, each as far as their post reaches."""

    code = "inspection.not_your_role"
    sentence = _("您的岗位不能查看内容检查，请由事项管理岗位或者监督岗位办理。")
    status = 403


class UnableToFindInspection(DomainError):
    """There is no such item or rule among those the officer may see."""

    code = "inspection.not_found"
    sentence = _("没有找到这个事项或者规则，或者它不属于您的单位和辖区。")
    status = 404


class UnableToFindTask(DomainError):
    """There is no such task or finding among those the officer may see."""

    code = "inspection.task_not_found"
    sentence = _("没有找到这项整改任务，或者它不属于您的单位和辖区。")
    status = 404


class UnableToTurnInspectionPage(DomainError):
    """The mark of the next page was altered: begin at the first page."""

    code = "inspection.page_unknown"
    sentence = _("翻页标记无效，请从第一页重新查看。")
    status = 400


# --- before publishing ---


def inspect(
    guide: Guide, local: LocalFacts, *, authority_id: int | None = None, form_published: bool = True
) -> Verdict:
    """
    Return what inspection would find of a guide that is not published yet. Nothing is kept.

    Where the item says nothing of the place, what its authority says of itself holds, if one is named.
    """
    examiner = Examiner()
    place = local if authority_id is None else catalogue.at_place(local, authority_id)
    examined = examiner.look(guide, place, form_published)
    rules = {rule.code: rule for rule in examiner.book.rules}
    faults = [FoundFault(rules[hit.rule], hit.path, hit.said) for hit in examined.hits]
    return Verdict(
        faults=tuple(sorted(faults, key=lambda fault: (-fault.severity, -fault.rule.weight, fault.path))),
        score=score((hit.rule for hit in examined.hits), {code: rule.weight for code, rule in rules.items()}),
        real=examined.real,
    )


def real_depth_of(offer: Offer) -> RealDepth:
    """Return how deep an offer really is online and how often one has to come, from what works here. One statement."""
    book = current_book()
    return real_depth(
        offer.guide,
        form_published=offer.form_version_id is not None,
        platform=book.platform,
        licences=dict(book.licences),
    )


def real_depths(item_ids: Collection[int]) -> dict[int, RealDepth]:
    """Return the same for many items as they were last inspected, with one statement; those not yet seen are left out."""
    rows = Inspected.objects.filter(pk__in=item_ids, is_listed=True)
    return {row.pk: _real(row) for row in rows}


# --- for officers ---


def reaches(officer: Officer) -> Q:
    """Return which rows an officer may see: a supervisor's and a region-wide manager's region, else the own authority."""
    if not officer.roles & {Role.ITEM_MANAGER, Role.SUPERVISOR}:
        raise UnableToInspect
    if Role.SUPERVISOR in officer.roles or officer.region_wide:
        return Q(region_code__startswith=officer.region_code)
    return Q(authority=officer.authority_id)


def overview(officer: Officer) -> Overview:
    """Return how the guides stand that an officer answers for or supervises, as of the last look."""
    scope = reaches(officer)
    book = current_book()
    tallies = list(Tally.objects.filter(scope))
    sums = {name: sum(getattr(row, name) for row in tallies) for name in SUMS}
    last = Run.objects.exclude(finished_at=None).order_by("-finished_at").first()
    tasks = RepairTask.objects.filter(scope, state__in=WAITING).aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=clock.today()))
    )
    return Overview(
        as_of=last.finished_at if last else None,
        under_way=Run.objects.filter(finished_at=None).exists(),
        items=sums["items"],
        score=sums["score_sum"] / sums["items"] if sums["items"] else None,
        sound=sums["sound"],
        by_severity={
            Severity.SERIOUS: sums["serious"],
            Severity.FLAW: sums["flaws"],
            Severity.HINT: sums["hints"],
        },
        tasks_waiting=tasks["waiting"],
        tasks_overdue=tasks["overdue"],
        authorities=tuple(map(_authority_score, _worst(tallies))),
        rules=_most_broken(scope, book),
        days=_trend(scope),
        empty_columns=_empty_columns(officer),
    )


def findings(
    officer: Officer,
    *,
    authority_id: int | None = None,
    rule: str = "",
    severity: int | None = None,
    state: FindingState = FindingState.OPEN,
    after: str | None = None,
    limit: int = 30,
) -> FindingPage:
    """Return findings, newest first, that an officer may see and that fit the filters."""
    rows = Finding.objects.filter(reaches(officer), state=state)
    if authority_id is not None:
        rows = rows.filter(authority=authority_id)
    if rule:
        if current_book().rule(rule) is None:
            return FindingPage((), None)
        rows = rows.filter(rule=rule)
    if severity is not None:
        rows = rows.filter(severity=severity)
    if after:
        rows = rows.filter(pk__lt=_number(after))
    size = _size(limit)
    found = list(rows.order_by("-pk")[: size + 1])
    return FindingPage(_finding_views(found[:size]), str(found[size - 1].pk) if len(found) > size else None)


def item_inspection(code: str, *, officer: Officer) -> ItemInspection:
    """Return an item with its findings to an officer who answers for it or supervises it."""
    row = Inspected.objects.filter(reaches(officer), code=code, is_listed=True).first()
    if row is None:
        raise UnableToFindInspection
    order = [FindingState.OPEN, FindingState.EXCUSED, FindingState.MENDED]
    found = Finding.objects.filter(item=row.pk).order_by("-severity", "-pk")[:MOST_FINDINGS_OF_AN_ITEM]
    views = sorted(_finding_views(list(found)), key=lambda view: order.index(view.state))
    return ItemInspection(_standing(row), tuple(views))


def items(
    officer: Officer,
    *,
    authority_id: int | None = None,
    lack: Lack | None = None,
    after: str | None = None,
    limit: int = 30,
) -> ItemPage:
    """Return items, the worst first, that an officer may see; `lack` gives those that are not online for want of it."""
    rows = Inspected.objects.filter(reaches(officer), is_listed=True)
    if authority_id is not None:
        rows = rows.filter(authority=authority_id)
    if lack is not None:
        rows = rows.filter(real_depth__lt=ACCEPTED_ONLINE, lacks__contains=[lack.value])
    if after:
        points, item = _pair(after)
        rows = rows.filter(Q(score__gt=points) | Q(score=points, item__gt=item))
    size = _size(limit)
    found = list(rows.order_by("score", "item")[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return ItemPage(tuple(map(_standing, found[:size])), f"{more.score}_{more.pk}" if more else None)


def tasks(
    officer: Officer,
    *,
    state: TaskState | None = None,
    closed: bool = False,
    authority_id: int | None = None,
    after: str | None = None,
    limit: int = 30,
) -> TaskPage:
    """Return repair tasks that wait, nearest due date first; or the closed ones, newest first."""
    rows = RepairTask.objects.filter(reaches(officer))
    rows = rows.filter(closed_on__isnull=False) if closed else rows.filter(state__in=WAITING)
    if state is not None:
        rows = rows.filter(state=state)
    if authority_id is not None:
        rows = rows.filter(authority=authority_id)
    if after:
        day, key = _day_and_key(after)
        rows = (
            rows.filter(Q(closed_on__lt=day) | Q(closed_on=day, pk__gt=key))
            if closed
            else rows.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=key))
        )
    size = _size(limit)
    found = list(rows.order_by("-closed_on" if closed else "due_on", "pk")[: size + 1])
    more = found[size - 1] if len(found) > size else None
    mark = f"{more.closed_on if closed else more.due_on}_{more.pk}" if more else None
    book = current_book()
    return TaskPage(tuple(_task_view(row, book) for row in found[:size]), mark)


def task(task_id: UUID, *, officer: Officer) -> RepairTaskView:
    """Return one repair task to an officer of its authority or a supervisor of its region."""
    found = RepairTask.objects.filter(reaches(officer), pk=task_id).first()
    if found is None:
        raise UnableToFindTask
    return task_view(found)


def rules(officer: Officer) -> tuple[RuleCount, ...]:
    """Return every rule in the order of the file, with how often it is broken where the officer may see."""
    counts = _rule_counts(reaches(officer))
    rows = {row.code: row for row in RuleRow.objects.all()}
    return tuple(
        RuleCount(
            rule,
            *counts.get(rule.code, (0, 0, 0)),
            switched_why=rows[rule.code].switched_why,
            switched_by=rows[rule.code].switched_by,
            switched_at=rows[rule.code].switched_at,
        )
        for rule in current_book().rules
        if rule.code in rows
    )


# --- online depth, for everybody ---


def depth_figures(*, region: str = "") -> DepthFigures:
    """
    Return how much can really be applied for online in a region and below, by level and region, who is below the aim and
    what would lift them. It names no person; the public sees the same.
    """
    book = current_book()
    rows: list[dict[str, Any]] = [
        {key.removeprefix("sum_"): value for key, value in row.items()}
        for row in Tally.objects.filter(region_code__startswith=region)
        .values("region_code", "level")
        .annotate(**{f"sum_{name}": Sum(name) for name in SUMS})
    ]
    gaps: dict[tuple[str, int], dict[frozenset[Lack], int]] = defaultdict(dict)
    counted = Gap.objects.filter(region_code__startswith=region).values_list("region_code", "level", "lacks")
    for code, level, lacks, count in counted.annotate(Sum("items")):
        gaps[code, level][frozenset(map(Lack, lacks.split()))] = count
    last = Run.objects.exclude(finished_at=None).order_by("-finished_at").values_list("finished_at", flat=True).first()
    levels = sorted({row["level"] for row in rows})
    regions = [
        _depth_line(book, [row], gaps=gaps, code=row["region_code"], level=row["level"]) for row in rows if row["items"]
    ]
    return DepthFigures(
        region=region,
        as_of=last,
        whole=_depth_line(book, rows, gaps=gaps, code=region, level=0),
        levels=tuple(
            _depth_line(book, [row for row in rows if row["level"] == level], gaps=gaps, code="", level=level)
            for level in levels
        ),
        regions=tuple(sorted(regions, key=lambda line: (line.rate - (line.aim or 0), line.region_code))[:MOST_REGIONS]),
    )


def _depth_line(
    book: RuleBook,
    rows: Sequence[Mapping[str, Any]],
    *,
    gaps: Mapping[tuple[str, int], Mapping[frozenset[Lack], int]],
    code: str,
    level: int,
) -> DepthLine:
    total = {name: sum(row[name] for row in rows) for name in SUMS}
    aim = book.aim_of(level)
    missing: dict[frozenset[Lack], int] = defaultdict(int)
    for row in rows:
        for lacks, count in gaps.get((row["region_code"], row["level"]), {}).items():
            missing[lacks] += count
    steps = lifts(items=total["items"], online=total["real_online"], gaps=missing, aim=aim.share if aim else 1.0)
    first, second, third, fourth = (total[name] for name in DEPTHS)
    return DepthLine(
        region_code=code,
        name=organisations.region(code).name if code else "",
        level=level,
        items=total["items"],
        claimed=total["claimed_online"],
        online=total["real_online"],
        by_depth=(first, second, third, fourth),
        visits=total["visits"] / total["items"] if total["items"] else 0.0,
        aim=aim.share if aim else None,
        source=aim.source if aim else "",
        lifts=steps,
    )


# --- parts ---


def task_view(row: RepairTask) -> RepairTaskView:
    """Return a task as it is shown."""
    return _task_view(row, current_book())


def _task_view(row: RepairTask, book: RuleBook) -> RepairTaskView:
    rule = book.rule(row.rule_id)
    if rule is None:
        raise UnableToFindTask
    return RepairTaskView(
        id=row.pk,
        authority_id=row.authority_id,
        authority_name=organisations.authority(row.authority_id).name,
        region_code=row.region_code,
        rule=rule,
        state=TaskState(row.state),
        findings=row.findings,
        opened_on=row.opened_on,
        due_on=row.due_on,
        days_left=days_left(clock.today(), row.due_on, deadlines.calendar(), Unit.WORKING_DAY),
        claimed_by_name=row.claimed_by_name,
        note=row.note,
        decision=row.decision,
        closed_on=row.closed_on,
    )


def _worst(tallies: Sequence[Tally]) -> list[Tally]:
    return sorted(tallies, key=lambda row: (row.score_sum / max(row.items, 1), -row.items))[:MOST_AUTHORITIES]


def _authority_score(row: Tally) -> AuthorityScore:
    return AuthorityScore(
        authority_id=row.authority_id,
        authority_name=organisations.authority(row.authority_id).name,
        region_code=row.region_code,
        items=row.items,
        score=row.score_sum / max(row.items, 1),
        sound=row.sound,
        hints=row.hints,
        flaws=row.flaws,
        serious=row.serious,
    )


def _rule_counts(scope: Q) -> dict[str, tuple[int, int, int]]:
    rows = RuleTally.objects.filter(scope).values_list("rule")
    summed = rows.annotate(Sum("open"), Sum("items"), Sum("excused"))
    return {code: (opened, items, excused) for code, opened, items, excused in summed}


def _most_broken(scope: Q, book: RuleBook) -> tuple[RuleCount, ...]:
    counts = _rule_counts(scope)
    broken = [RuleCount(rule, *counts[rule.code]) for rule in book.rules if counts.get(rule.code, (0, 0, 0))[0]]
    return tuple(sorted(broken, key=lambda row: (-row.items * row.rule.weight, row.rule.code))[:MOST_RULES])


def _trend(scope: Q) -> tuple[DayLine, ...]:
    since = clock.today() - timedelta(days=DAYS_OF_TREND)
    rows = DayScore.objects.filter(scope, day__gte=since).values_list("day")
    summed = rows.annotate(Sum("items"), Sum("score_sum"), Sum("findings"), Sum("real_online")).order_by("day")
    return tuple(
        DayLine(day, count, total / count, found, online / count)
        for day, count, total, found, online in summed
        if count
    )


def _empty_columns(officer: Officer) -> tuple[EmptyColumnView, ...]:
    seen = Q(region_code="") | Q(region_code__startswith=officer.region_code)
    rows = EmptyColumn.objects.filter(seen).order_by("kind", "key")[:MOST_COLUMNS]
    return tuple(EmptyColumnView(row.kind, row.key, row.name, row.items) for row in rows)


def _finding_views(rows: Sequence[Finding]) -> tuple[FindingView, ...]:
    book = current_book()
    named = {row.pk: row for row in Inspected.objects.filter(pk__in={row.item_id for row in rows})} if rows else {}
    return tuple(
        FindingView(
            id=row.pk,
            item_code=named[row.item_id].code,
            item_name=named[row.item_id].name,
            item_name_en=named[row.item_id].name_en,
            authority_id=row.authority_id,
            region_code=row.region_code,
            rule=rule,
            path=row.path,
            said=row.said,
            severity=Severity(row.severity),
            state=FindingState(row.state),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            reopened=row.reopened,
            excuse=row.excuse,
            excused_by=row.excused_by,
        )
        for row in rows
        if (rule := book.rule(row.rule_id)) is not None
    )


def _standing(row: Inspected) -> ItemStanding:
    return ItemStanding(
        item_id=row.pk,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        authority_id=row.authority_id,
        region_code=row.region_code,
        score=row.score,
        hints=row.hints,
        flaws=row.flaws,
        serious=row.serious,
        claimed_depth=row.claimed_depth,
        real_depth=row.real_depth,
        claimed_visits=row.claimed_visits,
        real_visits=row.real_visits,
        lacks=tuple(map(Lack, row.lacks)),
        lacking_materials=tuple(row.lacking_materials),
        reviewed_on=row.reviewed_on,
        inspected_at=row.inspected_at,
    )


def _real(row: Inspected) -> RealDepth:
    return RealDepth(row.real_depth, row.real_visits, tuple(map(Lack, row.lacks)), tuple(row.lacking_materials))


def _size(limit: int) -> int:
    return max(1, min(limit, MOST_ROWS))


def _number(after: str) -> int:
    if not after.isascii() or not after.isdecimal() or len(after) > 18:
        raise UnableToTurnInspectionPage
    return int(after)


def _pair(after: str) -> tuple[int, int]:
    first, mark, second = after.partition("_")
    if not mark:
        raise UnableToTurnInspectionPage
    return _number(first), _number(second)


def _day_and_key(after: str) -> tuple[date, UUID]:
    first, _mark, second = after.partition("_")
    try:
        return date.fromisoformat(first), UUID(second)
    except ValueError:
        raise UnableToTurnInspectionPage from None
