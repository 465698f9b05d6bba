"""From the facts of a document to its signed PDF."""

from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.rendering.signing import signed
from tongban.groundwork.documents.rendering.typesetting import typeset


def signed_pdf(document: OfficialDocument) -> bytes:
    """Return the document as PDF/A-2b with the issuer's electronic signature (PAdES baseline B)."""
    return signed(typeset(document), document)
