"""News of the documents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentAwaitsRendering:
    """An official document has its number and waits for its PDF: call `render_pending`."""
