"""Take a case in hand, so that colleagues see who is at it; or give it back."""

from tongban.handling.cases.models import Case
from tongban.handling.cases.part_rules import share_of
from tongban.handling.cases.queries.facts import facts_of, officer_facts
from tongban.handling.cases.refusals import UnableInThisState, UnableToFindCase
from tongban.handling.cases.rules import State, has_conflict_of_interest, may_see, ungrouped
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Officer

_TASK_OF = {State.SUBMITTED: "accept", State.ACCEPTED: "propose", State.PROPOSED: "decide", State.DECIDED: "deliver"}


def claim_case(*, number: str, officer: Officer) -> None:
    """Put the officer's name to the open task of a case. It is a notice to colleagues, not a lock."""
    workflow.claim_task(
        subject=f"case:{number}", step=_open_task(number, officer), account_id=officer.account_id, name=officer.name
    )


def release_case(*, number: str, officer: Officer) -> None:
    """Take the officer's name from the open task of a case."""
    workflow.release_task(subject=f"case:{number}", step=_open_task(number, officer), account_id=officer.account_id)


def _open_task(number: str, officer: Officer) -> str:
    case = Case.objects.filter(number=ungrouped(number) or "").first()
    who = officer_facts(officer)
    facts = facts_of(case) if case else None
    if case is None or facts is None or not may_see(facts, who) or has_conflict_of_interest(facts, who):
        raise UnableToFindCase
    if share := share_of(facts, who):
        return share
    if case.state not in _TASK_OF:
        raise UnableInThisState(number=case.number)
    return _TASK_OF[State(case.state)]
