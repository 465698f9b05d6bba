"""Reads of the documents: summaries and contents."""

import io
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import BinaryIO
from uuid import UUID

from tongban.groundwork.documents import storage
from tongban.groundwork.documents.models import OfficialDocument, StoredFile
from tongban.groundwork.documents.rendering.typesetting import typeset
from tongban.groundwork.documents.types import DocumentSummary, FileSummary

DOCUMENTS_OF_A_SUBJECT = 100
SUMMARY_FIELDS = ("id", "kind", "title", "number", "subject", "issuer_name", "issued_at", "rendered_at")


def file_summary(id: UUID) -> FileSummary | None:
    """Return a stored file without its content, or None."""
    return file_summaries([id]).get(id)


def file_summaries(ids: Collection[UUID]) -> dict[UUID, FileSummary]:
    """Return the stored files among `ids`; one SQL statement."""
    return {file.id: summary_of_file(file) for file in StoredFile.objects.filter(id__in=ids)}


def open_file(id: UUID) -> BinaryIO:
    """
    Open a stored file for reading, in clear; the caller closes it. Raise `FileNotFoundError` when there is none.

    Raise `OSError` when the content is not the one that was kept.
    """
    digest = StoredFile.objects.filter(id=id).values_list("digest", flat=True).first()
    if digest is None:
        raise FileNotFoundError(f"there is no stored file {id}")
    return io.BytesIO(storage.read(storage.content_path(digest), digest=digest))


def file_pieces(id: UUID) -> Iterator[bytes]:
    """
    Yield a stored file in clear, a megabyte at a time; raise `FileNotFoundError` when there is none.

    What was altered raises `OSError`, at the latest after the last piece.
    """
    digest = StoredFile.objects.filter(id=id).values_list("digest", flat=True).first()
    if digest is None:
        raise FileNotFoundError(f"there is no stored file {id}")
    yield from storage.pieces(storage.content_path(digest), digest=digest)


def documents_about(subject: str) -> tuple[DocumentSummary, ...]:
    """Return the newest hundred documents about a subject, oldest first."""
    return documents_about_many([subject])[subject]


def documents_about_many(subjects: Collection[str]) -> dict[str, tuple[DocumentSummary, ...]]:
    """Return the documents about each of the subjects, oldest first; one SQL statement."""
    found: dict[str, list[DocumentSummary]] = defaultdict(list)
    newest = OfficialDocument.objects.filter(subject__in=subjects).order_by("-issued_at", "-id").only(*SUMMARY_FIELDS)
    for document in newest[: DOCUMENTS_OF_A_SUBJECT * max(1, len(subjects))]:
        found[document.subject].append(summary_of_document(document))
    return {subject: tuple(reversed(found[subject])) for subject in subjects}


def find_document(id: UUID) -> DocumentSummary | None:
    """Return an official document without its content, or None."""
    document = OfficialDocument.objects.only(*SUMMARY_FIELDS).filter(id=id).first()
    return summary_of_document(document) if document else None


def document_pdf(id: UUID) -> bytes | None:
    """
    Return the signed PDF of an official document; None while the worker has not made it yet.

    Raise `OSError` when the stored file is not the one that was signed.
    """
    digest = OfficialDocument.objects.filter(id=id).values_list("digest", flat=True).first()
    if not digest:
        return None
    return storage.read(storage.document_path(id), digest=digest)


def draft_pdf(id: UUID) -> bytes | None:
    """
    Return a document as a draft: without number, seal and signature; None when there is none.

    For a deed that is rehearsed and rolled back: its document exists only inside that transaction.
    """
    document = OfficialDocument.objects.filter(id=id).first()
    return typeset(document, is_draft=True) if document else None


def summary_of_document(document: OfficialDocument) -> DocumentSummary:
    """Return what the front door says of a document."""
    return DocumentSummary(
        id=document.id,
        kind=document.kind,
        title=document.title,
        number=document.number,
        subject=document.subject,
        issuer_name=document.issuer_name,
        issued_at=document.issued_at,
        is_ready=document.rendered_at is not None,
    )


def summary_of_file(file: StoredFile) -> FileSummary:
    """Return what the front door says of a file."""
    return FileSummary(id=file.id, name=file.name, kind=file.kind, size=file.size, digest=file.digest, owner=file.owner)
