"""What the front door of the documents hands out and takes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class FileSummary:
    """A stored file without its content."""

    id: UUID
    name: str  # made safe; its suffix agrees with the content
    kind: str  # "jpg", "pdf" …, found from the content
    size: int  # bytes
    digest: str  # SHA-256, hex
    owner: str  # subject it belongs to: "draft:<id>", "case:<number>"


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The authority that answers for a document; its seal is drawn from the name."""

    code: str  # unified social credit code, 18 characters
    name: str
    region_code: str
    mark: str = ""  # the word mark in document numbers (宁公); empty: derived from the name


@dataclass(frozen=True, kw_only=True)
class DocumentSummary:
    """An official document without its content."""

    id: UUID
    kind: str
    title: str
    number: str
    subject: str
    issuer_name: str
    issued_at: datetime
    is_ready: bool  # the PDF is rendered, signed and stored
