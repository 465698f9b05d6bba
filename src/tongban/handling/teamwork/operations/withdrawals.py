"""An officer keeps away from a case (公务员法第七十六条, 行政许可法第四十八条 回避): she says so herself, or the applicant asks and it is decided."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.handling.teamwork.models import Withdrawal
from tongban.registers.identity.api import Applicant, Officer, Role

LONGEST_REASON = 500
State = Withdrawal.State


class UnableToWithdraw(DomainError):
    """No reason is given."""

    code = "withdrawal.reason"
    sentence = _("请写明回避的理由，最长 500 字。")
    status = 422


class UnableToAskForWithdrawal(DomainError):
    """The officer named does not handle the case, the case is over, or it was asked before."""

    code = "withdrawal.not_possible"
    sentence = _("不能申请这位工作人员回避：她没有经办这个办件，办件已经办结，或者同样的申请还在处理。")


class UnableToDecideWithdrawal(DomainError):
    """There is no such request that waits for this officer."""

    code = "withdrawal.unknown"
    sentence = _("没有找到这条待决定的回避申请。它可能已经处理，或者不由您决定。")
    status = 404


def withdraw_oneself(*, number: str, officer: Officer, reason: str) -> None:
    """Keep away from a case from now on: she neither reads nor handles it any more, and her tasks of it are her colleagues'."""
    reason = _with_reason(reason)
    brief = cases.brief_for_officer(number, officer=officer)
    with transaction.atomic():
        Withdrawal.objects.create(
            number=brief.number,
            authority_id=officer.authority_id,
            account=officer.account_id,
            name=officer.name,
            is_own_accord=True,
            reason=reason,
            state=State.AGREED,
            asked_at=clock.now(),
        )
        cases.keep_away(number=brief.number, account_id=officer.account_id)
        _record("withdrawal.own", brief, officer.actor, officer.account_id)


def ask_for_withdrawal(*, number: str, applicant: Applicant, account_id: UUID, reason: str) -> int:
    """Ask, as the applicant, that an officer keep away; the decider of the officer's authority decides. It goes on meanwhile."""
    reason = _with_reason(reason)
    brief = cases.brief_for_applicant(number, applicant=applicant)
    named = cases.officers_of(brief.number, applicant=applicant)
    asked = Withdrawal.objects.filter(number=brief.number, account=account_id)
    if account_id not in named or brief.is_over or asked.filter(state__in=[State.OPEN, State.AGREED]).exists():
        raise UnableToAskForWithdrawal
    with transaction.atomic():
        row = Withdrawal.objects.create(
            number=brief.number,
            authority_id=brief.authority_id,
            account=account_id,
            name=named[account_id],
            is_own_accord=False,
            reason=reason,
            state=State.OPEN,
            asked_at=clock.now(),
        )
        _record("withdrawal.asked", brief, applicant.actor, account_id)
    return row.pk


def decide_withdrawal(withdrawal_id: int, *, officer: Officer, agree: bool, answer: str) -> None:
    """Decide a request, with reasons that the applicant is shown; never about oneself. Agreed, the officer keeps away."""
    answer = _with_reason(answer)
    with transaction.atomic():
        row = Withdrawal.objects.select_for_update().filter(pk=withdrawal_id, state=State.OPEN).first()
        is_hers = row is not None and row.authority_id == officer.authority_id and row.account != officer.account_id
        if row is None or not is_hers or Role.DECIDER not in officer.roles:
            raise UnableToDecideWithdrawal
        brief = cases.brief_for_officer(row.number, officer=officer)
        row.state = State.AGREED if agree else State.REFUSED
        row.decided_by, row.decided_name = officer.account_id, f"{officer.name} {officer.post_name}"
        row.decided_at, row.answer = clock.now(), answer
        row.save(update_fields=["state", "decided_by", "decided_name", "decided_at", "answer"])
        if agree:
            cases.keep_away(number=row.number, account_id=row.account)
        _record(f"withdrawal.{row.state}", brief, officer.actor, row.account)


def _with_reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_REASON:
        raise UnableToWithdraw
    return text


def _record(deed: str, brief: cases.CaseBrief, actor: Actor, account_id: UUID) -> None:
    ledger.record(
        deed=deed,
        subject=f"case:{brief.number}",
        actor=actor,
        region_code=brief.region_code,
        facts={"officer": str(account_id)},
    )
