"""Where one can go: halls, community stations, kiosks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal import presenters_public
from tongban.registers.organisations import api as organisations


@require_safe
@open_to(ANYONE)
def places(request: HttpRequest) -> HttpResponse:
    region = presenters_public.chosen_region(request.GET.get("region", ""))
    open_now = request.GET.get("open") == "1"
    points = [presenters_public.place(point) for point in organisations.service_points(region)]
    context = {
        "places": [point for point in points if point.is_open or not open_now],
        "region": region,
        "open_now": open_now,
        "regions": presenters_public.county_choices(),
    }
    return render(request, "portal/public/places.html", context)
