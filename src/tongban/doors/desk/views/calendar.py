"""The calendar corrected, a limit changed, each with its source; and what that moves, which is asked before it is done."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.doors.desk.presenters import calendar as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.days import day_parts, typed_day
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.cases.api import Basis
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity.api import Role

FIRST_YEAR, LAST_YEAR = 1949, 2999
LONGEST_SOURCE = 200
LONGEST_LIST = 4000
LONGEST_NUMBER = 12  # digits


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
    """
    Show which open cases would move by the calendar, the limits or the guides as they are now (`by`).

    They are moved when that is confirmed with a reason: all of them, or those alone that have to wait no longer.
    """
    by = request.GET.get("by", "")
    basis = Basis(by) if by in list(Basis) else Basis.CALENDAR
    reason = request.POST.get("reason", "").strip()[:LONGEST_SOURCE]
    problem, moved = "", None
    if request.method == "POST":
        if request.POST.get("checked") != "yes":
            problem = _("请勾选，确认您看过受影响的办件。")
        else:
            try:
                moved = cases.move_due_dates(
                    edition=_number(request.POST.get("edition", "")),
                    officer=request.officer,
                    reason=reason,
                    basis=basis,
                    only_favourable=request.POST.get("which") != "all",
                )
            except DomainError as refusal:
                problem = str(refusal)
    shown = cases.due_moves(region=request.officer.region_code, basis=basis)
    context = {
        "shown": shown,
        "rows": [presenters.move_row(move) for move in shown.moves],
        "problem": problem,
        "moved": moved,
        "reason": reason,
        "which": request.POST.get("which", ""),
        "law": cases.TRUST_LAW,
        "told": presenters.moves_told(shown),
        "tabs": presenters.bases(basis),
        "editions": presenters.editions_of(basis),
    }
    return render(request, "desk/calendar_moves.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def limit(request: OfficerRequest, code: str) -> HttpResponse:
    """Change a limit of the law from a day on, with where that is written; open cases keep theirs until that is decided."""
    known = deadlines.limit_sources()
    if code not in known:
        raise Http404
    rule = known[code]
    typed = {"amount": str(rule.amount), "unit": rule.unit, "source": ""}
    problems: dict[str, str] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip()[:LONGEST_SOURCE] for name in typed}
        day = typed_day(request.POST, "effective_from")
        if day is None:
            problems["effective_from"] = _("请填写施行日期。")
        elif not problems:
            try:
                deadlines.change_limit(
                    code=code,
                    amount=_number(typed["amount"]),
                    unit=typed["unit"],
                    source=typed["source"],
                    effective_from=day,
                    actor=request.officer.actor,
                )
            except deadlines.UnableToChangeLimit as refusal:
                problems["amount"] = str(refusal)
            else:
                return redirect(f"{reverse('desk:calendar-moves')}?by={Basis.LIMITS}")
    context = {
        "rule": presenters.limit_shown(rule),
        "typed": typed,
        "problems": problems,
        "errors": [
            {"text": text, "href": f"#{name if name != 'effective_from' else 'effective_from-year'}"}
            for name, text in problems.items()
        ],
        "units": presenters.units_for(rule),
        "parts": day_parts(request.POST, "effective_from"),
        "coming": deadlines.coming_limits(),
    }
    return render(request, "desk/calendar_limit.html", context, status=422 if problems else 200)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


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
