"""What a supervisor sees of her region: figures, running cases, and the course of a case without persons."""

from datetime import date, timedelta

from tongban.doors.frame.access import OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import oversight as given
from tongban.groundwork.foundation import clock
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations

group = Group("supervision")

SUPERVISORS = [Role.SUPERVISOR]
DAYS = 365  # of which figures tell, unless asked otherwise


@group.get("/supervision/authorities", to=SUPERVISORS, answers=list[given.AuthorityFigures])
def show_figures(
    request: OfficerRequest, since: date | None = None, until: date | None = None
) -> list[given.AuthorityFigures]:
    """Show what each authority did with the cases received in a span of days; without dates, of the last year."""
    figures = cases.authority_figures(
        region=request.officer.region_code, since=since or clock.today() - timedelta(days=DAYS), until=until
    )
    names = {authority.id: authority.name for authority in organisations.authorities(request.officer.region_code)}
    return [
        given.AuthorityFigures.of(each).model_copy(update={"authority_name": names.get(each.authority_id, "")})
        for each in figures
    ]


@group.get("/supervision/cases", to=SUPERVISORS, answers=Page[given.RunningCase])
def list_running_cases(
    request: OfficerRequest, due_until: date | None = None, after: After = None, limit: Limit = 50
) -> Page[given.RunningCase]:
    """List the cases under review, nearest committed date first; `due_until` today leaves those that are due or late."""
    found = cases.running_cases(
        region=request.officer.region_code, due_until=due_until, after=opened(after), limit=limit
    )
    return page([given.RunningCase.of(row) for row in found.rows], found.after)


@group.get("/supervision/cases/{number}", to=SUPERVISORS, answers=given.WatchedCase, refuses=[404])
def watch_case(request: OfficerRequest, number: str) -> given.WatchedCase:
    """Show a case's course and its clock, without persons."""
    return given.WatchedCase.of(cases.case_for_supervision(number, officer=request.officer))
