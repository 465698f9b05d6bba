from django.urls import include, path, re_path

from tongban.doors.gateway import v1
from tongban.doors.gateway.views import health, reference

app_name = "gateway"
urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("api/docs", reference.show_docs, name="docs"),
    path("api/v1/openapi.json", reference.show_specification, name="specification"),
    path("api/v1/", include((v1.url_patterns(), "v1"))),
    re_path(r"^api/", reference.show_nothing),
]
