"""Signing in to the desk: a password, then a second factor."""

from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongban.doors.frame.access import ANYONE, has_second_factor, open_to
from tongban.doors.frame.views import way_back
from tongban.registers.identity import api as identity


@require_safe
@open_to(ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': _following(request)})}")


@require_safe
@open_to(ANYONE)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to the page where a second factor is confirmed, or set up by one who has none."""
    if not request.user.is_authenticated:
        return redirect("desk:sign-in")
    if has_second_factor(request):
        return redirect(_following(request))
    page = "mfa_activate_totp" if identity.needs_second_factor(request.user) else "mfa_reauthenticate"
    return redirect(f"{reverse(page)}?{urlencode({'next': _following(request)})}")


@require_POST
@open_to(ANYONE)
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("desk:sign-in")


def _following(request: HttpRequest) -> str:
    target = way_back(request, request.GET.get("next"))
    return reverse("desk:home") if target == "/" else target
