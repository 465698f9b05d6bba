"""The front door of the documents: files that people hand in, and official documents that authorities issue."""

from tongban.groundwork.documents.errors import Refusal, UnableToKeepFile
from tongban.groundwork.documents.file_kinds import media_type_of
from tongban.groundwork.documents.letters.queries import (
    letter,
    letter_differences,
    letter_text,
    letters,
    number_example,
    numbers_given,
)
from tongban.groundwork.documents.letters.versions import GENERAL
from tongban.groundwork.documents.letters.views import (
    DemandLine,
    DifferenceLine,
    FactLine,
    LetterLine,
    LetterVersionLine,
    LetterView,
    SaidFault,
    SeriesLine,
    VariantLine,
)
from tongban.groundwork.documents.operations.change_letter import (
    Keeper,
    UnableToFindLetter,
    UnableToKeepUpWithLetter,
    UnableToPublishLetter,
    UnableToReachLetter,
    UnableToSaveLetter,
    UnableToSubmitLetter,
    discard_letter,
    return_letter,
    save_letter,
    submit_letter,
)
from tongban.groundwork.documents.operations.forget_files import forget_files
from tongban.groundwork.documents.operations.install_letters import install_letters
from tongban.groundwork.documents.operations.issue_document import UnableToIssueDocument, issue_document
from tongban.groundwork.documents.operations.keep_own_file import keep_own_file
from tongban.groundwork.documents.operations.preview_letter import Preview, Sample, preview_letter, preview_pdf
from tongban.groundwork.documents.operations.print_matter import UnableToPrintNow, print_matter
from tongban.groundwork.documents.operations.publish_letter import publish_letter
from tongban.groundwork.documents.operations.render_pending import render_pending
from tongban.groundwork.documents.operations.set_in_type import set_in_type
from tongban.groundwork.documents.operations.sign_content import DetachedSignature, certificates_of, sign_content
from tongban.groundwork.documents.operations.store_file import store_file
from tongban.groundwork.documents.operations.tidy_files import tidy_files
from tongban.groundwork.documents.queries import (
    document_pdf,
    documents_about,
    documents_about_many,
    draft_pdf,
    file_pieces,
    file_summaries,
    file_summary,
    find_document,
    open_file,
)
from tongban.groundwork.documents.rendering.typesetting import qr_svg
from tongban.groundwork.documents.types import DocumentSummary, FileSummary, Issuer

__all__ = [
    "letter_differences",
    "SaidFault",
    "save_letter",
    "preview_pdf",
    "media_type_of",
    "Sample",
    "UnableToKeepUpWithLetter",
    "qr_svg",
    "file_pieces",
    "Refusal",
    "LetterVersionLine",
    "letter",
    "store_file",
    "UnableToFindLetter",
    "find_document",
    "render_pending",
    "set_in_type",
    "LetterLine",
    "UnableToKeepFile",
    "preview_letter",
    "VariantLine",
    "FactLine",
    "letter_text",
    "documents_about_many",
    "Preview",
    "keep_own_file",
    "forget_files",
    "publish_letter",
    "number_example",
    "UnableToIssueDocument",
    "sign_content",
    "UnableToSubmitLetter",
    "GENERAL",
    "DifferenceLine",
    "DetachedSignature",
    "draft_pdf",
    "print_matter",
    "Keeper",
    "UnableToReachLetter",
    "document_pdf",
    "numbers_given",
    "certificates_of",
    "issue_document",
    "UnableToSaveLetter",
    "file_summary",
    "DocumentSummary",
    "UnableToPrintNow",
    "documents_about",
    "tidy_files",
    "return_letter",
    "DemandLine",
    "letters",
    "LetterView",
    "discard_letter",
    "install_letters",
    "Issuer",
    "file_summaries",
    "open_file",
    "SeriesLine",
    "submit_letter",
    "UnableToPublishLetter",
    "FileSummary",
]
