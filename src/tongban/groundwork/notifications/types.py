"""What the front door of the notifications hands out and takes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a message is for: an account reads it in the portal, a phone or an e-mail address gets a copy."""

    account_id: UUID | None
    phone: str
    language: str  # "zh-hans", "zh-hant" or "en"
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class InboxMessage:
    """A message as its reader sees it, in the reader's language."""

    id: UUID
    template: str
    subject: str  # what it speaks of: "case:<number>"
    title: str
    body: str
    at: datetime
    is_read: bool
