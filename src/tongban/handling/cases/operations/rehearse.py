"""Rehearse a deed: see the official document it would issue, and leave nothing of it behind."""

from collections.abc import Callable

from django.db import transaction

from tongban.groundwork.documents import api as documents
from tongban.handling.cases.views import Done


def draft_of_document(deed: Callable[[], Done]) -> bytes | None:
    """
    Return the document that a deed would issue now, as a draft (PDF); None when it issues none. Raises what the deed raises.

    The deed is done and undone in one transaction, so the draft has the very facts that the document will have, while no
    number is used, nobody is told and no entry is written.
    """
    with transaction.atomic():
        try:
            done = deed()
            return documents.draft_pdf(done.document.id) if done.document else None
        finally:
            transaction.set_rollback(True)
