"""
Parts of pages that are the same for everybody, rendered once and put into the pages of all who ask.

Only what holds nothing about the visitor may be kept. What a part shows is named by its key, so that a change shows at once.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import engines
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from tongban.doors.frame.chinese_in_english import is_marked, mark_chinese
from tongban.doors.frame.context import has_messages
from tongban.doors.frame.preferences import CHOICES
from tongban.doors.frame.wording import ENGLISH, language

Made = TypeVar("Made")
PLACE = "\ue000{name}\ue001"  # private characters: no text holds them, and escaping leaves them alone


class Fragments(Generic[Made]):
    """The rendered parts of one kind, at most so many: those that nobody asked for longest make room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[object, Made]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made], *, of: object = None) -> Made:
        """Return what was made for a key, made now if need be. With `of`, only what was made of this very object."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] is of:
                self._kept.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (of, made)
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return a part in the language of the page, without anything about the visitor: no request reaches its template."""
    text = str(engines["jinja2"].get_template(template).render(dict(context)))
    return mark_chinese(text) if language() == ENGLISH else text


def assembled(
    request: HttpRequest, template: str, context: Mapping[str, Any], parts: Mapping[str, str]
) -> HttpResponse:
    """Return a page whose template says `{{ part.name }}` where a part goes."""
    places = {name: PLACE.format(name=name) for name in parts}
    html: str = render_to_string(template, {**context, "part": places}, request)
    if language() == ENGLISH:
        html = mark_chinese(html)
    for name, place in places.items():
        html = html.replace(place, parts[name])
    return is_marked(HttpResponse(html))


def entity_tag(request: HttpRequest, *shown: object) -> str:
    """
    Return the entity tag of a page for a visitor of whom nothing is known; empty for all others.

    It stands for what is shown, in which language and manner, and for the token that her forms send.
    """
    cookies = request.COOKIES
    if settings.SESSION_COOKIE_NAME in cookies or has_messages(request):
        return ""
    manner = [cookies.get(name, "") for name in sorted(CHOICES)]
    known = (
        release(),
        request.get_full_path(),
        language(),
        *manner,
        cookies.get(settings.CSRF_COOKIE_NAME, ""),
        *shown,
    )
    return f'"{sha256(repr(known).encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Return the answer 304 for a visitor who has this very page already."""
    if tag and request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return with_entity_tag(HttpResponseNotModified(), tag)
    return None


def with_entity_tag(response: HttpResponse, tag: str) -> HttpResponse:
    """Let the visitor's own browser keep the page and ask each time whether it changed; no cache between may keep it."""
    if tag:
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@cache
def release() -> str:
    """Return a mark that changes with the templates, texts and style sheets of the product."""
    doors = Path(__file__).resolve().parent.parent
    newest = max(
        (path.stat().st_mtime_ns for suffix in ("html", "css", "js", "mo") for path in doors.rglob(f"*.{suffix}")),
        default=0,
    )
    return str(newest)
