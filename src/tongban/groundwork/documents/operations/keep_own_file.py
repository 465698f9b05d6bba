"""Keep a file that the platform made itself, such as an archive package: nobody's upload, so it is not examined."""

from typing import BinaryIO

from tongban.groundwork.documents import storage
from tongban.groundwork.documents.models import StoredFile
from tongban.groundwork.documents.operations.forget_files import hold_content
from tongban.groundwork.documents.queries import summary_of_file
from tongban.groundwork.documents.rules import safe_name
from tongban.groundwork.documents.types import FileSummary
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor


def keep_own_file(
    *, content: BinaryIO, digest: str, size: int, kind: str, name: str, owner: str, actor: Actor
) -> FileSummary:
    """
    Keep a content whose SHA-256 (hex) is known, encrypted, in pieces; a lock and one INSERT, in the caller's transaction.

    The same content again takes the same place, so that a process killed before its commit leaves nothing double.
    """
    hold_content(digest)
    storage.keep(content, storage.content_path(digest))
    stored = StoredFile.objects.create(
        digest=digest,
        kind=kind,
        size=size,
        name=safe_name(name, suffix=kind),
        owner=owner,
        stored_by=actor.reference,
        stored_at=clock.now(),
    )
    return summary_of_file(stored)
