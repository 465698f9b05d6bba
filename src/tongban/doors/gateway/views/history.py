"""What changed in an item's guide, and when. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import history as given
from tongban.offer.catalogue import api as catalogue

group = Group("catalogue")

LARGEST = 2**31 - 1
Number = Annotated[int, Path(description="The number of a version", ge=1, le=LARGEST)]


@group.get("/items/{code}/versions", to=[ANYONE], answers=Page[given.Version], refuses=[404])
def list_versions(request: HttpRequest, code: str, after: After = None, limit: Limit = 30) -> Page[given.Version]:
    """List the published versions of an item, or of a basic item by its 12 or 14 digits, newest first."""
    found = catalogue.versions_of(code, after=opened(after), limit=limit)
    return page([given.Version.of(line) for line in found.items], found.after)


@group.get("/items/{code}/versions/{number}/differences", to=[ANYONE], answers=given.Comparison, refuses=[404])
def compare_versions(
    request: HttpRequest,
    code: str,
    number: Number,
    since: Annotated[int, Query(description="The earlier version; the one before when left out", ge=0, le=LARGEST)] = 0,
) -> given.Comparison:
    """Tell what a version changed: element by element, rows of lists matched by what names them."""
    after = catalogue.version(code, number)
    before = catalogue.version(code, since or max(number - 1, 1))
    return given.Comparison(
        code=code,
        before=given.Version.of(before.line),
        after=given.Version.of(after.line),
        differences=[
            given.Difference(
                element=each.element,
                name=catalogue.element_name(each.element),
                row=each.row,
                kind=each.kind,
                before=each.before,
                after=each.after,
            )
            for each in catalogue.compare_versions(before, after)
        ],
    )
