"""Construction projects: kinds, stages, who is at work, the shared record, the time used."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from tongban.doors.gateway.schemas.cases import Sent
from tongban.doors.gateway.schemas.common import Given, Name, Reasons, Taken
from tongban.handling.projects.api import Standing
from tongban.offer.deadlines.rules import Light

Element = Annotated[str, StringConstraints(max_length=80)]
Code = Annotated[str, StringConstraints(max_length=40)]


class StageCondition(Given):
    stage: str
    once: str = Field(description="accepted or granted")


class KindStage(Given):
    code: str
    name: str
    name_en: str
    basic_code: str
    days: int = Field(description="Planned working days of the authorities' own time")
    after: list[StageCondition]


class ProjectKind(Given):
    """A kind of project: its stages, what each waits for, and what is asked when it is registered."""

    code: str
    name: str
    name_en: str
    days: int
    source: str
    asked: list[str] = Field(description="Data elements that registering asks for")
    stages: list[KindStage]


class Position(Taken):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class RegisterProject(Taken):
    kind: Name
    region_code: Annotated[str, StringConstraints(max_length=12)]
    code: Code = Field("", description="The code of the investment platform (GB/T 40058); empty asks for one")
    facts: dict[Element, Sent] = Field(max_length=100)
    position: Position | None = None


class Correction(Taken):
    value: Sent
    reason: Reasons


class ProjectFact(Given):
    """A value of the shared record, and where it came from."""

    element: str
    name: str
    name_en: str
    value: str
    is_masked: bool
    origin: str = Field(description="registration, application, licence or correction")
    stage: str
    case_number: str
    by_name: str
    by_post: str
    brought_at: datetime
    reason: str
    earlier: int = Field(description="How many values it had before")


class Share(Given):
    """What one authority has to do in a stage."""

    authority_id: int
    authority_name: str
    what: str = Field(description="Empty for what the leading authority sums up and decides")
    what_en: str
    began_on: date
    ended_on: date | None
    due_on: date | None
    days: int = Field(description="Working days of its own, so far")
    is_late: bool
    is_lead: bool
    is_consultation: bool
    result: str = Field(description="In words; empty to the owner until the stage is decided")


class ProjectResult(Given):
    id: UUID
    name: str
    number: str
    issued_on: date
    issuer: str


class ProjectStage(Given):
    code: str
    name: str
    name_en: str
    standing: Standing
    item_code: str
    lead_name: str
    attempt: int
    draft_id: UUID | None
    case_number: str
    outcome: str
    opened_on: date | None
    accepted_on: date | None
    closed_on: date | None
    due_on: date | None
    used: int
    planned: int
    waits_for: list[str] = Field(description="Codes of the stages it still waits for")
    shares: list[Share]
    results: list[ProjectResult]

    @classmethod
    def of(cls, stage: Any) -> "ProjectStage":
        facts = {name: getattr(stage, name) for name in cls.model_fields if hasattr(stage, name)}
        return cls.model_validate(
            facts
            | {
                "code": stage.plan.code,
                "name": stage.plan.name,
                "name_en": stage.plan.name_en,
                "planned": stage.plan.days,
                "waits_for": [each.code for each in stage.waits_for],
            }
        )


class Holder(Given):
    authority_id: int
    name: str
    days: int


class ProjectTime(Given):
    """The authorities' own time against the limit of the whole course."""

    limit: int
    planned: int
    used: int
    left: int
    due: date | None = Field(description="When the limit is used up if the stages that run go on; null while none runs")
    lines: list[str] = Field(description="The days explained, in the language of Accept-Language")
    source: str
    holders: list[Holder] = Field(description="Each authority's own days; side by side they add up to more than `used`")


class Project(Given):
    code: str
    name: str
    kind: str
    region_code: str
    owner: str
    registered_at: datetime
    completed_on: date | None
    latitude: float | None
    longitude: float | None
    light: Light | None = Field(description="red: somebody is late; breach: the limit of the whole is used up")
    late: list[Share]
    stages: list[ProjectStage]
    time: ProjectTime
    facts: list[ProjectFact]

    @classmethod
    def of(cls, project: Any) -> "Project":
        facts = {name: getattr(project, name) for name in cls.model_fields if hasattr(project, name)}
        return cls.model_validate(
            facts | {"kind": project.kind.code, "stages": [ProjectStage.of(stage) for stage in project.stages]}
        )


class ProjectCard(Given):
    code: str
    name: str
    kind: str
    owner: str
    registered_at: datetime
    completed_on: date | None
    standings: list[Standing] = Field(description="Of its stages, in the order of its kind")
    used: int
    limit: int
    light: Light | None

    @classmethod
    def of(cls, card: Any) -> "ProjectCard":
        facts = {name: getattr(card, name) for name in cls.model_fields}
        return cls.model_validate(facts | {"kind": card.kind.code})
