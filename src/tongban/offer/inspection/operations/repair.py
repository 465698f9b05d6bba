"""Repair tasks: opened and verified by runs, claimed, mended or excused by people."""

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.groundwork.notifications import api as notifications
from tongban.groundwork.notifications.api import Recipient
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import Limit, Unit, due_date
from tongban.offer.inspection.answers import RepairTaskView
from tongban.offer.inspection.book import current_book
from tongban.offer.inspection.models import Finding, FindingState, Inspected, RepairTask, RuleTally
from tongban.offer.inspection.operations.recount import recount
from tongban.offer.inspection.queries import UnableToFindTask, reaches, task_view
from tongban.offer.inspection.rules import Severity, TaskState, may_decide_excuse, score, task_state_after_run
from tongban.offer.inspection.rules.tasks import TO_DO, WAITING
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Contact, Officer, Role
from tongban.registers.organisations import api as organisations

LONGEST_TEXT, LONGEST_EXCUSE = 2000, 400
SUBJECT = "inspection:tasks"


class UnableToRepair(DomainError):
    """The task does not allow this now: the sentence says why."""

    code = "inspection.task_refused"
    sentence = _("不能这样处理整改任务：{fault}")


class UnableToExcuse(DomainError):
    """What is excused is decided by somebody else than who has to mend it."""

    code = "inspection.excuse_refused"
    sentence = _("您不能决定免于整改：{fault}")
    status = 403


def keep_tasks() -> None:
    """Open tasks for what must be mended, verify those that were, and tell the item managers; in the run's transaction."""
    book = current_book()
    limit = Limit(book.repair_days, Unit.WORKING_DAY)
    due = due_date(start=clock.today(), limit=limit, calendar=deadlines.calendar()).day
    grave = {rule.code for rule in book.rules if rule.severity >= book.repair_severity}
    counts = {(row.authority_id, row.rule_id): row for row in RuleTally.objects.filter(rule__in=grave)}
    waiting = {(task.authority_id, task.rule_id): task for task in RepairTask.objects.filter(state__in=WAITING)}
    counted = [(task, counts[key].open if key in counts else 0) for key, task in waiting.items()]
    changed = [task for task, findings in counted if _count_again(task, findings)]
    RepairTask.objects.bulk_update(changed, ["findings", "state", "closed_on"], batch_size=500)
    opened = [
        RepairTask(
            authority_id=row.authority_id,
            region_code=row.region_code,
            rule_id=row.rule_id,
            findings=row.open,
            opened_on=clock.today(),
            due_on=due,
        )
        for key, row in counts.items()
        if row.open and key not in waiting
    ]
    RepairTask.objects.bulk_create(opened, batch_size=500)
    _tell_managers(opened)


@transaction.atomic
def claim_task(*, task_id: UUID, officer: Officer) -> RepairTaskView:
    """Take a task on oneself, for an item manager of the authority."""
    task = _own(task_id, officer)
    if task.state not in TO_DO:
        raise UnableToRepair(fault=_("已经不在待整改状态。"))
    task.state, task.claimed_by, task.claimed_by_name = TaskState.CLAIMED, str(officer.account_id), officer.name
    return _kept("inspection.task_claimed", task, officer)


@transaction.atomic
def report_mended(*, task_id: UUID, officer: Officer, note: str) -> RepairTaskView:
    """Say that everything of a task is mended; the next run verifies it, or gives the task back."""
    task = _own(task_id, officer)
    if task.state not in TO_DO:
        raise UnableToRepair(fault=_("已经不在待整改状态。"))
    task.note = _said(note, _("请写明改了什么。"))
    task.state = TaskState.MENDED
    task.claimed_by, task.claimed_by_name = str(officer.account_id), officer.name
    return _kept("inspection.task_mended", task, officer)


@transaction.atomic
def ask_to_excuse(*, task_id: UUID, officer: Officer, reason: str) -> RepairTaskView:
    """Ask, for the authority, that what a task names be left as it is, with the reason; a supervisor decides."""
    task = _own(task_id, officer)
    if task.state not in TO_DO:
        raise UnableToRepair(fault=_("已经不在待整改状态。"))
    task.note = _said(reason, _("请写明不用整改的理由和依据。"))
    task.state, task.asked_by = TaskState.EXCUSE_ASKED, str(officer.account_id)
    return _kept("inspection.excuse_asked", task, officer)


@transaction.atomic
def decide_excuse(*, task_id: UUID, officer: Officer, grant: bool, reasons: str) -> RepairTaskView:
    """Excuse the findings of a task, or give it back, for a supervisor of the region who neither asked nor has the task."""
    task = _locked(task_id, officer)
    if Role.SUPERVISOR not in officer.roles:
        raise UnableToExcuse(fault=_("免于整改由监督岗位决定。"))
    if task.state != TaskState.EXCUSE_ASKED:
        raise UnableToRepair(fault=_("没有待决定的免于整改申请。"))
    account = str(officer.account_id)
    if not may_decide_excuse(account_id=account, asked_by=task.asked_by, claimed_by=task.claimed_by):
        raise UnableToExcuse(fault=_("申请人和整改责任人应当回避，请由其他人员决定。"))
    task.decision = _said(reasons, _("请写明决定的理由。"))
    task.decided_by = account
    if grant:
        task.state, task.closed_on = TaskState.EXCUSED, clock.today()
        found = Finding.objects.filter(authority=task.authority_id, rule=task.rule_id, state=FindingState.OPEN)
        _excuse(list(found), reason=task.note, officer=officer)
        return _kept("inspection.task_excused", task, officer)
    task.state = TaskState.OPEN
    task.asked_by = task.decided_by = ""
    return _kept("inspection.excuse_declined", task, officer)


@transaction.atomic
def excuse_finding(*, finding_id: int, officer: Officer, reason: str) -> None:
    """Rule that one finding is right as it is, for a supervisor of the region who has not the task of mending it."""
    if Role.SUPERVISOR not in officer.roles:
        raise UnableToExcuse(fault=_("免于整改由监督岗位决定。"))
    found = Finding.objects.select_for_update().filter(reaches(officer), pk=finding_id, state=FindingState.OPEN).first()
    if found is None:
        raise UnableToFindTask
    has_the_task = RepairTask.objects.filter(
        authority=found.authority_id, rule=found.rule_id, claimed_by=str(officer.account_id), state__in=WAITING
    )
    if has_the_task.exists():
        raise UnableToExcuse(fault=_("申请人和整改责任人应当回避，请由其他人员决定。"))
    _excuse([found], reason=_said(reason, _("请写明免于整改的理由和依据。")), officer=officer)
    ledger.record(
        deed="inspection.finding_excused",
        subject=f"item:{Inspected.objects.values_list('code', flat=True).get(pk=found.item_id)}",
        actor=officer.actor,
        reason=found.excuse,
        region_code=found.region_code,
        facts={"rule": found.rule_id, "path": found.path},
    )


def _excuse(found: list[Finding], *, reason: str, officer: Officer) -> None:
    """Mark findings as excused, and score their items anew without them."""
    for finding in found:
        finding.state, finding.closed_at = FindingState.EXCUSED, clock.now()
        finding.excuse, finding.excused_by = reason[:LONGEST_EXCUSE], officer.name
    Finding.objects.bulk_update(found, ["state", "closed_at", "excuse", "excused_by"], batch_size=500)
    _score_again({finding.item_id for finding in found})
    recount({finding.authority_id for finding in found})


def _score_again(item_ids: set[int]) -> None:
    weights = {rule.code: rule.weight for rule in current_book().rules}
    left: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(item_id__in=item_ids, state=FindingState.OPEN):
        left[finding.item_id].append(finding)
    rows = list(Inspected.objects.filter(pk__in=item_ids))
    for row in rows:
        severities = [finding.severity for finding in left[row.pk]]
        row.score = score((finding.rule_id for finding in left[row.pk]), weights)
        row.hints, row.flaws, row.serious = (severities.count(each) for each in Severity)
    Inspected.objects.bulk_update(rows, ["score", "hints", "flaws", "serious"], batch_size=500)


def _count_again(task: RepairTask, findings: int) -> bool:
    """Set a task right by what a run has counted; say whether that changed it."""
    after = task_state_after_run(TaskState(task.state), findings=findings)
    is_changed = (after, findings) != (task.state, task.findings)
    if after is TaskState.VERIFIED:
        task.closed_on = clock.today()
    task.state, task.findings = after, findings
    return is_changed


def _tell_managers(opened: list[RepairTask]) -> None:
    """Write down per authority what was opened, and tell each item manager once how much she has got, and until when."""
    by_authority: dict[int, list[RepairTask]] = defaultdict(list)
    for task in opened:
        by_authority[task.authority_id].append(task)
    by_manager: dict[Contact, list[RepairTask]] = defaultdict(list)
    for authority_id, tasks in by_authority.items():
        authority = organisations.authority(authority_id)
        ledger.record(
            deed="inspection.tasks_opened",
            subject=f"authority:{authority.code}",
            actor=system("inspection"),
            region_code=authority.region_code,
            facts={"rules": sorted(task.rule_id for task in tasks), "due": tasks[0].due_on.isoformat()},
        )
        for manager in identity.officers_with(
            Role.ITEM_MANAGER, authority_id=authority_id, region_code=authority.region_code
        ):
            by_manager[manager] += tasks
    for manager, tasks in by_manager.items():
        _tell(manager, tasks)


def _tell(manager: Contact, tasks: list[RepairTask]) -> None:
    ids = {task.authority_id for task in tasks}
    first = organisations.authority(tasks[0].authority_id)
    due = tasks[0].due_on
    notifications.queue(
        to=Recipient(account_id=manager.account_id, phone="", language=manager.language),
        template="repair-tasks-opened",
        context={
            "authority": first.name if len(ids) == 1 else f"{len(ids)} 个单位",
            "authority_en": first.name_en if len(ids) == 1 else f"{len(ids)} authorities",
            "count": str(len(tasks)),
            "findings": str(sum(task.findings for task in tasks)),
            "due": f"{due.year}年{due.month}月{due.day}日",
            "due_en": due.isoformat(),
        },
        subject=SUBJECT,
    )


def _locked(task_id: UUID, officer: Officer) -> RepairTask:
    task = RepairTask.objects.select_for_update().filter(reaches(officer), pk=task_id).first()
    if task is None:
        raise UnableToFindTask
    return task


def _own(task_id: UUID, officer: Officer) -> RepairTask:
    """Return a task that the officer may mend: she manages items of its authority."""
    task = _locked(task_id, officer)
    if Role.ITEM_MANAGER not in officer.roles or not officer.acts_for(
        authority_id=task.authority_id, region_code=task.region_code
    ):
        raise UnableToFindTask
    return task


def _said(text: str, fault: Promise) -> str:
    said = text.strip()
    if not said:
        raise UnableToRepair(fault=fault)
    return said[:LONGEST_TEXT]


def _kept(deed: str, task: RepairTask, officer: Officer) -> RepairTaskView:
    task.save()
    ledger.record(
        deed=deed,
        subject=f"authority:{organisations.authority(task.authority_id).code}",
        actor=officer.actor,
        region_code=task.region_code,
        facts={"rule": task.rule_id, "task": str(task.pk)},
    )
    return task_view(task)
