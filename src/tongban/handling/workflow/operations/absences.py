"""Who is away, and who stands in: while it lasts, the substitute sees and does what is assigned to or claimed by the one away."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.handling.workflow.absences import absences_between
from tongban.handling.workflow.models import Absence
from tongban.registers.identity.api import Officer, Role

LONGEST_ABSENCE = 366  # days
WORKING_ROLES = frozenset({Role.CLERK, Role.REVIEWER, Role.DECIDER})


class UnableToBeAbsent(DomainError):
    """The days are no period."""

    code = "absence.days"
    sentence = _("请填写开始日期和返岗日期：返岗日期在开始日期之后，开始日期不早于今天，最长一年。")
    status = 422


class UnableToSubstitute(DomainError):
    """The one named cannot stand in: not of the authority, not of the roles, or away herself."""

    code = "absence.substitute"
    sentence = _("{name}不能代为办理：须是本单位、具有相同职责、这段时间在岗的同事，不能是本人。")
    status = 422


class UnableToOverlapAbsence(DomainError):
    """She is away on some of these days already."""

    code = "absence.twice"
    sentence = _("{name}在这段时间已经登记了离岗。请先结束原来的登记。")


class UnableToFindAbsence(DomainError):
    """There is no such absence that the officer may end."""

    code = "absence.unknown"
    sentence = _("没有找到这条离岗登记，它可能已经结束。")
    status = 404


def may_speak_for(officer: Officer, colleague_id: UUID, authority_id: int) -> bool:
    """Say whether an officer may enter somebody's absence: her own, or as chief (decider) of the authority."""
    if officer.authority_id != authority_id:
        return False
    return officer.account_id == colleague_id or Role.DECIDER in officer.roles


@transaction.atomic
def enter_absence(
    *, who: Officer, substitute: Officer | None, start_on: date, end_on: date, reason: str, by: Officer
) -> int:
    """
    Write down that an officer is away from a day on until another (on which she is back), and who stands in.

    The substitute is of the same authority and has every role of hers that handles cases; four eyes and conflicts of
    interest hold for the substitute as for anybody.
    """
    if not may_speak_for(by, who.account_id, who.authority_id):
        raise UnableToFindAbsence
    if not clock.today() <= start_on < end_on or (end_on - start_on).days > LONGEST_ABSENCE:
        raise UnableToBeAbsent
    substitute = _fit_substitute(who, substitute, start_on, end_on)
    if absences_between([who.account_id], start_on, end_on):
        raise UnableToOverlapAbsence(name=who.name)
    absence = Absence.objects.create(
        account=who.account_id,
        name=who.name,
        substitute=substitute.account_id,
        substitute_name=substitute.name,
        authority_id=who.authority_id,
        start_on=start_on,
        end_on=end_on,
        reason=reason.strip(),
        entered_by=by.account_id,
        entered_at=clock.now(),
    )
    _record("absence.entered", absence, by.actor)
    return absence.pk


@transaction.atomic
def end_absence(absence_id: int, *, by: Officer) -> None:
    """End an absence today, or strike one that has not begun. What the substitute did stays done; the rest is hers again."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id, end_on__gt=clock.today()).first()
    if absence is None or not may_speak_for(by, absence.account, absence.authority_id):
        raise UnableToFindAbsence
    absence.end_on = max(absence.start_on, clock.today())
    absence.save(update_fields=["end_on"])
    _record("absence.ended", absence, by.actor)


def _fit_substitute(who: Officer, substitute: Officer | None, start_on: date, end_on: date) -> Officer:
    if substitute is None:
        raise UnableToSubstitute(name="")
    has_roles = (who.roles & WORKING_ROLES) <= substitute.roles
    reaches = substitute.item_codes is None or (who.item_codes is not None and who.item_codes <= substitute.item_codes)
    is_away = bool(absences_between([substitute.account_id], start_on, end_on))
    is_other = substitute.account_id != who.account_id and substitute.party_id != who.party_id
    if not (is_other and has_roles and reaches and not is_away and substitute.authority_id == who.authority_id):
        raise UnableToSubstitute(name=substitute.name)
    return substitute


def _record(deed: str, absence: Absence, actor: Actor) -> None:
    ledger.record(
        deed=deed,
        subject=f"officer:{absence.account}",
        actor=actor,
        facts={
            "substitute": f"{absence.substitute}",
            "start": f"{absence.start_on}",
            "end": f"{absence.end_on}",
        },
    )
