"""All addresses of the product, door by door."""

from django.urls import include, path

handler400 = "tongban.doors.frame.failures.bad_request"
handler403 = "tongban.doors.frame.failures.forbidden"
handler404 = "tongban.doors.frame.failures.not_found"
handler500 = "tongban.doors.frame.failures.server_error"

urlpatterns = [
    # The interface comes first: its patterns are few, those of the pages many.
    path("", include("tongban.doors.gateway.urls")),
    path("preferences/", include("tongban.doors.frame.urls")),
    path("account/", include("tongban.doors.portal.accounts.urls")),
    path("", include("tongban.doors.portal.urls")),
    path("desk/", include("tongban.doors.desk.urls")),
]
