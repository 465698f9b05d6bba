"""Rehearse a deed: see the official document it would issue, and leave nothing of it behind."""

from collections.abc import Callable

from django.db import transaction

from tongban.groundwork.documents import api as documents
from tongban.handling.cases.operations.common import found_case
from tongban.handling.cases.queries.views import note_read
from tongban.handling.cases.views import Done
from tongban.registers.identity.api import Officer


def draft_of_document(deed: Callable[[], Done], *, number: str, officer: Officer) -> bytes | None:
    """
    Return the document that a deed would issue now, as a draft (PDF); None when it issues none. Raises what the deed raises.

    The deed is done and undone in one transaction, so the draft has the very facts that the document will have, while no
    number is used, nobody is told and no entry is written but this: that the officer saw it, for it names the applicant.
    """
    with transaction.atomic():
        try:
            document = deed().document
            draft = documents.draft_pdf(document.id) if document else None
        finally:
            transaction.set_rollback(True)
    if document is not None:
        note_read(found_case(number), officer, f"document.{document.kind}")
    return draft
