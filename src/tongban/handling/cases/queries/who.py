"""Which authority takes a step of a case: what the plan says, said of this case."""

from tongban.handling.cases.models import Case
from tongban.handling.workflow.rules import FIXED, Plan, Who, WhoKind
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.rules import upwards


def authority_of(who: Who, case: Case) -> int:
    """
    Return the authority that takes a step.

    Where the region has no such department, and none above it, the lead takes the step itself: no case waits for nobody.
    """
    lead = organisations.authority(case.authority_id)
    match who.kind:
        case WhoKind.DEPARTMENT:
            return _competent(who.key, case.region_code, lead)
        case WhoKind.UPPER:
            above = upwards(lead.region_code)[1:2]
            return _competent(who.key or lead.key, above[0], lead) if above else lead.id
        case WhoKind.LOWER:
            return _competent(who.key or lead.key, case.region_code, lead)
        case _:
            return lead.id


def authorities_of(plan: Plan, case: Case) -> dict[str, int]:
    """Return who takes those steps of the whole case that are not the lead's; shares of authorities are parts of the case."""
    return {
        code: authority_of(step.who, case)
        for code, step in plan.steps.items()
        if step.kind in FIXED and step.who.kind is not WhoKind.LEAD
    }


def _competent(key: str, region_code: str, lead: organisations.Authority) -> int:
    try:
        return organisations.authority_for(key, region_code).id
    except organisations.UnableToFindAuthority:
        return lead.id
