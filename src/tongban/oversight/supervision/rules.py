"""The rules of supervision: which card a light earns, what a card may become, how shares are taken."""

from enum import StrEnum


class CardKind(StrEnum):
    """What a card says."""

    YELLOW = "yellow"  # 黄牌: about to run out of the committed limit
    RED = "red"  # 红牌: past the committed limit
    BREACH = "breach"  # past the limit of the law
    PROCEDURE = "procedure"  # a special procedure took longer than the applicant was told
    COMMITMENT = "commitment"  # a promised paper did not come, and nobody saw to it
    DELIVERY = "delivery"  # decided, but not delivered within the limit of the law
    PART_YELLOW = "part_yellow"  # the time of one authority that takes part is about to run out
    PART_RED = "part_red"  # one authority that takes part is late, and makes the others wait


class CardState(StrEnum):
    """How far a card is."""

    OPEN = "open"
    EXPLAINED = "explained"  # the authority said why
    CONFIRMED = "confirmed"  # the supervisor found it right
    DISMISSED = "dismissed"  # the supervisor found a good reason


SETTLED = frozenset({CardState.CONFIRMED, CardState.DISMISSED})


def may_be_explained(state: CardState) -> bool:
    """Say whether the authority may still explain a card."""
    return state not in SETTLED


def may_be_settled(state: CardState) -> bool:
    """Say whether the supervisor may still settle a card."""
    return state not in SETTLED


def share(part: int, whole: int) -> float | None:
    """Return a share from 0 to 1; None where there is nothing to take it of."""
    return part / whole if whole else None


def compression(shorter: int, longer: int) -> float | None:
    """Return by which share a time is shorter than another (时限压缩比例), None where there is no time."""
    return 1 - shorter / longer if longer else None
