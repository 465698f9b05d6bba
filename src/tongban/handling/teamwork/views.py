"""What the front door hands out: plain, frozen facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.handling.cases.rules import grouped


class HasNumber:
    """A thing about a case, whose number people read aloud."""

    number: str

    @property
    def grouped_number(self) -> str:
        return grouped(self.number)


@dataclass(frozen=True)
class NoteView:
    """One internal note of a case."""

    id: int
    author_name: str
    author_post: str
    text: str
    at: datetime
    mentions: tuple[str, ...]  # names


@dataclass(frozen=True)
class MentionView(HasNumber):
    """A note in which one is named. Its words are on the case's page alone, for who may see it."""

    id: int
    number: str
    author_name: str
    at: datetime
    is_read: bool


@dataclass(frozen=True)
class SavedListView:
    """A list kept under a name."""

    id: int
    name: str
    query: Mapping[str, str]


@dataclass(frozen=True)
class WithdrawalView(HasNumber):
    """That an officer keeps away, or is asked to."""

    id: int
    number: str
    account_id: UUID
    name: str
    is_own_accord: bool
    reason: str
    state: str  # open | agreed | refused
    asked_at: datetime
    decided_name: str
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True)
class BatchOutcome(HasNumber):
    """What came of one case of a batch."""

    number: str
    is_done: bool
    code: str
    told: str
