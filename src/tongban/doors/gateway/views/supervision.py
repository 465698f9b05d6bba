"""What a supervisor sees of her region: figures, late cases, cards, and the course of a case without persons."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from tongban.doors.frame.access import ANYONE, OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import oversight as given
from tongban.doors.gateway.views.catalogue import RegionPrefix
from tongban.groundwork.foundation import clock
from tongban.handling.cases import api as cases
from tongban.oversight.supervision import api as supervision
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations

group = Group("supervision")

SUPERVISORS = [Role.SUPERVISOR]
OFFICES = [Role.CLERK, Role.REVIEWER, Role.DECIDER]
DAYS = 365  # of which figures tell, unless asked otherwise
Days = Annotated[int, Query(description="The span the figures tell of", ge=1, le=366)]


@group.get("/figures", to=[ANYONE], answers=given.Overview)
def show_public_figures(request: HttpRequest, region: RegionPrefix = "", days: Days = 30) -> given.Overview:  # noqa: ARG001
    """Show the figures of a region as anybody may see them, each with how it is computed; as of the last sweep."""
    return given.Overview.of(supervision.public_figures(region=region, days=days))


@group.get("/supervision/overview", to=SUPERVISORS, answers=given.Overview)
def show_overview(request: OfficerRequest, days: Days = 30) -> given.Overview:
    """Show the state of the supervisor's region and what the last days brought; as of the last sweep."""
    return given.Overview.of(supervision.overview(region=request.officer.region_code, days=days))


@group.get("/supervision/cards", to=[*SUPERVISORS, *OFFICES], answers=Page[given.Card])
def list_cards(
    request: OfficerRequest, waiting_only: bool = True, after: After = None, limit: Limit = 20
) -> Page[given.Card]:
    """List yellow, red and breach cards, newest first: of the region to a supervisor, of the own authority to others."""
    found = supervision.cards(request.officer, waiting_only=waiting_only, after=opened(after), limit=limit)
    return page([given.Card.of(row) for row in found.rows], found.after)


@group.post("/supervision/cards/{uuid:card_id}/explanation", to=OFFICES, answers=given.Card, refuses=[404])
def explain_card(request: OfficerRequest, card_id: UUID, body: given.Explanation) -> given.Card:
    """Say for the authority why a case is late and what is done about it."""
    return given.Card.of(
        supervision.explain_card(card_id=card_id, officer=request.officer, explanation=body.explanation)
    )


@group.post("/supervision/cards/{uuid:card_id}/settlement", to=SUPERVISORS, answers=given.Card, refuses=[404])
def settle_card(request: OfficerRequest, card_id: UUID, body: given.Settlement) -> given.Card:
    """Confirm a card, or dismiss it, with reasons."""
    return given.Card.of(supervision.settle_card(card_id=card_id, officer=request.officer, **body.model_dump()))


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
