"""Who leads the posts gives a step to a colleague, takes it back, or has a lot drawn again; the platform draws lots."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.actors import Actor, system
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.hand_rules import NO_ROOT, digest_of, drawn
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.hands import leads, unfitness, why_unfit
from tongban.handling.cases.queries.views import case_seen_by
from tongban.handling.cases.refusals import UnableToFindCase, UnableWithoutReasons
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Absentee, Lot, OpenTask, PlanStep
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Officer, Role

LONGEST_NOTE = 500


class UnableToHandOut(DomainError):
    """Only who leads the posts of the authority gives out its tasks."""

    code = "task.not_yours_to_give"
    sentence = _("只有承办单位的负责人（决定岗位）可以指派这一步。")
    status = 403


class UnableToHandTo(DomainError):
    """The colleague named may not do the step."""

    code = "task.colleague_unfit"
    sentence = _("不能指派给{name}：{reason}。")
    status = 422


class UnableToChooseWhereDrawn(DomainError):
    """The plan wants a lot for this step."""

    code = "task.drawn_by_lot"
    sentence = _("这一步依规定随机抽取经办人，不能指定。确有需要时，请写明理由重新抽取。")


class UnableToDraw(DomainError):
    """Nobody is left to draw from."""

    code = "task.nobody_to_draw"
    sentence = _("没有可以抽取的经办人：有职责的人员都已离岗、回避或者办理过前面的环节。")


def hand_out(*, number: str, step: str, to: UUID, officer: Officer, note: str = "") -> str:
    """Give an open step to a colleague, whoever had it, and return her name; from then on nobody else may do it."""
    case, task, plan_step = _step_in_hand(number, step, officer)
    if plan_step is not None and plan_step.assignment == "random":
        raise UnableToChooseWhereDrawn
    colleague = identity.colleague(to)
    if colleague is None:
        raise UnableToHandTo(name="", reason=_("没有这位在岗人员"))
    why = unfitness(case, task, [colleague])[to]
    if why is not None:
        raise UnableToHandTo(name=colleague.name, reason=why_unfit(why))
    with transaction.atomic():
        workflow.assign_task(
            subject=_subject(case),
            step=step,
            to=to,
            to_name=colleague.name,
            by=officer.account_id,
            by_name=officer.name,
            note=note.strip()[:LONGEST_NOTE],
        )
        _record(case, "task.assigned", officer.actor, {"step": step, "to": str(to)})
    return colleague.name


def give_back(*, number: str, step: str, officer: Officer, note: str = "") -> None:
    """Give an assigned step back to the posts: by her who has it, her substitute, or who leads them. A drawn one stays."""
    case, _facts, _who = case_seen_by(officer, number, for_a_part=True)
    task = _open_task(case, step)
    if not leads(officer, task.authority_id):
        workflow.refuse_assigned(subject=_subject(case), step=step, account_id=officer.account_id)
    plan_step = workflow.plan(case.plan_code, case.plan_version).steps.get(step)
    if plan_step is not None and plan_step.assignment == "random":
        raise UnableToChooseWhereDrawn
    with transaction.atomic():
        workflow.give_back_task(
            subject=_subject(case),
            step=step,
            by=officer.account_id,
            by_name=officer.name,
            note=note.strip()[:LONGEST_NOTE],
        )
        _record(case, "task.given_back", officer.actor, {"step": step})


def draw_again(*, number: str, step: str, officer: Officer, reason: str) -> str:
    """Draw another for a step that goes by lot, for a reason; return on whom the lot fell."""
    if not reason.strip():
        raise UnableWithoutReasons
    case, task, plan_step = _step_in_hand(number, step, officer)
    if plan_step is None or plan_step.assignment != "random":
        raise UnableToFindCase
    with transaction.atomic():
        name = _draw(case, task, actor=officer.actor, by=officer, reason=reason.strip()[:LONGEST_NOTE])
        if name is None:
            raise UnableToDraw
    return name


def draw_where_asked(case: Case, opened: Iterable[PlanStep]) -> None:
    """
    Draw who does the steps just opened for which the plan wants a lot; inside the deed that opened them, so that nobody
    chooses the moment. Where nobody can be drawn the step stays open to its post, and the ledger says so.
    """
    wanted = {step.code for step in opened if step.assignment == "random"}
    if not wanted:
        return
    for task in workflow.open_tasks_of(_subject(case)):
        if task.step in wanted and _draw(case, task, actor=system("draw"), by=None) is None:
            _record(case, "task.draw_failed", system("draw"), {"step": task.step})


def note_absentee(case: Case, absentee: Absentee | None) -> None:
    """Keep in mind for whom a substitute acts in the deed under way, so that its record says so (代)."""
    case.absentee = absentee.name if absentee else ""


def _draw(case: Case, task: OpenTask, *, actor: Actor, by: Officer | None, reason: str = "") -> str | None:
    many = {each.account_id: each for each in identity.colleagues(task.authority_id, role=Role(task.role))}
    unfit = unfitness(case, task, many.values())
    candidates = [each for each, why in unfit.items() if why is None and each != task.claimed_by]
    if not candidates:
        return None
    subject = _subject(case)
    root, round = ledger.latest_root() or NO_ROOT, len(workflow.lots_of(subject)) + 1
    to = drawn(root=root, subject=subject, step=task.step, round=round, candidates=candidates)
    workflow.assign_task(
        subject=subject,
        step=task.step,
        to=to,
        to_name=many[to].name,
        by=by.account_id if by else None,
        by_name=by.name if by else "",
        note=reason,
        lot=Lot(root, round, candidates),
    )
    facts = {
        "step": task.step,
        "round": round,
        "root": root,
        "candidates": digest_of(candidates),
        "count": len(candidates),
        "to": str(to),
    }
    _record(case, "task.drawn", actor, facts, reason=reason)
    return many[to].name


def _step_in_hand(number: str, step: str, officer: Officer) -> tuple[Case, OpenTask, PlanStep | None]:
    case, _facts, _who = case_seen_by(officer, number, for_a_part=True)
    task = _open_task(case, step)
    if not leads(officer, task.authority_id):
        raise UnableToHandOut
    return case, task, workflow.plan(case.plan_code, case.plan_version).steps.get(step)


def _open_task(case: Case, step: str) -> OpenTask:
    found = next((task for task in workflow.open_tasks_of(_subject(case)) if task.step == step), None)
    if found is None:
        raise workflow.UnableToCompleteTask
    return found


def _record(case: Case, deed: str, actor: Actor, facts: dict[str, object], *, reason: str = "") -> None:
    ledger.record(
        deed=deed, subject=_subject(case), actor=actor, reason=reason, region_code=case.region_code, facts=facts
    )


def _subject(case: Case) -> str:
    return f"case:{case.number}"
