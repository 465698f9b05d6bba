"""The addresses of this door alone."""

from django.urls import include, path

urlpatterns = [path("", include("tongban.doors.gateway.urls"))]
