"""How much can really be done online: public figures of each level and region, the aim, and what is missing."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.doors.frame import wording
from tongban.doors.frame.access import ANYONE, open_to
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.api import DepthLine
from tongban.registers.organisations import api as organisations

MARKS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
MOST_LIFTS = 3


@dataclass(frozen=True)
class Row:
    """A level or a region as the page shows it."""

    name: str
    href: str
    level: str
    items: int
    online: int
    rate: str
    width: float
    aim: str
    aim_at: float
    is_below: bool
    depths: list[tuple[str, int]]
    source: str
    lifts: list[str]


@require_safe
@open_to(ANYONE)
def depth(request: HttpRequest) -> HttpResponse:
    """Show the figures of everything, or of one region and below."""
    code = request.GET.get("region", "")
    if code:
        _refuse_unknown(code)
    found = inspection.depth_figures(region=code)
    context = {
        "found": found,
        "whole": _row(found.whole),
        "levels": [_row(line) for line in found.levels],
        "regions": [_row(line) for line in found.regions],
        "region": _region_name(code),
    }
    return render(request, "portal/public/depth.html", context)


def _refuse_unknown(code: str) -> None:
    if not code.isascii() or not code.isdecimal():
        raise Http404
    try:
        organisations.region(code)
    except organisations.UnableToFindRegion as refusal:
        raise Http404 from refusal


def _row(line: DepthLine) -> Row:
    return Row(
        name=_region_name(line.region_code),
        href=f"{reverse('portal:depth')}?region={line.region_code}",
        level=inspection.level_name(line.level),
        items=line.items,
        online=line.online,
        rate=f"{line.rate:.1%}",
        width=100 * line.rate,
        aim=f"{line.aim:.0%}" if line.aim is not None else "",
        aim_at=100 * (line.aim or 0),
        is_below=line.is_below,
        depths=list(zip(MARKS, line.by_depth, strict=True)),
        source=wording.hant(line.source),
        lifts=[inspection.lift_sentence(lift) for lift in line.lifts[:MOST_LIFTS]],
    )


def _region_name(code: str) -> str:
    if not code:
        return ""
    region = organisations.region(code)
    return wording.local_text(region.name, region.name_en)
