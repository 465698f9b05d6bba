"""The lists by which government binds itself. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from typing import Literal

from django.http import HttpRequest

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import powers as given
from tongban.doors.gateway.views.catalogue import Filter, RegionPrefix
from tongban.offer.catalogue import api as catalogue

group = Group("catalogue")


@group.get("/powers", to=[ANYONE], answers=Page[given.Power])
def list_powers(
    request: HttpRequest,
    list: Literal["power", "responsibility", "negative"] = "power",  # noqa: A002 (the name of the parameter)
    department: Filter = "",
    item_type: Filter = "",
    region: RegionPrefix = "",
    q: Filter = "",
    after: After = None,
    limit: Limit = 30,
) -> Page[given.Power]:
    """List the entries that hold today: powers, responsibilities, or what is closed to applicants."""
    found = catalogue.powers(
        list, department=department, item_type=item_type, region=region, asked=q, after=opened(after), limit=limit
    )
    return page([given.Power.of(entry) for entry in found.items], found.after)
