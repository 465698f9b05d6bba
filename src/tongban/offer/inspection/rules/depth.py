"""
How deep a service really is online (网上办理深度) and how often one really has to come (到办事现场次数).

Not what the guide claims, but what follows from what works here: I information only; II the form can be filled in online, but
something must be handed over in person; III everything can be handed in online, and one comes at most once; IV nobody comes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongban.offer.catalogue.rules import Guide, Material

NO_DEPTH, CHECKED_ONLINE, ACCEPTED_ONLINE, WHOLLY_ONLINE = 1, 2, 3, 4


class Lack(StrEnum):
    """What keeps an item from being done wholly online."""

    CHANNEL = "channel"  # the guide offers no online way
    FORM = "form"  # no form is published
    MATERIALS = "materials"  # a required material can only be shown at a window
    PRESENCE = "presence"  # the guide asks the applicant to come, with a reason
    PAYMENT = "payment"  # there is a fee, and it cannot be paid here online
    DELIVERY = "delivery"  # the result is neither electronic nor sent by post
    IDENTITY = "identity"  # who applies is not verified online


# Without these nothing can be handed in.
BEFORE_ACCEPTANCE = frozenset({Lack.CHANNEL, Lack.FORM, Lack.MATERIALS, Lack.IDENTITY})


@dataclass(frozen=True)
class Platform:
    """What works on this platform: figures must not count on what is not built."""

    payment: bool = False
    identity: bool = True


@dataclass(frozen=True)
class RealDepth:
    """The computed depth and visits, what is missing, and which materials are in the way."""

    depth: int
    visits: int
    lacks: tuple[Lack, ...]
    materials: tuple[str, ...] = ()  # codes

    @property
    def is_online(self) -> bool:
        """Say whether an application can be handed in online (网上可办)."""
        return self.depth >= ACCEPTED_ONLINE


@dataclass(frozen=True)
class Aim:
    """The share of items that must be online at some levels, and where that is written."""

    levels: tuple[int, ...]  # 1 province … 5 village
    share: float
    source: str


@dataclass(frozen=True)
class Lift:
    """What would lift the online rate: put these right for so many items, and the rate goes from there to here."""

    cures: tuple[Lack, ...]
    items: int
    before: float
    after: float
    reaches_aim: bool


def real_depth(
    guide: Guide, *, form_published: bool, platform: Platform, licences: Mapping[str, str] | Collection[str] = ()
) -> RealDepth:
    """
    Return how deep an item really is online.

    `licences` are the types that the platform knows (name → key): the way "licence" works only for those; none known
    leaves it to the guide.
    """
    keys = frozenset(licences.values()) if isinstance(licences, Mapping) else frozenset(licences)
    at_window = tuple(each.code for each in guide.materials if each.is_required and not _is_given_online(each, keys))
    found = {
        Lack.CHANNEL: not guide.is_online,
        Lack.FORM: not form_published or not guide.form.pages,
        Lack.MATERIALS: bool(at_window),
        Lack.IDENTITY: not platform.identity,
        Lack.PRESENCE: guide.visits > 0,
        Lack.PAYMENT: any(fee.amount_fen for fee in guide.fees) and not platform.payment,
        Lack.DELIVERY: not (guide.by_post or _is_electronic(guide)),
    }
    lacks = tuple(lack for lack, is_so in found.items() if is_so)
    visits = _visits(guide, frozenset(lacks))
    return RealDepth(_depth(lacks, visits), visits, lacks, at_window)


def lifts(*, items: int, online: int, gaps: Mapping[frozenset[Lack], int], aim: float) -> tuple[Lift, ...]:
    """
    Return what to put right, the most fruitful first, each step on top of the ones before, until everything is online.

    `gaps` counts the items that are not online by what they lack for it. A step cures one lack, or, where no single one
    brings any item online, the smallest set that does.
    """
    if not items:
        return ()
    left = {lacks & BEFORE_ACCEPTANCE or lacks: count for lacks, count in _merged(gaps).items() if count}
    cured: frozenset[Lack] = frozenset()
    steps: list[Lift] = []
    while left:
        cure = min(
            ({lack} for lack in BEFORE_ACCEPTANCE | frozenset(Lack)),
            key=lambda each: (-_brought(left, cured | each), sorted(each)),
        )
        if not _brought(left, cured | cure):
            cure = set(min(left, key=lambda lacks: (len(lacks - cured), -left[lacks], sorted(lacks))) - cured)
        cured |= cure
        brought = _brought(left, cured)
        before, online = online / items, online + brought
        left = {lacks: count for lacks, count in left.items() if not lacks <= cured}
        reaches = before < aim <= online / items
        steps.append(Lift(tuple(sorted(cure)), brought, before, online / items, reaches))
    return tuple(steps)


def _merged(gaps: Mapping[frozenset[Lack], int]) -> Mapping[frozenset[Lack], int]:
    merged: dict[frozenset[Lack], int] = {}
    for lacks, count in gaps.items():
        key = lacks & BEFORE_ACCEPTANCE or lacks
        merged[key] = merged.get(key, 0) + count
    return merged


def _brought(left: Mapping[frozenset[Lack], int], cured: Collection[Lack]) -> int:
    return sum(count for lacks, count in left.items() if lacks <= frozenset(cured))


def _is_given_online(material: Material, licence_types: frozenset[str]) -> bool:
    if "upload" in material.ways and material.accept and material.max_mb:
        return True
    if "commitment" in material.ways:
        return True
    return "licence" in material.ways and (not licence_types or material.licence_type in licence_types)


def _is_electronic(guide: Guide) -> bool:
    """Say whether the result itself arrives electronically: a licence of a known type, or a paper that we issue as PDF."""
    return bool(guide.result.licence_type) if guide.result.kind == "licence" else True


def _visits(guide: Guide, lacks: frozenset[Lack]) -> int:
    """Count the visits: to hand in, and to collect; paying and showing oneself go with either, or are one visit."""
    hands_in = bool(lacks & BEFORE_ACCEPTANCE)
    collects = Lack.DELIVERY in lacks and not (hands_in and guide.case_type == "instant")
    comes_for_else = bool(lacks & {Lack.PAYMENT, Lack.PRESENCE})
    return max(guide.visits, int(hands_in) + int(collects), int(comes_for_else))


def _depth(lacks: Collection[Lack], visits: int) -> int:
    if Lack.CHANNEL in lacks or Lack.FORM in lacks or Lack.IDENTITY in lacks:
        return NO_DEPTH
    if Lack.MATERIALS in lacks or visits > 1:
        return CHECKED_ONLINE
    return ACCEPTED_ONLINE if visits else WHOLLY_ONLINE
