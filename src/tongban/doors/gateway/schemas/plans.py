"""Review plans: who does what in which order, in every version."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import Field

from tongban.doors.gateway.schemas.common import Given, Taken
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import Fault


class PlanVersion(Given):
    """One published version; what runs keeps the version it began with."""

    code: str
    version: int
    name: str
    name_en: str
    effective_from: date
    published_at: datetime
    why: str
    is_in_force: bool = Field(description="Today, and not replaced by a newer one")


class PlanVersions(Given):
    plans: list[PlanVersion]


class PlanBody(Given):
    """A plan as its file writes it, see the reference of review plans."""

    code: str
    version: int
    body: dict[str, Any]


class PlanToCheck(Taken):
    """A plan as its file writes it; nothing is kept of it."""

    body: dict[str, Any]


class PlanWay(Given):
    step: str
    result: str


class PlanFault(Given):
    code: str = Field(description="For programs")
    where: str = Field(description="The step or join it is about")
    sentence: str = Field(description="For people, in the language asked for")
    trace: list[PlanWay] = Field(description="The shortest way that leads to the fault")

    @classmethod
    def of(cls, thing: Fault) -> Self:
        return cls(
            code=thing.code,
            where=thing.where,
            sentence=workflow.fault_sentence(thing),
            trace=[PlanWay(step=way.step, result=way.result) for way in thing.trace],
        )


class PlanFaults(Given):
    """Everything that is wrong with a plan; nothing when it is sound."""

    is_sound: bool
    faults: list[PlanFault]
