"""Keep a file somebody hands in, after looking at what it really is."""

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from tongban.groundwork.documents import storage
from tongban.groundwork.documents.checks.archives import check_archive
from tongban.groundwork.documents.checks.content import kind_of
from tongban.groundwork.documents.checks.images import check_image
from tongban.groundwork.documents.checks.pdfs import check_pdf
from tongban.groundwork.documents.checks.refused import Refused
from tongban.groundwork.documents.errors import Refusal, UnableToKeepFile
from tongban.groundwork.documents.file_kinds import file_kinds
from tongban.groundwork.documents.models import StoredFile
from tongban.groundwork.documents.operations.forget_files import hold_content
from tongban.groundwork.documents.queries import summary_of_file
from tongban.groundwork.documents.rules import readable_size, safe_name
from tongban.groundwork.documents.types import FileSummary
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import Actor

CHUNK = 256 * 1024


def store_file(
    *, content: BinaryIO, name: str, accept: Collection[str], max_bytes: int, owner: str, actor: Actor
) -> FileSummary:
    """
    Keep a file for `owner` (a subject such as "draft:<id>") and return its summary; a lock and one INSERT, in the caller's transaction.

    `accept` lists codes of file kinds. Reading stops at `max_bytes`, so that a huge upload costs no more than the
    limit. A file is what its content says: a JPG called .png is kept as JPG. Raise `UnableToKeepFile` with the reason
    and the cure for everything else.
    """
    shown = safe_name(name, suffix="")
    if getattr(content, "size", 0) > max_bytes:
        raise UnableToKeepFile(Refusal.TOO_LARGE, name=shown, limit=readable_size(max_bytes))
    with storage.incoming() as file:
        digest, size = hashlib.sha256(), 0
        while chunk := content.read(CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise UnableToKeepFile(Refusal.TOO_LARGE, name=shown, limit=readable_size(max_bytes))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        try:
            kind = _checked_kind(Path(file.name), size=size, name=shown, accept=accept)
        except Refused as refused:
            raise UnableToKeepFile(refused.reason, **{"name": shown, **refused.data}) from refused
        hold_content(digest.hexdigest())
        storage.keep(file, storage.content_path(digest.hexdigest()))
    stored = StoredFile.objects.create(
        digest=digest.hexdigest(),
        kind=kind,
        size=size,
        name=safe_name(name, suffix=file_kinds()[kind].suffixes[0], others=file_kinds()[kind].suffixes),
        owner=owner,
        stored_by=actor.reference,
        stored_at=clock.now(),
    )
    return summary_of_file(stored)


def _checked_kind(path: Path, *, size: int, name: str, accept: Collection[str]) -> str:
    if not size:
        raise Refused(Refusal.EMPTY)
    kind = kind_of(path)
    accepted = " / ".join(file_kinds()[code].name for code in file_kinds() if code in accept)
    if kind not in accept:
        _refuse_kind(kind, name=name, accept=accept, accepted=accepted)
    if kind in {"jpg", "png"}:
        check_image(path, kind)
    elif kind == "pdf":
        check_pdf(path)
    else:
        check_archive(path)
    return kind


def _refuse_kind(kind: str, *, name: str, accept: Collection[str], accepted: str) -> None:
    actual = file_kinds()[kind].name if kind in file_kinds() else kind.upper()
    suffix = name.rpartition(".")[2].lower()
    named = next((known for known in file_kinds().values() if suffix in known.suffixes), None)
    if named and named.code in accept:
        raise Refused(
            Refusal.DISGUISED if actual else Refusal.CORRUPT, named=named.name, actual=actual, accepted=accepted
        )
    raise Refused(Refusal.NOT_ACCEPTED, actual=actual or suffix.upper() or "?", accepted=accepted)
