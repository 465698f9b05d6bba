"""A URLconf with just the addresses that the frame sends people to, and views that fail."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tongban.doors.frame.access import ANYONE, open_to


@open_to(ANYONE)
def blank(request: HttpRequest, number: str = "") -> HttpResponse:
    return HttpResponse("ok")


def outage(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection to 李秀兰 refused")


def fault(request: HttpRequest) -> HttpResponse:
    raise ValueError("11010119800101123X")


portal = [path("sign-in/", blank, name="sign-in"), path("", blank, name="home")]
desk = [path("sign-in/", blank, name="sign-in"), path("second-factor/", blank, name="second-factor")]
urlpatterns = [
    path("preferences/", include("tongban.doors.frame.urls")),
    path("desk/", include((desk, "desk"))),
    path("cases/<str:number>/", blank),
    path("outage/", outage),
    path("fault/", fault),
    path("api/outage/", outage),
    path("healthz", blank),
    path("", include((portal, "portal"))),
]
handler400 = "tongban.doors.frame.failures.bad_request"
handler403 = "tongban.doors.frame.failures.forbidden"
handler404 = "tongban.doors.frame.failures.not_found"
handler500 = "tongban.doors.frame.failures.server_error"
