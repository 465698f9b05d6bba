"""What the front door of inspection hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.offer.inspection.models import FindingState
from tongban.offer.inspection.rules import Lack, Lift, RealDepth, Rule, Severity, TaskState


@dataclass(frozen=True)
class FoundFault:
    """A place of a guide that breaks a rule, before anything is kept: what an editor is shown before publishing."""

    rule: Rule
    path: str
    said: Mapping[str, str]

    @property
    def severity(self) -> Severity:
        return self.rule.severity


@dataclass(frozen=True)
class Verdict:
    """What a guide would get: its faults, the gravest first, its score, and how deep it would really be online."""

    faults: tuple[FoundFault, ...]
    score: int
    real: RealDepth


@dataclass(frozen=True)
class FindingView:
    """A kept finding."""

    id: int
    item_code: str
    item_name: str
    item_name_en: str
    authority_id: int
    region_code: str
    rule: Rule
    path: str
    said: Mapping[str, str]
    severity: Severity
    state: FindingState
    opened_at: datetime
    closed_at: datetime | None
    reopened: int
    excuse: str
    excused_by: str


@dataclass(frozen=True)
class FindingPage:
    """A page of findings; `after` asks for the next one and is None on the last."""

    rows: tuple[FindingView, ...]
    after: str | None


@dataclass(frozen=True)
class ItemStanding:
    """How one item stands."""

    item_id: int
    code: str
    name: str
    name_en: str
    authority_id: int
    region_code: str
    score: int
    hints: int
    flaws: int
    serious: int
    claimed_depth: int
    real_depth: int
    claimed_visits: int
    real_visits: int
    lacks: tuple[Lack, ...]
    lacking_materials: tuple[str, ...]
    reviewed_on: date
    inspected_at: datetime


@dataclass(frozen=True)
class ItemPage:
    """A page of items; `after` asks for the next one and is None on the last."""

    rows: tuple[ItemStanding, ...]
    after: str | None


@dataclass(frozen=True)
class ItemInspection:
    """An item with all its findings, the open ones first."""

    item: ItemStanding
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class RepairTaskView:
    """What an authority has to mend by a day."""

    id: UUID
    authority_id: int
    authority_name: str
    region_code: str
    rule: Rule
    state: TaskState
    findings: int
    opened_on: date
    due_on: date
    days_left: int  # working days; negative once it is past
    claimed_by_name: str
    note: str
    decision: str
    closed_on: date | None


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; `after` asks for the next one and is None on the last."""

    rows: tuple[RepairTaskView, ...]
    after: str | None


@dataclass(frozen=True)
class AuthorityScore:
    """How the guides of one authority stand."""

    authority_id: int
    authority_name: str
    region_code: str
    items: int
    score: float
    sound: int
    hints: int
    flaws: int
    serious: int


@dataclass(frozen=True)
class RuleCount:
    """How often a rule is broken."""

    rule: Rule
    open: int
    items: int
    excused: int
    switched_why: str = ""
    switched_by: str = ""
    switched_at: datetime | None = None


@dataclass(frozen=True)
class DayLine:
    """How a region stood at the end of a day."""

    day: date
    items: int
    score: float
    findings: int
    online_share: float


@dataclass(frozen=True)
class EmptyColumnView:
    """A column of the portal with no items, or too few."""

    kind: str  # theme | life_event | authority | region
    key: str
    name: str
    items: int


@dataclass(frozen=True)
class Overview:
    """The guides of a region: which authority's are worst, what is wrong most, whether it is getting better."""

    as_of: datetime | None
    under_way: bool
    items: int
    score: float | None
    sound: int
    by_severity: Mapping[Severity, int]
    tasks_waiting: int
    tasks_overdue: int
    authorities: tuple[AuthorityScore, ...]  # the worst first
    rules: tuple[RuleCount, ...]  # the most broken first
    days: tuple[DayLine, ...]
    empty_columns: tuple[EmptyColumnView, ...]


@dataclass(frozen=True)
class DepthLine:
    """How much of what a region (or all regions of a level) offers can be applied for online, against the aim."""

    region_code: str  # empty: a level
    name: str
    level: int
    items: int
    claimed: int
    online: int
    by_depth: tuple[int, int, int, int]
    visits: float  # mean
    aim: float | None
    source: str
    lifts: tuple[Lift, ...] = ()

    @property
    def rate(self) -> float:
        return self.online / self.items if self.items else 0.0

    @property
    def claimed_rate(self) -> float:
        return self.claimed / self.items if self.items else 0.0

    @property
    def is_below(self) -> bool:
        return self.aim is not None and self.rate < self.aim


@dataclass(frozen=True)
class DepthFigures:
    """Depth and visits of a region and below, computed from what really works here."""

    region: str
    as_of: datetime | None
    whole: DepthLine
    levels: tuple[DepthLine, ...]
    regions: tuple[DepthLine, ...]  # those farthest below their aim first
