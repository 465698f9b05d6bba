"""Files and official documents as answers."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.api import DocumentSummary
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.applications.api import GivenView, MaterialView


class UnableToFindDocument(DomainError):
    """There is no such file or document among those the reader may see."""

    code = "document.not_found"
    sentence = _("没有找到这份文件。")
    status = 404


class UnableToShowYet(DomainError):
    """The document is issued, its PDF is still being made: ask again in some seconds."""

    code = "document.not_ready"
    sentence = _("文书已经签发，PDF 正在生成，请几秒后再试。")


def document_response(id: UUID, among: Iterable[DocumentSummary]) -> HttpResponse:
    """Return the PDF of one of the documents that the reader may see."""
    document = next((each for each in among if each.id == id), None)
    if document is None:
        raise UnableToFindDocument
    content = documents.document_pdf(id)
    if content is None:
        raise UnableToShowYet
    return _attachment(content, "application/pdf", f"{document.number or document.title}.pdf")


def given_in(materials: Iterable[MaterialView]) -> Iterator[GivenView]:
    """Return everything that was given for some materials."""
    return (each for material in materials for each in material.given)


def file_response(id: UUID, among: Iterable[GivenView]) -> HttpResponse:
    """Return a file that is one of the things given that the reader may see."""
    given = next((each for each in among if each.file_id == id), None)
    if given is None:
        raise UnableToFindDocument
    with documents.open_file(id) as file:
        return _attachment(file.read(), "application/octet-stream", given.file_name)


def _attachment(content: bytes, media: str, name: str) -> HttpResponse:
    # Never shown in the page's own origin: what people hand in may be HTML in disguise.
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": disposition})
