"""Files in forms: taken as they come, refused before they are read when they are far too large."""

from collections.abc import Callable
from functools import wraps
from typing import BinaryIO, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

P = ParamSpec("P")

# No material may be larger than 50 MB; what is beyond is not even read into a file.
MOST_BYTES = 60_000_000
# A browser shows an answer only after it has sent everything, so up to this much is taken and thrown away.
MOST_THROWN_AWAY = 1_000_000_000
CHUNK = 1_000_000


def refuses_huge_uploads(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Answer 413 to a request far beyond every limit before it is read; the check of the token, which reads it, comes after."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def refusing(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES and request.method == "POST":
            _throw_away(request, int(length))
            return render(request, "frame/too_large.html", {"back": request.path}, status=413)
        return protected(request, *args, **kwargs)

    return refusing


def sent_file(request: HttpRequest) -> tuple[BinaryIO | None, str]:
    """Return the file that a form sent and its name, None when none was chosen."""
    file = request.FILES.get("file")
    return (cast(BinaryIO, file), file.name or "") if file else (None, "")


def _throw_away(request: HttpRequest, length: int) -> None:
    left = min(length, MOST_THROWN_AWAY)
    while left > 0 and (chunk := request.read(min(CHUNK, left))):
        left -= len(chunk)
