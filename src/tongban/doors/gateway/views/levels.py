"""Who acts for whom, and cases that go to another authority."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from django.http import HttpRequest

from tongban.doors.frame.access import ANYONE, OfficerRequest
from tongban.doors.gateway.cursors import After, Limit, Page, UnableToReadCursor, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import cases as cases_given
from tongban.doors.gateway.schemas import levels as given
from tongban.doors.gateway.views.catalogue import RegionPrefix
from tongban.groundwork.foundation import clock
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations

group = Group("levels")

STAFF = [Role.CLERK, Role.REVIEWER, Role.DECIDER]
LONGEST_NUMBER = 12  # digits


@group.get("/entrustments", to=[ANYONE], answers=Page[given.Entrustment])
def list_entrustments(
    request: HttpRequest, region: RegionPrefix = "", after: After = None, limit: Limit = 30
) -> Page[given.Entrustment]:
    """List what authorities of a region have entrusted to others: what holds today or will."""
    last = opened(after) or "0"
    if not last.isdecimal() or len(last) > LONGEST_NUMBER:
        raise UnableToReadCursor
    found = organisations.entrustments_within(region, on=clock.today(), after=int(last), limit=limit + 1)
    return page([_entrustment(each) for each in found[:limit]], found[limit - 1].id if len(found) > limit else None)


@group.get("/work/cases/{number}/competent", to=STAFF, answers=list[given.Competent], refuses=[404])
def list_competent(request: OfficerRequest, number: str) -> list[given.Competent]:
    """List to whom the officer may give a case as it stands: up, down, or before acceptance to whoever has the power."""
    return [given.Competent.of(each) for each in cases.transfer_targets(number, officer=request.officer)]


@group.post(
    "/work/cases/{number}/transfer", to=[Role.CLERK, Role.DECIDER], answers=cases_given.Done, refuses=[404], whole=True
)
def transfer_case(request: OfficerRequest, number: str, body: given.Transfer) -> cases_given.Done:
    """Give a case to another authority: before acceptance by the clerk, afterwards by who decides. The clock runs on."""
    done = cases.transfer_case(number=number, officer=request.officer, to=body.to, reason=body.reason)
    return cases_given.Done.of(done)


@group.get("/work/cases/{number}/times", to=STAFF, answers=list[given.AuthorityTime], refuses=[404])
def show_times(request: OfficerRequest, number: str) -> list[given.AuthorityTime]:
    """Tell how long each authority had a case; nothing where one had it all along. The reading is in the ledger."""
    view = cases.case_for_officer(number, officer=request.officer)
    return [given.AuthorityTime.of(each) for each in view.times]


def _entrustment(each: organisations.Entrustment) -> given.Entrustment:
    return given.Entrustment(
        id=each.id,
        by_id=each.by_id,
        by_name=organisations.authority(each.by_id).name,
        to_id=each.to_id,
        to_name=organisations.authority(each.to_id).name,
        scope=each.scope,
        basis=each.basis,
        document=each.document,
        item_codes=list(each.item_codes),
        steps=list(each.steps),
        since=each.since,
        until=each.until,
    )
