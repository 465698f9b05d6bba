"""The front door of the documents: files that people hand in, and official documents that authorities issue."""

from tongban.groundwork.documents.operations.issue_document import UnableToIssueDocument, issue_document
from tongban.groundwork.documents.operations.render_pending import render_pending
from tongban.groundwork.documents.operations.store_file import UnableToKeepFile, store_file
from tongban.groundwork.documents.queries import (
    document_pdf,
    documents_about,
    documents_about_many,
    file_summaries,
    file_summary,
    find_document,
    open_file,
)
from tongban.groundwork.documents.types import DocumentSummary, FileSummary, Issuer

__all__ = [
    "DocumentSummary",
    "FileSummary",
    "Issuer",
    "UnableToIssueDocument",
    "UnableToKeepFile",
    "document_pdf",
    "documents_about",
    "documents_about_many",
    "file_summaries",
    "file_summary",
    "find_document",
    "issue_document",
    "open_file",
    "render_pending",
    "store_file",
]
