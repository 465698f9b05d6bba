"""The description of the interface, for programs and for people."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.gateway.problems import UnableToFindPath, refusal
from tongban.doors.gateway.specification import specification
from tongban.doors.gateway.v1 import api


@require_safe
@open_to(ANYONE)
def show_specification(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(specification(api), content_type="application/json")
    patch_cache_control(response, public=True, max_age=300)
    return response


@require_safe
@open_to(ANYONE)
def show_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "gateway/docs.html", using="jinja2")


@csrf_exempt
@open_to(ANYONE)
def show_nothing(request: HttpRequest) -> HttpResponse:
    return refusal(UnableToFindPath())
