"""Supply the paper that was promised under 告知承诺."""

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.models import MaterialGiven
from tongban.handling.applications.queries import material_of
from tongban.handling.applications.rules import Way
from tongban.handling.applications.views import Fulfilled
from tongban.registers.identity.api import Applicant

MEGABYTE = 1024**2  # as documents.rules.readable_size says it


class UnableToFulfilCommitment(DomainError):
    """No paper of this material is owed."""

    code = "commitment.not_owed"
    sentence = _("这份材料没有待补交的承诺。")
    status = 404


@transaction.atomic(savepoint=False)
def fulfil_commitment(
    *, application_id: UUID, applicant: Applicant, code: str, content: BinaryIO, name: str
) -> Fulfilled:
    """Store the promised paper; the promise and its date stay on record. Raises `documents.UnableToKeepFile`."""
    owed = list(
        MaterialGiven.objects.select_for_update()
        .select_related("draft")
        .filter(
            draft__application__id=application_id,
            draft__party_id=applicant.party_id,
            way=Way.COMMITMENT,
            promised_on__isnull=False,
            fulfilled_at=None,
        )
    )
    promise = next((thing for thing in owed if thing.code == code), None)
    material = material_of(promise.draft.item_version_id, code) if promise else None
    if promise is None or material is None:
        raise UnableToFulfilCommitment
    file = documents.store_file(
        content=content,
        name=name,
        accept=material.accept or ("jpg", "png", "pdf"),
        max_bytes=(material.max_mb or 10) * MEGABYTE,
        owner=f"draft:{promise.draft_id}",
        actor=applicant.actor,
    )
    promise.file, promise.file_name, promise.file_kind = file.id, file.name, file.kind
    promise.file_size, promise.file_digest, promise.fulfilled_at = file.size, file.digest, clock.now()
    promise.trust_level = "B" if applicant.via else "C"
    promise.save()
    return Fulfilled(code, material.name, owes_more=len(owed) > 1)
