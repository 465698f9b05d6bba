"""What happens when an officer with an interest of her own comes upon a case: it is written down, and her tasks of it go on."""

from django.db import transaction

from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases.models import Case
from tongban.handling.cases.rules import Refusal
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Officer


@transaction.atomic
def note_conflict(case: Case, officer: Officer, step: str) -> None:
    """Write an attempt down and bar the officer from what is open of the case, so that her colleagues find it."""
    subject = f"case:{case.number}"
    workflow.bar_from_tasks(subject=subject, account_id=officer.account_id)
    ledger.record(
        deed="case.step_refused",
        subject=subject,
        actor=officer.actor,
        reason=Refusal.CONFLICT_OF_INTEREST,
        region_code=case.region_code,
        facts={"step": step},
    )
