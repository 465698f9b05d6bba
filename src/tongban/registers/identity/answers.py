"""What the front door of identity hands out."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.masks import (
    mask_identity_number,
    mask_name,
    mask_organisation,
    mask_phone,
)
from tongban.registers.identity.rules import PartyKind, Role


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A member of staff in her post."""

    account_id: UUID
    party_id: UUID
    name: str
    post_name: str
    authority_id: int
    authority_name: str
    region_code: str
    roles: frozenset[Role]
    item_codes: frozenset[str] | None  # None reaches to every item of the authority
    region_wide: bool = False  # acts for every authority of the region and below: the comprehensive window (综合窗口)
    represents: frozenset[UUID] = frozenset()  # whom she may act for outside her office: a conflict of interest
    interests: frozenset[UUID] = frozenset()  # parties she is tied to by what she declared or registers know

    @property
    def actor(self) -> Actor:
        return Actor(
            reference=f"officer:{self.account_id}", name=self.name, post=f"{self.authority_name} {self.post_name}"
        )

    def has_interest_in(self, party_id: UUID) -> bool:
        """Say whether the party is herself, somebody she represents or is tied to: then a colleague serves it (公务员法第七十六条 回避)."""
        return party_id == self.party_id or party_id in self.represents or party_id in self.interests

    def acts_for(self, *, authority_id: int, region_code: str, item_code: str = "") -> bool:
        """Say whether the post reaches to an item of an authority in a region."""
        if item_code and self.item_codes is not None and item_code not in self.item_codes:
            return False
        return authority_id == self.authority_id or (self.region_wide and region_code.startswith(self.region_code))


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """
    Who applies: a natural person for herself or for a party that she may act for.

    `name` and `phone` are clear, for the applicant's own pages and papers; show `masked_name` to everybody else.
    """

    account_id: UUID | None  # None for a walk-in without an account
    person_id: UUID  # the natural person who acts
    party_id: UUID  # the person, company or principal applied for
    party_kind: PartyKind
    name: str  # the party's
    masked_name: str  # the party's
    person_masked_name: str
    phone: str
    language: str
    via: Officer | None = None  # the clerk who does it at a window
    item_codes: frozenset[str] | None = None  # None: for every item; else those that the delegation names

    @property
    def actor(self) -> Actor:
        party = f"party:{self.party_id}"
        if self.via is not None:
            return replace(self.via.actor, on_behalf_of=party)
        return Actor(
            reference=f"person:{self.person_id}",
            name=self.person_masked_name,
            on_behalf_of=party if self.party_id != self.person_id else "",
        )

    @property
    def has_full_mandate(self) -> bool:
        """Say whether she acts for herself or in everything: who was authorised for some items sees nothing beside them."""
        return self.item_codes is None

    def may_apply_for(self, item_code: str) -> bool:
        """Say whether the delegation, if there is one, reaches to an item."""
        return self.item_codes is None or item_code in self.item_codes

    def may_reach(self, *, authority_id: int, region_code: str, item_code: str) -> bool:
        """Say whether an item of an authority is within the delegation and, at a window, within the clerk's post."""
        if not self.may_apply_for(item_code):
            return False
        return self.via is None or self.via.acts_for(
            authority_id=authority_id, region_code=region_code, item_code=item_code
        )


@dataclass(frozen=True, kw_only=True)
class PartySummary:
    """A person or company as anybody on duty may see it: masked."""

    id: UUID
    kind: PartyKind
    masked_name: str
    masked_number: str
    masked_phone: str


@dataclass(frozen=True, kw_only=True)
class Principal(PartySummary):
    """A party as one sees it who may act for it: a company's name is its own people's to read."""

    name: str


@dataclass(frozen=True, kw_only=True)
class ClearParty:
    """A person or company in clear; what was not asked for is empty."""

    id: UUID
    kind: PartyKind
    name: str = ""
    number: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Where a party is told news."""

    party_id: UUID
    account_id: UUID | None
    phone: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """One delegation as its principal and its agent see it."""

    id: UUID
    principal: PartySummary
    agent: PartySummary
    ground: str  # legal_representative | authorised
    item_codes: frozenset[str] | None
    since: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class TokenHolder:
    """Who stands behind an API token, and what the token is good for."""

    account: Any  # identity.models.Account, which doors pass on and do not look into
    scopes: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """What is wrong with one answer, and how to mend it, in the reader's language."""

    field: str
    code: str
    sentence: str


def masked_party_name(name: str, kind: PartyKind) -> str:
    """Return a party's name as anybody may see it."""
    return mask_name(name) if kind is PartyKind.NATURAL else mask_organisation(name)


def summary(*, id: UUID, kind: PartyKind, name: str, number: str, phone: str) -> PartySummary:
    """Mask a party. A company's credit code is public and stays clear."""
    return PartySummary(
        id=id,
        kind=kind,
        masked_name=masked_party_name(name, kind),
        masked_number=mask_identity_number(number) if kind is PartyKind.NATURAL else number,
        masked_phone=mask_phone(phone),
    )


@dataclass(frozen=True, kw_only=True)
class Interest:
    """What an officer declared that ties her to somebody, in clear: for herself and for who confirms it."""

    id: int
    kind: str  # relative | company | share | employment | earlier_role
    name: str
    number: str
    note: str
    since: date
    until: date | None
    state: str  # declared | confirmed | ending | ended | refused
    officer_name: str
    officer_post: str
    declared_at: datetime
    settled_by: str
    settled_note: str

    @property
    def holds(self) -> bool:
        """Say whether it counts, as far as its state goes: until an administrator says otherwise."""
        return self.state in ("declared", "confirmed", "ending")
