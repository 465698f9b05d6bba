"""How guides stand, and how deep services really are online."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given, Reasons, Taken
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.api import FindingState, Lack, Severity, TaskState


class DepthLift(Given):
    """What would lift the online rate, on top of the steps before it."""

    cures: list[Lack]
    items: int
    before: float
    after: float
    reaches_aim: bool


class DepthLine(Given):
    """How much of what a region, or a level, offers can really be applied for online."""

    region_code: str = Field(description="Empty where the line is of a level")
    name: str
    level: int = Field(description="1 province … 5 village; 0 where the line is of everything")
    items: int
    claimed: int = Field(description="Items whose guide claims depth III or IV")
    online: int = Field(description="Items that really have depth III or IV here")
    rate: float
    by_depth: list[int] = Field(description="Items of depth I, II, III and IV", min_length=4, max_length=4)
    visits: float = Field(description="Mean number of visits")
    aim: float | None = Field(description="The share to be reached; null where none is set")
    source: str
    is_below: bool
    lifts: list[DepthLift]


class DepthFigures(Given):
    """Depth and visits, computed from what works here, as of the last look at all guides."""

    region: str
    as_of: datetime | None
    whole: DepthLine
    levels: list[DepthLine]
    regions: list[DepthLine] = Field(description="Those farthest below their aim first")


class InspectionRule(Given):
    code: str
    name: str
    severity: Severity = Field(description="1 hint, 2 flaw, 3 serious")
    weight: int
    source: str


class GuideFinding(Given):
    """A place of a guide that breaks a rule, in the language of the request."""

    id: int
    item_code: str
    item_name: str
    authority_id: int
    rule: InspectionRule
    path: str = Field(description="Where in the guide: materials[2].name")
    place: str
    sentence: str
    cure: str
    severity: Severity
    state: FindingState
    opened_at: datetime
    reopened: int

    @classmethod
    def of(cls, thing: Any) -> Self:
        """Return a finding with its sentences."""
        return cls(
            id=thing.id,
            item_code=thing.item_code,
            item_name=thing.item_name,
            authority_id=thing.authority_id,
            rule=rule(thing.rule),
            path=thing.path,
            place=inspection.place_name(thing.path),
            sentence=inspection.sentence_of(thing.rule, thing.said),
            cure=inspection.cure_of(thing.rule),
            severity=thing.severity,
            state=thing.state,
            opened_at=thing.opened_at,
            reopened=thing.reopened,
        )


class ItemStanding(Given):
    """How one item stands: its score, its open findings by severity, what it claims of being online and what is so."""

    code: str
    name: str
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
    lacks: list[Lack]
    lacking_materials: list[str] = Field(description="Codes of the required materials that cannot be given online")
    reviewed_on: date


class ItemInspection(Given):
    item: ItemStanding
    findings: list[GuideFinding]


class RepairTask(Given):
    """What an authority has to mend by a day."""

    id: UUID
    authority_id: int
    authority_name: str
    rule: InspectionRule
    state: TaskState
    findings: int
    opened_on: date
    due_on: date
    days_left: int
    claimed_by_name: str
    note: str
    decision: str

    @classmethod
    def of(cls, thing: Any) -> Self:
        """Return a task with its rule in the language of the request."""
        plain = {name: getattr(thing, name) for name in cls.model_fields if name != "rule"}
        return cls(**plain, rule=rule(thing.rule))


class AuthorityScore(Given):
    authority_id: int
    authority_name: str
    items: int
    score: float
    sound: int
    hints: int
    flaws: int
    serious: int


class InspectionDay(Given):
    day: date
    items: int
    score: float
    findings: int
    online_share: float


class RuleCount(Given):
    rule: InspectionRule
    open: int
    items: int
    excused: int


class InspectionOverview(Given):
    """The guides that an officer answers for: whose are worst, what is wrong most, and how that changes."""

    as_of: datetime | None
    items: int
    score: float | None
    sound: int
    tasks_waiting: int
    tasks_overdue: int
    authorities: list[AuthorityScore]
    rules: list[RuleCount]
    days: list[InspectionDay]

    @classmethod
    def of(cls, thing: Any) -> Self:
        """Return the overview with its rules in the language of the request."""
        counts = [
            RuleCount(rule=rule(row.rule), open=row.open, items=row.items, excused=row.excused) for row in thing.rules
        ]
        plain = {name: getattr(thing, name) for name in ("as_of", "items", "score", "sound", "tasks_waiting")}
        return cls(
            **plain,
            tasks_overdue=thing.tasks_overdue,
            authorities=[AuthorityScore.of(row) for row in thing.authorities],
            rules=counts,
            days=[InspectionDay.of(row) for row in thing.days],
        )


class RepairNote(Taken):
    text: Reasons


class ExcuseDecision(Taken):
    grant: bool
    reasons: Reasons


def rule(found: inspection.Rule) -> InspectionRule:
    """Return a rule in the language of the request."""
    return InspectionRule(
        code=found.code,
        name=inspection.rule_name(found),
        severity=found.severity,
        weight=found.weight,
        source=found.source,
    )
