"""The shares of authorities that handle one case together."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from tongban.doors.gateway.schemas.common import Given, Reasons, Taken
from tongban.handling.workflow.rules import Kind
from tongban.offer.deadlines.rules import Light

StepCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Finding = Annotated[str, StringConstraints(max_length=500)]


class PartClock(Given):
    """One authority against its own limit, which never ends after the whole case."""

    due: date
    is_provisional: bool
    days_left: int
    unit: str
    light: Light
    lines: list[str]
    days: list[str] = Field(description="The same with every counted day on its own")
    source: str = Field(description="The rule that sets the limit; empty where it is that of the case")


class PartDocument(Given):
    id: UUID
    kind: str
    title: str
    number: str
    issuer_name: str
    is_ready: bool


class Part(Given):
    """
    One authority's share of a case. What it found is empty to the applicant, and to other authorities unless they build on it.
    """

    step: str
    name: str
    name_en: str
    kind: Kind
    authority_name: str
    authority_name_en: str
    round: int = Field(description="How often the step was opened by then")
    opened_on: date
    ended_on: date | None
    is_dropped: bool = Field(description="Nobody waited for it any more")
    is_stopped: bool
    is_late: bool = Field(description="Or was, when it was done")
    clock: PartClock
    result: str
    result_name: str
    opinion: str
    question: str
    fields: dict[str, str]
    participants: list[str]
    document: PartDocument | None
    licence_id: UUID | None


class PartDeed(Given):
    """A deed on a share that the officer may do now."""

    step: str
    part: str


class Opinion(Taken):
    """The result of an authority on its step."""

    result: StepCode = Field(description="One of the results that the plan knows for the step")
    opinion: Reasons
    fields: dict[Annotated[str, StringConstraints(max_length=60)], Finding] = Field(
        default_factory=dict, max_length=40, description="Findings for those who follow"
    )
    chosen: list[StepCode] = Field(
        default_factory=list, max_length=40, description="Branches that are sent back, where the result does that"
    )


class Answer(Taken):
    """What an office says that was asked and does not decide."""

    answer: Reasons


class Meeting(Taken):
    """A joint meeting: who took part, what was said, what came of it."""

    result: StepCode
    minutes: Reasons
    participants: list[Annotated[str, StringConstraints(min_length=1, max_length=80)]] = Field(
        min_length=2, max_length=60
    )
    chosen: list[StepCode] = Field(default_factory=list, max_length=40)


class Consultation(Taken):
    """A question to an office that the plan does not name."""

    authority_id: int = Field(ge=1, le=2**31)
    question: Reasons
    working_days: int = Field(5, ge=1, le=60)
    part: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,40}$")] = Field(
        "", description="The own share during which it is asked; empty for the lead's own review"
    )
    materials: list[StepCode] = Field(default_factory=list, max_length=100, description="Codes of those it is shown")


class Return(Taken):
    """Back to some authorities, with the reason."""

    chosen: list[StepCode] = Field(max_length=40)
    reason: Reasons
