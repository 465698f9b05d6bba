"""What was typed when a sign-in had run out is kept, sealed, and given back after signing in again."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest, HttpResponseBase, QueryDict

from tongban.groundwork.foundation import crypto

P = ParamSpec("P")

KEPT = "typed"  # session key
USE = "portal.typed"
MOST_CHARACTERS = 64_000  # a page of questions is far shorter; the session is no store


def keeps_what_was_typed(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Keep the texts of a form that comes after its sign-in ran out. Goes above `open_to`, which then asks to sign in."""

    @wraps(view)
    def keeping(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep(request)
        return view(request, *args, **kwargs)

    return keeping


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Take out what was typed on this page before signing in again, None when nothing was."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    try:
        return QueryDict(crypto.unseal(base64.b64decode(kept["sealed"]), use=USE))
    except InvalidTag:  # the key of the installation was changed meanwhile
        return None


def _keep(request: HttpRequest) -> None:
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if sent and len(text) <= MOST_CHARACTERS:
        sealed = base64.b64encode(crypto.seal(text, use=USE)).decode()
        request.session[KEPT] = {"path": request.path, "sealed": sealed}
