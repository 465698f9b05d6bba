"""From the facts of a document to its signed PDF."""

from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.rendering.typesetting import typeset


def signed_pdf(document: OfficialDocument) -> bytes:
    """Return the document as PDF/A-2b with the issuer's electronic signature (PAdES baseline B)."""
    # Only the worker signs: the web server and the short commands are spared a second of start for what signing needs.
    from tongban.groundwork.documents.rendering.signing import signed

    return signed(typeset(document), document)
