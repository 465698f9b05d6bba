"""What the front door hands out: plain, frozen facts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class TaskFacts:
    """Who does a step that is opened, until when, and who may not."""

    authority_id: int
    due_on: date
    barred: Collection[UUID] = ()


@dataclass(frozen=True)
class TaskRow:
    """One task in a worklist."""

    id: int
    subject: str
    step: str
    role: str
    authority_id: int
    region_code: str
    item_code: str
    title: str
    applicant_label: str
    due_on: date
    opened_at: datetime
    claimed_by: UUID | None
    claimed_name: str
    is_assigned: bool  # then nobody else may do it, but her substitute


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; `after` asks for the next one and is None on the last."""

    rows: tuple[TaskRow, ...]
    after: str | None


@dataclass(frozen=True)
class TaskView:
    """One task of a subject, open or done."""

    id: int
    step: str
    role: str
    due_on: date
    opened_at: datetime
    claimed_by: UUID | None
    claimed_name: str
    is_assigned: bool
    done_at: datetime | None
    done_by: UUID | None
    result: str


@dataclass(frozen=True)
class Absentee:
    """Somebody for whom a substitute acted (代)."""

    account_id: UUID
    name: str


@dataclass(frozen=True)
class OpenTask:
    """An open task of a subject, with who may not do it."""

    step: str
    role: str
    authority_id: int
    due_on: date
    claimed_by: UUID | None
    claimed_name: str
    is_assigned: bool
    barred: frozenset[UUID]


@dataclass(frozen=True)
class LotView:
    """A lot that was drawn for a step: what it rested on, and on whom it fell."""

    step: str
    root: str
    round: int
    candidates: tuple[UUID, ...]
    to: UUID
    to_name: str


@dataclass(frozen=True)
class AssignmentView:
    """That a task was given to somebody, taken from her or drawn, as the case's page shows it."""

    step: str
    kind: str  # assigned | given_back | drawn
    to_name: str
    by_name: str  # empty when the platform drew
    note: str
    at: datetime


@dataclass(frozen=True)
class AbsenceView:
    """Who is away when, and who stands in."""

    id: int
    account_id: UUID
    name: str
    substitute: UUID
    substitute_name: str
    start_on: date
    end_on: date  # the first day on which she is back
    reason: str

    def runs_on(self, day: date) -> bool:
        return self.start_on <= day < self.end_on
