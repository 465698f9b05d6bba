"""Forget files that somebody took back: the row, and the content when nobody else handed in the same."""

from collections.abc import Collection, Iterable
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from tongban.groundwork.documents import storage
from tongban.groundwork.documents.models import StoredFile


def forget_files(ids: Iterable[UUID | None]) -> int:
    """
    Remove stored files and return how many; their contents go once the caller's transaction is committed.

    For what was never part of anything signed. A process killed in between leaves an encrypted content that nothing names.
    """
    rows = StoredFile.objects.filter(id__in=[each for each in ids if each is not None])
    digests = set(rows.values_list("digest", flat=True))
    count, _models = rows.delete()
    transaction.on_commit(partial(_remove_contents, digests))
    return count


def hold_content(digest: str) -> None:
    """Keep a content from being removed until the caller's transaction, which adds a row that names it, is committed."""
    _lock("pg_advisory_xact_lock_shared", digest)


def _remove_contents(digests: Collection[str]) -> None:
    for digest in sorted(digests):
        with transaction.atomic():
            _lock("pg_advisory_xact_lock", digest)
            if not StoredFile.objects.filter(digest=digest).exists():
                storage.content_path(digest).unlink(missing_ok=True)


def _lock(function: str, digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s::text, 0))", [f"content {digest}"])  # noqa: S608 - ours
