"""The calendar corrected: a year's days off with their source, and what that moves, which is asked before it is done."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.doors.desk.presenters import calendar as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity.api import Role

FIRST_YEAR, LAST_YEAR = 1949, 2999
LONGEST_SOURCE = 200
LONGEST_LIST = 4000


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def correct(request: OfficerRequest, year: int) -> HttpResponse:
    """Enter a year's arrangement of days off with its source; open cases keep their dates until that is decided."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    known = deadlines.arrangement(year)
    typed = {
        "source": known["source"] if known else "",
        "issued_on": known["issued_on"] if known else "",
        "is_provisional": "yes" if known and known["is_provisional"] else "",
        "holidays": presenters.typed_holidays(known),
    }
    problems: dict[str, str] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in typed}
        content, problems = _read(year, typed)
        if not problems:
            try:
                deadlines.correct_calendar(content, actor=request.officer.actor)
            except DomainError as refusal:
                problems["holidays"] = str(refusal)
            else:
                return redirect(reverse("desk:calendar-moves"))
    context = {"year": year, "typed": typed, "problems": problems, "is_new": known is None}
    return render(request, "desk/calendar_year.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def moves(request: OfficerRequest) -> HttpResponse:
    """Show which open cases the calendar as it is now would move, and move them when that is confirmed with a reason."""
    reason = request.POST.get("reason", "").strip()[:LONGEST_SOURCE]
    problem, moved = "", None
    if request.method == "POST":
        if request.POST.get("checked") != "yes":
            problem = _("请勾选，确认您看过受影响的办件。")
        else:
            try:
                edition = int(request.POST.get("edition", "0"))
                moved = cases.move_due_dates(edition=edition, officer=request.officer, reason=reason)
            except (DomainError, ValueError) as refusal:
                problem = str(refusal)
    shown = cases.due_moves(region=request.officer.region_code)
    context = {
        "shown": shown,
        "rows": [presenters.move_row(move) for move in shown.moves],
        "problem": problem,
        "moved": moved,
        "reason": reason,
        "editions": deadlines.editions(deadlines.EditionKind.CALENDAR, most=5),
    }
    return render(request, "desk/calendar_moves.html", context, status=422 if problem else 200)


def _read(year: int, typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the arrangement as the calendar takes it, and what is wrong with what was typed."""
    problems: dict[str, str] = {}
    content: dict[str, Any] = {"year": year, "is_provisional": typed["is_provisional"] == "yes"}
    if not typed["source"]:
        problems["source"] = _("请写明出处：文件名称和文号。")
    content["source"] = typed["source"][:LONGEST_SOURCE]
    try:
        content["issued_on"] = date.fromisoformat(typed["issued_on"])
    except ValueError:
        problems["issued_on"] = _("日期写成 2026-11-04 的样子。")
    try:
        content["holidays"] = presenters.holidays(typed["holidays"][:LONGEST_LIST])
    except ValueError as fault:
        problems["holidays"] = str(fault)
    return content, problems
