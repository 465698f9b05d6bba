"""Into whose hands a step may be given, and how a lot is drawn. The law, without a database."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from tongban.handling.cases.rules import CaseFacts, OfficerFacts, has_conflict_of_interest

NO_ROOT = "0" * 64  # before the ledger's first checkpoint


class Unfit(StrEnum):
    """Why a step may not be given to somebody, the weightiest first."""

    OTHER_AUTHORITY = "other_authority"
    OTHER_ROLE = "other_role"
    OTHER_ITEMS = "other_items"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    FOUR_EYES = "four_eyes"
    AWAY = "away"


@dataclass(frozen=True)
class Hand:
    """An open step of a case that is to be given to somebody."""

    step: str
    role: str
    authority_id: int
    barred: frozenset[UUID]


def unfit_for(hand: Hand, case: CaseFacts, officer: OfficerFacts, *, is_away: bool) -> Unfit | None:
    """Return why an officer may not be given a step, None when she may."""
    if officer.authority_id != hand.authority_id:
        return Unfit.OTHER_AUTHORITY
    if hand.role not in officer.roles:
        return Unfit.OTHER_ROLE
    if officer.item_codes is not None and case.item_code not in officer.item_codes:
        return Unfit.OTHER_ITEMS
    if has_conflict_of_interest(case, officer):
        return Unfit.CONFLICT_OF_INTEREST
    if officer.account_id in hand.barred:
        return Unfit.FOUR_EYES
    return Unfit.AWAY if is_away else None


def drawn(*, root: str, subject: str, step: str, round: int, candidates: Collection[UUID]) -> UUID:
    """
    Return whom the lot falls on: the candidate with the smallest HMAC-SHA-256 under the root of the ledger's checkpoint.

    Nobody can choose the root, each candidate is as likely as another, and whoever knows the five values can draw again.
    """
    if not candidates:
        raise ValueError("nobody to draw from")

    def ticket(candidate: UUID) -> bytes:
        text = "\n".join((subject, step, str(round), str(candidate)))
        return hmac.digest(bytes.fromhex(root), text.encode(), sha256)

    return min(candidates, key=ticket)


def digest_of(candidates: Collection[UUID]) -> str:
    """Return the SHA-256 (hexadecimal) over the candidates in their order, as the ledger keeps it."""
    return sha256("\n".join(sorted(map(str, candidates))).encode()).hexdigest()
