"""The few pages that belong to no door: preferences, and staying signed in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.frame.context import STAYED_AT
from tongban.doors.frame.preferences import remember
from tongban.groundwork.foundation import clock


@require_safe
@open_to(ANYONE)
def show_preferences(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/preferences.html", {"next": way_back(request, request.GET.get("next"))})


@require_POST
@open_to(ANYONE)
def set_preferences(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(way_back(request, request.POST.get("next")))
    remember(request, response)
    return response


@require_POST
@open_to(ANYONE)
def stay(request: HttpRequest) -> HttpResponse:
    """Begin the time of the session anew."""
    if request.user.is_authenticated:
        request.session[STAYED_AT] = clock.now().timestamp()
    return HttpResponse(status=204)


def way_back(request: HttpRequest, target: str | None) -> str:
    """Return `target` if it lies on this site, else the home page."""
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/"
