"""Take back something given for a material."""

from uuid import UUID

from django.db import transaction

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.handling.applications.errors import UnableToFindDraft
from tongban.handling.applications.models import Draft, MaterialGiven
from tongban.handling.applications.operations.common import changeable_draft, own_draft
from tongban.handling.applications.rules import DraftState
from tongban.registers.identity.api import Applicant


def remove_material(*, draft_id: UUID, applicant: Applicant, given_id: int) -> None:
    """Take back one thing given, while the draft is open or its material is asked for again; what was submitted stays."""
    with transaction.atomic():
        draft = own_draft(draft_id, applicant)
        given = MaterialGiven.objects.filter(
            pk=given_id, draft=draft, in_supplement=draft.state == DraftState.SUPPLEMENTING
        ).first()
        if given is None:
            raise UnableToFindDraft
        changeable_draft(draft_id, applicant, part=given.code)
        documents.forget_files([given.file])
        given.delete()
        Draft.objects.filter(pk=draft_id).update(updated_at=clock.now())
