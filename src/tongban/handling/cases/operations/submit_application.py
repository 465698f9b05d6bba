"""Submit an application: the authority's file is opened, and the applicant has a receipt once that is committed."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock, news, rows
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications import api as applications
from tongban.handling.applications.api import ApplicationSummary, Way
from tongban.handling.cases.events import CaseSubmitted
from tongban.handling.cases.models import Alarm, Case, CourseEntry
from tongban.handling.cases.operations.common import issue, subject_of, tell_applicant, write_down
from tongban.handling.cases.rules import AlarmKind, State, Step, case_number
from tongban.handling.cases.views import Receipt
from tongban.handling.workflow import api as workflow
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import due_date
from tongban.registers.identity.api import Applicant
from tongban.registers.organisations import api as organisations

ONE_DAY = timedelta(days=1)
ELECTRONIC = "electronic"  # the answer to how the result is wanted

# As the receipt, an official document, words them.
WAY_NAMES = {
    Way.LICENCE: "电子证照，免提交",
    Way.UPLOAD: "上传电子文件",
    Way.COMMITMENT: "告知承诺",
    Way.WINDOW: "窗口出示原件",
}

NEXT_SERIAL = """
INSERT INTO cases_casecounter AS counter (region_code, day, last) VALUES (%s, %s, 1)
ON CONFLICT (region_code, day) DO UPDATE SET last = counter.last + 1
RETURNING last
"""


class UnableToSubmitApplication(DomainError):
    """The idempotency key was used for another application."""

    code = "application.key_reused"
    sentence = _("这个提交标识已经用于另一份申请，请刷新页面后重新提交。")
    status = 422


def submit_application(
    *,
    draft_id: UUID,
    applicant: Applicant,
    statement: str,
    idempotency_key: str = "",
    agrees_to_electronic: bool = False,
) -> Receipt:
    """
    Freeze a draft, open its case and return the receipt.

    `agrees_to_electronic`: she wants the result in her inbox; asking for nothing but the electronic one in the form says so too.

    The same draft or the same key again, one after the other or at once, makes no second case and gives the same receipt.
    Raises `UnableToFreezeApplication` with everything that is missing, and the catalogue's `UnableToApplyForItem` and
    `UnableToExercisePower`: a case can only exist for a power on the list (法无授权不可为).
    """
    try:
        with transaction.atomic(), rows.together():
            frozen = applications.freeze_application(draft_id=draft_id, applicant=applicant, statement=statement)
            if frozen.was_frozen_before:
                return _receipt_again(frozen)
            return _open_case(frozen, applicant, idempotency_key or None, agrees=agrees_to_electronic)
    except IntegrityError as error:
        if "one_case_per_idempotency_key" in str(error):
            raise UnableToSubmitApplication from error
        raise


def _open_case(
    frozen: ApplicationSummary, applicant: Applicant, idempotency_key: str | None, *, agrees: bool
) -> Receipt:
    offer = catalogue.offer_version(frozen.item_version_id)
    catalogue.require_open(offer)
    plan = workflow.latest_plan(offer.guide.plan)
    calendar = deadlines.calendar()
    received_on = clock.day_of(frozen.signed_at)
    acceptance_due = due_date(start=received_on, limit=deadlines.rule_limit("acceptance"), calendar=calendar).day
    case = Case(
        number=_next_number(offer.region_code, received_on),
        application_id=frozen.id,
        idempotency_key=idempotency_key,
        state=State.SUBMITTED,
        item_version_id=frozen.item_version_id,
        item_code=frozen.item_code,
        authority_id=offer.authority_id,
        region_code=offer.region_code,
        plan_code=plan.code,
        plan_version=plan.version,
        calendar_edition=deadlines.calendar_edition(),
        limits_edition=deadlines.limits_edition(),
        party_id=applicant.party_id,
        person_id=applicant.person_id,
        applicant_name=applicant.name,
        applicant_label=applicant.masked_name,
        phone=applicant.phone,
        account_id=applicant.account_id,
        language=applicant.language,
        channel=frozen.channel,
        received_at=frozen.signed_at,
        received_on=received_on,
        acceptance_due_on=acceptance_due,
        committed_amount=frozen.committed_amount,
        owes_paper=bool(frozen.promised),
        agreed_to_electronic_at=frozen.signed_at if agrees or frozen.delivery_method == ELECTRONIC else None,
        delivery_address=frozen.delivery_address,
    )
    rows.insert(case)
    workflow.open_task(
        subject=subject_of(case),
        step=plan.step(plan.first),
        authority_id=case.authority_id,
        region_code=case.region_code,
        item_code=case.item_code,
        title=offer.name,
        applicant_label=case.applicant_label,
        due_on=acceptance_due,
    )
    receipt = issue(
        case, "application_receipt", materials=_materials_listed(frozen, offer), acceptance_due_on=acceptance_due
    )
    if frozen.promised:
        issue(case, "commitment_letter", materials=_promises_listed(frozen, offer), signed_at=frozen.signed_at)
        first = min(day for _code, day in frozen.promised)
        rows.add(Alarm(case=case, kind=AlarmKind.COMMITMENT, ring_on=first + ONE_DAY, region_code=case.region_code))
    write_down(
        case,
        Step.SUBMIT,
        actor=applicant.actor,
        document=receipt,
        facts={"item": case.item_code, "digest": frozen.digest, "channel": frozen.channel},
    )
    tell_applicant(case, "case-received", due=acceptance_due)
    news.tell(CaseSubmitted(case.number, case.item_code))
    return _receipt(case, offer, receipt.id)


def _receipt_again(frozen: ApplicationSummary) -> Receipt:
    case = Case.objects.get(application_id=frozen.id)
    entry = CourseEntry.objects.filter(case=case, step=Step.SUBMIT).values_list("document_id", flat=True)
    return _receipt(case, catalogue.offer_version(case.item_version_id), entry[0])


def _receipt(case: Case, offer: Offer, document_id: UUID | None) -> Receipt:
    return Receipt(
        case_number=case.number,
        item_name=offer.name,
        authority_name=organisations.authority(case.authority_id).name,
        received_at=case.received_at,
        acceptance_due=case.acceptance_due_on,
        document_id=document_id,
    )


def _next_number(region_code: str, day: date) -> str:
    """Draw the next number of a region and day with one statement; its row stays locked until the deed commits, so it is drawn late."""
    region = f"{region_code[:6]:0<6}"
    with connection.cursor() as cursor:
        cursor.execute(NEXT_SERIAL, [region, day])
        return case_number(region_code=region, day=day, serial=cursor.fetchone()[0])


def _materials_listed(frozen: ApplicationSummary, offer: Offer) -> list[dict[str, str]]:
    return [{"name": offer.guide.material(code).name, "way": WAY_NAMES[way]} for code, way in frozen.given]


def _promises_listed(frozen: ApplicationSummary, offer: Offer) -> list[dict[str, str]]:
    return [{"name": offer.guide.material(code).name, "promised_on": day.isoformat()} for code, day in frozen.promised]
