"""Where a lower level examines first and an upper one decides (行政许可法第四十三条): what the plan says of it. No Django."""

from dataclasses import dataclass

from tongban.handling.workflow.rules import Kind, Plan, StepLimit, WhoKind


@dataclass(frozen=True)
class Levels:
    """Who has how long: `lower` examines and hands over, `upper` decides. Without limits of their own the item's runs through."""

    examines: str  # the step of the lower level
    lower: StepLimit | None
    upper: StepLimit | None

    @property
    def starts_anew(self) -> bool:
        """Say whether the upper level has its own days from the day the file is handed over."""
        return self.lower is not None and self.upper is not None


def levels_of(plan: Plan) -> Levels | None:
    """Return the two levels of a plan whose decision is proposed above the case's authority; None for other plans."""
    propose = plan.steps[Kind.PROPOSE]
    if propose.who.kind is not WhoKind.UPPER:
        return None
    own = [
        step
        for step in plan.steps.values()
        if step.kind is Kind.OPINION and step.who.kind in (WhoKind.LEAD, WhoKind.LOWER)
    ]
    first = next((step for step in own if step.limit), own[0] if own else plan.steps[Kind.ACCEPT])
    return Levels(examines=first.code, lower=first.limit, upper=propose.limit)
