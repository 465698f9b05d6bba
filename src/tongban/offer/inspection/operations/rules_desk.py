"""Switch a rule off or on; vouch for a guide that was looked through."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.offer.inspection.models import Book, Inspected, RuleRow
from tongban.offer.inspection.operations.inspect_items import inspect_items
from tongban.offer.inspection.queries import UnableToFindInspection, reaches
from tongban.registers.identity.api import Officer, Role

LONGEST_TEXT = 400


class UnableToSwitchRule(DomainError):
    """A rule is switched by a supervisor, with a reason."""

    code = "inspection.rule_refused"
    sentence = _("不能启用或者停用这条规则：{fault}")


@transaction.atomic
def switch_rule(*, code: str, on: bool, officer: Officer, reason: str) -> None:
    """Switch a rule off or on, with a reason; findings follow with the next run."""
    if Role.SUPERVISOR not in officer.roles:
        raise UnableToSwitchRule(fault=_("规则由监督岗位启用或者停用。"))
    row = RuleRow.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise UnableToFindInspection
    if not reason.strip():
        raise UnableToSwitchRule(fault=_("请写明理由。"))
    if row.is_on == on:
        raise UnableToSwitchRule(fault=_("规则已经是这个状态，请刷新页面。"))
    row.is_on = on
    row.switched_why, row.switched_by, row.switched_at = reason.strip()[:LONGEST_TEXT], officer.name, clock.now()
    row.save(update_fields=["is_on", "switched_why", "switched_by", "switched_at"])
    Book.objects.filter(id=1).update(revision=F("revision") + 1)
    ledger.record(
        deed="inspection.rule_switched_on" if on else "inspection.rule_switched_off",
        subject=f"inspection-rule:{code}",
        actor=officer.actor,
        reason=row.switched_why,
        region_code=officer.region_code,
    )


@transaction.atomic
def confirm_guide(*, code: str, officer: Officer) -> None:
    """Vouch, for the authority, that a guide was looked through today and still holds."""
    row = Inspected.objects.select_for_update().filter(reaches(officer), code=code, is_listed=True).first()
    may = Role.ITEM_MANAGER in officer.roles
    if row is None or not may or not officer.acts_for(authority_id=row.authority_id, region_code=row.region_code):
        raise UnableToFindInspection
    row.reviewed_on, row.digest = clock.today(), ""
    row.save(update_fields=["reviewed_on", "digest"])
    ledger.record(
        deed="inspection.guide_confirmed",
        subject=f"item:{code}",
        actor=officer.actor,
        region_code=row.region_code,
    )
    inspect_items([row.pk])
