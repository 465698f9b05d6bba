"""Give a case to another authority: up (上报), down (下交), or before acceptance to whichever is competent (移送有权机关)."""

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases.models import Case, Transfer
from tongban.handling.cases.operations.common import (
    case_in_hand,
    found_case,
    issue,
    move,
    offer_of,
    subject_of,
    tell_applicant,
    with_reasons,
    write_down,
)
from tongban.handling.cases.operations.parts import move_due_dates_of_tasks
from tongban.handling.cases.queries.competent import competent_for
from tongban.handling.cases.queries.facts import facts_of, plan_of
from tongban.handling.cases.rules import TRANSFER_NAMES, State, Step, TransferKind, transfer_kind
from tongban.handling.cases.views import Done
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Kind
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority

# What is to ring about the case rings from now on where it lies.
MOVE_ALARMS = "UPDATE cases_alarm SET region_code = %s WHERE case_id = %s"


class UnableToTransfer(DomainError):
    """The authority is not competent, or a case that is accepted would go to another department."""

    code = "case.transfer_impossible"
    sentence = _(
        "这个办件不能交给这个单位：已经受理的，只能上报或者下交同一部门；没有受理的，只能移送有权办理这个事项的单位。"
    )
    status = 422


def transfer_case(*, number: str, officer: Officer, to: int, reason: str) -> Done:
    """
    Give a case to another authority, with the reason, and tell the applicant in writing.

    The clock runs on: nobody waits longer because offices pass a case between them. From today on the time is the other
    authority's. Before acceptance the clerk does it, afterwards who decides; what is with a higher level to decide, with
    authorities to examine, or stopped, stays.
    """
    step = Step.TRANSFER if found_case(number).state == State.SUBMITTED else Step.PASS_ON
    case = case_in_hand(number, step=step, officer=officer)
    reason = with_reasons(reason)
    target = next((each for each in competent_for(case) if each.id == to), None)
    if target is None:
        raise UnableToTransfer
    with transaction.atomic(), rows.together():
        return _transfer(case, step, officer, target, reason)


def _transfer(case: Case, step: Step, officer: Officer, target: Authority, reason: str) -> Done:
    source = organisations.authority(case.authority_id)
    kind = transfer_kind(key=source.key, region=source.region_code, to_key=target.key, to_region=target.region_code)
    case.step_authority = source.id
    move(case, step, authority_id=target.id, region_code=target.region_code, is_transferred=True)
    _hand_task(case, officer, target)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ALARMS, [target.region_code, case.pk])
    notice = issue(case, "transfer_notice", transfer=TRANSFER_NAMES[kind], to_authority=target.name, reasons=reason)
    rows.add(
        Transfer(
            case=case,
            kind=kind,
            moved_on=clock.today(),
            from_authority_id=source.id,
            to_authority_id=target.id,
            reason=reason,
            document=notice.number,
        )
    )
    done = write_down(
        case,
        step,
        actor=officer.actor,
        note=_told(kind, target, reason),
        document=notice,
        facts={"kind": kind, "from": source.code, "to": target.code},
    )
    tell_applicant(case, "case-transferred", authority=target.name, authority_en=target.name_en or target.name)
    return done


def _hand_task(case: Case, officer: Officer, target: Authority) -> None:
    """End the open task here and open the same one there, with the day on which it is due."""
    plan = plan_of(case)
    step = plan.step(plan.first if case.state == State.SUBMITTED else Kind.PROPOSE)
    due_on = case.acceptance_due_on if case.state == State.SUBMITTED else case.committed_due_on
    workflow.complete_task(subject=subject_of(case), step=step.code, result="transferred", by=officer.account_id)
    workflow.open_task(
        subject=subject_of(case),
        step=step,
        authority_id=target.id,
        region_code=target.region_code,
        item_code=case.item_code,
        title=offer_of(case).name,
        applicant_label=case.applicant_label,
        due_on=due_on or case.acceptance_due_on,
        barred=facts_of(case).barred.get(step.code, frozenset()),
    )
    if case.has_parts:
        move_due_dates_of_tasks(case, due_on or case.acceptance_due_on)


def _told(kind: TransferKind, target: Authority, reason: str) -> str:
    with translation.override("zh-hans"):
        return str(_("{kind}{authority}。{reason}")).format(
            kind=TRANSFER_NAMES[kind], authority=target.name, reason=reason
        )
