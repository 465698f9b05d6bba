"""Who does a deed. Every deed names its actor; none is implied."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The one who acts, as the ledger writes it down."""

    reference: str  # "person:<uuid>", "officer:<uuid>", "system:<task>"
    name: str  # as shown in a time line: already masked where the reader may not see more
    post: str = ""  # "宁川市公安局 审核岗", empty for an applicant
    on_behalf_of: str = ""  # reference of the person represented: a walk-in at the window, a company


def system(task: str) -> Actor:
    """Return the actor for what the platform does by itself: `task` names it, as in "deemed-acceptance"."""
    return Actor(reference=f"system:{task}", name="系统")
