"""What the front door hands out: plain, frozen facts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


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
    done_at: datetime | None
    done_by: UUID | None
    result: str
