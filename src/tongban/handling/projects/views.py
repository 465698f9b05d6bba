"""What the front door hands out: plain, frozen facts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.handling.projects.rules import Kind, StagePlan, Standing
from tongban.offer.deadlines.rules import Light


@dataclass(frozen=True)
class FactView:
    """One value of the shared record and where it came from."""

    element: str
    name: str
    name_en: str
    value: str  # in words; masked where the reader has no purpose
    is_masked: bool
    origin: str  # registration, application, licence, correction
    stage: str
    case_number: str
    by_name: str
    by_post: str
    brought_at: datetime
    reason: str
    earlier: int  # how many values it had before


@dataclass(frozen=True)
class ShareView:
    """What one authority has to do in a stage, and how long it took."""

    authority_id: int
    authority_name: str
    authority_name_en: str
    what: str
    what_en: str
    began_on: date
    ended_on: date | None
    due_on: date | None
    days: int  # working days of its own
    is_late: bool
    result: str = ""
    is_lead: bool = False
    is_consultation: bool = False
    document_id: UUID | None = None


@dataclass(frozen=True)
class ResultView:
    """A licence that a stage brought."""

    id: UUID
    name: str
    name_en: str
    number: str
    issued_on: date
    issuer: str


@dataclass(frozen=True)
class StageView:
    """One of the stages of a project."""

    plan: StagePlan
    standing: Standing
    item_code: str
    lead_name: str
    lead_name_en: str
    attempt: int
    draft_id: UUID | None
    case_number: str
    outcome: str
    opened_on: date | None
    accepted_on: date | None
    closed_on: date | None
    due_on: date | None  # of the case that runs
    used: int  # working days of the authorities' own time
    waits_for: tuple[StagePlan, ...]
    shares: tuple[ShareView, ...]
    results: tuple[ResultView, ...]

    @property
    def is_over_plan(self) -> bool:
        """Say whether it took more days than are planned for it."""
        return self.used > self.plan.days


@dataclass(frozen=True)
class HolderTime:
    """How many working days an authority used on a project, over all stages."""

    authority_id: int
    name: str
    name_en: str
    days: int


@dataclass(frozen=True)
class TimeView:
    """The authorities' own time against the limit of the law and the days planned for the kind."""

    limit: int
    planned: int
    used: int
    left: int
    due: date | None  # None while no stage runs
    lines: tuple[str, ...]
    source: str
    holders: tuple[HolderTime, ...]


@dataclass(frozen=True)
class ProjectView:
    """A project as one reader may see it."""

    id: UUID
    code: str
    name: str
    kind: Kind
    region_code: str
    region_name: str
    region_name_en: str
    party_id: UUID
    owner: str  # clear to its own people, masked to others
    registered_at: datetime
    completed_on: date | None
    latitude: float | None
    longitude: float | None
    facts: tuple[FactView, ...]
    stages: tuple[StageView, ...]
    time: TimeView
    light: Light | None  # None once it is completed

    @property
    def late(self) -> tuple[ShareView, ...]:
        """Return who makes the others wait."""
        return tuple(share for stage in self.stages for share in stage.shares if share.is_late)

    @property
    def next_stages(self) -> tuple[StageView, ...]:
        """Return the stages that may be opened now, or gone on with."""
        open_now = (Standing.READY, Standing.DRAFT, Standing.ENDED)
        return tuple(stage for stage in self.stages if stage.standing in open_now)


@dataclass(frozen=True)
class ProjectCard:
    """A project in a list."""

    code: str
    name: str
    kind: Kind
    region_name: str
    region_name_en: str
    owner: str
    registered_at: datetime
    completed_on: date | None
    standings: tuple[Standing, ...]  # of its stages, in their order
    used: int
    limit: int
    light: Light | None
    late_names: tuple[tuple[str, str], ...]  # of authorities, with the English name


@dataclass(frozen=True)
class ProjectPage:
    """A page of projects, latest first; `after` asks for the next one."""

    rows: tuple[ProjectCard, ...]
    after: str | None
