"""Throw a draft away."""

from uuid import UUID

from django.db import transaction

from tongban.groundwork.documents import api as documents
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.errors import UnableToChangeDraft
from tongban.handling.applications.models import MaterialGiven
from tongban.handling.applications.operations.common import own_draft
from tongban.handling.applications.rules import DraftState
from tongban.registers.identity.api import Applicant


def discard_draft(*, draft_id: UUID, applicant: Applicant) -> None:
    """Delete an open draft and what was given for it, files included. What was submitted cannot be thrown away."""
    with transaction.atomic():
        draft = own_draft(draft_id, applicant, locked=True)
        if draft.state != DraftState.OPEN:
            raise UnableToChangeDraft
        ledger.record(
            deed="draft.discarded",
            subject=f"draft:{draft.pk}",
            actor=applicant.actor,
            region_code=draft.region_code,
            facts={"item": draft.item_code},
        )
        documents.forget_files(MaterialGiven.objects.filter(draft=draft).values_list("file", flat=True))
        draft.delete()
