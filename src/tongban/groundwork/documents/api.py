"""The front door of the documents: files that people hand in, and official documents that authorities issue."""

from tongban.groundwork.documents.errors import Refusal, UnableToKeepFile
from tongban.groundwork.documents.file_kinds import media_type_of
from tongban.groundwork.documents.operations.forget_files import forget_files
from tongban.groundwork.documents.operations.issue_document import UnableToIssueDocument, issue_document
from tongban.groundwork.documents.operations.print_matter import UnableToPrintNow, print_matter
from tongban.groundwork.documents.operations.render_pending import render_pending
from tongban.groundwork.documents.operations.store_file import store_file
from tongban.groundwork.documents.operations.tidy_files import tidy_files
from tongban.groundwork.documents.queries import (
    document_pdf,
    documents_about,
    documents_about_many,
    draft_pdf,
    file_summaries,
    file_summary,
    find_document,
    open_file,
)
from tongban.groundwork.documents.rendering.typesetting import qr_svg
from tongban.groundwork.documents.types import DocumentSummary, FileSummary, Issuer

__all__ = [
    "DocumentSummary",
    "FileSummary",
    "Issuer",
    "Refusal",
    "UnableToIssueDocument",
    "UnableToKeepFile",
    "UnableToPrintNow",
    "document_pdf",
    "documents_about",
    "documents_about_many",
    "draft_pdf",
    "file_summaries",
    "file_summary",
    "find_document",
    "forget_files",
    "issue_document",
    "media_type_of",
    "open_file",
    "print_matter",
    "qr_svg",
    "render_pending",
    "store_file",
    "tidy_files",
]
