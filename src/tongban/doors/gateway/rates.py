"""How often one address may try what could be guessed: counted in the cache that all processes share."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.crypto import lookup_key
from tongban.groundwork.foundation.errors import DomainError


class UnableSoOften(DomainError):
    """Too many tries from one address, or for one account: wait, then try again."""

    code = "rate.exceeded"
    sentence = _("尝试太频繁，请 {seconds} 秒后再试。")
    status = 429


def count(what: str, *, who: str, most: int, seconds: int) -> None:
    """Count a try of `who` at `what`; refuse it when there were `most` in the present span of `seconds`."""
    span, gone = divmod(int(time.time()), seconds)
    # The cache holds a keyed digest: neither addresses nor user names belong there.
    key = f"rate:{lookup_key(f'{what}:{who}', use='gateway.rate')[:40]}:{span}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # it expired between the two
        return
    if tries > most:
        raise UnableSoOften(seconds=seconds - gone)


def address_of(request: HttpRequest) -> str:
    """Return the network address a request came from; the header counts only behind a proxy of ours."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
