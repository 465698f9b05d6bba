"""Who signs in, for whom she acts, and what is known of her."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from tongban.doors.gateway.entrance import Scope
from tongban.doors.gateway.schemas.common import Given, Note, Taken, Word
from tongban.registers.identity.api import PartyKind, Role

Secret = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class SignIn(Taken):
    """What one signs in with. Staff, and whoever has set up a second factor, need it too."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Field(
        description="User name, telephone or identity number"
    )
    password: Secret
    second_factor: Annotated[str, StringConstraints(max_length=20)] = Field(
        "", description="The present code, where a second factor is set up"
    )
    scopes: list[Scope] | None = Field(
        None, description="Fewer scopes than the account has a right to; null asks for all"
    )
    hours: int = Field(8, ge=1, le=24, description="How long the token is good for")


class Token(Given):
    """A token, shown this once."""

    token: str
    scopes: list[Scope]
    expires_at: datetime


class SignUp(Taken):
    """What one opens an account with; name and identity number are checked against the population registry."""

    name: Word
    identity_number: Word
    phone: Word
    password: Secret
    language: Annotated[str, StringConstraints(pattern="^(zh-hans|zh-hant|en)$")] = "zh-hans"


class Account(Given):
    account_id: UUID
    party_id: UUID
    user_name: str


class WalkIn(Taken):
    """A person at the window, as the identity card says that the clerk has seen."""

    name: Word
    identity_number: Word
    phone: Word = ""


class WalkInCompany(Taken):
    """A company whose representative is at the window."""

    credit_code: Word
    phone: Word = ""


class Party(Given):
    id: UUID
    kind: PartyKind
    masked_name: str
    masked_number: str
    masked_phone: str


class PartyReference(Given):
    party_id: UUID


class Post(Given):
    """The post of a member of staff."""

    name: str
    post_name: str
    authority_id: int
    authority_name: str
    region_code: str
    roles: list[Role]
    region_wide: bool


class Me(Given):
    """The holder of the token."""

    account_id: UUID
    party_id: UUID
    scopes: list[Scope]
    language: str
    post: Post | None
    represents: list[Party]


class Purpose(Taken):
    """Why personal data are wanted in clear; it is written into the ledger and shown to the person."""

    purpose: Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]


class Read(Given):
    """One reading of a person's data: who, why, which fields, when."""

    at: datetime
    reader: str
    post: str
    purpose: str
    fields: list[str]
    digest: str = Field(description="Of its entry in the ledger; ask /ledger/receipts for the proof")


class Message(Given):
    id: UUID
    template: str
    subject: str
    title: str
    body: str
    at: datetime
    is_read: bool


class Entry(Given):
    """One deed in the ledger, for who may see its subject."""

    at: datetime
    deed: str
    actor_name: str
    actor_post: str
    reason: Note
    digest: str
    is_sealed: bool


class LedgerReceipt(Given):
    """
    The proof (RFC 6962) that an entry is in the ledger, without what the entry says.

    Hash the digest up the path to the root; the Ed25519 signature over "tongban-ledger\\n<size>\\n<root>\\n<made_at>\\n" is the operator's.
    """

    digest: str
    position: int
    size: int
    root: str
    path: list[str]
    signature: str
    made_at: str = Field(description="Exactly as it stands in the signed statement")
    public_key: str


Facts = dict[str, Any]
