"""Suspend, restore, revoke or cancel a licence."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences.answers import LicenceSummary
from tongban.proofs.licences.models import Licence, LicenceStatusChange
from tongban.proofs.licences.queries import UnableToFindLicence, summary
from tongban.proofs.licences.rules import CHANGES, Status, status_on
from tongban.registers.organisations import api as organisations


class UnableToChangeStatus(DomainError):
    """The authority that issued a licence changes its status, with a reason, from what it is to what may follow."""

    code = "licence.status_unchangeable"
    sentence = _("这份证照的状态不能变更：{fault}")


@transaction.atomic
def change_status(*, licence_id: UUID, status: Status, reason: str, authority_id: int, actor: Actor) -> LicenceSummary:
    """
    Change what a licence is worth, with a public reason that names no person.

    Only the authority that issued it may (`authority_id` is the officer's). Raises UnableToChangeStatus.
    """
    licence = Licence.objects.select_for_update().filter(pk=licence_id, is_current=True).first()
    if licence is None:
        raise UnableToFindLicence
    authority = organisations.authority(authority_id)
    now = status_on(clock.today(), status=Status(licence.status), valid=licence.valid)
    if authority.code != licence.issuer_code:
        raise UnableToChangeStatus(fault=_("只有签发机关可以变更。"))
    if status not in CHANGES[now]:
        raise UnableToChangeStatus(fault=_("现在的状态不允许这样变更。"))
    if not reason.strip():
        raise UnableToChangeStatus(fault=_("请写明理由，理由会公开。"))
    licence.status = status
    licence.save(update_fields=["status"])
    LicenceStatusChange.objects.create(
        licence=licence,
        at=clock.now(),
        before=now,
        after=status,
        reason=reason.strip()[:500],
        authority_name=authority.name,
    )
    shown = summary(licence)
    ledger.record(
        deed=f"licence.{'restored' if status is Status.VALID else status}",
        subject=shown.subject,
        actor=actor,
        reason=reason.strip(),
        region_code=licence.region_code,
        facts={"before": now, "after": status},
    )
    return shown
