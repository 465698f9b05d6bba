"""What surrounds every request: its id, its line in the access log, and the headers that protect its page."""

import logging
import re
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tongban.doors.frame import logs
from tongban.groundwork.foundation.identifiers import uuid7

R = TypeVar("R", bound=HttpResponseBase)
access_log = logging.getLogger("tongban.access")
HEALTH = re.compile(r"^/(healthz|readyz|health/)")
GIVEN_ID = re.compile(r"^[0-9A-Za-z-]{8,64}$")

# No inline script and no inline style anywhere, so nothing has to be allowed one by one. Frames are for our own documents.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def observe_request(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def observe(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        identifier = given if GIVEN_ID.match(given) else str(uuid7())
        token = logs.request_id.set(identifier)
        started = time.perf_counter()
        try:
            response = get_response(request)
            if not HEALTH.match(request.path):
                _write_line(request, response, time.perf_counter() - started)
        finally:
            logs.request_id.reset(token)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-ID"] = identifier
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return observe


def for_viewer(response: R) -> R:
    """Let our own pages show this answer, a document or a picture, in a frame."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response


def _write_line(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    # The route is written, not the path: a path may hold the number of a case or a licence.
    match = request.resolver_match
    facts = {
        "method": request.method,
        "route": match.route if match else "",
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
    access_log.info("request", extra=facts)
