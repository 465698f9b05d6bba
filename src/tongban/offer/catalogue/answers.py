"""What those who keep the catalogue are shown: versions, changes, conflicts, items as frozen facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.offer.catalogue.comparing import Difference, compare, compare_local
from tongban.offer.catalogue.inheritance import LocalFacts
from tongban.offer.catalogue.queries import Offer, OfferCard
from tongban.offer.catalogue.rules import Guide, GuideProblem


@dataclass(frozen=True)
class VersionLine:
    """One published version as a list shows it: since when, why, by whom, and how much of its own it has."""

    number: int
    effective_from: date
    published_at: datetime
    published_by: str
    who: str  # the name of the publisher, empty for the system
    why: str
    basic_number: int  # of the version it inherits from; 0 for a version of a basic item
    own_count: int
    is_current: bool


@dataclass(frozen=True)
class VersionView:
    """One version whole: what it inherits, its own values, the guide they make, what holds of the place."""

    code: str
    name: str
    is_basic: bool
    basic_code: str
    line: VersionLine
    guide: Guide
    inherited: Guide
    own: Mapping[str, Any]
    local: LocalFacts


@dataclass(frozen=True)
class ChangeLine:
    """A change as lists show it."""

    id: UUID
    kind: str
    state: str
    code: str
    is_basic: bool
    authority_id: int | None
    region_code: str
    name: str
    why: str
    effective_from: date
    revision: int
    author: str
    author_name: str
    writers: tuple[str, ...]
    reviewer_name: str
    note: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class ChangeView:
    """
    A change whole. `inherited` is the guide an item inherits, `held` what holds before it, `guide` what it would make.

    They are None where there is none: a new item holds nothing, a suspension makes no guide, a faulty one cannot be read.
    """

    line: ChangeLine
    body: Mapping[str, Any]
    problems: tuple[GuideProblem, ...]
    inherited: Guide | None
    held: VersionView | None
    guide: Guide | None
    local: LocalFacts
    basic_code: str
    is_outdated: bool  # another version was published since the draft began

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What would differ from what holds; for a new item, from what it inherits."""
        before = self.held.guide if self.held is not None else self.inherited
        if self.guide is None or before is None:
            return ()
        held = self.held.local if self.held is not None else LocalFacts()
        return compare(before, self.guide) + (() if self.line.is_basic else compare_local(held, self.local))


@dataclass(frozen=True)
class ConflictLine:
    """An item whose own values are worse than what it would inherit, with the reasons."""

    id: int
    code: str
    name: str
    authority_id: int
    region_code: str
    basic_code: str
    basic_number: int
    opened_at: datetime
    problems: tuple[GuideProblem, ...]
    is_being_changed: bool


@dataclass(frozen=True)
class ConflictView:
    """A conflict whole: what would be inherited, the own values, those that stand, and the items that differ alike."""

    line: ConflictLine
    inherited: Guide
    own: Mapping[str, Any]
    mended: Mapping[str, Any]
    alike: tuple[ConflictLine, ...]


@dataclass(frozen=True)
class ItemLine:
    """An item as those who keep the catalogue see it in a list."""

    id: int
    code: str
    name: str
    name_en: str
    basic_code: str
    authority_id: int
    region_code: str
    state: str
    state_since: date | None
    version_number: int  # 0 without a guide
    own_count: int
    is_being_changed: bool
    has_conflict: bool


@dataclass(frozen=True)
class ItemView:
    """An item whole, with all that those who keep it need to decide what to do."""

    card: OfferCard
    offer: Offer | None  # its version in force, also of a suspended item
    inherited: Guide | None
    own: Mapping[str, Any]
    basic_number: int
    latest_basic_number: int
    change: ChangeLine | None
    conflict: ConflictLine | None
    successors: tuple[OfferCard, ...]
    predecessors: tuple[OfferCard, ...]
    may_manage: bool


@dataclass(frozen=True)
class BasicLine:
    """A basic item as lists show it."""

    code: str
    name: str
    name_en: str
    item_type: str
    version_number: int
    is_being_changed: bool


@dataclass(frozen=True)
class BasicView:
    """A basic item whole. `inheriting` counts the items that have a guide from it."""

    line: BasicLine
    guide: Guide | None
    inheriting: int
    conflicts: int
    change: ChangeLine | None


@dataclass(frozen=True)
class WouldConflict:
    """Items that differ alike and whose own values a new basic guide would make worse, with examples."""

    problems: tuple[GuideProblem, ...]
    count: int
    examples: tuple[OfferCard, ...]


@dataclass(frozen=True)
class Consequences:
    """What publishing a basic guide would do: how many items take it over, and which would be in conflict."""

    inheriting: int
    conflicts: tuple[WouldConflict, ...]

    @property
    def conflicting(self) -> int:
        return sum(each.count for each in self.conflicts)


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody who keeps items."""

    drafts: tuple[ChangeLine, ...]
    to_review: tuple[ChangeLine, ...]
    to_publish: tuple[ChangeLine, ...]
    to_take_effect: tuple[ChangeLine, ...]
    conflicts: tuple[ConflictLine, ...]


# --- versions ---
