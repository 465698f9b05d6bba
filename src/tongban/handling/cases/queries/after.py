"""What happened to a case after its decision: how the result was delivered, and whether it was taken back."""

from tongban.groundwork.foundation import rows
from tongban.groundwork.foundation.masks import mask_address, mask_name
from tongban.handling.cases import models
from tongban.handling.cases.models import Case
from tongban.handling.cases.taking_back import revocation_kinds
from tongban.handling.cases.views import DeliveryView, RevocationView
from tongban.handling.cases.ways import Delivery, DeliveryState

PERSONS = ("received_by", "witnesses")


def deliveries_of(case: Case, *, clear: bool) -> tuple[DeliveryView, ...]:
    """Return the attempts to deliver the result of a case, oldest first; persons and addresses masked unless asked for `clear`."""
    if not case.delivery_attempts:
        return ()
    return tuple(_delivery(row, clear=clear) for row in rows.find_all(models.Delivery, case=case.pk))


def revocations_of(case: Case, *, to_applicant: bool) -> tuple[RevocationView, ...]:
    """Return the revocations of a case, oldest first; who proposed one is the office's own affair."""
    if case.outcome != "granted":
        return ()
    return tuple(_revocation(row, to_applicant=to_applicant) for row in rows.find_all(models.Revocation, case=case.pk))


def _delivery(row: models.Delivery, *, clear: bool) -> DeliveryView:
    facts = dict(row.facts)
    if not clear:
        facts |= {name: mask_name(facts[name]) for name in PERSONS if name in facts}
        facts |= {"address": mask_address(facts["address"])} if "address" in facts else {}
    return DeliveryView(
        attempt=row.attempt,
        way=Delivery(row.way),
        state=DeliveryState(row.state),
        document_number=row.document,
        sent_at=row.sent_at,
        delivered_on=row.delivered_on,
        deemed_on=row.deemed_on,
        address=row.address if clear else mask_address(row.address),
        facts=facts,
        has_file=row.proof_file_id is not None,
        opened_at=row.opened_at,
        proof=row.proof,
        opening_proof=row.opening_proof,
    )


def _revocation(row: models.Revocation, *, to_applicant: bool) -> RevocationView:
    kind = revocation_kinds()[row.kind]
    return RevocationView(
        kind=row.kind,
        ground=kind.grounds[row.ground].name,
        reasons=row.reasons,
        proposed_name="" if to_applicant else row.proposed_name,
        proposed_on=row.proposed_on,
        heard_until=row.heard_until,
        answer=row.answer,
        answered_at=row.answered_at,
        decided_on=row.decided_on,
        is_confirmed=row.is_confirmed,
    )
