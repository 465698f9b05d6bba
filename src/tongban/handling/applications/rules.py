"""What makes an application whole: ways to meet a material, what a page and a material still lack, the digest of it all."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """Where an application is made."""

    PORTAL = "portal"
    WINDOW = "window"
    TERMINAL = "terminal"
    API = "api"


class DraftState(StrEnum):
    """`open` may be changed, `submitted` may not, `supplementing` only where the authority asked for it."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SUPPLEMENTING = "supplementing"


class Way(StrEnum):
    """How a material is met."""

    LICENCE = "licence"  # an e-licence already held
    UPLOAD = "upload"
    COMMITMENT = "commitment"  # 告知承诺: promised in writing, the paper follows
    WINDOW = "window"  # the original is shown at a window


class PageStatus(StrEnum):
    NOT_STARTED = "not_started"
    FAULTY = "faulty"
    DONE = "done"


class MaterialStatus(StrEnum):
    MISSING = "missing"
    OPTIONAL = "optional"  # not given, and need not be
    DEFERRED = "deferred"  # not given; 容缺后补 lets it follow
    PROMISED = "promised"
    TO_SHOW = "to_show"  # the original is still to be shown at a window
    GIVEN = "given"


@dataclass(frozen=True)
class Given:
    """One thing given for a material, as the rules need to know it."""

    code: str
    way: Way
    seen_at_window: bool = False


def trust_level(way: Way, *, at_window: bool, licence_level: str = "A") -> str:
    """
    Return how far a material may be trusted (DOMAIN §8).

    A issued electronically by the authority, B compared with the original at a window, C uploaded by the holder, D declared under commitment.
    An original that is still to be shown has no level yet.
    """
    if way is Way.LICENCE:
        return licence_level
    if way is Way.COMMITMENT:
        return "D"
    if at_window:
        return "B"
    return "C" if way is Way.UPLOAD else ""


def material_status(*, necessity: str, given: Sequence[Given]) -> MaterialStatus:
    """Return where one material stands, from what was given for it."""
    if not given:
        return {"optional": MaterialStatus.OPTIONAL, "deferrable": MaterialStatus.DEFERRED}.get(
            necessity, MaterialStatus.MISSING
        )
    if any(thing.way is Way.COMMITMENT for thing in given):
        return MaterialStatus.PROMISED
    if all(thing.way is Way.WINDOW and not thing.seen_at_window for thing in given):
        return MaterialStatus.TO_SHOW
    return MaterialStatus.GIVEN


def page_status(*, code: str, saved: Collection[str], has_problems: bool) -> PageStatus:
    """Return where one page stands: a page nobody looked at is not started, even when the registry filled it."""
    if code not in saved:
        return PageStatus.NOT_STARTED
    return PageStatus.FAULTY if has_problems else PageStatus.DONE


def digest_of(
    *,
    item_version: int,
    party: str,
    answers: Mapping[str, Any],
    materials: Sequence[Mapping[str, Any]],
    scenario: int | None = None,
    situation: Mapping[str, str] | None = None,
) -> str:
    """
    Return the SHA-256 (hex) of what the applicant signs, in a canonical form that anyone can compute again.

    The version of the decision table and the answers to it are part of it where she was guided by one.
    """
    signed: dict[str, Any] = {
        "item_version": item_version,
        "party": party,
        "answers": answers,
        "materials": list(materials),
    }
    if scenario is not None:
        signed |= {"scenario": scenario, "situation": situation or {}}
    canonical = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
