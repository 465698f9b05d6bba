"""All addresses of the product, door by door."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongban.doors.portal.urls")),
    path("desk/", include("tongban.doors.desk.urls")),
    path("", include("tongban.doors.gateway.urls")),
]
