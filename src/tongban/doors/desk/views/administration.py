"""What the installation goes by: posts and who holds which role, the calendar and the limits with their sources."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.desk.presenters import administration as presenters
from tongban.doors.frame.access import STAFF, OfficerRequest, open_to
from tongban.groundwork.foundation import clock
from tongban.offer.deadlines import api as deadlines
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations


@require_safe
@open_to(Role.ADMINISTRATOR)
def posts(request: OfficerRequest) -> HttpResponse:
    """List the posts of the administrator's region, authority by authority."""
    found = organisations.posts(request.officer.region_code)
    return render(request, "desk/posts.html", {"groups": presenters.by_authority(found)})


@require_safe
@open_to(STAFF)
def calendar(request: OfficerRequest) -> HttpResponse:
    """Show which notices the working days rest on, and the limits of the law with where they are written."""
    known = deadlines.calendar()
    years = deadlines.calendar_sources()
    context = {
        "years": years,
        "next_year": max(year.year for year in years) + 1,
        "may_correct": Role.ADMINISTRATOR in request.officer.roles,
        "known_until": known.known_until,
        "limits": presenters.limits(deadlines.limit_sources().values()),
        "coming": presenters.coming_days_off(known, clock.today()),
    }
    return render(request, "desk/calendar.html", context)
