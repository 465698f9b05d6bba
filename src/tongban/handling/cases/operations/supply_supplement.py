"""Supply what was asked for: the application waits for acceptance again."""

from django.db import transaction

from tongban.groundwork.foundation import clock, rows
from tongban.handling.applications import api as applications
from tongban.handling.cases.operations.common import move, offer_of, own_case, subject_of, write_down
from tongban.handling.cases.queries.facts import acceptance_clock, calendar_of, plan_of
from tongban.handling.cases.rules import Step
from tongban.handling.cases.views import Done
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Applicant


def supply_supplement(*, number: str, applicant: Applicant) -> Done:
    """
    Hand in the supplement, whose materials and answers were given through the draft; the clock of acceptance runs on.

    Raises `UnableToSupplement` while something asked for is still missing.
    """
    case = own_case(number, step=Step.SUPPLY_SUPPLEMENT, applicant=applicant)
    case.supplied_on = clock.today()
    due = acceptance_clock(case).due(calendar_of(case)).day
    with transaction.atomic(), rows.together():
        move(case, Step.SUPPLY_SUPPLEMENT, supplied_on=case.supplied_on, acceptance_due_on=due)
        digest = applications.freeze_supplement(application_id=case.application_id, applicant=applicant)
        workflow.open_task(
            subject=subject_of(case),
            step=plan_of(case).step("accept"),
            authority_id=case.authority_id,
            region_code=case.region_code,
            item_code=case.item_code,
            title=offer_of(case).name,
            applicant_label=case.applicant_label,
            due_on=due,
            barred=case.recused,
        )
        return write_down(case, Step.SUPPLY_SUPPLEMENT, actor=applicant.actor, facts={"digest": digest})
