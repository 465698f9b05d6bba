"""Make the PDFs of documents that wait for them."""

import hashlib
import logging
import traceback
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from tongban.groundwork.documents import storage
from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.rendering import signed_pdf
from tongban.groundwork.foundation import clock

log = logging.getLogger(__name__)

BATCH = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


def render_pending(*, limit: int = 50) -> int:
    """
    Render, sign and store up to `limit` documents that wait; return how many became ready.

    Any number of workers may run this at once: each row is locked by one of them and skipped by the others. A worker
    that is killed loses nothing: its rows wait again, and the next rendering overwrites its half-made files.
    A document that fails is tried again after a pause that doubles each time, up to six hours. The newest come first:
    behind a backlog, such as that of an import, nobody waits who has just done something.
    """
    made = tried = 0
    while tried < limit:
        ready, seen = _render_batch(min(BATCH, limit - tried))
        if not seen:
            break
        made, tried = made + ready, tried + seen
    return made


@transaction.atomic
def _render_batch(size: int) -> tuple[int, int]:
    waiting = OfficialDocument.objects.filter(rendered_at__isnull=True, attempt_after__lte=clock.now())
    batch = list(waiting.order_by("-attempt_after").select_for_update(skip_locked=True)[:size])
    return sum(_render(document) for document in batch), len(batch)


def _render(document: OfficialDocument) -> bool:
    row = OfficialDocument.objects.filter(id=document.id)
    try:
        with transaction.atomic():
            row.update(rendered_at=clock.now(), digest=_store_pdf(document), last_error="")
    except Exception as failure:
        # The text of a failure may quote the document, so only its kind and place are written down.
        place = traceback.extract_tb(failure.__traceback__)[-1]
        log.error(
            "a document could not be rendered",
            extra={
                "document": str(document.id),
                "kind": document.kind,
                "failure": type(failure).__name__,
                "place": f"{place.filename}:{place.lineno}",
            },
        )
        row.update(
            attempts=F("attempts") + 1,
            attempt_after=clock.now() + min(FIRST_PAUSE * 2 ** min(document.attempts, 12), LONGEST_PAUSE),
            last_error=type(failure).__name__,
        )
        return False
    return True


def _store_pdf(document: OfficialDocument) -> str:
    pdf = signed_pdf(document)
    with storage.incoming() as file:
        file.write(pdf)
        storage.keep(file, storage.document_path(document.id))
    return hashlib.sha256(pdf).hexdigest()
